//! What real clients send in another way than the contract's plainest form, put into that form.
//!
//! Only [`super::checks`] says what is right; this runs before it unless the stub is strict. What cannot be put right is
//! left as it came, so that the refusal names it.

use crate::fault::Operation;
use crate::head::{JSON, media_type, set, tidy_authorization, tidy_post, tidy_segment};
use crate::report::SeenRequest;
use serde_json::{Map, Value};

const MEMBERS: [&str; 6] = [
    "username",
    "password",
    "applicationName",
    "sessionKey",
    "samlToken",
    "organization",
];

/// Only the parameters that Create knows, in their order. Python writes booleans with a capital.
pub fn query(op: Operation, query: Option<&str>) -> Option<String> {
    let pairs: Vec<(&str, &str)> = query?
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    let value = |wanted: &str| {
        let mut same = pairs.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        same.next().map(|(_, value)| value.replace('+', "%20"))
    };
    let cookie = value("createCookie").map(|value| format!("createCookie={}", value.to_ascii_lowercase()));
    let customer = value("customerId").filter(|value| !value.is_empty());
    let customer = customer.map(|value| format!("customerId={}", tidy_segment(&value)));
    let kept: Vec<String> = cookie.into_iter().chain(customer).collect();
    (op == Operation::Create && !kept.is_empty()).then(|| kept.join("&"))
}

/// Headers and body.
pub fn request(op: Operation, seen: &SeenRequest) -> SeenRequest {
    let mut tidy = tidy_post(
        seen,
        match op {
            Operation::Create => login(&seen.body),
            _ if matches!(seen.body.trim_ascii(), b"{}" | b"null") => Vec::new(),
            _ => seen.body.clone(),
        },
    );
    let media = seen.header("Content-Type").map(media_type);
    if op != Operation::Create && tidy.body.is_empty() {
        // Without a body its type means nothing; curl and PowerShell call it a form.
        set(&mut tidy, "Content-Type", None);
    } else if media.is_some_and(|media| media.eq_ignore_ascii_case(JSON)) {
        set(&mut tidy, "Content-Type", Some(JSON.into()));
    }
    let authorization = seen.header("Authorization").filter(|_| op != Operation::Create);
    set(&mut tidy, "Authorization", authorization.map(tidy_authorization));
    let keep_alive = seen.header("Keep-Alive").filter(|_| op == Operation::Refresh);
    set(&mut tidy, "Keep-Alive", keep_alive.map(idle_seconds));
    let cookies: Vec<&str> = seen.header_values("Cookie");
    let pairs: Vec<&str> = cookies.iter().flat_map(|line| line.split(';')).map(str::trim).collect();
    set(&mut tidy, "Cookie", (!cookies.is_empty()).then(|| pairs.join("; ")));
    tidy
}

/// The login without members that are null or that the API does not know.
fn login(body: &[u8]) -> Vec<u8> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return body.to_vec();
    };
    let kept = members
        .into_iter()
        .filter(|(name, value)| MEMBERS.contains(&name.as_str()) && !value.is_null());
    Value::Object(kept.collect::<Map<_, _>>()).to_string().into_bytes()
}

/// The number in `timeout=1800, max=5`.
fn idle_seconds(value: &str) -> String {
    let first = value.split(',').next().unwrap_or(value).trim();
    match first.split_once('=') {
        Some((name, seconds)) if name.trim().eq_ignore_ascii_case("timeout") => seconds.trim().into(),
        _ => first.into(),
    }
}
