//! Who asks for a token, as the request says.

use super::assertion::Assertion;
use crate::head::{Checked, bad};
use crate::report::SeenRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub enum Client {
    /// The API Server asks for no client.
    Nobody,
    /// A service app, by an assertion that it signed.
    Assertion(Box<Assertion>),
    /// A web app, by its secret.
    Basic { id: String, secret: String },
    /// A single-page app, which has no secret.
    Named(String),
}

impl Client {
    /// The client of a request to the Cloud; `named` is the body's `client_id`.
    pub fn read(seen: &SeenRequest, named: Option<String>, strict: bool) -> Checked<Client> {
        let value = match seen.header_values("Authorization")[..] {
            [] => {
                return named.map_or_else(
                    || bad("the client is missing: send Authorization or client_id"),
                    |id| Ok(Client::Named(id)),
                );
            }
            [value] => value,
            _ => return bad("Authorization is repeated"),
        };
        if let Some(assertion) = value.strip_prefix("Bearer ") {
            if named.is_some() {
                return bad("client_id is not allowed beside an assertion");
            }
            return Ok(Client::Assertion(Box::new(Assertion::read(assertion, strict)?)));
        }
        let Some((id, secret)) = value.strip_prefix("Basic ").and_then(basic) else {
            return bad("Authorization must be Bearer with an assertion, or Basic with base64 of id:secret");
        };
        if named.is_some_and(|named| named != id) {
            return bad("client_id is another one than that of the authorization");
        }
        Ok(Client::Basic { id, secret })
    }

    pub fn id(&self) -> Option<&str> {
        match self {
            Client::Nobody => None,
            Client::Assertion(assertion) => Some(assertion.client_id()),
            Client::Basic { id, .. } | Client::Named(id) => Some(id),
        }
    }
}

fn basic(encoded: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    (!id.is_empty() && !secret.is_empty()).then(|| (id.into(), secret.into()))
}
