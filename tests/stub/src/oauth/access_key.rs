//! The access key of a service app, as the Developer Console makes it.

use super::service_app::ServiceApp;
use crate::text::{hex, object, random};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::SigningKey;
use serde_json::json;

/// What a service app logs in with.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// The key as JSON.
    pub json: String,
    /// The key as it is exported: base64 of the JSON.
    pub exported: String,
    pub client_id: String,
    pub service_principal_key: String,
}

/// An id that no app has.
pub fn client_id() -> String {
    let id = hex(&random::<16>());
    let parts = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]];
    parts.join("-")
}

/// Makes a key, and what the service remembers of it.
pub fn make(client_id: &str, domain: &str) -> (AccessKey, ServiceApp) {
    let key = signing_key();
    let point = key.verifying_key().to_sec1_point(false);
    let coordinate = |bytes: Option<&_>| URL_SAFE_NO_PAD.encode(bytes.map_or(&[][..], |b: &p256::FieldBytes| b));
    let kid = URL_SAFE_NO_PAD.encode(random::<32>());
    let jwk = object([
        ("kty", json!("EC")),
        ("crv", json!("P-256")),
        ("use", json!("sig")),
        ("kid", json!(kid)),
        ("x", json!(coordinate(point.x()))),
        ("y", json!(coordinate(point.y()))),
        ("d", json!(URL_SAFE_NO_PAD.encode(key.to_bytes()))),
        ("iat", json!(1_700_000_000)),
    ]);
    let json = format!(
        "{{\n  \"customerId\": \"123456789\",\n  \"clientId\": {},\n  \"domain\": {},\n  \"jwk\": {jwk}\n}}",
        json!(client_id),
        json!(domain)
    );
    let service_principal_key = STANDARD.encode(random::<24>());
    let app = ServiceApp {
        kid,
        key: *key.verifying_key(),
        service_principal_key: service_principal_key.clone(),
        domain: domain.into(),
    };
    let key = AccessKey {
        exported: STANDARD.encode(&json),
        json,
        client_id: client_id.into(),
        service_principal_key,
    };
    (key, app)
}

fn signing_key() -> SigningKey {
    loop {
        // Nearly every number of 32 bytes is a key.
        if let Ok(key) = SigningKey::from_slice(&random::<32>()) {
            return key;
        }
    }
}
