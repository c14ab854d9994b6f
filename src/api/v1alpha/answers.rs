//! How the answers of v1-alpha read.

use ureq_proto::http::header::SET_COOKIE;

use crate::api::document;
use crate::api::grant::{Grant, Lifetime};
use crate::api::object::{Member, Object};
use crate::api::recognise::has_service_header;
use crate::api::remains;
use crate::api::time;
use crate::api::unreadable::ReadError;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::request::is_field_value;

/// Reads the answer to Create.
pub fn read_session(answer: &Answer) -> Result<Grant, ReadError> {
    let info = Object::read(
        answer,
        &["authToken", "expireTime"],
        "it is not a SessionKeyInfo object",
    )?;
    let token = info
        .text("authToken")
        .ok_or(ReadError::Because("it has no authToken"))?;
    if !is_field_value(token.expose()) {
        return Err(ReadError::Because(
            "its authToken has characters that no header can carry",
        ));
    }
    let expires_at_ms = info
        .text("expireTime")
        .and_then(|time| time::parse_expiry(time.expose()))
        .ok_or(ReadError::Because("it has no readable expireTime"))?;
    let cookies: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(cookie_pair)
        .collect();
    Ok(Grant {
        cookie: (!cookies.is_empty()).then(|| Secret::new(cookies.join("; "))),
        ..Grant::new(token.clone(), Lifetime::At(expires_at_ms))
    })
}

/// The `name=value` of a Set-Cookie header, unless it takes the cookie away. One without a name is ignored (RFC 6265,
/// section 5.2).
fn cookie_pair(header: &str) -> Option<&str> {
    let mut parts = header.split(';').map(str::trim);
    let pair = parts.next()?;
    let (name, _) = pair.split_once('=')?;
    if name.is_empty() {
        return None;
    }
    let is_taken_away = parts.any(|attribute| {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        name.eq_ignore_ascii_case("max-age") && (value == "0" || value.starts_with('-'))
    });
    (!is_taken_away).then_some(pair)
}

/// The member of an ODataValueOfDateTime and an ODataValueOfBoolean.
const VALUE: &[&str] = &["value"];

/// Reads the answer to Refresh: the new expiry.
pub fn read_expiry(answer: &Answer) -> Result<Lifetime, ReadError> {
    const NO_DATE: &str = "it has no date in its value member";
    let object = Object::read(answer, VALUE, NO_DATE)?;
    let value = object.text("value").ok_or(ReadError::Because(NO_DATE))?;
    time::parse_expiry(value.expose())
        .map(Lifetime::At)
        .ok_or(ReadError::Because("the date in its value member is not readable"))
}

/// Reads the answer to Invalidate. Without a word it is one only if the service has sent it.
pub fn read_invalidated(answer: &Answer) -> Result<(), ReadError> {
    if document::body(answer).trim_ascii().is_empty() {
        return has_service_header(answer).then_some(()).ok_or(ReadError::Because(
            "it is empty, and nothing shows that it is the service's own",
        ));
    }
    const NO_BOOLEAN: &str = "it has no boolean in its value member";
    match Object::read(answer, VALUE, NO_BOOLEAN)?.get("value") {
        Some(Member::Boolean(true)) => Ok(()),
        Some(Member::Boolean(false)) => Err(ReadError::Declined),
        _ => Err(ReadError::Because(NO_BOOLEAN)),
    }
}

/// The token in an answer that is cut or otherwise unreadable, if it is there as a whole.
pub fn find_token(remains: &[u8], from: &mut usize) -> Option<Secret> {
    remains::find_token("\"authToken\"", remains, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Answer {
        Answer::of(200, &[], body.as_bytes())
    }

    #[test]
    fn unknown_members_do_not_matter() {
        let session = read_session(&answer(
            r#"{"@odata.context":"x","authToken":"a+/==","expireTime":"2026-03-01T10:15:30.1234567Z","new":{}}"#,
        ))
        .unwrap();
        assert_eq!(session.token.expose(), "a+/==");
        assert_eq!(
            read_invalidated(&answer(r#"{"@odata.context":"x","value":false}"#)),
            Err(ReadError::Declined)
        );
        for done in ["\u{feff}{\"value\":true}", "{\"value\":true,\"x\":1}"] {
            assert_eq!(read_invalidated(&answer(done)), Ok(()), "{done}");
        }
        assert!(matches!(read_invalidated(&answer("{}")), Err(ReadError::Because(_))));
    }

    #[test]
    fn cookies_are_joined_unless_they_are_none() {
        let body = br#"{"authToken":"a","expireTime":"2026-03-01T10:15:30Z"}"#;
        let cookies = |headers: &[&str]| {
            let headers: Vec<_> = headers.iter().map(|value| ("set-cookie", *value)).collect();
            let cookie = read_session(&Answer::of(200, &headers, body)).unwrap().cookie;
            cookie.map(|cookie| cookie.expose().to_owned())
        };
        let some = cookies(&["a=1; path=/", "b= 2 ", "c=; secure"]);
        assert_eq!(some.as_deref(), Some("a=1; b= 2; c="));
        for none in ["", ";", "secure", "=1; path=/", "a=1; Max-Age=0", "a=1; max-age=-5"] {
            assert_eq!(cookies(&[none]), None, "{none}");
        }
    }

    #[test]
    fn an_empty_logout_counts_only_from_the_service() {
        for body in ["", "\r\n", "\u{feff}"] {
            assert!(read_invalidated(&answer(body)).is_err());
            let own = Answer::of(204, &[("x-requestid", "1")], body.as_bytes());
            assert_eq!(read_invalidated(&own), Ok(()));
        }
        assert!(read_invalidated(&answer("<html>")).is_err());
    }

    #[test]
    fn half_an_answer_is_refused_but_its_token_is_found() {
        for body in [
            r#"{"authToken":"abc+/==","expireTime":null}"#,
            r#"{"authToken":"abc+/==","expireTime":"soon"}"#,
            r#"{"authToken": "abc+/==","expi"#,
            "HTTP/1.1 200 OK\r\n\r\n{\"x\":1,\"authToken\" : \"abc+\\/==\"",
            r#"["authToken",{"authToken":"","authToken":"abc+/=="}]"#,
        ] {
            assert!(read_session(&answer(body)).is_err(), "{body}");
            // As it comes, byte by byte, in one search.
            let mut from = 0;
            let found = (0..=body.len()).find_map(|end| find_token(&body.as_bytes()[..end], &mut from));
            assert_eq!(found.unwrap().expose(), "abc+/==", "{body}");
            assert_eq!(
                find_token(body.as_bytes(), &mut 0).unwrap().expose(),
                "abc+/==",
                "{body}"
            );
        }
        for body in [
            "",
            r#"{"authToken":null,"expireTime":"2026-03-01T10:15:30Z"}"#,
            r#"{"authToken":"ab"#,
            r#"{"authToken":"""#,
            r#"["abc","2026-03-01T10:15:30Z"]"#,
        ] {
            assert!(read_session(&answer(body)).is_err(), "{body}");
            assert!(find_token(body.as_bytes(), &mut 0).is_none(), "{body}");
        }
    }
}
