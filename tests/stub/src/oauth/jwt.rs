//! Access tokens of the Cloud, which are JWTs whose audience is the region. Nobody verifies them here.

use super::apps::App;
use crate::state::Shared;
use crate::text::{object, random, server_seconds};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

pub fn access_token(app: &App, scope: &[String], shared: &Shared) -> String {
    let header = object([("alg", json!("RS256")), ("typ", json!("at+jwt"))]);
    let claims = object([
        ("aud", json!(app.domain)),
        ("client_id", json!(app.client_id)),
        ("csid", json!("123456789")),
        ("name", json!("lftoken stub")),
        ("scope", json!(scope)),
        ("iat", json!(server_seconds(shared.config.clock_skew))),
    ]);
    let parts = [header.as_bytes(), claims.as_bytes(), &random::<64>()];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
