//! Answers that refuse.

use crate::api::problem::Problem;
use crate::session::status::Status;

use super::code::of_code;

/// Whether a refusal says that the session has ended: only the service itself can say that.
pub fn ends_session(problem: &Problem) -> bool {
    (problem.http_status == 401 && problem.from_service) || matches!(problem.error_code, Some(9037 | 9067))
}

/// What a refusal means to a call that opens a session or is about one.
pub fn of_refusal(opens_session: bool, problem: &Problem) -> Status {
    if !opens_session && ends_session(problem) {
        return Status::SessionGone;
    }
    if !opens_session && problem.http_status == 401 {
        return Status::SessionUnconfirmed;
    }
    if let Some(status) = of_code(opens_session, problem.error_code) {
        return status;
    }
    match problem.http_status {
        401 => Status::CredentialsRefused,
        403 => Status::AccessDenied,
        404 if problem.has_words_of_service() => Status::RepositoryNotFound,
        404 | 405 | 410 | 501 => Status::Unsupported,
        429 => Status::RateLimited,
        400..=499 => Status::BadRequest,
        500..=599 => Status::ServerError,
        _ => Status::AnswerNotUnderstood,
    }
}

pub fn refusal_text(problem: &Problem) -> String {
    let mut text = format!("the server answered HTTP {}", problem.http_status);
    match (problem.text(), problem.error_code, &problem.location) {
        (Some(said), _, _) => text.push_str(&format!(", saying \"{}\"", said.trim_end_matches('.'))),
        (None, Some(code), _) => text.push_str(&format!(" with the Laserfiche code {code}")),
        (None, None, Some(location)) => {
            text.push_str(&format!(
                ", a redirect to {location}, which is not followed with credentials"
            ));
        }
        (None, None, None) => text.push_str(" without a word from the service"),
    }
    if let Some(id) = &problem.request_id {
        text.push_str(&format!(" (request id {id})"));
    }
    text
}
