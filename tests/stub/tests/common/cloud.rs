//! A service app of its own: it signs with another crate than the one that the stub verifies with.

use super::post_form;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lftoken_stub::AccessKey;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use std::time::SystemTime;

pub const TOKEN: &str = "/oauth/Token";

pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    since.as_secs().try_into().unwrap()
}

/// An assertion before it is signed; its members can be changed.
pub struct Draft {
    pub header: Value,
    pub claims: Value,
    key: EcdsaKeyPair,
}

impl Draft {
    pub fn of(key: &AccessKey) -> Draft {
        let json: Value = serde_json::from_str(&key.json).unwrap();
        let part = |name: &str| URL_SAFE_NO_PAD.decode(json["jwk"][name].as_str().unwrap()).unwrap();
        let point = [vec![4], part("x"), part("y")].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &part("d"),
            &point,
            &SystemRandom::new(),
        );
        Draft {
            header: json!({"alg": "ES256", "typ": "JWT", "kid": json["jwk"]["kid"]}),
            claims: json!({
                "client_id": json["clientId"],
                "client_secret": key.service_principal_key,
                "aud": "laserfiche.com",
                "iat": now(),
                "nbf": now(),
                "exp": now() + 1800,
            }),
            key: pair.unwrap(),
        }
    }

    pub fn signed(&self) -> String {
        let [header, claims] = [&self.header, &self.claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let text = format!("{header}.{claims}");
        let signature = self.key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

pub fn service_login(assertion: &str) -> Vec<u8> {
    let bearer = format!("Authorization: Bearer {assertion}\r\n");
    post_form(TOKEN, &bearer, &[("grant_type", "client_credentials")])
}
