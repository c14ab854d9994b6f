//! The JWT that a service app signs: how it reads, and whether it is good.

use super::service_app::ServiceApp;
use crate::head::{Checked, bad};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Whatever the region.
const AUDIENCE: &str = "laserfiche.com";
/// How far ahead an assertion may end.
const LONGEST: i64 = 60 * 60;

// serde refuses members that come twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    client_id: String,
    client_secret: String,
    aud: String,
    iat: Option<i64>,
    nbf: Option<i64>,
    exp: Option<i64>,
}

pub struct Assertion {
    header: Header,
    claims: Claims,
    /// What the signature is of.
    signed: String,
    signature: Signature,
}

impl Assertion {
    /// Laserfiche's own clients leave the times out on request, so only a strict reader needs them.
    pub fn read(text: &str, strict: bool) -> Checked<Assertion> {
        let Some((signed, signature)) = text.rsplit_once('.') else {
            return bad("the assertion is no JWT");
        };
        let [header, claims] = signed.split('.').collect::<Vec<_>>()[..] else {
            return bad("the assertion is no JWT of three parts");
        };
        let header: Header = part("header", header)?;
        let claims: Claims = part("claims", claims)?;
        if (header.alg.as_str(), header.typ.as_str()) != ("ES256", "JWT") {
            return bad("the assertion's header must say ES256 and JWT");
        }
        if strict && (claims.iat.is_none() || claims.nbf.is_none() || claims.exp.is_none()) {
            return bad("the assertion needs iat, nbf and exp");
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).ok();
        let Some(signature) = signature.and_then(|bytes| Signature::from_slice(&bytes).ok()) else {
            return bad("the assertion's signature must be 64 bytes in base64url without padding");
        };
        Ok(Assertion {
            header,
            claims,
            signed: signed.into(),
            signature,
        })
    }

    pub fn client_id(&self) -> &str {
        &self.claims.client_id
    }

    /// Why the assertion does not prove that it is of the app; `now` is the server's time, to the second.
    pub fn fault_in(&self, app: &ServiceApp, now: i64) -> Option<&'static str> {
        let claims = &self.claims;
        let late = |time: Option<i64>| time.is_some_and(|time| time > now);
        if self.header.kid != app.kid {
            Some("The key of the client assertion is not known.")
        } else if app.key.verify(self.signed.as_bytes(), &self.signature).is_err() {
            Some("The signature of the client assertion is wrong.")
        } else if claims.client_secret != app.service_principal_key {
            Some("The service principal key is not valid.")
        } else if claims.aud != AUDIENCE {
            Some("The audience of the client assertion is wrong.")
        } else if late(claims.iat) || late(claims.nbf) {
            Some("The client assertion is not valid yet.")
        } else if claims.exp.is_some_and(|exp| exp <= now) {
            Some("The client assertion has expired.")
        } else if claims.exp.is_some_and(|exp| exp > now + LONGEST) {
            Some("The client assertion is valid for too long.")
        } else {
            None
        }
    }
}

fn part<T: DeserializeOwned>(name: &str, encoded: &str) -> Checked<T> {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(encoded) else {
        return bad(format!("the assertion's {name}: no base64url without padding"));
    };
    // The error would quote what it does not understand, which may be a secret.
    serde_json::from_slice(&bytes).map_or_else(
        |error| {
            let (line, column) = (error.line(), error.column());
            bad(format!(
                "the assertion's {name}: not the JSON object with the members that it must have (line {line}, column {column})"
            ))
        },
        Ok,
    )
}
