//! What real clients send in another way than the contract's plainest form, put into that form.
//!
//! Only [`crate::checks`] says what is right; this runs before it unless the stub is strict. What cannot be put right is
//! left as it came, so that the refusal names it.

use crate::fault::Operation;
use crate::report::SeenRequest;
use crate::text::{percent_decode_text, percent_encode};
use serde_json::{Map, Value};

const JSON: &str = "application/json";
const MEMBERS: [&str; 6] = [
    "username",
    "password",
    "applicationName",
    "sessionKey",
    "samlToken",
    "organization",
];

/// The repository id with nothing but unreserved characters: JavaScript leaves `! ' ( ) *` as they are.
pub fn segment(segment: &str) -> String {
    percent_decode_text(segment).map_or_else(|_| segment.into(), |id| percent_encode(&id))
}

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
    let customer = customer.map(|value| format!("customerId={}", segment(&value)));
    let kept: Vec<String> = cookie.into_iter().chain(customer).collect();
    (op == Operation::Create && !kept.is_empty()).then(|| kept.join("&"))
}

/// Headers and body.
pub fn request(op: Operation, seen: &SeenRequest) -> SeenRequest {
    let mut tidy = seen.clone();
    if accepts_json(&seen.header_values("Accept").join(",")) {
        set(&mut tidy, "Accept", Some(JSON.into()));
    }
    tidy.body = match op {
        Operation::Create => login(&seen.body),
        _ if matches!(seen.body.trim_ascii(), b"{}" | b"null") => Vec::new(),
        _ => seen.body.clone(),
    };
    if seen.header("Transfer-Encoding").is_some() || tidy.body.len() != seen.body.len() {
        set(&mut tidy, "Transfer-Encoding", None);
        let length = tidy.body.len().to_string();
        set(&mut tidy, "Content-Length", Some(length));
    }
    let media = seen.header("Content-Type").map(media_type);
    if op != Operation::Create && tidy.body.is_empty() {
        // Without a body its type means nothing; curl and PowerShell call it a form.
        set(&mut tidy, "Content-Type", None);
    } else if media.is_some_and(|media| media.eq_ignore_ascii_case(JSON)) {
        set(&mut tidy, "Content-Type", Some(JSON.into()));
    }
    let authorization = seen.header("Authorization").filter(|_| op != Operation::Create);
    set(&mut tidy, "Authorization", authorization.map(bearer));
    let keep_alive = seen.header("Keep-Alive").filter(|_| op == Operation::Refresh);
    set(&mut tidy, "Keep-Alive", keep_alive.map(idle_seconds));
    let cookies: Vec<&str> = seen.header_values("Cookie");
    let pairs: Vec<&str> = cookies.iter().flat_map(|line| line.split(';')).map(str::trim).collect();
    set(&mut tidy, "Cookie", (!cookies.is_empty()).then(|| pairs.join("; ")));
    tidy
}

/// Leaves one header of the name, or none.
fn set(seen: &mut SeenRequest, name: &str, value: Option<String>) {
    seen.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    seen.headers.extend(value.map(|value| (name.into(), value)));
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or(value).trim()
}

/// Whether a list of media ranges, with or without weights, takes JSON; an absent or empty one takes everything. The
/// most exact range decides.
fn accepts_json(list: &str) -> bool {
    let ranges = list.split(',').filter(|range| !range.trim().is_empty());
    let known = ranges.clone().filter_map(|range| {
        let exactness = match media_type(range).to_ascii_lowercase().as_str() {
            JSON => 2,
            "application/*" => 1,
            "*/*" | "*" => 0,
            _ => return None,
        };
        let weights = range.split(';').skip(1).filter_map(|part| part.split_once('='));
        let mut weights = weights.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let refused = weights.any(|(_, weight)| weight.trim().parse() == Ok(0.0));
        Some((exactness, !refused))
    });
    known.max().map_or(ranges.count() == 0, |(_, taken)| taken)
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

fn bearer(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => format!("Bearer {}", token.trim()),
        _ => value.into(),
    }
}

/// The number in `timeout=1800, max=5`.
fn idle_seconds(value: &str) -> String {
    let first = value.split(',').next().unwrap_or(value).trim();
    match first.split_once('=') {
        Some((name, seconds)) if name.trim().eq_ignore_ascii_case("timeout") => seconds.trim().into(),
        _ => first.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_range_decides_whether_json_is_taken() {
        for taken in [
            "",
            "*/*",
            "application/*",
            "Application/JSON; charset=utf-8",
            "text/html, application/json;q=0.5",
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            "*/*;q=0, application/json",
        ] {
            assert!(accepts_json(taken), "{taken}");
        }
        for refused in [
            "text/html",
            "application/json;q=0",
            "*/*, application/json; q=0.0",
            "*/*;q=0",
        ] {
            assert!(!accepts_json(refused), "{refused}");
        }
    }
}
