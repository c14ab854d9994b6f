//! What a request for a token asks for, and what is wrong with it if it does not say so.

use super::client::Client;
use super::form::{self, Form};
use super::grant::{CodeExchange, Grant};
use super::pkce;
use crate::api::Api;
use crate::config::Config;
use crate::errors::Refusal;
use crate::head::{Checked, bad, media_type, post, set, tidy_authorization, tidy_post};
use crate::report::SeenRequest;

pub struct Ask {
    pub api: Api,
    pub client: Client,
    pub grant: Grant,
}

impl Ask {
    /// The ids by which a client can ask for a fault.
    pub fn ids(&self) -> Vec<&str> {
        let own = match &self.grant {
            Grant::Code(exchange) => Some(exchange.code.as_str()),
            Grant::Refresh { token } => Some(token.as_str()),
            Grant::Password { .. } | Grant::ClientCredentials { .. } => None,
        };
        self.client.id().into_iter().chain(own).collect()
    }
}

impl Ask {
    /// Whose login it is; a code belongs to nobody whom it names.
    pub fn user(&self) -> Option<&str> {
        match &self.grant {
            Grant::Password { user, .. } => Some(user),
            Grant::ClientCredentials { .. } => self.client.id(),
            Grant::Code(_) | Grant::Refresh { .. } => None,
        }
    }
}

pub fn read(api: Api, query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    if config.strict {
        check(api, query, seen, true)
    } else {
        check(api, None, &tidy(api, seen), false)
    }
}

fn check(api: Api, query: Option<&str>, seen: &SeenRequest, strict: bool) -> Checked<Ask> {
    post(seen)?;
    if query.is_some() {
        return bad("no query is allowed, not even a bare '?'");
    }
    if seen.header_values("Content-Type") != [form::MEDIA] {
        let reason = format!("Content-Type must be {} without parameters", form::MEDIA);
        return Err(Refusal::new(415, None, reason));
    }
    for name in ["Cookie", "Keep-Alive"] {
        if seen.header(name).is_some() {
            return bad(format!("{name} is not allowed here"));
        }
    }
    let Ok(body) = std::str::from_utf8(&seen.body) else {
        return bad("the body is not UTF-8");
    };
    let form = Form::read(body)?;
    let grant_type = form.need("grant_type")?;
    let Some(known) = members(api, &grant_type) else {
        let reason = "The grant type is not supported.";
        return Err(Refusal::oauth(400, "unsupported_grant_type", reason));
    };
    form.hold_only(known)?;
    let grant = grant(&grant_type, &form)?;
    let client = match api {
        Api::Cloud => Client::read(seen, form.get("client_id"), strict)?,
        _ if seen.header("Authorization").is_some() => return bad("Authorization is not allowed here"),
        _ => Client::Nobody,
    };
    match (&grant, &client) {
        (Grant::ClientCredentials { .. }, Client::Basic { .. } | Client::Named(_)) => {
            bad("client_credentials needs an assertion")
        }
        (Grant::Code(_) | Grant::Refresh { .. }, Client::Assertion(_)) => {
            bad("an assertion is for client_credentials only")
        }
        (Grant::Code(exchange), Client::Named(_) | Client::Nobody) if exchange.verifier.is_none() => {
            bad("code_verifier is missing")
        }
        _ => Ok(Ask { api, client, grant }),
    }
}

/// All members that a grant may have.
fn members(api: Api, grant_type: &str) -> Option<&'static [&'static str]> {
    Some(match (api, grant_type) {
        (Api::ServerV1 | Api::ServerV2, "password") => &["grant_type", "username", "password"],
        (Api::ServerV2, "authorization_code") => &["grant_type", "code", "redirect_uri", "code_verifier"],
        (Api::ServerV2, "refresh_token") => &["grant_type", "refresh_token"],
        (Api::Cloud, "client_credentials") => &["grant_type", "scope"],
        (Api::Cloud, "authorization_code") => &[
            "grant_type",
            "code",
            "redirect_uri",
            "client_id",
            "code_verifier",
            "scope",
        ],
        (Api::Cloud, "refresh_token") => &["grant_type", "refresh_token", "client_id"],
        _ => return None,
    })
}

fn grant(grant_type: &str, form: &Form) -> Checked<Grant> {
    Ok(match grant_type {
        "password" => Grant::Password {
            user: form.need("username")?,
            password: form.need("password")?,
        },
        "client_credentials" => Grant::ClientCredentials {
            scope: form.get("scope"),
        },
        "authorization_code" => {
            let verifier = form.get("code_verifier");
            verifier.as_deref().map(pkce::check_verifier).transpose()?;
            Grant::Code(CodeExchange {
                code: form.need("code")?,
                redirect_uri: form.need("redirect_uri")?,
                verifier,
                scope: form.get("scope"),
            })
        }
        _ => Grant::Refresh {
            token: form.need("refresh_token")?,
        },
    })
}

/// What real clients send, put into the plainest form: they leave out what is accepted, name a charset, send empty
/// members, and members that the API Server does not know.
fn tidy(api: Api, seen: &SeenRequest) -> SeenRequest {
    let body = match std::str::from_utf8(&seen.body) {
        Ok(text) => tidy_form(api, text).into_bytes(),
        Err(_) => seen.body.clone(),
    };
    let mut tidy = tidy_post(seen, body);
    let media = seen.header("Content-Type").map(media_type);
    if media.is_some_and(|media| media.eq_ignore_ascii_case(form::MEDIA)) {
        set(&mut tidy, "Content-Type", Some(form::MEDIA.into()));
    }
    for name in ["Cookie", "Keep-Alive"] {
        set(&mut tidy, name, None);
    }
    let authorization = seen.header("Authorization").filter(|_| api == Api::Cloud);
    set(&mut tidy, "Authorization", authorization.map(tidy_authorization));
    tidy
}

fn tidy_form(api: Api, text: &str) -> String {
    let grant_type = form::tidy(text, |name, _| name == "grant_type");
    let known = grant_type
        .strip_prefix("grant_type=")
        .and_then(|name| members(api, name));
    let Some(known) = known else {
        return text.into();
    };
    form::tidy(text, |name, value| {
        // The Cloud does not overlook a secret at the wrong place.
        let misplaced = api == Api::Cloud && name == "client_secret";
        misplaced || known.contains(&name) && (!value.is_empty() || name == "password")
    })
}
