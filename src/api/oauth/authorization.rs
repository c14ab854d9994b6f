//! A login in a browser: an authorization code, proved with PKCE (RFC 6749, 4.1, and RFC 7636).

use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;

use crate::api::form;
use crate::api::redact::clean;
use crate::api::single_use::SingleUse;
use crate::base::lock::lock;
use crate::base::secret::{Secret, SecretBytes};

use super::callback::Callback;
use super::redirect::Redirect;

/// 43 characters as text, the fewest that RFC 7636 allows for a verifier.
const RANDOM_BYTES: usize = 32;

/// One login, from the address that a browser opens to the callback that it comes back with.
#[derive(Debug)]
pub struct Authorization {
    /// Of the authorize route, without a query.
    address: String,
    client_id: Option<String>,
    redirect: Redirect,
    scope: Option<String>,
    state: Secret,
    challenge: String,
    /// Goes away with the code.
    verifier: Mutex<Option<Secret>>,
}

/// What the token route takes for a token, once.
#[derive(Clone, Debug)]
pub struct Code {
    pub code: SingleUse,
    pub verifier: Secret,
    /// As it stood in the address that the browser opened.
    pub redirect_uri: String,
    pub asked_scope: Option<String>,
    /// What the server says to have granted.
    pub scope: Option<String>,
}

/// Why a callback brings no code.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not the answer to this login, or is damaged; the text says how. The right one may still come.
    Invalid(String),
    /// The server says that there is no code, in words fit for a message.
    Server { error: String, description: Option<String> },
    /// The code was taken already.
    AlreadyUsed,
}

impl Authorization {
    /// `address` is that of the authorize route, without a query. Self-hosted servers know no client ids.
    pub fn new(
        address: String,
        client_id: Option<&str>,
        redirect_uri: &str,
        scope: Option<&str>,
    ) -> Result<Authorization, String> {
        if client_id == Some("") {
            return Err("the client id is empty".to_owned());
        }
        let verifier = random()?;
        Ok(Authorization {
            address,
            client_id: client_id.map(str::to_owned),
            redirect: Redirect::parse(redirect_uri)?,
            scope: scope.filter(|scope| !scope.is_empty()).map(str::to_owned),
            state: random()?,
            challenge: challenge(&verifier),
            verifier: Mutex::new(Some(verifier)),
        })
    }

    /// The address for the browser. Its parameters stand in the order of Laserfiche's documentation, where a scope comes
    /// before the challenge in the Cloud, and last elsewhere.
    pub fn url(&self, customer_id: Option<&str>) -> String {
        let scope = self.scope.as_deref();
        let is_app = self.client_id.is_some();
        let query = form::write(&[
            ("client_id", self.client_id.as_deref()),
            ("response_type", Some("code")),
            ("state", Some(self.state.expose())),
            ("redirect_uri", Some(self.redirect.text())),
            ("customerId", customer_id),
            ("scope", scope.filter(|_| is_app)),
            ("code_challenge", Some(&self.challenge)),
            ("code_challenge_method", Some("S256")),
            ("scope", scope.filter(|_| !is_app)),
        ]);
        format!("{}?{}", self.address, query.expose())
    }

    /// The port of the redirect address, if this machine can listen on it for the browser.
    pub fn listen_port(&self) -> Option<u16> {
        self.redirect.listen_port()
    }

    /// Takes the code out of a callback: an address, whole or without its beginning, or a query alone. What is refused
    /// uses nothing up.
    pub fn accept(&self, callback: &str) -> Result<Code, Refused> {
        let invalid = |reason: &str| Err(Refused::Invalid(reason.to_owned()));
        let callback = Callback::read(callback, &self.redirect).map_err(Refused::Invalid)?;
        match &callback.state {
            None => return invalid("the callback has no state"),
            Some(state) if !is_same(state, &self.state) => {
                return invalid("the callback has the state of another login");
            }
            Some(_) => {}
        }
        let cleaned = |text: Secret| clean(text.expose(), &[self.state.expose()]);
        match (callback.code, callback.error) {
            (Some(_), Some(_)) => invalid("the callback has both a code and an error"),
            (None, None) => invalid("the callback has neither a code nor an error"),
            (None, Some(error)) => Err(Refused::Server {
                error: cleaned(error),
                description: callback.description.map(cleaned),
            }),
            (Some(code), None) => Ok(Code {
                code: SingleUse::new(code),
                verifier: lock(&self.verifier).take().ok_or(Refused::AlreadyUsed)?,
                redirect_uri: self.redirect.text().to_owned(),
                asked_scope: self.scope.clone(),
                scope: callback.scope.map(cleaned),
            }),
        }
    }
}

fn random() -> Result<Secret, String> {
    let mut bytes = SecretBytes::new(vec![0; RANDOM_BYTES]);
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => Ok(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(&*bytes))),
        Err(_) => Err("the system gives no random numbers".to_owned()),
    }
}

fn challenge(verifier: &Secret) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()))
}

/// Takes as long wherever they differ.
fn is_same(one: &Secret, other: &Secret) -> bool {
    one.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
}

#[cfg(test)]
mod tests;
