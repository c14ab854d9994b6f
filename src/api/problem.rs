//! What a refusal says: four kinds of error body, two headers, and often nothing at all.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use ureq_proto::http::header::{DATE, LOCATION, RETRY_AFTER};

use crate::base::secret::Secret;
use crate::http::answer::Answer;

use super::code::code_suffix;
use super::front::{self, Wish};
use super::recognise;
use super::time;

/// Longer texts are cut: a message is for a person.
const MAX_TEXT_CHARS: usize = 1000;
/// No member of a request has a longer name.
const MAX_NAME_BYTES: usize = 40;
const MAX_NAMES: usize = 8;

/// A refusal as the server explained it. Absent members are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    pub http_status: u16,
    /// The service itself said so, and nothing in front of it.
    pub from_service: bool,
    /// The words are those that a framework has for the status by itself.
    pub is_framework: bool,
    /// A web page came.
    pub is_page: bool,
    /// What something in front of the service wants.
    pub wish: Option<Wish>,
    pub message: Option<String>,
    /// A Laserfiche code such as 9010.
    pub error_code: Option<i32>,
    pub error_class: Option<String>,
    pub error_source: Option<String>,
    pub operation_id: Option<String>,
    pub problem_type: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub instance: Option<String>,
    /// The members of a request that are not valid.
    pub invalid_members: Vec<String>,
    pub request_id: Option<String>,
    pub retry_after: Option<Duration>,
    /// Where a redirect points.
    pub location: Option<String>,
}

impl Problem {
    /// Reads what there is; `secrets` are blotted out wherever the server repeats them.
    pub fn read(answer: &Answer, secrets: &[&str]) -> Problem {
        let clean = |text: &str| clean_text(text, secrets);
        let mut problem = Problem::of_head(answer, secrets);
        let body: Option<Map<String, Value>> = serde_json::from_slice(answer.body()).ok();
        problem.from_service = recognise::is_from_service(answer, body.as_ref());
        problem.wish = if problem.from_service {
            None
        } else {
            front::wish(answer)
        };
        if let Some(body) = body {
            problem.is_framework = recognise::is_of_framework(&body);
            problem.invalid_members = invalid_members(&body).map(&clean).collect();
            problem.read_members(&body, &clean);
            // Old routes nest the members; RFC 6749 puts a text there instead.
            if let Some(Value::Object(inner)) = body.get("error") {
                problem.read_members(inner, &clean);
            }
        }
        if problem.message.is_none() {
            let text = answer.header("x-apiserver-error");
            problem.message = text.map(|text| clean(&percent_decode_str(text).decode_utf8_lossy()));
        }
        if problem.error_code.is_none() {
            problem.error_code = [&problem.message, &problem.title, &problem.detail]
                .into_iter()
                .flatten()
                .find_map(|text| code_suffix(text));
        }
        problem
    }

    /// What there is to say of a success that could not be read. Its body may hold a token, and is not taken over.
    pub fn of_success(answer: &Answer, secrets: &[&str]) -> Problem {
        Problem {
            from_service: recognise::is_success_of_service(answer),
            ..Problem::of_head(answer, secrets)
        }
    }

    /// What the status and the headers say.
    pub fn of_head(answer: &Answer, secrets: &[&str]) -> Problem {
        let clean = |text: &str| clean_text(text, secrets);
        let server_now = answer.header(DATE.as_str()).and_then(time::parse_http_date);
        let request_id = answer.header("x-requestid").map(clean);
        Problem {
            http_status: answer.status,
            from_service: recognise::has_service_header(answer),
            is_page: front::is_page(answer),
            operation_id: request_id.clone(),
            request_id,
            retry_after: answer
                .header(RETRY_AFTER.as_str())
                .and_then(|text| time::parse_retry_after(text, server_now)),
            location: answer.header(LOCATION.as_str()).map(clean),
            ..Problem::default()
        }
    }

    fn read_members(&mut self, body: &Map<String, Value>, clean: &dyn Fn(&str) -> String) {
        let text = |name: &str| match body.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(clean(text)),
            _ => None,
        };
        let set = |member: &mut Option<String>, found: Option<String>| {
            if found.is_some() {
                *member = found;
            }
        };
        set(&mut self.message, text("message"));
        set(&mut self.error_class, text("errorClass"));
        set(&mut self.error_source, text("errorSource"));
        set(&mut self.operation_id, text("operationId"));
        set(&mut self.problem_type, text("type").or_else(|| text("error")));
        set(&mut self.title, text("title").or_else(|| text("error_description")));
        set(&mut self.detail, text("detail"));
        set(&mut self.instance, text("instance"));
        let code = match body.get("errorCode") {
            Some(Value::Number(number)) => number.as_i64().and_then(|code| i32::try_from(code).ok()),
            Some(Value::String(digits)) => digits.parse().ok(),
            _ => None,
        };
        self.error_code = code.filter(|code| *code != 0).or(self.error_code);
    }

    /// Whether the service has said what was wrong: not only a status under its headers.
    pub fn has_words_of_service(&self) -> bool {
        self.from_service && (self.error_code.is_some() || (self.text().is_some() && !self.is_framework))
    }

    /// The best one sentence for a person.
    pub fn text(&self) -> Option<&str> {
        [&self.message, &self.title, &self.detail, &self.problem_type]
            .into_iter()
            .flatten()
            .next()
            .map(String::as_str)
    }
}

/// The names in the `errors` of a validation problem.
fn invalid_members(body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let errors = body.get("errors").and_then(Value::as_object);
    let names = errors.into_iter().flatten().map(|(name, _)| name.as_str());
    names
        .filter(|name| !name.is_empty() && name.len() <= MAX_NAME_BYTES)
        .take(MAX_NAMES)
}

/// One line without secrets, of a length that fits a message.
fn clean_text(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        if text.contains(secret) {
            let original = Secret::new(text);
            text = original.expose().replace(secret, "[secret]");
        }
    }
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_TEXT_CHARS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        Answer::of(status, headers, body.as_bytes())
    }

    #[test]
    fn the_service_exception() {
        let body = r#"{"operationId":"5f1e","message":"The user account or password is incorrect. [9010]","errorCode":9010,"errorClass":null,"statusCode":401,"errorSource":"src","extra":[1]}"#;
        let problem = Problem::read(&answer(401, &[("x-requestid", "abc")], body), &[]);
        assert_eq!(problem.error_code, Some(9010));
        assert_eq!(problem.operation_id.as_deref(), Some("5f1e"));
        assert_eq!(problem.request_id.as_deref(), Some("abc"));
        assert_eq!(problem.error_class, None);
        assert_eq!(problem.error_source.as_deref(), Some("src"));
        assert!(problem.from_service);
    }

    #[test]
    fn problem_details_with_the_code_in_the_title() {
        let body = r#"{"type":"notFound","title":"Error: gone. [9018]","status":404,"instance":"/x","detail":"d"}"#;
        let problem = Problem::read(&answer(404, &[], body), &[]);
        assert_eq!(problem.error_code, Some(9018));
        assert_eq!(problem.problem_type.as_deref(), Some("notFound"));
        assert_eq!(problem.text(), Some("Error: gone. [9018]"));
        assert_eq!(problem.http_status, 404);
    }

    #[test]
    fn rfc_6749_and_nested_members() {
        let body = r#"{"error":"invalid_grant","error_description":"no"}"#;
        let problem = Problem::read(&answer(400, &[], body), &[]);
        assert_eq!(problem.problem_type.as_deref(), Some("invalid_grant"));
        assert_eq!(problem.title.as_deref(), Some("no"));

        let body = r#"{"error":{"message":"locked","errorCode":"9011"}}"#;
        let problem = Problem::read(&answer(401, &[], body), &[]);
        assert_eq!(problem.error_code, Some(9011));
        assert_eq!(problem.text(), Some("locked"));
    }

    #[test]
    fn no_body_but_headers_or_nothing() {
        let headers = [
            ("x-apiserver-error", "Not%20there%2e%20%5B9046%5D"),
            ("retry-after", "7"),
        ];
        let problem = Problem::read(&answer(503, &headers, ""), &[]);
        assert_eq!(problem.text(), Some("Not there. [9046]"));
        assert_eq!(problem.error_code, Some(9046));
        assert_eq!(problem.retry_after, Some(Duration::from_secs(7)));

        for body in ["", "<html>", "\"text\"", "[]", "{}", "{\"errorCode\":null}", "\u{0}"] {
            let problem = Problem::read(&answer(500, &[], body), &[]);
            assert!(!problem.from_service, "{body}");
        }
    }

    #[test]
    fn a_framework_names_what_is_not_valid() {
        let names = |errors: &str| {
            let body =
                format!(r#"{{"title":"One or more validation errors occurred.","status":400,"errors":{errors}}}"#);
            Problem::read(&answer(400, &[], &body), &["hunter2!"]).invalid_members
        };
        assert_eq!(
            names(r#"{"password":["is hunter2!"],"$.user\nName":["x"]}"#),
            ["$.user Name", "password"]
        );
        assert_eq!(names(r#"{"hunter2!":[]}"#), ["[secret]"]);
        assert_eq!(names(&format!(r#"{{"":[],"{}":[]}}"#, "x".repeat(41))), [""; 0]);
        let many: Vec<_> = (0..20).map(|n| format!(r#""m{n}":[]"#)).collect();
        assert_eq!(names(&format!("{{{}}}", many.join(","))).len(), 8);
        assert_eq!(names(r#"["password"]"#), [""; 0]);
    }

    #[test]
    fn an_echoed_secret_is_blotted_out() {
        let body = r#"{"message":"cannot log in svc with\nhunter2!","detail":"hunter2!"}"#;
        let problem = Problem::read(&answer(400, &[], body), &["hunter2!"]);
        assert_eq!(problem.text(), Some("cannot log in svc with [secret]"));
        assert_eq!(problem.detail.as_deref(), Some("[secret]"));
    }
}
