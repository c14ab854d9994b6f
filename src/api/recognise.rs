//! Whether an answer is the service's own, or that of something in front of it.
//!
//! Gateways, portals, load balancers and filters answer in the service's place, often with a status that would mean
//! something if the service had said it. An answer is the service's if it has one of the headers that only the service
//! sends, if its body is JSON of a kind that the contract names, or if it is a text with a code of Laserfiche. A member
//! that others use as well, such as `message` or `status` alone, proves nothing, and neither does their code.

use ureq_proto::http::{HeaderValue, StatusCode};

use crate::http::answer::Answer;

use super::code::is_laserfiche;
use super::document::{Members, Text, Value};

/// `X-RequestId` without a hyphen in `RequestId`: the other spelling is that of gateways.
const HEADERS: [&str; 2] = ["x-requestid", "x-apiserver-error"];

/// Members of an APIServerException and of the problem documents of the service.
const MEMBERS: [&str; 4] = ["errorClass", "errorCode", "errorSource", "operationId"];

/// Members of what the service answers when it has done what was asked.
const SUCCESS_MEMBERS: [&str; 4] = ["authToken", "access_token", "expireTime", "@odata.context"];

/// The codes of RFC 6749, section 5.2. Others that have a member of that name put other texts there.
const OAUTH_ERRORS: [&str; 6] = [
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];

/// `body` is the answer's.
pub fn is_from_service(answer: &Answer, body: &Value, speaks_oauth: bool) -> bool {
    has_service_header(answer)
        || match body {
            Value::Members(members) => is_service_document(members) || (speaks_oauth && is_oauth_error(members)),
            Value::Text(text) => text.has_laserfiche_code(),
            _ => false,
        }
}

/// Whether an answer that means success has marks of the service. The values in its body are not looked at.
pub fn is_success_of_service(answer: &Answer) -> bool {
    let is_success = match Value::of(answer) {
        Value::Members(body) => SUCCESS_MEMBERS.iter().any(|name| body.has(name)),
        _ => false,
    };
    has_service_header(answer) || is_success
}

pub fn has_service_header(answer: &Answer) -> bool {
    let is_there = |value: &HeaderValue| !value.is_empty();
    HEADERS
        .iter()
        .any(|name| answer.headers.get(*name).is_some_and(is_there))
}

fn is_service_document(body: &Members) -> bool {
    let is_text = |name: &str| body.text(name).is_some();
    let has_code = ["errorCode", "code"]
        .iter()
        .any(|name| body.code(name).is_some_and(is_laserfiche));
    // The members may all be null, but then several of them are there.
    let is_exception = has_code
        || ["errorClass", "errorSource", "operationId"].into_iter().any(is_text)
        || MEMBERS.iter().filter(|name| body.has(name)).count() > 1;
    // Frameworks fill problem documents (RFC 9457) by themselves, so that title, type and status prove nothing; a code
    // of Laserfiche in the text does, and an instance below a repository.
    let has_code_in_text = ["title", "message", "detail", "value"]
        .iter()
        .any(|name| body.text(name).is_some_and(Text::has_laserfiche_code));
    let is_of_repository = body
        .text("instance")
        .is_some_and(|path| path.beginning.expose().contains("/Repositories/"));
    let is_problem = has_code_in_text || (is_text("title") && is_of_repository && !is_of_framework(body));
    // Old routes nest the members.
    let is_nested = body.error().is_some_and(is_service_document);
    let is_odata = body.has("@odata.context");
    is_exception || is_problem || is_nested || is_odata
}

fn is_oauth_error(body: &Members) -> bool {
    ["error", "type"].into_iter().any(|name| {
        body.text(name)
            .is_some_and(|text| OAUTH_ERRORS.contains(&text.beginning.expose()))
    })
}

/// Whether a problem document is what a framework writes for an HTTP status by itself: it says no more than the status,
/// whoever runs the framework. A route that the service does not have is answered so, under the service's headers.
pub fn is_of_framework(body: &Members) -> bool {
    let text = |name: &str| body.text(name).map(|text| text.beginning.expose());
    let says_more = body.has("errorCode") || body.has("message") || text("detail").is_some();
    let is_generic = match text("type") {
        None | Some("about:blank") => true,
        Some(kind) => kind.contains("/rfc"),
    };
    let is_usual = |title: &str| {
        let status = body.code("status").and_then(|status| u16::try_from(status).ok());
        let reason = status.and_then(|status| StatusCode::from_u16(status).ok()?.canonical_reason());
        reason.is_some_and(|reason| reason.eq_ignore_ascii_case(title)) || USUAL_TITLES.contains(&title)
    };
    is_generic && !says_more && text("title").is_some_and(is_usual)
}

/// Where ASP.NET's title is not the name of the status.
const USUAL_TITLES: [&str; 1] = ["An error occurred while processing your request."];

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(headers: &[(&'static str, &str)], body: &str) -> bool {
        let answer = Answer::of(401, headers, body.as_bytes());
        is_from_service(&answer, &Value::of(&answer), false)
    }

    #[test]
    fn the_service_is_recognised_by_its_documents_and_headers() {
        for body in [
            r#"{"operationId":null,"message":null,"errorCode":0,"errorClass":null,"statusCode":0,"errorSource":null}"#,
            r#"{"message":"no [9010]","errorCode":9010}"#,
            r#"{"type":"x","title":"expired","status":401,"instance":"/v1/Repositories/r/Token"}"#,
            r#"{"title":"Account locked. [9011]","status":401}"#,
            r#"{"title":"expired","status":401,"operationId":"x"}"#,
            r#"{"error":{"errorCode":9010,"message":"x"}}"#,
            r#"{"@odata.context":"x","value":false}"#,
            r#"{"error":{"code":"9030","message":"x"}}"#,
            r#"{"error":{"code":9030.0,"message":{"lang":"en","value":"x"}}}"#,
            r#"{"value":"Session limit exceeded. [9030]"}"#,
            r#""Session limit exceeded. [9030]""#,
            "\u{feff}{\"errorCode\":\" 9030 \"}",
        ] {
            assert!(recognised(&[], body), "{body}");
        }
        assert!(recognised(
            &[("content-type", "text/plain")],
            "Session limit exceeded. [9030]"
        ));
        assert!(recognised(&[("X-RequestId", "abc")], ""));
        assert!(recognised(&[("x-apiserver-error", "no%20session")], "<html>"));
    }

    #[test]
    fn the_errors_of_oauth_count_where_it_is_spoken() {
        let is = |body: &str| {
            let answer = Answer::of(401, &[], body.as_bytes());
            is_from_service(&answer, &Value::of(&answer), true)
        };
        for body in [
            r#"{"error":"invalid_client","error_description":"x"}"#,
            r#"{"title":"x","status":400,"type":"invalid_grant"}"#,
        ] {
            assert!(is(body) && !recognised(&[], body), "{body}");
        }
        for body in [
            r#"{"error":"Unauthorized"}"#,
            r#"{"error":"invalid_token"}"#,
            r#"{"error":{"code":"invalid_client"}}"#,
        ] {
            assert!(!is(body), "{body}");
        }
    }

    #[test]
    fn a_framework_says_no_more_than_the_status() {
        let is = |body: &str| match Value::of(&Answer::of(404, &[], body.as_bytes())) {
            Value::Members(members) => is_of_framework(&members),
            _ => panic!("{body}"),
        };
        for body in [
            r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404,"traceId":"00-1"}"#,
            r#"{"type":"https://www.rfc-editor.org/rfc/rfc7231#section-6.5.4","title":"Not Found","status":404}"#,
            r#"{"type":"about:blank","title":"not found","status":404,"instance":"/v1/Repositories/r/Token"}"#,
            r#"{"title":"Unauthorized","status":401}"#,
            r#"{"type":"https://tools.ietf.org/html/rfc7231#section-6.6.1","title":"An error occurred while processing your request.","status":500}"#,
        ] {
            assert!(is(body), "{body}");
        }
        let title = "Error: Repository with the given Id not found or no connection could be made.";
        for body in [
            &format!(r#"{{"type":"https://tools.ietf.org/html/rfc9110","title":"{title}","status":404}}"#),
            r#"{"type":"notFound","title":"Not Found","status":404}"#,
            r#"{"type":"about:blank","title":"Not Found","status":404,"errorCode":9018}"#,
            r#"{"title":"Not Found","detail":"no repository r","status":404}"#,
            r#"{"message":"Not Found"}"#,
            "{}",
        ] {
            assert!(!is(body), "{body}");
        }
    }

    #[test]
    fn a_success_of_the_service_has_its_members_or_headers() {
        let is = |headers: &[(&'static str, &str)], body: &str| {
            is_success_of_service(&Answer::of(200, headers, body.as_bytes()))
        };
        assert!(is(&[("x-requestid", "1")], "<html>"));
        assert!(is(&[], r#"{"authToken":null}"#));
        assert!(is(&[], r#"{"@odata.context":"x","value":false}"#));
        for body in ["", "<html>", "[]", r#"{"value":"soon"}"#] {
            assert!(!is(&[], body), "{body}");
        }
    }

    #[test]
    fn what_stands_in_front_of_it_is_not_the_service() {
        for body in [
            "",
            "<html><h1>401 Authorization Required</h1><hr>nginx</html>",
            "Unauthorized",
            "[]",
            r#""Unauthorized""#,
            r#"{"message":"Unauthorized"}"#,
            r#"{"message":"No API key found in request","request_id":"1"}"#,
            r#"{"statusCode":401,"message":"Access denied due to missing subscription key."}"#,
            r#"{"timestamp":"x","status":401,"error":"Unauthorized","path":"/"}"#,
            r#"{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"x"}}}"#,
            r#"{"code":"900901","message":"Invalid Credentials","description":"x"}"#,
            r#"{"error":"Not authorized"}"#,
            r#"{"error":"invalid_grant","error_description":"x"}"#,
            r#"{"type":"https://tools.ietf.org/html/rfc9110","title":"Unauthorized","status":401,"traceId":"00-1"}"#,
            r#"{"type":"about:blank","title":"Service Unavailable","status":503,"instance":"/gateway"}"#,
            r#"{"value":true}"#,
            r#"{"errorCode":null}"#,
            r#"{"errorCode":0}"#,
            r#"{"errorCode":401,"message":"Unauthorized"}"#,
            r#"{"errorCode":"+9010","message":"x"}"#,
            r#"{"error":{"code":"401","message":"x"}}"#,
            r#"{"error":{"code":"AuthenticationFailed","message":"x"}}"#,
            r#"{"title":"Blocked by policy [17]","status":403}"#,
            r#"{"value":"done"}"#,
            r#""Blocked [1020]""#,
            "Session limit exceeded. [9030]",
            r#"{"errorCode":"AUTH_FAILED","message":"x"}"#,
            r#"{"message":"Forbidden [403]"}"#,
        ] {
            assert!(
                !recognised(
                    &[("x-request-id", "abc"), ("x-requestid", ""), ("via", "1.1 proxy")],
                    body
                ),
                "{body}"
            );
        }
    }
}
