//! A generation for tests that shares as little as possible with v1-alpha: logins in a form, tokens that last so many
//! seconds, renewal by another login at another server, no call that ends a session.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::base::secret::{Secret, SecretBytes};
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::client::{Client, Endpoint};
use crate::http::request::Request;

use super::credential::{Credential, Login};
use super::document;
use super::error::ReadError;
use super::grant::{Grant, Lifetime};
use super::protocol::{Capabilities, Generation, Operation, Protocol, Renewal, with_common_headers};

pub const SECOND: Generation = Generation {
    connect: Second::connect,
};

struct Second {
    logins: Endpoint,
    renewals: Endpoint,
}

impl Second {
    /// The path of the base address is the port of the server for renewals.
    fn connect(client: &Client, origin: Origin, path: String) -> Result<Box<dyn Protocol>, String> {
        let port = path
            .trim_start_matches('/')
            .parse()
            .map_err(|_| "the path is no port")?;
        let renewals = Origin { port, ..origin.clone() };
        Ok(Box::new(Second {
            logins: client.endpoint(origin)?,
            renewals: client.endpoint(renewals)?,
        }))
    }
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: Secret,
    expires_in: Option<u64>,
    refresh_token: Option<Secret>,
    api: Option<String>,
}

impl Protocol for Second {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            takes_licence: true,
            login_repeatable: false,
            renewal: Renewal::NewLogin,
            logout: false,
            keep_alive: false,
        }
    }

    fn endpoint(&self, operation: Operation) -> &Endpoint {
        match operation {
            Operation::Login => &self.logins,
            Operation::Refresh | Operation::Logout => &self.renewals,
        }
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Request, String> {
        let Credential::Password { username, password } = &login.credential else {
            return Err("it takes a user name and a password".into());
        };
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body = format!(
            "grant_type=password&username={}&password={}",
            encode(username),
            encode(password.expose())
        );
        Request::post(
            &format!("/{}/Token", encode(repository)),
            self.logins.host_header(),
            SecretBytes::new(body.into_bytes()),
        )
        .and_then(|request| with_common_headers(request, &self.logins))
        .and_then(|request| request.header("Content-Type", &["application/x-www-form-urlencoded"]))
        .map_err(|_| "it cannot be encoded".into())
    }

    fn read_grant(&self, answer: &Answer) -> Result<Grant, ReadError> {
        read(answer)
    }

    fn find_token(&self, remains: &[u8], _: &mut usize) -> Option<Secret> {
        let text = std::str::from_utf8(remains).ok()?;
        let (_, rest) = text.split_once("\"access_token\":\"")?;
        rest.split_once('"').map(|(token, _)| Secret::new(token))
    }
}

fn read(answer: &Answer) -> Result<Grant, ReadError> {
    let response: TokenResponse = document::read(answer).map_err(|_| ReadError::Because("it is no token response"))?;
    Ok(Grant {
        token: response.access_token,
        lifetime: response
            .expires_in
            .map_or(Lifetime::Unknown, |seconds| Lifetime::In(Duration::from_secs(seconds))),
        cookie: None,
        refresh_token: response.refresh_token,
        api_address: response.api,
    })
}

#[test]
fn a_grant_has_what_the_server_gave() {
    let body = br#"{"access_token":"a","expires_in":60,"refresh_token":"r","api":"https://api.example"}"#;
    let grant = read(&Answer::of(200, &[], body)).unwrap();
    assert_eq!(grant.lifetime, Lifetime::In(Duration::from_secs(60)));
    assert_eq!(grant.refresh_token.unwrap().expose(), "r");
    assert_eq!(grant.api_address.as_deref(), Some("https://api.example"));
    let grant = read(&Answer::of(200, &[], br#"{"access_token":"a"}"#)).unwrap();
    assert!(grant.lifetime == Lifetime::Unknown && grant.refresh_token.is_none() && grant.api_address.is_none());
}
