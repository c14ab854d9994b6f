//! The assertion that a service app logs in with: a JWT of its own, signed by its access key.
//!
//! Claims and their order are those of Laserfiche's published clients.

#[cfg(test)]
mod tests;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::base::secret::{Secret, SecretBytes};

use super::access_key::AccessKey;

/// In every region the same.
const AUDIENCE: &str = "laserfiche.com";

/// When an assertion counts, in Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub not_before: i64,
    pub expires: i64,
}

impl Window {
    /// Whether it is valid at this moment.
    pub fn holds(&self, seconds: i64) -> bool {
        (self.not_before..self.expires).contains(&seconds)
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    kid: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    aud: &'static str,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The assertion in its compact form (RFC 7515, 7.1).
pub fn sign(key: &AccessKey, service_principal_key: &Secret, window: Window) -> Result<Secret, String> {
    let header = Header {
        alg: "ES256",
        typ: "JWT",
        kid: key.key_id(),
    };
    let claims = Claims {
        client_id: key.client_id(),
        client_secret: service_principal_key.expose(),
        aud: AUDIENCE,
        iat: window.not_before,
        nbf: window.not_before,
        exp: window.expires,
    };
    let header = json(&header, key.key_id().len())?;
    let claims = json(&claims, key.client_id().len() + service_principal_key.expose().len())?;
    let mut jwt = with_room(2 * (header.len() + claims.len()) + 128);
    append(&mut jwt, &header)?;
    jwt.push(b'.');
    append(&mut jwt, &claims)?;
    let signature = key.sign(&jwt)?;
    jwt.push(b'.');
    append(&mut jwt, signature.as_ref())?;
    String::from_utf8(std::mem::take(&mut *jwt))
        .map(Secret::new)
        .map_err(|error| error.to_string())
}

/// Enough that the buffer never grows: memory that it had left behind would not be wiped.
fn with_room(bytes: usize) -> SecretBytes {
    SecretBytes::new(Vec::with_capacity(bytes))
}

/// `text_bytes`: of the texts in it, each of which may become six.
fn json(value: &impl Serialize, text_bytes: usize) -> Result<SecretBytes, String> {
    let mut json = with_room(256 + 6 * text_bytes);
    serde_json::to_writer(&mut *json, value).map_err(|error| error.to_string())?;
    Ok(json)
}

/// Straight into its place: base64's other ways go over a buffer that nobody wipes.
fn append(jwt: &mut SecretBytes, part: &[u8]) -> Result<(), String> {
    let start = jwt.len();
    jwt.resize(start + part.len().div_ceil(3) * 4, 0);
    let written = BASE64_URL_SAFE_NO_PAD
        .encode_slice(part, &mut jwt[start..])
        .map_err(|error| error.to_string())?;
    jwt.truncate(start + written);
    Ok(())
}
