//! Whether an answer is the service's own, or that of something in front of it.
//!
//! Gateways, portals, load balancers and filters answer in the service's place, often with a status that would mean
//! something if the service had said it. An answer is the service's if it has one of the headers that only the service
//! sends, or if its body is JSON of a kind that the contract names. A member that others use as well, such as `message`
//! or `status` alone, proves nothing.

use serde_json::{Map, Value};

use crate::http::answer::Answer;

use super::code::code_suffix;

/// `X-RequestId` without a hyphen in `RequestId`: the other spelling is that of gateways.
const HEADERS: [&str; 2] = ["x-requestid", "x-apiserver-error"];

/// Members of an APIServerException and of the problem documents of the service, besides `errorCode`.
const MEMBERS: [&str; 3] = ["errorClass", "errorSource", "operationId"];

/// `body` is the answer's, if it is a JSON object.
pub fn is_from_service(answer: &Answer, body: Option<&Map<String, Value>>) -> bool {
    has_service_header(answer) || body.is_some_and(is_service_document)
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
        Some(Value::String(text)) => code_suffix(text).is_some(),
        _ => false,
    });
    let is_of_repository = matches!(body.get("instance"), Some(Value::String(path)) if path.contains("/Repositories/"));
    let is_problem = has_code_in_text || (is_text("title") && is_of_repository);
    // Old routes nest the members.
    let is_nested = matches!(body.get("error"), Some(Value::Object(inner)) if is_service_document(inner));
    let is_odata = has("@odata.context");
    is_exception || is_problem || is_nested || is_odata
}

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
        ] {
            assert!(
                !recognised(&[("x-request-id", "abc"), ("via", "1.1 proxy")], body),
                "{body}"
            );
        }
    }
}
