//! Access tokens for grants.

use super::apps::{App, Kind, authenticate};
use super::grant::{CodeExchange, Grant};
use super::refresh_tokens::{Refused, SignIn};
use super::token::Ask;
use super::{jwt, pkce, scope};
use crate::answer::Answer;
use crate::api::Api;
use crate::config::LifetimeMember;
use crate::context::{Context, odata};
use crate::errors::Refusal;
use crate::text::{object, request_id};
use serde_json::{Value, json};
use std::time::Duration;

/// Good for a quarter of an hour, as documented for the password.
const PASSWORD: Duration = Duration::from_secs(900);
const CLIENT_CREDENTIALS: Duration = Duration::from_secs(12 * 60 * 60);
const CODE: Duration = Duration::from_secs(60 * 60);

pub fn perform(ask: Ask, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    let refresh = matches!(ask.grant, Grant::Refresh { .. });
    let issued = match ask.api {
        Api::Cloud => {
            let app = authenticate(ask.client, &context.shared.service_apps, &context.shared.config)?;
            in_the_cloud(ask.grant, &app, context)
        }
        _ => {
            context.known_repository()?;
            on_a_server(ask.grant, context)
        }
    }?;
    let counters = &mut context.state.counters;
    counters.tokens_issued += 1;
    *(if refresh {
        &mut counters.refreshes
    } else {
        &mut counters.logins
    }) += 1;
    Ok(issued.into_answer(ask.api, context))
}

/// What a grant brings.
struct Issued {
    token: String,
    lifetime: Duration,
    refresh_token: Option<String>,
    scope: Vec<String>,
}

fn on_a_server(grant: Grant, context: &mut Context<'_>) -> Result<Issued, Refusal> {
    let (token, sign_in) = match grant {
        Grant::Password { user, password } => {
            context.state.accounts.check(&user, &password)?;
            let lifetime = context.token_lifetime(PASSWORD);
            return Ok(Issued {
                token: context.open_session(Some(lifetime))?,
                lifetime,
                refresh_token: None,
                scope: Vec::new(),
            });
        }
        Grant::ClientCredentials { .. } => return Err(unauthorized("An API Server knows no clients.")),
        Grant::Code(exchange) => (None, redeem(&exchange, None, context)?),
        Grant::Refresh { token } => {
            let sign_in = signed_in(&token, None, context)?;
            (Some(token), sign_in)
        }
    };
    let good = context.token_lifetime(CODE);
    // A refresh goes on with its session, which keeps its seat.
    let session = match sign_in.session {
        Some((repository, _)) if repository != context.repository => {
            return Err(invalid("The refresh token is not valid for this repository."));
        }
        Some((_, session)) => {
            let idle = context.state.limits.idle_timeout;
            context.state.sessions.renew(&session, idle, good)
        }
        None => None,
    };
    let session = session.map_or_else(|| context.open_session(Some(good)), Ok)?;
    let sign_in = SignIn {
        session: Some((context.repository.into(), session.clone())),
        ..sign_in
    };
    let lifetime = context.shared.config.refresh_token_lifetime;
    let tokens = &mut context.state.refresh_tokens;
    Ok(Issued {
        token: session,
        lifetime: good,
        refresh_token: Some(tokens.next(token.as_deref(), sign_in, lifetime, false)),
        scope: Vec::new(),
    })
}

fn in_the_cloud(grant: Grant, app: &App, context: &mut Context<'_>) -> Result<Issued, Refusal> {
    let config = &context.shared.config;
    let (token, sign_in, narrower) = match (grant, app.kind) {
        (Grant::ClientCredentials { scope }, Kind::Service) => {
            let scope = scope::granted(scope.as_deref(), &config.scopes);
            let lifetime = context.token_lifetime(CLIENT_CREDENTIALS);
            return Ok(Issued {
                token: access_token(app, &scope, lifetime, context),
                lifetime,
                refresh_token: None,
                scope,
            });
        }
        (Grant::Code(exchange), Kind::Web | Kind::SinglePage) => {
            let sign_in = redeem(&exchange, Some(&app.client_id), context)?;
            (None, sign_in, exchange.scope)
        }
        (Grant::Refresh { token }, Kind::Web | Kind::SinglePage) => {
            let sign_in = signed_in(&token, Some(&app.client_id), context)?;
            (Some(token), sign_in, None)
        }
        _ => return Err(unauthorized("The client may not use this grant type.")),
    };
    let scope = scope::granted(narrower.as_deref(), &sign_in.scope);
    // The first refresh token of a single-page app bounds all that follow.
    let bounded = app.kind == Kind::SinglePage;
    let lifetime = context.token_lifetime(CODE);
    let access = access_token(app, &scope, lifetime, context);
    let tokens = &mut context.state.refresh_tokens;
    Ok(Issued {
        token: access,
        lifetime,
        refresh_token: Some(tokens.next(token.as_deref(), sign_in, config.refresh_token_lifetime, bounded)),
        scope,
    })
}

fn access_token(app: &App, scope: &[String], lifetime: Duration, context: &mut Context<'_>) -> String {
    let token = jwt::access_token(app, scope, context.shared);
    context.state.access_tokens.issue(&token, lifetime);
    token
}

/// The sign-in that a code stands for. One that asks for a fault is good for everybody, and more than once.
fn redeem(exchange: &CodeExchange, client_id: Option<&str>, context: &mut Context<'_>) -> Result<SignIn, Refusal> {
    if exchange.code.starts_with("fault:") {
        return Ok(anybody(client_id, context));
    }
    let code = context.state.codes.take(&exchange.code);
    let code = code.ok_or_else(|| invalid("The authorization code is invalid, has expired or was used before."))?;
    if code.client_id.as_deref() != client_id {
        return Err(invalid("The authorization code was issued to another client."));
    }
    if code.redirect_uri != exchange.redirect_uri {
        return Err(invalid("The redirect URI is not that of the authorization request."));
    }
    let proved = match (&code.challenge, &exchange.verifier) {
        (Some(challenge), Some(verifier)) => pkce::matches(verifier, challenge),
        (None, None) => true,
        _ => false,
    };
    if !proved {
        return Err(invalid("The code verifier does not match the code challenge."));
    }
    Ok(SignIn {
        client_id: code.client_id,
        session: None,
        scope: code.scope,
    })
}

/// The sign-in that a refresh token stands for. One that asks for a fault is good for everybody, and more than once.
fn signed_in(token: &str, client_id: Option<&str>, context: &mut Context<'_>) -> Result<SignIn, Refusal> {
    if token.starts_with("fault:") {
        return Ok(anybody(client_id, context));
    }
    match context.state.refresh_tokens.find(token) {
        Ok(sign_in) if sign_in.client_id.as_deref() == client_id => Ok(sign_in),
        // The documented example says another status in its body than in its head.
        Err(Refused::Reused) => Err(Refusal {
            body_status: Some(400),
            ..Refusal::oauth(401, "invalid_grant", "The refresh token has been used before.")
        }),
        Ok(_) | Err(Refused::Unknown | Refused::Ended) => Err(invalid("The refresh token is invalid or has expired.")),
    }
}

fn anybody(client_id: Option<&str>, context: &Context<'_>) -> SignIn {
    SignIn {
        client_id: client_id.map(String::from),
        session: None,
        scope: context.shared.config.scopes.clone(),
    }
}

fn invalid(why: &str) -> Refusal {
    Refusal::oauth(400, "invalid_grant", why)
}

fn unauthorized(why: &str) -> Refusal {
    Refusal::oauth(400, "unauthorized_client", why)
}

impl Issued {
    fn into_answer(self, api: Api, context: &Context<'_>) -> Answer {
        let config = &context.shared.config;
        let seconds = self.lifetime.as_secs();
        let lifetime = match &context.fault.expire_time {
            Some(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            None => json!(seconds),
        };
        let name = match config.lifetime_member {
            LifetimeMember::ExpiresIn => Some("expires_in"),
            LifetimeMember::ExpireIn => Some("expire_in"),
            LifetimeMember::Absent => None,
        };
        let kind = format!(
            "{}/v1/$metadata#Laserfiche.Repository.SessionKeyInfo",
            context.shared.base_url
        );
        let members: [Option<(&str, Value)>; 6] = [
            (api == Api::ServerV1).then(|| ("@odata.context", json!(kind))),
            Some(("access_token", json!(self.token))),
            name.map(|name| (name, lifetime)),
            Some(("token_type", json!("bearer"))),
            self.refresh_token.map(|token| ("refresh_token", json!(token))),
            (!self.scope.is_empty()).then(|| ("scope", json!(self.scope.join(" ")))),
        ];
        let body = object(members.into_iter().flatten());
        match api {
            Api::Cloud => Answer::new(200, "application/json; charset=utf-8", body.into_bytes(), request_id()),
            _ => odata(body),
        }
    }
}
