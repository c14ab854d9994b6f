//! What is in the requests that a stub has seen.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use lftoken_stub::SeenRequest;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The members of a form, in their order.
pub fn form(request: &SeenRequest) -> Vec<(String, String)> {
    let body = std::str::from_utf8(&request.body).unwrap_or_default();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let members = body.split('&').filter_map(|member| member.split_once('='));
    members.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// What Basic authorization says: id and secret.
pub fn basic(request: &SeenRequest) -> Option<(String, String)> {
    let encoded = request.header("Authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
    let (id, secret) = text.split_once(':').unwrap();
    Some((id.to_owned(), secret.to_owned()))
}

/// The claims of an assertion.
pub fn claims(request: &SeenRequest) -> Option<Value> {
    let assertion = request.header("Authorization")?.strip_prefix("Bearer ")?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// Everything in a request that nobody else may read.
pub fn secrets_in(request: &SeenRequest) -> Vec<String> {
    const MEMBERS: [&str; 4] = ["password", "code", "code_verifier", "refresh_token"];
    let bearer = request
        .header("Authorization")
        .and_then(|value| value.strip_prefix("Bearer "));
    let in_form = form(request)
        .into_iter()
        .filter(|(name, value)| MEMBERS.contains(&name.as_str()) && !value.is_empty());
    let in_claims = claims(request).and_then(|claims| Some(claims["client_secret"].as_str()?.to_owned()));
    let state = request
        .target
        .split("state=")
        .nth(1)
        .and_then(|rest| rest.split('&').next());
    bearer
        .into_iter()
        .chain(state)
        .map(str::to_owned)
        .chain(in_form.map(|(_, value)| value))
        .chain(basic(request).map(|(_, secret)| secret))
        .chain(in_claims)
        .collect()
}
