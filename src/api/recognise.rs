//! Whether an answer is the service's own, or that of something in front of it.
//!
//! Gateways, portals, load balancers and filters answer in the service's place, often with a status that would mean
//! something if the service had said it. An answer is the service's if it has one of the headers that only the service
//! sends, or if its body is JSON of a kind that the contract names. A member that others use as well, such as `message`
//! or `status` alone, proves nothing.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use ureq_proto::http::StatusCode;

use crate::http::answer::Answer;

use super::code::code_suffix;

/// `X-RequestId` without a hyphen in `RequestId`: the other spelling is that of gateways.
const HEADERS: [&str; 2] = ["x-requestid", "x-apiserver-error"];

/// Members of an APIServerException and of the problem documents of the service, besides `errorCode`.
const MEMBERS: [&str; 3] = ["errorClass", "errorSource", "operationId"];

/// Members of what the service answers when it has done what was asked.
const SUCCESS_MEMBERS: [&str; 3] = ["authToken", "expireTime", "@odata.context"];

/// The smallest number that is a Laserfiche code in a text, and no HTTP status.
const LEAST_CODE: i32 = 1000;

/// `body` is the answer's, if it is a JSON object.
pub fn is_from_service(answer: &Answer, body: Option<&Map<String, Value>>) -> bool {
    has_service_header(answer) || body.is_some_and(is_service_document)
}

/// Whether an answer that means success has marks of the service. The values in its body are not looked at.
pub fn is_success_of_service(answer: &Answer) -> bool {
    let body: BTreeMap<String, IgnoredAny> = serde_json::from_slice(answer.body()).unwrap_or_default();
    has_service_header(answer) || SUCCESS_MEMBERS.iter().any(|name| body.contains_key(*name))
}

pub fn has_service_header(answer: &Answer) -> bool {
    HEADERS.iter().any(|name| answer.headers.contains_key(*name))
}

fn is_service_document(body: &Map<String, Value>) -> bool {
    let has = |name: &str| body.contains_key(name);
    let is_text = |name: &str| matches!(body.get(name), Some(Value::String(_)));
    let has_code = match body.get("errorCode") {
        Some(Value::Number(_)) => true,
        Some(Value::String(code)) => code.parse::<i32>().is_ok(),
        _ => false,
    };
    // The members may all be null, but then several of them are there.
    let is_exception =
        has_code || MEMBERS.iter().any(|name| is_text(name)) || MEMBERS.iter().filter(|name| has(name)).count() > 1;
    // Frameworks fill problem documents (RFC 9457) by themselves, so that title, type and status prove nothing; a code
    // of Laserfiche in the text does, and an instance below a repository.
    let has_code_in_text = ["title", "message", "detail"].iter().any(|name| match body.get(*name) {
        Some(Value::String(text)) => code_suffix(text).is_some_and(|code| code >= LEAST_CODE),
        _ => false,
    });
    let is_of_repository = matches!(body.get("instance"), Some(Value::String(path)) if path.contains("/Repositories/"));
    let is_problem = has_code_in_text || (is_text("title") && is_of_repository && !is_of_framework(body));
    // Old routes nest the members.
    let is_nested = matches!(body.get("error"), Some(Value::Object(inner)) if is_service_document(inner));
    let is_odata = has("@odata.context");
    is_exception || is_problem || is_nested || is_odata
}

/// Whether a problem document is what a framework writes for an HTTP status by itself: it says no more than the status,
/// whoever runs the framework. A route that the service does not have is answered so, under the service's headers.
pub fn is_of_framework(body: &Map<String, Value>) -> bool {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let says_more = body.contains_key("errorCode") || body.contains_key("message") || text("detail").is_some();
    let is_generic = match text("type") {
        None | Some("about:blank") => true,
        Some(kind) => kind.contains("/rfc"),
    };
    let is_usual = |title: &str| {
        let status = body.get("status").and_then(Value::as_u64);
        let reason = status
            .and_then(|status| u16::try_from(status).ok())
            .and_then(|status| StatusCode::from_u16(status).ok()?.canonical_reason());
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
        let value: Option<Value> = serde_json::from_str(body).ok();
        is_from_service(&answer, value.as_ref().and_then(Value::as_object))
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
        ] {
            assert!(recognised(&[], body), "{body}");
        }
        assert!(recognised(&[("X-RequestId", "abc")], ""));
        assert!(recognised(&[("x-apiserver-error", "no%20session")], "<html>"));
    }

    #[test]
    fn a_framework_says_no_more_than_the_status() {
        let is = |body: &str| is_of_framework(serde_json::from_str::<Value>(body).unwrap().as_object().unwrap());
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
            r#"{"errorCode":"AUTH_FAILED","message":"x"}"#,
            r#"{"message":"Forbidden [403]"}"#,
        ] {
            assert!(
                !recognised(&[("x-request-id", "abc"), ("via", "1.1 proxy")], body),
                "{body}"
            );
        }
    }
}
