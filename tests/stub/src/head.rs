//! What the heads of all requests have in common: what is right, and how real clients' heads are put right.

use crate::errors::Refusal;
use crate::report::SeenRequest;
use crate::text::{percent_decode_text, percent_encode, unreserved};

pub type Checked<T> = Result<T, Refusal>;

pub const JSON: &str = "application/json";

pub fn bad<T>(message: impl Into<String>) -> Checked<T> {
    Err(Refusal::malformed(message))
}

/// The repository id in a path segment.
pub fn repository(segment: &str) -> Checked<String> {
    if let Some(odd) = segment
        .chars()
        .find(|c| *c != '%' && !u8::try_from(*c).is_ok_and(unreserved))
    {
        return bad(format!(
            "the repository id holds {odd:?}, which must be percent-encoded"
        ));
    }
    percent_decode_text(segment).map_err(|reason| Refusal::malformed(format!("the repository id: {reason}")))
}

/// The repository id with nothing but unreserved characters: JavaScript leaves `! ' ( ) *` as they are.
pub fn tidy_segment(segment: &str) -> String {
    percent_decode_text(segment).map_or_else(|_| segment.into(), |id| percent_encode(&id))
}

pub fn one_host(seen: &SeenRequest) -> Checked<()> {
    if seen.header_values("Host").len() != 1 {
        return bad("exactly one Host header is needed");
    }
    Ok(())
}

/// Checks the head of a POST that asks for JSON.
pub fn post(seen: &SeenRequest) -> Checked<()> {
    one_host(seen)?;
    if seen.header_values("Accept") != [JSON] {
        return bad("Accept must be application/json");
    }
    if seen.header("Transfer-Encoding").is_some() {
        return bad("Transfer-Encoding is not allowed: send a Content-Length");
    }
    if seen.header("Content-Length").is_none() {
        return Err(Refusal::new(411, None, "Content-Length is missing"));
    }
    Ok(())
}

/// Puts a POST right: the body as given, its length, and what is accepted.
pub fn tidy_post(seen: &SeenRequest, body: Vec<u8>) -> SeenRequest {
    let mut tidy = seen.clone();
    if accepts_json(&seen.header_values("Accept").join(",")) {
        set(&mut tidy, "Accept", Some(JSON.into()));
    }
    if seen.header("Transfer-Encoding").is_some() || body.len() != seen.body.len() {
        set(&mut tidy, "Transfer-Encoding", None);
        set(&mut tidy, "Content-Length", Some(body.len().to_string()));
    }
    tidy.body = body;
    tidy
}

/// Leaves one header of the name, or none.
pub fn set(seen: &mut SeenRequest, name: &str, value: Option<String>) {
    seen.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    seen.headers.extend(value.map(|value| (name.into(), value)));
}

pub fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or(value).trim()
}

/// An `Authorization` with its scheme spelled as the strict checks know it.
pub fn tidy_authorization(value: &str) -> String {
    for known in ["Bearer", "Basic"] {
        match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(known) => return format!("{known} {}", rest.trim()),
            _ => {}
        }
    }
    value.into()
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
