//! The region of a token, whose API takes it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::api::oauth::access_key::domain;
use crate::base::secret::SecretBytes;

#[derive(Deserialize)]
struct Claims {
    aud: String,
}

/// The domain of the region that a token is for. Tokens are JWTs, and official clients look there, too.
pub fn of_token(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = SecretBytes::new(BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?);
    let Claims { aud } = serde_json::from_slice(&claims).ok()?;
    domain::read(&aud).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_of_a_token_is_its_audience() {
        let token = |claims: &str| format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let of = |claims: &str| of_token(&token(claims));
        assert_eq!(
            of(r#"{"csid":"1","aud":"EU.laserfiche.com"}"#).as_deref(),
            Some("eu.laserfiche.com")
        );
        for claims in [
            r#"{"aud":"https://evil.example/"}"#,
            r#"{"aud":["a"]}"#,
            "{}",
            "x",
            r#"{"aud":"a b"}"#,
        ] {
            assert_eq!(of(claims), None, "{claims}");
        }
        for token in ["", "opaque", "a.b", "a.%.c"] {
            assert_eq!(of_token(token), None, "{token}");
        }
    }
}
