//! The v1-alpha AccessTokens routes: what is sent and how answers read.
//!
//! Facts come from Laserfiche's published client and API description of that generation: one path segment
//! for the repository, lower-case booleans, absent members left out, an empty body with its length on
//! Refresh and Invalidate, the idle time as bare seconds in `Keep-Alive`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use ureq_proto::http::header::SET_COOKIE;

use crate::common::secret::Secret;
use crate::transport::{Answer, Head, Method, Request, Unsendable, is_field_value};

use super::{Login, Operation, Session, Unread, time};

/// The longest path and query that is sent; web servers refuse longer ones.
const MAX_TARGET_BYTES: usize = 8 * 1024;

/// Everything outside RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const JSON: &str = "application/json";

/// Room for the headers that are not long.
const HEAD_BYTES: usize = 256;

/// Headers that every request has.
type Common = [(&'static str, String)];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateConnectionRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saml_token: Option<&'a str>,
}

pub fn create(common: &Common, base_path: &str, repository: &str, login: &Login) -> Result<Request, String> {
    let members = CreateConnectionRequest {
        username: login.username.as_deref(),
        password: login.password.as_ref().map(Secret::expose),
        application_name: login.application_name.as_deref(),
        organization: login.organization.as_deref(),
        session_key: login.session_key.as_ref().map(Secret::expose),
        saml_token: login.saml_token.as_ref().map(Secret::expose),
    };
    let saml_bytes = members.saml_token.map_or(0, str::len);
    let mut body = Vec::with_capacity(1024 + saml_bytes);
    serde_json::to_writer(&mut body, &members).map_err(|error| error.to_string())?;

    let mut target = target(base_path, repository, Operation::Create);
    let mut separator = '?';
    if login.create_cookie {
        target.push_str("?createCookie=true");
        separator = '&';
    }
    if let Some(customer) = &login.customer_id {
        target.push(separator);
        target.push_str("customerId=");
        target.extend(utf8_percent_encode(customer, SEGMENT));
    }
    let mut head = head(common, &target, body.len())?;
    head.header("Content-Type", &[JSON]).map_err(unsendable)?;
    Ok(head.finish(&body))
}

pub fn refresh(
    common: &Common,
    base_path: &str,
    repository: &str,
    token: &Secret,
    keep_alive_seconds: Option<u32>,
) -> Result<Request, String> {
    let mut head = with_token(common, base_path, repository, Operation::Refresh, token)?;
    if let Some(seconds) = keep_alive_seconds {
        head.header("Keep-Alive", &[&seconds.to_string()]).map_err(unsendable)?;
    }
    Ok(head.finish(&[]))
}

pub fn invalidate(common: &Common, base_path: &str, repository: &str, token: &Secret) -> Result<Request, String> {
    Ok(with_token(common, base_path, repository, Operation::Invalidate, token)?.finish(&[]))
}

fn with_token(
    common: &Common,
    base_path: &str,
    repository: &str,
    operation: Operation,
    token: &Secret,
) -> Result<Head, String> {
    let target = target(base_path, repository, operation);
    let mut head = head(common, &target, token.expose().len())?;
    head.header("Authorization", &["Bearer ", token.expose()])
        .map_err(unsendable)?;
    Ok(head)
}

fn head(common: &Common, target: &str, room: usize) -> Result<Head, String> {
    if target.len() > MAX_TARGET_BYTES {
        return Err("the repository id, or the customer id, is too long to be sent".to_owned());
    }
    let mut head = Head::new(Method::Post, target, HEAD_BYTES + room);
    for (name, value) in common {
        head.header(name, &[value]).map_err(unsendable)?;
    }
    head.header("Accept", &[JSON]).map_err(unsendable)?;
    Ok(head)
}

fn unsendable(_: Unsendable) -> String {
    "the host name or the token has characters that no header can carry".to_owned()
}

fn target(base_path: &str, repository: &str, operation: Operation) -> String {
    let mut target = String::with_capacity(base_path.len() + repository.len() + 64);
    target.push_str(base_path);
    target.push_str("/v1-alpha/Repositories/");
    target.extend(utf8_percent_encode(repository, SEGMENT));
    target.push_str("/AccessTokens/");
    target.push_str(operation.name());
    target
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionKeyInfo {
    auth_token: Option<Secret>,
    expire_time: Option<String>,
}

#[derive(Deserialize)]
struct ODataValue<T> {
    value: T,
}

/// Reads a body as a JSON object, with or without a byte order mark.
fn json<'a, T: Deserialize<'a>>(answer: &'a Answer, otherwise: &'static str) -> Result<T, Unread> {
    let body: &[u8] = &answer.body;
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    // An array would pass for the members of an object in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Unread::Because(otherwise));
    }
    serde_json::from_slice(body).map_err(|_| Unread::Because(otherwise))
}

/// Reads the answer to Create.
pub fn read_session(answer: &Answer) -> Result<Session, Unread> {
    let info: SessionKeyInfo = json(answer, "it is not a SessionKeyInfo object")?;
    let token = info
        .auth_token
        .filter(|token| !token.is_empty())
        .ok_or(Unread::Because("it has no authToken"))?;
    if !is_field_value(token.expose()) {
        return Err(Unread::Because("its authToken has characters that no header can carry"));
    }
    let expires_at_ms = info
        .expire_time
        .as_deref()
        .and_then(time::parse_expiry)
        .ok_or(Unread::Because("it has no readable expireTime"))?;
    let cookies: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(cookie_pair)
        .collect();
    Ok(Session {
        token,
        expires_at_ms,
        cookie: (!cookies.is_empty()).then(|| Secret::new(cookies.join("; "))),
    })
}

/// The `name=value` of a Set-Cookie header, unless it takes the cookie away.
fn cookie_pair(header: &str) -> Option<&str> {
    let mut parts = header.split(';').map(str::trim);
    let pair = parts.next().filter(|pair| !pair.is_empty())?;
    let is_taken_away = parts.any(|attribute| {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        name.eq_ignore_ascii_case("max-age") && (value == "0" || value.starts_with('-'))
    });
    (!is_taken_away).then_some(pair)
}

/// Reads the answer to Refresh: the new expiry.
pub fn read_expiry(answer: &Answer) -> Result<i64, Unread> {
    let value: ODataValue<String> = json(answer, "it has no date in its value member")?;
    time::parse_expiry(&value.value).ok_or(Unread::Because("the date in its value member is not readable"))
}

/// Reads the answer to Invalidate. A success without a word is one.
pub fn read_invalidated(answer: &Answer) -> Result<(), Unread> {
    if answer.body.trim_ascii().is_empty() {
        return Ok(());
    }
    let value: ODataValue<bool> = json(answer, "it has no boolean in its value member")?;
    if value.value { Ok(()) } else { Err(Unread::Declined) }
}

/// The token in an answer that is cut or otherwise unreadable, if it is there as a whole.
pub fn find_token(bytes: &[u8]) -> Option<Secret> {
    const NAME: &[u8] = b"\"authToken\"";
    (0..bytes.len())
        .filter(|start| bytes[*start..].starts_with(NAME))
        .find_map(|start| {
            let rest = bytes[start + NAME.len()..].trim_ascii_start();
            let value = rest.strip_prefix(b":")?;
            let token: Secret = serde_json::Deserializer::from_slice(value).into_iter().next()?.ok()?;
            (!token.is_empty()).then_some(token)
        })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use ureq_proto::http::header::HeaderMap;

    use super::*;

    fn answer(body: &str) -> Answer {
        Answer {
            status: 200,
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
            received_at: Instant::now(),
        }
    }

    #[test]
    fn the_repository_is_one_segment() {
        assert_eq!(
            target("/LFRepositoryAPI", "Main Archive/50%+ä~", Operation::Refresh),
            "/LFRepositoryAPI/v1-alpha/Repositories/Main%20Archive%2F50%25%2B%C3%A4~/AccessTokens/Refresh"
        );
    }

    #[test]
    fn absent_members_and_parameters_are_left_out() {
        let sent = |login: &Login| {
            let request = create(&[], "", "r", login).unwrap();
            let text = std::str::from_utf8(request.bytes()).unwrap().to_owned();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            (head.lines().next().unwrap().to_owned(), body.to_owned())
        };
        let (line, body) = sent(&Login::default());
        assert_eq!(line, "POST /v1-alpha/Repositories/r/AccessTokens/Create HTTP/1.1");
        assert_eq!(body, "{}");

        let (line, body) = sent(&Login {
            username: Some("svc".into()),
            password: Some(Secret::new("p\"w")),
            organization: Some("o".into()),
            customer_id: Some("12 3".into()),
            create_cookie: true,
            ..Login::default()
        });
        assert_eq!(body, r#"{"username":"svc","password":"p\"w","organization":"o"}"#);
        assert!(
            line.ends_with("/Create?createCookie=true&customerId=12%203 HTTP/1.1"),
            "{line}"
        );
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
            Err(Unread::Declined)
        );
        for done in ["\u{feff}{\"value\":true}", "{\"value\":true,\"x\":1}", "", "\r\n"] {
            assert_eq!(read_invalidated(&answer(done)), Ok(()), "{done}");
        }
        assert!(matches!(read_invalidated(&answer("{}")), Err(Unread::Because(_))));
    }

    #[test]
    fn half_an_answer_is_refused_but_its_token_is_found() {
        for body in [
            r#"{"authToken":"abc+/==","expireTime":null}"#,
            r#"{"authToken":"abc+/==","expireTime":"soon"}"#,
            r#"{"authToken": "abc+/==","expi"#,
            "HTTP/1.1 200 OK\r\n\r\n{\"x\":1,\"authToken\" : \"abc+\\/==\"",
        ] {
            assert!(read_session(&answer(body)).is_err(), "{body}");
            assert_eq!(find_token(body.as_bytes()).unwrap().expose(), "abc+/==", "{body}");
        }
        for body in [
            "",
            r#"{"authToken":null,"expireTime":"2026-03-01T10:15:30Z"}"#,
            r#"{"authToken":"ab"#,
            r#"{"authToken":"""#,
            r#"["abc","2026-03-01T10:15:30Z"]"#,
        ] {
            assert!(read_session(&answer(body)).is_err(), "{body}");
            assert!(find_token(body.as_bytes()).is_none(), "{body}");
        }
    }
}
