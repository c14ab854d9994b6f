//! The page at which a person signs in: it sends the browser back with a code. Nobody is asked for a password here.

use super::apps::{Kind, kind};
use super::codes::Code;
use super::form::{self, Form};
use super::{pkce, scope};
use crate::answer::Answer;
use crate::api::Api;
use crate::config::Config;
use crate::context::Context;
use crate::errors::Refusal;
use crate::head::{Checked, bad, one_host};
use crate::report::SeenRequest;
use crate::text::{percent_encode, request_id};
use std::time::Instant;

pub struct Ask {
    /// The Cloud asks who wants the code, a Directory Server does not.
    pub client_id: Option<String>,
    redirect_uri: String,
    state: Option<String>,
    scope: Option<String>,
    challenge: Option<String>,
}

pub fn read(api: Api, query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    let query = query.unwrap_or("");
    if config.strict {
        return check(api, query, seen);
    }
    let tidy = form::tidy(query, |name, value| members(api).contains(&name) && !value.is_empty());
    check(api, &tidy, seen)
}

fn members(api: Api) -> &'static [&'static str] {
    match api {
        Api::Cloud => &[
            "client_id",
            "response_type",
            "state",
            "redirect_uri",
            "customerId",
            "scope",
            "code_challenge",
            "code_challenge_method",
        ],
        _ => &[
            "response_type",
            "state",
            "redirect_uri",
            "code_challenge",
            "code_challenge_method",
            "scope",
        ],
    }
}

fn check(api: Api, query: &str, seen: &SeenRequest) -> Checked<Ask> {
    one_host(seen)?;
    if !seen.body.is_empty() {
        return bad("the body must be empty");
    }
    let form = Form::read(query)?;
    form.hold_only(members(api))?;
    if form.need("response_type")? != "code" {
        return Err(Refusal::oauth(
            400,
            "unsupported_response_type",
            "response_type must be code",
        ));
    }
    let challenge = form.get("code_challenge");
    match (&challenge, form.get("code_challenge_method").as_deref()) {
        (None, None) if api == Api::Cloud => {}
        (Some(challenge), Some("S256")) => pkce::check_challenge(challenge)?,
        (None, _) => return bad("code_challenge is missing"),
        (Some(_), _) => return bad("code_challenge_method must be S256"),
    }
    if form
        .get("customerId")
        .is_some_and(|id| !id.bytes().all(|b| b.is_ascii_digit()))
    {
        return bad("customerId must be digits");
    }
    Ok(Ask {
        client_id: (api == Api::Cloud).then(|| form.need("client_id")).transpose()?,
        redirect_uri: form.need("redirect_uri")?,
        state: form.get("state"),
        scope: form.get("scope"),
        challenge,
    })
}

/// Sends the browser back, with a code or with the reason why there is none; where the redirect address or the client is
/// not known, nobody can be told but the person.
pub fn perform(ask: Ask, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    let config = &context.shared.config;
    if !registered(&ask.redirect_uri, config) {
        return Ok(page("The redirect address is not allowed."));
    }
    let app = match &ask.client_id {
        None => None,
        Some(id) => match kind(id, &context.shared.service_apps, config) {
            None => return Ok(page("The client is not known.")),
            known => known,
        },
    };
    if let Some(error) = &context.fault.error_type {
        let description = context.fault.message.as_deref();
        return Ok(refused(&ask, error, description.unwrap_or("The request was denied.")));
    }
    if app == Some(Kind::Service) {
        return Ok(refused(&ask, "unauthorized_client", "A service app has no sign-in."));
    }
    if ask.challenge.is_none() && app != Some(Kind::Web) {
        return Ok(refused(&ask, "invalid_request", "code_challenge is missing."));
    }
    let scope = scope::granted(ask.scope.as_deref(), &config.scopes);
    let code = context.state.codes.issue(Code {
        client_id: ask.client_id.clone(),
        redirect_uri: ask.redirect_uri.clone(),
        challenge: ask.challenge.clone(),
        scope: scope.clone(),
        ends: Instant::now() + config.code_lifetime,
    });
    context.state.counters.codes_issued += 1;
    Ok(back(&ask, &[("scope", &scope.join(" ")), ("code", &code)]))
}

/// With no list every address on this machine is one, as nobody knows the port of a host beforehand.
fn registered(uri: &str, config: &Config) -> bool {
    match &config.redirect_uris {
        Some(list) => list.iter().any(|known| known == uri),
        None => {
            let rest = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://"));
            let host = rest.map(|rest| rest.split(['/', '?']).next().unwrap_or(rest));
            host.is_some_and(|host| {
                ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| {
                    host.strip_prefix(own).is_some_and(|port| {
                        let digits = port.strip_prefix(':').unwrap_or("0");
                        (port.is_empty() || port.starts_with(':')) && digits.parse::<u16>().is_ok()
                    })
                })
            })
        }
    }
}

fn page(text: &str) -> Answer {
    let page = format!("<!DOCTYPE html><html><head><title>Error</title></head><body><p>{text}</p></body></html>");
    Answer::new(200, "text/html; charset=utf-8", page.into_bytes(), request_id())
}

fn refused(ask: &Ask, error: &str, description: &str) -> Answer {
    back(ask, &[("error", error), ("error_description", description)])
}

fn back(ask: &Ask, members: &[(&str, &str)]) -> Answer {
    let state = ask.state.as_deref().map(|state| ("state", state));
    let members = members.iter().copied().chain(state);
    let query = members.map(|(name, value)| format!("{name}={}", percent_encode(value)));
    let query = query.collect::<Vec<_>>().join("&");
    let joint = if ask.redirect_uri.contains('?') { '&' } else { '?' };
    let mut answer = Answer::empty(302, request_id());
    answer.set("Location", &format!("{}{joint}{query}", ask.redirect_uri));
    answer
}
