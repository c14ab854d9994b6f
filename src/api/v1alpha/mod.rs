//! The v1-alpha AccessTokens routes: what is sent and how answers read.
//!
//! Facts come from Laserfiche's published client and API description of that generation: one path segment
//! for the repository, lower-case booleans, absent members left out, an empty body with its length on
//! Refresh and Invalidate, the idle time as bare seconds in `Keep-Alive`.

pub mod answers;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::base::secret::{Secret, SecretBytes};
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::client::{Client, Endpoint};
use crate::http::request::{Request, Unencodable};

use super::base_path;
use super::credential::{Credential, Login};
use super::error::ReadError;
use super::grant::{Grant, Lifetime};
use super::protocol::{Capabilities, Operation, Protocol, Renewal, with_common_headers};
use answers::{find_token, read_expiry, read_invalidated, read_session};

/// The longest path and query that is sent; web servers refuse longer ones.
const MAX_TARGET_BYTES: usize = 8 * 1024;

/// Everything outside RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub struct V1Alpha {
    endpoint: Endpoint,
    base_path: String,
    address: String,
}

impl V1Alpha {
    pub fn connect(client: &Client, origin: Origin, base_path: String) -> Result<Box<dyn Protocol>, String> {
        base_path::check(&base_path)?;
        let endpoint = client.endpoint(origin)?;
        Ok(Box::new(V1Alpha {
            address: format!("{}{base_path}", endpoint.peer()),
            endpoint,
            base_path,
        }))
    }

    fn post(&self, target: &str, body: SecretBytes) -> Result<Request, String> {
        if target.len() > MAX_TARGET_BYTES {
            return Err("the repository id, or the customer id, is too long to be sent".to_owned());
        }
        Request::post(target, self.endpoint.host_header(), body)
            .and_then(|request| with_common_headers(request, &self.endpoint))
            .map_err(unencodable)
    }

    fn with_token(&self, repository: &str, call: &str, token: &Secret) -> Result<Request, String> {
        self.post(&target(&self.base_path, repository, call), SecretBytes::default())?
            .header("Authorization", &["Bearer ", token.expose()])
            .map_err(unencodable)
    }
}

pub const CAPABILITIES: Capabilities = Capabilities {
    takes_licence: true,
    login_repeatable: false,
    renewal: Renewal::Route,
    logout: true,
    keep_alive: true,
};

impl Protocol for V1Alpha {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn endpoint(&self, _: Operation) -> &Endpoint {
        &self.endpoint
    }

    fn address(&self, _: Operation) -> &str {
        &self.address
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Request, String> {
        let (target, body) = create(&self.base_path, repository, login)?;
        self.post(&target, body)?
            .header("Content-Type", &["application/json"])
            .map_err(unencodable)
    }

    fn read_grant(&self, answer: &Answer) -> Result<Grant, ReadError> {
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
    }
    // Enough room that the buffer never grows: memory that it had left behind would not be wiped.
    let secret_bytes = login.secret().expose().len();
    let mut body = SecretBytes::new(Vec::with_capacity(1024 + 6 * secret_bytes));
    serde_json::to_writer(&mut *body, &members).map_err(|error| error.to_string())?;

    let mut target = target(base_path, repository, "Create");
    let mut separator = '?';
    if login.create_cookie {
        target.push_str("?createCookie=true");
        separator = '&';
    }
    if let Some(customer) = &login.customer_id {
        target.push(separator);
        target.push_str("customerId=");
        target.extend(utf8_percent_encode(customer, SEGMENT));
    }
    Ok((target, body))
}

fn unencodable(_: Unencodable) -> String {
    "the host name or the token has characters that no header can carry".to_owned()
}

fn target(base_path: &str, repository: &str, call: &str) -> String {
    let mut target = String::with_capacity(base_path.len() + repository.len() + 64);
    target.push_str(base_path);
    target.push_str("/v1-alpha/Repositories/");
    target.extend(utf8_percent_encode(repository, SEGMENT));
    target.push_str("/AccessTokens/");
    target.push_str(call);
    target
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::credential::LoginFields;

    #[test]
    fn the_repository_is_one_segment() {
        assert_eq!(
            target("/LFRepositoryAPI", "Main Archive/50%+ä~", "Refresh"),
            "/LFRepositoryAPI/v1-alpha/Repositories/Main%20Archive%2F50%25%2B%C3%A4~/AccessTokens/Refresh"
        );
        let odd = target("", "a\r\nb\u{0}", "Create");
        assert_eq!(odd, "/v1-alpha/Repositories/a%0D%0Ab%00/AccessTokens/Create");
    }

    #[test]
    fn absent_members_and_parameters_are_left_out() {
        let sent = |fields: LoginFields| {
            let (target, body) = create("", "r", &fields.decide().unwrap()).unwrap();
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
}
