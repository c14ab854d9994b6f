//! The parsers, for the programs in `fuzz/`: no part of the interface, and only there with the feature `fuzzing`.
//!
//! One function for each parser, in plain types. Nothing else uses this door, and it may lead into every room.

mod logins;
mod refusal;

use std::time::Duration;

use crate::api::access_key::AccessKey;
use crate::api::assertion::{self, Window};
use crate::api::authorization::{Authorization, Code};
use crate::api::grant::Lifetime;
use crate::api::problem::Problem;
use crate::api::{Fingerprint, Origin, ProxyMode, ProxyRule, ProxySettings, answers, identity, pem, time};
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::head::Mended;
use crate::net::proxy::{self, windows};

pub use crate::api::authorization::Refused;
pub use logins::{Granted, Logins, NotGranted};
pub use refusal::Refusal;

/// The certificates of a PEM file in DER form; the error is for a person.
pub fn certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let found = pem::certificates(text).map_err(pem::FileError::reason)?;
    Ok(found.iter().map(|certificate| certificate.to_vec()).collect())
}

/// The first private key of a PEM file in DER form.
pub fn private_key(text: &[u8]) -> Result<Vec<u8>, String> {
    let key = pem::private_key(text, None).map_err(pem::FileError::reason)?;
    Ok(key.secret_der().to_vec())
}

/// As [`certificates`], but each has to be one that can be trusted.
pub fn authorities(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let found = pem::authorities(text).map_err(pem::FileError::reason)?;
    Ok(found.iter().map(|certificate| certificate.to_vec()).collect())
}

/// As [`certificates`], but damaged ones are passed over.
pub fn readable(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let found = pem::readable(text).map_err(pem::FileError::reason)?;
    Ok(found.iter().map(|certificate| certificate.to_vec()).collect())
}

/// The private key, as one to sign with.
pub fn signing_key(text: &[u8]) -> Result<(), String> {
    identity::signing_key(text, None)
        .map(drop)
        .map_err(pem::FileError::reason)
}

/// The chain of a PKCS#12 file in DER form, if its key can be used, too.
pub fn pkcs12(file: &[u8], password: &str) -> Result<Vec<Vec<u8>>, String> {
    let own = identity::pkcs12(file, Some(&Secret::new(password))).map_err(pem::FileError::reason)?;
    Ok(own.cert.iter().map(|certificate| certificate.to_vec()).collect())
}

/// The private key in an encrypted PEM file, in DER form.
pub fn encrypted_key(text: &[u8], password: &str) -> Result<Vec<u8>, String> {
    let key = pem::private_key(text, Some(&Secret::new(password))).map_err(pem::FileError::reason)?;
    Ok(key.secret_der().to_vec())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub https: bool,
    pub host: String,
    pub port: u16,
    pub path: String,
    pub host_header: String,
    pub shown: String,
}

pub fn base_address(text: &str) -> Result<Address, &'static str> {
    let (origin, path) = Origin::parse(text)?;
    Ok(Address {
        path,
        host_header: origin.host_header(),
        shown: origin.to_string(),
        https: origin.https,
        host: origin.host,
        port: origin.port,
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Host and port.
    pub at: String,
    /// The value of the header Proxy-Authorization, without the name of its scheme.
    pub authorization: Option<String>,
}

/// The proxy for `target`, a base address, as the settings say; `None` if it is reached directly.
pub fn proxy(
    address: &str,
    credentials: Option<(&str, &str)>,
    bypass: &str,
    target: &str,
) -> Result<Option<Proxy>, String> {
    let settings = ProxySettings {
        mode: ProxyMode::Explicit {
            address: Secret::new(address),
            username: credentials.map(|(name, _)| Secret::new(name)),
            password: credentials.map(|(_, password)| Secret::new(password)),
        },
        bypass: bypass.to_owned(),
    };
    let (target, _) = Origin::parse(target)?;
    Ok(ProxyRule::new(&settings)?.choose(&target)?.map(|proxy| Proxy {
        at: proxy.at.to_string(),
        authorization: proxy.authorization.map(|value| value.expose().to_owned()),
    }))
}

/// Whether a list of exceptions names `target`, a base address.
pub fn bypasses(list: &str, target: &str) -> Result<bool, &'static str> {
    Ok(proxy::bypasses(list, &Origin::parse(target)?.0))
}

/// The proxies and the exceptions in the registry value WinHttpSettings.
pub fn windows_settings(value: &[u8]) -> Option<(String, String)> {
    windows::Proxy::from_winhttp(value).map(|proxy| (proxy.servers, proxy.bypass))
}

/// The proxy of Windows for `target`, a base address.
pub fn windows_proxy(servers: &str, bypass: &str, target: &str) -> Option<String> {
    let (target, _) = Origin::parse(target).ok()?;
    windows::Proxy {
        servers: servers.to_owned(),
        bypass: bypass.to_owned(),
    }
    .address_for(&target)
}

pub fn refusal(status: u16, headers: &[(&'static str, &str)], body: &[u8], secrets: &[&str]) -> Refusal {
    Refusal::of(Problem::read(&Answer::of(status, headers, body), secrets, false))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token: String,
    pub expires_at_ms: Option<i64>,
    pub cookie: Option<String>,
}

/// The answer of v1-alpha to Create; `None` if it is none.
pub fn created(cookies: &[(&'static str, &str)], body: &[u8]) -> Option<Session> {
    let grant = answers::read_session(&Answer::of(200, cookies, body)).ok()?;
    Some(Session {
        token: grant.token.expose().to_owned(),
        expires_at_ms: at_ms(grant.lifetime),
        cookie: grant.cookie.map(|cookie| cookie.expose().to_owned()),
    })
}

/// The answer to Refresh: the new expiry.
pub fn refreshed(body: &[u8]) -> Option<i64> {
    at_ms(answers::read_expiry(&Answer::of(200, &[], body)).ok()?)
}

/// Whether it is the answer to Invalidate that says that the session has ended.
pub fn invalidated(body: &[u8]) -> bool {
    answers::read_invalidated(&Answer::of(200, &[], body)).is_ok()
}

fn at_ms(lifetime: Lifetime) -> Option<i64> {
    match lifetime {
        Lifetime::At(ms) => Some(ms),
        _ => None,
    }
}

/// The token in an answer that is cut.
pub fn find_token(remains: &[u8], from: &mut usize) -> Option<String> {
    answers::find_token(remains, from).map(|token| token.expose().to_owned())
}

/// A date of the service, in Unix milliseconds.
pub fn expiry(text: &str) -> Option<i64> {
    time::parse_expiry(text)
}

pub fn http_date(text: &str) -> Option<i64> {
    time::parse_http_date(text)
}

pub fn retry_after(text: &str, server_now_ms: i64) -> Option<Duration> {
    time::parse_retry_after(text, Some(server_now_ms))
}

/// A fingerprint as it is shown.
pub fn fingerprint(text: &str) -> Option<String> {
    parsed_fingerprint(text).ok()
}

/// The same, or why it is none.
pub fn parsed_fingerprint(text: &str) -> Result<String, String> {
    Fingerprint::parse(text).map(|print| print.to_string())
}

/// The head of an answer that comes in pieces of this many bytes, mended in its place, and how much of it can be parsed.
pub fn mended_head(bytes: &[u8], piece: usize) -> Result<(Vec<u8>, usize), String> {
    let (mut state, mut came, mut ready) = (Mended::default(), Vec::new(), 0);
    for piece in bytes.chunks(piece) {
        came.extend_from_slice(piece);
        ready = state.advance(&mut came).map_err(|fault| fault.to_string())?;
    }
    Ok((came, ready))
}

/// An access key: its client, its domain, its name and its secret, in this order.
pub fn access_key(exported: &[u8]) -> Result<[String; 4], String> {
    let key = AccessKey::parse(exported)?;
    let [secret] = key.secrets();
    let parts = [key.client_id(), key.domain(), key.key_id(), secret.expose()];
    Ok(parts.map(str::to_owned))
}

/// What a service app proves itself with.
pub fn assertion(access_key: &[u8], service_principal_key: &str, window: (i64, i64)) -> Result<String, String> {
    let key = AccessKey::parse(access_key)?;
    let (not_before, expires) = window;
    let jwt = assertion::sign(
        &key,
        &Secret::new(service_principal_key),
        Window { not_before, expires },
    )?;
    Ok(jwt.expose().to_owned())
}

/// A login in a browser, which comes back to `http://localhost:8080/callback`.
pub struct BrowserLogin(Authorization);

impl BrowserLogin {
    pub fn begin() -> Result<BrowserLogin, String> {
        let redirect = "http://localhost:8080/callback";
        Authorization::new(String::new(), None, redirect, None).map(BrowserLogin)
    }

    /// What the browser opens, without an address before its query.
    pub fn url(&self) -> String {
        self.0.url(None)
    }

    /// The code that a callback brings, and the verifier that goes with it.
    pub fn accept(&self, callback: &str) -> Result<(String, String), Refused> {
        let Code { code, verifier, .. } = self.0.accept(callback)?;
        Ok((code.expose().to_owned(), verifier.expose().to_owned()))
    }
}
