//! What a refusal says: several kinds of error body, two headers, and often nothing at all.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use ureq_proto::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};

use crate::base::secret::{Secret, SecretBytes};
use crate::http::answer::Answer;
use crate::http::challenge::without_basic;

use super::document::{Members, Text, Value};
use super::front::{self, Wish};
use super::grant::ReceivedAt;
use super::recognise;
use super::redact::clean;
use super::time;

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
    /// Why nobody can read the body, if it is coded.
    pub coded: Option<&'static str>,
    /// What something in front of the service wants.
    pub wish: Option<Wish>,
    /// The schemes of a proxy that asks for a login, if Basic is none of them.
    pub proxy_schemes: Option<String>,
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
    /// When it came.
    pub received: Option<ReceivedAt>,
    pub retry_after: Option<Duration>,
    /// Where a redirect points.
    pub location: Option<String>,
}

/// The errors of OAuth (RFC 6749, section 5.2). They tell nothing of a secret, not even of a password that is like one, and
/// what has to be done depends on them.
const OAUTH_ERRORS: [&str; 6] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

impl Problem {
    /// Reads what there is; `secrets` show in no member, in whatever form the server repeats them, unless one is a part of an
    /// error of OAuth. What something in
    /// front of the service writes is not taken for its words; the members of RFC 6749 are the service's own if it
    /// `speaks_oauth`.
    pub fn read(answer: &Answer, secrets: &[&str], speaks_oauth: bool) -> Problem {
        let mut problem = Problem::of_head(answer, secrets);
        let secrets = &with_cookies(answer, secrets)[..];
        let body = Value::of(answer);
        problem.from_service = recognise::is_from_service(answer, &body, speaks_oauth);
        if let Value::Members(members) = &body {
            problem.is_framework = recognise::is_of_framework(members);
            let names = members.invalid_members().iter();
            problem.invalid_members = names.map(|name| clean(name.expose(), secrets)).collect();
        }
        if !problem.from_service {
            problem.wish = front::wish(answer);
            let offered = without_basic(answer.headers("proxy-authenticate"));
            problem.proxy_schemes = offered.map(|schemes| clean(&schemes, secrets));
        } else {
            match &body {
                // Old routes nest the members, one level deep; RFC 6749 puts a text there instead.
                Value::Members(members) => [Some(members), members.error()]
                    .into_iter()
                    .flatten()
                    .for_each(|members| problem.read_members(members, secrets)),
                Value::Text(text) => problem.take_message(text, secrets),
                _ => {}
            }
        }
        if problem.message.is_none()
            && let Some(text) = answer.header("x-apiserver-error")
        {
            problem.take_message(&Text::of(decoded(text).expose()), secrets);
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
        let secrets = &with_cookies(answer, secrets)[..];
        let received = ReceivedAt::of(answer);
        let request_id = answer.header("x-requestid").map(|id| clean(id, secrets));
        Problem {
            http_status: answer.status,
            from_service: recognise::has_service_header(answer),
            is_page: front::is_page(answer),
            coded: front::unasked_coding(answer),
            operation_id: request_id.clone(),
            request_id,
            retry_after: answer
                .header(RETRY_AFTER.as_str())
                .and_then(|text| time::parse_retry_after(text, received.server_ms)),
            received: Some(received),
            location: answer
                .header(LOCATION.as_str())
                .map(|target| clean(place(target), secrets)),
            ..Problem::default()
        }
    }

    fn read_members(&mut self, body: &Members, secrets: &[&str]) {
        let text = |name: &str| body.text(name).map(|text| clean(text.beginning.expose(), secrets));
        let set = |member: &mut Option<String>, found: Option<String>| {
            if found.is_some() {
                *member = found;
            }
        };
        // The value of a success is no message.
        let has_code = body.text("value").is_some_and(|value| value.code.is_some());
        set(
            &mut self.message,
            text("message").or_else(|| text("value").filter(|_| has_code)),
        );
        set(&mut self.error_class, text("errorClass"));
        set(&mut self.error_source, text("errorSource"));
        set(&mut self.operation_id, text("operationId"));
        let word = |name: &str| {
            let text = body.text(name)?.beginning.expose();
            let known = OAUTH_ERRORS.into_iter().find(|known| *known == text);
            Some(known.map_or_else(|| clean(text, secrets), str::to_owned))
        };
        set(&mut self.problem_type, word("type").or_else(|| word("error")));
        set(&mut self.title, text("title").or_else(|| text("error_description")));
        set(&mut self.detail, text("detail"));
        set(&mut self.instance, text("instance"));
        let behind = |name: &str| body.text(name).and_then(|text| text.code);
        self.error_code = body
            .code("errorCode")
            .or_else(|| body.code("code"))
            .or_else(|| ["message", "value", "title", "detail"].into_iter().find_map(behind))
            .or(self.error_code);
    }

    fn take_message(&mut self, text: &Text, secrets: &[&str]) {
        self.message = Some(clean(text.beginning.expose(), secrets));
        self.error_code = self.error_code.or(text.code);
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

/// The cookies of an answer are secrets, too. Short values are no sessions, and stand everywhere.
fn with_cookies<'a>(answer: &'a Answer, secrets: &[&'a str]) -> Vec<&'a str> {
    const SHORTEST: usize = 16;
    let values = answer.headers.get_all(SET_COOKIE).iter();
    let cookies = values
        .filter_map(|value| value.to_str().ok()?.split(';').next()?.split_once('='))
        .map(|(_, value)| value.trim())
        .filter(|value| value.len() >= SHORTEST);
    secrets.iter().copied().chain(cookies).collect()
}

/// A text of a header. Old programs write Latin-1; what is lost of it would hide a secret from the search.
fn decoded(text: &str) -> Secret {
    let bytes = SecretBytes::new(percent_decode_str(text).collect());
    match std::str::from_utf8(&bytes) {
        Ok(text) => Secret::new(text),
        Err(_) => Secret::new(bytes.iter().copied().map(char::from).collect::<String>()),
    }
}

/// Where an address points, without what it carries there: a redirect to a sign-in page has its state with it.
fn place(address: &str) -> &str {
    address.split(['?', '#', ';']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
