//! Whether a request keeps to the contract, and what exactly is wrong if not.

use crate::bearer::Bearer;
use crate::config::Config;
use crate::errors::Refusal;
use crate::fault::Operation;
use crate::head::{Checked, bad, post};
use crate::report::SeenRequest;
use crate::text::{percent_decode_text, unreserved};
use serde_json::Value;
use std::time::Duration;

/// What a well-formed request asks for.
pub enum Ask {
    Create {
        login: Login,
        cookie: bool,
    },
    Refresh {
        bearer: Bearer,
        keep_alive: Option<Duration>,
    },
    Invalidate {
        bearer: Bearer,
    },
}

pub enum Login {
    Password { user: String, password: String },
    SessionKey(String),
    Saml(String),
}

impl Ask {
    /// Whose login it is, if it is one.
    pub fn user(&self) -> Option<&str> {
        match self {
            Ask::Create { login, .. } => Some(match login {
                Login::Password { user, .. } => user,
                Login::SessionKey(key) => key,
                Login::Saml(token) => token,
            }),
            Ask::Refresh { .. } | Ask::Invalidate { .. } => None,
        }
    }
}

/// What a request of v1-alpha asks for.
pub fn check(op: Operation, query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    post(seen)?;
    if op == Operation::Create {
        return create(query, seen, config);
    }
    empty(query, seen)?;
    if op == Operation::Refresh {
        let keep_alive = keep_alive(seen)?;
        return Ok(Ask::Refresh {
            bearer: Bearer::read(seen)?,
            keep_alive,
        });
    }
    no_keep_alive(seen)?;
    Ok(Ask::Invalidate {
        bearer: Bearer::read(seen)?,
    })
}

fn create(query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    let cookie = create_query(query)?;
    if seen.header_values("Content-Type") != ["application/json"] {
        let reason = "Content-Type must be application/json without parameters";
        return Err(Refusal::new(415, None, reason));
    }
    if seen.header("Authorization").is_some() {
        return bad("Authorization is not allowed on Create");
    }
    no_keep_alive(seen)?;
    Ok(Ask::Create {
        login: login(&seen.body, config)?,
        cookie,
    })
}

/// Tells whether a cookie is wanted.
fn create_query(query: Option<&str>) -> Checked<bool> {
    let Some(query) = query else {
        return Ok(false);
    };
    if query.is_empty() {
        return bad("the target ends in a bare '?'");
    }
    let mut cookie = false;
    let mut stage = 0;
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "createCookie" if stage == 0 => {
                stage = 1;
                cookie = match value {
                    "true" => true,
                    "false" => false,
                    _ => return bad("createCookie must be true or false in lower case"),
                };
            }
            "customerId" if stage <= 1 => {
                stage = 2;
                if value.is_empty() {
                    return bad("customerId is empty");
                }
                if value.bytes().any(|b| b != b'%' && !unreserved(b)) {
                    return bad("customerId holds a character that must be percent-encoded");
                }
                percent_decode_text(value).map_err(|reason| Refusal::malformed(format!("customerId: {reason}")))?;
            }
            "createCookie" | "customerId" => {
                return bad(format!(
                    "{name} is repeated or out of order: createCookie, then customerId"
                ));
            }
            _ => return bad(format!("unknown query parameter {name:?}")),
        }
    }
    Ok(cookie)
}

fn login(body: &[u8], config: &Config) -> Checked<Login> {
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return bad("the body is not a JSON object"),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return bad(format!("the body is not JSON (line {line}, column {column})"));
        }
    };
    let mut known = vec!["username", "password", "applicationName", "sessionKey", "samlToken"];
    if config.organization_allowed {
        known.push("organization");
    }
    for (name, value) in &members {
        if !known.contains(&name.as_str()) {
            return bad(format!("the body has the unknown member {name:?}"));
        }
        if value.is_null() {
            return bad(format!("{name} is null: leave it out"));
        }
        if !value.is_string() {
            return bad(format!("{name} is not a string"));
        }
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(String::from);
    match (
        text("username"),
        text("password"),
        text("sessionKey"),
        text("samlToken"),
    ) {
        (Some(user), Some(password), None, None) => Ok(Login::Password { user, password }),
        (None, None, Some(key), None) => Ok(Login::SessionKey(key)),
        (None, None, None, Some(token)) => Ok(Login::Saml(token)),
        _ => bad("the body needs either username and password, or sessionKey, or samlToken"),
    }
}

/// Refresh and Invalidate carry neither query nor body.
fn empty(query: Option<&str>, seen: &SeenRequest) -> Checked<()> {
    if query.is_some() {
        return bad("no query is allowed, not even a bare '?'");
    }
    if !seen.body.is_empty() {
        return bad("the body must be empty");
    }
    if seen.header_values("Content-Length") != ["0"] {
        return bad("Content-Length must be 0");
    }
    let media = seen
        .header("Content-Type")
        .map(|v| v.split(';').next().unwrap_or(v).trim());
    if media.is_some_and(|media| media != "application/json") {
        let reason = "Content-Type must be application/json or absent";
        return Err(Refusal::new(415, None, reason));
    }
    Ok(())
}

fn keep_alive(seen: &SeenRequest) -> Checked<Option<Duration>> {
    let value = match seen.header_values("Keep-Alive")[..] {
        [] => return Ok(None),
        [value] => value,
        _ => return bad("Keep-Alive is repeated"),
    };
    let digits = !value.starts_with('0') && value.bytes().all(|b| b.is_ascii_digit());
    match value
        .parse()
        .ok()
        .filter(|seconds| digits && (1..=3600).contains(seconds))
    {
        Some(seconds) => Ok(Some(Duration::from_secs(seconds))),
        None => bad("Keep-Alive must be bare digits from 1 to 3600"),
    }
}

fn no_keep_alive(seen: &SeenRequest) -> Checked<()> {
    if seen.header("Keep-Alive").is_some() {
        return bad("Keep-Alive is allowed on Refresh only");
    }
    Ok(())
}
