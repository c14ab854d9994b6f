//! The v1-alpha AccessTokens routes: what is sent and how answers read.
//!
//! Facts come from Laserfiche's published client and API description of that generation: one path segment
//! for the repository, lower-case booleans, absent members left out, an empty body with its length on
//! Refresh and Invalidate, the idle time as bare seconds in `Keep-Alive`.

pub mod answers;

use percent_encoding::utf8_percent_encode;
use serde::Serialize;

use crate::base::secret::{Secret, SecretBytes};
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::client::{Client, Endpoint};
use crate::http::request::Request;

use super::base::Base;
use super::credential::{Accepted, Extra};
use super::form::RESERVED;
use super::grant::{Grant, Lifetime};
use super::login::{Credential, Kind, Login};
use super::protocol::{Capabilities, Operation, Prepared, Protocol, Renewal};
use super::route::{of_repository, post, unencodable};
use super::unreadable::ReadError;
use answers::{find_token, read_expiry, read_invalidated, read_session};

pub struct V1Alpha(Base);

impl V1Alpha {
    pub fn connect(client: &Client, origin: Origin, path: String) -> Result<Box<dyn Protocol>, String> {
        Ok(Box::new(V1Alpha(Base::new(client, origin, path)?)))
    }

    fn with_token(&self, repository: &str, call: &str, token: &Secret) -> Result<Request, String> {
        post(
            &self.0.endpoint,
            &target(&self.0.path, repository, call),
            SecretBytes::default(),
        )?
        .header("Authorization", &["Bearer ", token.expose()])
        .map_err(unencodable)
    }
}

pub const CAPABILITIES: Capabilities = Capabilities {
    name: "the v1-alpha API",
    takes_licence: true,
    renewal: Renewal::Route,
    logout: true,
    keep_alive: true,
    repository: true,
    accepted: Accepted {
        kinds: &[Kind::Password, Kind::Saml, Kind::SessionKey],
        extras: &[
            Extra::Organization,
            Extra::ApplicationName,
            Extra::CustomerId,
            Extra::Cookie,
        ],
    },
};

impl Protocol for V1Alpha {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn endpoint(&self, _: Operation) -> Option<&Endpoint> {
        Some(&self.0.endpoint)
    }

    fn address(&self, _: Operation) -> &str {
        &self.0.peer
    }

    fn base_path(&self) -> Option<&str> {
        Some(&self.0.path)
    }

    fn api_address(&self) -> Option<&str> {
        Some(&self.0.address)
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Prepared, String> {
        let (target, body) = create(&self.0.path, repository, login)?;
        post(&self.0.endpoint, &target, body)?
            .header("Content-Type", &["application/json"])
            .map(Prepared::from)
            .map_err(unencodable)
    }

    fn read_grant(&self, answer: &Answer, _: Option<&Login>) -> Result<Grant, ReadError> {
        read_session(answer)
    }

    fn refresh(&self, repository: &str, token: &Secret, keep_alive_seconds: Option<u32>) -> Result<Request, String> {
        let request = self.with_token(repository, "Refresh", token)?;
        match keep_alive_seconds {
            Some(seconds) => request
                .header("Keep-Alive", &[&seconds.to_string()])
                .map_err(unencodable),
            None => Ok(request),
        }
    }

    fn read_renewal(&self, answer: &Answer) -> Result<Lifetime, ReadError> {
        read_expiry(answer)
    }

    fn logout(&self, repository: &str, token: &Secret) -> Result<Request, String> {
        self.with_token(repository, "Invalidate", token)
    }

    fn read_logout(&self, answer: &Answer) -> Result<(), ReadError> {
        read_invalidated(answer)
    }

    fn find_token(&self, remains: &[u8], from: &mut usize) -> Option<Secret> {
        find_token(remains, from)
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateConnectionRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saml_token: Option<&'a str>,
}

impl CreateConnectionRequest<'_> {
    /// Enough bytes that a buffer never grows: memory that it had left behind would not be wiped. Each byte of a text may
    /// become six.
    fn room(&self) -> usize {
        let texts = [
            self.username,
            self.password,
            self.application_name,
            self.organization,
            self.session_key,
            self.saml_token,
        ];
        128 + 6 * texts.into_iter().flatten().map(str::len).sum::<usize>()
    }
}

/// Target and body of Create.
fn create(base_path: &str, repository: &str, login: &Login) -> Result<(String, SecretBytes), String> {
    let mut members = CreateConnectionRequest {
        application_name: login.application_name.as_deref(),
        organization: login.organization.as_deref(),
        ..CreateConnectionRequest::default()
    };
    match &login.credential {
        Credential::Password { username, password } => {
            members.username = Some(username);
            members.password = Some(password.expose());
        }
        Credential::SessionKey(key) => members.session_key = Some(key.expose()),
        Credential::Saml(token) => members.saml_token = Some(token.expose()),
        other => return Err(other.kind().not_taken()),
    }
    let mut body = SecretBytes::new(Vec::with_capacity(members.room()));
    serde_json::to_writer(&mut *body, &members).map_err(|error| error.to_string())?;

    let mut target = login_path(base_path, repository);
    let mut separator = '?';
    if login.create_cookie {
        target.push_str("?createCookie=true");
        separator = '&';
    }
    if let Some(customer) = &login.customer_id {
        target.push(separator);
        target.push_str("customerId=");
        target.extend(utf8_percent_encode(customer, RESERVED));
    }
    Ok((target, body))
}

pub fn login_path(base_path: &str, repository: &str) -> String {
    target(base_path, repository, "Create")
}

fn target(base_path: &str, repository: &str, call: &str) -> String {
    of_repository(base_path, "v1-alpha", repository, &["AccessTokens", call])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::credential::LoginFields;

    #[test]
    fn absent_members_and_parameters_are_left_out() {
        let sent = |fields: LoginFields| {
            let (target, body) = create("", "r", &fields.decide("it", &CAPABILITIES.accepted).unwrap()).unwrap();
            (target, String::from_utf8(body.to_vec()).unwrap())
        };
        let (target, body) = sent(LoginFields {
            session_key: Some(Secret::new("k")),
            ..LoginFields::default()
        });
        assert_eq!(target, "/v1-alpha/Repositories/r/AccessTokens/Create");
        assert_eq!(body, r#"{"sessionKey":"k"}"#);

        let (target, body) = sent(LoginFields {
            username: Some("svc".into()),
            password: Some(Secret::new("p\"w")),
            organization: Some("o".into()),
            customer_id: Some("12 3".into()),
            create_cookie: true,
            ..LoginFields::default()
        });
        assert_eq!(body, r#"{"username":"svc","password":"p\"w","organization":"o"}"#);
        assert!(
            target.ends_with("/Create?createCookie=true&customerId=12%203"),
            "{target}"
        );
    }

    #[test]
    fn the_body_never_outgrows_its_room() {
        let text = "\u{1}".repeat(1000);
        let all = CreateConnectionRequest {
            username: Some(&text),
            password: Some(&text),
            application_name: Some(&text),
            organization: Some(&text),
            session_key: Some(&text),
            saml_token: Some(&text),
        };
        let written = serde_json::to_vec(&all).unwrap().len();
        assert!(written > 6 * 6 * text.len() && written <= all.room(), "{written}");
    }
}
