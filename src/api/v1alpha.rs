//! The v1-alpha AccessTokens routes: what is sent and how answers read.
//!
//! Facts come from Laserfiche's published client and API description of that generation: one path segment
//! for the repository, lower-case booleans, absent members left out, an empty body with its length on
//! Refresh and Invalidate, the idle time as bare seconds in `Keep-Alive`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use ureq_proto::http::Method;
use ureq_proto::http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE,
};

use crate::common::secret::{Secret, Wiped};
use crate::transport::{Answer, Request};

use super::{Login, Operation, Session, time};

/// Everything outside RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");

/// A request's parts, owned; [`Draft::request`] lends them to the transport.
pub struct Draft {
    target: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Wiped,
}

impl Draft {
    pub fn request(&self) -> Request<'_> {
        Request {
            method: Method::POST,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        }
    }
}

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

pub fn create(
    common: &[(HeaderName, HeaderValue)],
    base_path: &str,
    repository: &str,
    login: &Login,
) -> Result<Draft, String> {
    let members = CreateConnectionRequest {
        username: login.username.as_deref(),
        password: login.password.as_ref().map(Secret::expose),
        application_name: login.application_name.as_deref(),
        organization: login.organization.as_deref(),
        session_key: login.session_key.as_ref().map(Secret::expose),
        saml_token: login.saml_token.as_ref().map(Secret::expose),
    };
    let saml_bytes = members.saml_token.map_or(0, str::len);
    let mut body = Wiped::new(Vec::with_capacity(1024 + saml_bytes));
    serde_json::to_writer(&mut *body, &members).map_err(|error| error.to_string())?;

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
    let mut headers = common.to_vec();
    headers.push((ACCEPT, JSON));
    headers.push((CONTENT_TYPE, JSON));
    headers.push((CONTENT_LENGTH, HeaderValue::from(body.len())));
    Ok(Draft { target, headers, body })
}

pub fn refresh(
    common: &[(HeaderName, HeaderValue)],
    base_path: &str,
    repository: &str,
    token: &Secret,
    keep_alive_seconds: Option<u32>,
) -> Result<Draft, String> {
    let mut draft = with_token(common, base_path, repository, Operation::Refresh, token)?;
    if let Some(seconds) = keep_alive_seconds {
        draft.headers.push((KEEP_ALIVE, HeaderValue::from(seconds)));
    }
    Ok(draft)
}

pub fn invalidate(
    common: &[(HeaderName, HeaderValue)],
    base_path: &str,
    repository: &str,
    token: &Secret,
) -> Result<Draft, String> {
    with_token(common, base_path, repository, Operation::Invalidate, token)
}

fn with_token(
    common: &[(HeaderName, HeaderValue)],
    base_path: &str,
    repository: &str,
    operation: Operation,
    token: &Secret,
) -> Result<Draft, String> {
    let bearer = Secret::new(["Bearer ", token.expose()].concat());
    let mut authorization = HeaderValue::from_str(bearer.expose())
        .map_err(|_| "the token has characters that no header can carry".to_owned())?;
    authorization.set_sensitive(true);
    let mut headers = common.to_vec();
    headers.push((ACCEPT, JSON));
    headers.push((CONTENT_LENGTH, HeaderValue::from_static("0")));
    headers.push((AUTHORIZATION, authorization));
    Ok(Draft {
        target: target(base_path, repository, operation),
        headers,
        body: Wiped::default(),
    })
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

/// Reads the answer to Create. The error names what is wrong with it, without its content.
pub fn read_session(answer: &Answer) -> Result<Session, &'static str> {
    let info: SessionKeyInfo = serde_json::from_slice(&answer.body).map_err(|_| "it is not a SessionKeyInfo object")?;
    let token = info
        .auth_token
        .filter(|token| !token.is_empty())
        .ok_or("it has no authToken")?;
    if HeaderValue::from_str(token.expose()).is_err() {
        return Err("its authToken has characters that no header can carry");
    }
    let expires_at_ms = info
        .expire_time
        .as_deref()
        .and_then(time::parse_expiry)
        .ok_or("it has no readable expireTime")?;
    let cookies: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(|cookie| cookie.split(';').next().unwrap_or_default().trim())
        .filter(|pair| !pair.is_empty())
        .collect();
    Ok(Session {
        token,
        expires_at_ms,
        cookie: (!cookies.is_empty()).then(|| Secret::new(cookies.join("; "))),
    })
}

/// Reads the answer to Refresh: the new expiry.
pub fn read_expiry(answer: &Answer) -> Result<i64, &'static str> {
    let value: ODataValue<String> =
        serde_json::from_slice(&answer.body).map_err(|_| "it has no date in its value member")?;
    time::parse_expiry(&value.value).ok_or("the date in its value member is not readable")
}

/// Reads the answer to Invalidate.
pub fn read_invalidated(answer: &Answer) -> Result<bool, &'static str> {
    let value: ODataValue<bool> =
        serde_json::from_slice(&answer.body).map_err(|_| "it has no boolean in its value member")?;
    Ok(value.value)
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
            body: Wiped::new(body.as_bytes().to_vec()),
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
        let draft = create(&[], "", "r", &Login::default()).unwrap();
        assert_eq!(&**draft.body, b"{}");
        assert!(draft.target.ends_with("/Create"));

        let login = Login {
            username: Some("svc".into()),
            password: Some(Secret::new("p\"w")),
            organization: Some("o".into()),
            customer_id: Some("12 3".into()),
            create_cookie: true,
            ..Login::default()
        };
        let draft = create(&[], "", "r", &login).unwrap();
        assert_eq!(
            std::str::from_utf8(&draft.body).unwrap(),
            r#"{"username":"svc","password":"p\"w","organization":"o"}"#
        );
        assert!(draft.target.ends_with("/Create?createCookie=true&customerId=12%203"));
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
            Ok(false)
        );
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
        ] {
            assert!(read_session(&answer(body)).is_err(), "{body}");
            assert!(find_token(body.as_bytes()).is_none(), "{body}");
        }
    }
}
