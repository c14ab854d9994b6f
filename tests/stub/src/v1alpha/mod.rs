//! The three token operations of v1-alpha.

mod checks;
mod tidy;

pub use checks::Ask;

use crate::answer::Answer;
use crate::config::Config;
use crate::context::{Context, odata};
use crate::errors::Refusal;
use crate::fault::Operation;
use crate::head::Checked;
use crate::report::SeenRequest;
use crate::sessions::COOKIE;
use crate::text::{percent_encode, server_time, timestamp};
use checks::Login;
use serde_json::json;
use std::time::Duration;

pub fn read(op: Operation, query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    if config.strict {
        return checks::check(op, query, seen, config);
    }
    let query = tidy::query(op, query);
    checks::check(op, query.as_deref(), &tidy::request(op, seen), config)
}

pub fn perform(ask: Ask, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    context.known_repository()?;
    let config = &context.shared.config;
    let fault = context.fault;
    let expiry = |idle: Duration| {
        let own = || timestamp(server_time(config.clock_skew) + idle);
        fault.expire_time.clone().unwrap_or_else(own)
    };
    let base = &context.shared.base_url;
    let kind = |name: &str| format!("{base}/v1-alpha/$metadata#{name}");
    match ask {
        Ask::Create { login, cookie } => {
            log_in(context, &login)?;
            let token = context.open_session(None)?;
            context.state.counters.logins += 1;
            let body = json!({
                "@odata.context": kind("Laserfiche.Repository.SessionKeyInfo"),
                "authToken": token,
                "expireTime": expiry(context.state.limits.idle_timeout),
            });
            let mut answer = odata(body.to_string());
            if cookie {
                let value = percent_encode(&token);
                // A client sends no secure cookie over plain HTTP.
                let secure = if config.tls { "secure; " } else { "" };
                answer.set("Set-Cookie", &format!("{COOKIE}={value}; path=/; {secure}HttpOnly"));
            }
            Ok(answer)
        }
        Ask::Refresh { bearer, keep_alive } => {
            let state = &mut context.state;
            let token = bearer.token(&state.sessions)?;
            let usual = state.limits.idle_timeout;
            let idle = state.sessions.refresh(&token, context.repository, keep_alive, usual);
            let idle = idle.ok_or_else(|| Refusal::coded(401, 9037))?;
            state.counters.refreshed += 1;
            state.counters.refreshes += 1;
            let body = json!({"@odata.context": kind("Edm.DateTimeOffset"), "value": expiry(idle)});
            Ok(odata(body.to_string()))
        }
        Ask::Invalidate { bearer } => {
            let state = &mut context.state;
            let token = bearer.token(&state.sessions)?;
            if !state.sessions.close(&token, context.repository) {
                return Err(Refusal::coded(401, 9037));
            }
            state.counters.invalidated += 1;
            let body = json!({"@odata.context": kind("Edm.Boolean"), "value": !fault.value_false});
            Ok(odata(body.to_string()))
        }
    }
}

fn log_in(context: &mut Context<'_>, login: &Login) -> Result<(), Refusal> {
    match login {
        Login::Password { user, password } => context.state.accounts.check(user, password),
        Login::SessionKey(key) if key == "valid-session-key" => Ok(()),
        Login::SessionKey(_) => Err(Refusal::coded(401, 9037)),
        Login::Saml(token) if token == "valid-saml" => Ok(()),
        Login::Saml(_) => Err(Refusal::coded(401, 9530)),
    }
}
