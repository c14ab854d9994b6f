//! From what went wrong to what the host is told.

mod certificate;
pub mod code;
mod kind;
#[cfg(test)]
mod messages;
mod oauth;
mod refusal;

use crate::api::error::Error as ApiError;
use crate::api::login::Kind;
use crate::api::problem::Problem;
use crate::api::protocol::{Capabilities, Operation};
use crate::session::advice::Advice;
use crate::session::circumstances::Circumstances;
use crate::session::error::{Context, Error, ExchangeState};
use crate::session::status::Status;

use kind::{of_kind, of_phase};
use refusal::{advice, ends_session, of_refusal, refusal_text};

/// What a call was, for the one who describes how it failed.
pub struct Attempted<'a> {
    pub operation: Operation,
    pub repository: &'a str,
    /// What a login proved itself with.
    pub kind: Option<Kind>,
    /// Host, port and path.
    pub address: &'a str,
    pub capabilities: &'a Capabilities,
    pub attempts: u32,
}

impl Attempted<'_> {
    /// What failed, with the repository id where it may be the wrong one.
    fn named(&self, error: &Error) -> String {
        match error.status {
            Status::RepositoryNotFound | Status::AccessDenied
                if error.problem.from_service && self.capabilities.repository =>
            {
                format!("{}; the repository id is \"{}\"", error.what, shown(self.repository))
            }
            _ => error.what.clone(),
        }
    }
}

/// An id as a message can show it.
fn shown(id: &str) -> String {
    const MAX_CHARS: usize = 100;
    let chars = id.chars().map(|c| if c.is_control() { ' ' } else { c });
    chars.take(MAX_CHARS).collect()
}

/// The name of a call in messages. On the wire it may be called otherwise.
pub fn name(operation: Operation) -> &'static str {
    match operation {
        Operation::Login => "Login",
        Operation::Refresh => "Refresh",
        Operation::Logout => "Logout",
    }
}

/// Whether the error of a logout says that there is nothing to log out: only the service itself can say that.
pub fn session_has_ended(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(problem) if ends_session(problem))
}

/// Describes an error. What it means for a session that a login may have opened is not decided here.
pub fn describe(attempted: &Attempted<'_>, error: &ApiError) -> Error {
    let described = match error {
        ApiError::Unencodable(reason) => Error::local(Status::InvalidArgument, reason),
        ApiError::Exchange(error) => {
            let (status, advice) = of_kind(error.kind);
            let advice = of_phase(error.phase, error.kind).or(advice);
            let mut described = Error::local(status, &error.what).advising(advice.or(status.advice()));
            described.os_code = error.os_code;
            described.exchange = error.progress.into();
            described.problem.http_status = error.proxy_status.unwrap_or(0);
            described
        }
        ApiError::Refused(problem) => {
            let opens_session = attempted.capabilities.opens_session(attempted.operation);
            let status = match of_refusal(opens_session, problem) {
                Status::RepositoryNotFound if !attempted.capabilities.repository => Status::Unsupported,
                status => status,
            };
            answered(status, refusal_text(problem), problem).advising(advice(status, problem).or(status.advice()))
        }
        ApiError::Declined(problem) => {
            let what = "the server answered that it did not end the session";
            answered(Status::NotLoggedOut, what.into(), problem)
        }
        ApiError::Unreadable { reason, problem } => {
            let http_status = problem.http_status;
            let what = if problem.is_page {
                format!("a web page came (HTTP {http_status}), and no answer of the API")
            } else {
                format!("the answer (HTTP {http_status}) was not understood: {reason}")
            };
            answered(Status::AnswerNotUnderstood, what, problem)
        }
    };
    let mut described = if attempted.operation == Operation::Logout {
        not_logged_out(described)
    } else {
        described
    };
    let known = Circumstances {
        operation: attempted.operation,
        http_status: described.problem.http_status,
        server_code: described.problem.error_code,
        is_wish: described.problem.wish.is_some(),
        capabilities: attempted.capabilities,
    };
    let of_code = code::to_do(described.status, described.problem.error_code);
    let of_login = oauth::to_do(described.status, attempted.kind, &described.problem);
    let of_advice = of_code.and_then(|(_, advice)| advice);
    described.action = of_login.map_or(known.action(described.status), |(action, _)| action);
    described.advice = of_advice.or(of_login.map(|(_, advice)| advice)).or(described.advice);
    described.context = Some(Context {
        call: name(attempted.operation),
        address: attempted.address.to_owned(),
    });
    described.what = attempted.named(&described);
    described.attempts = attempted.attempts;
    described
}

fn answered(status: Status, what: String, problem: &Problem) -> Error {
    let mut error = Error::local(status, what);
    error.exchange = if problem.from_service {
        ExchangeState::Answered
    } else {
        ExchangeState::AnsweredInFront
    };
    error.problem = problem.clone();
    error
}

/// After an answer that neither ends the session nor says why not, all that counts is that it is not ended.
fn not_logged_out(mut error: Error) -> Error {
    let says_why = match error.status {
        Status::RateLimited | Status::ServerError => true,
        Status::AccessDenied => error.problem.from_service,
        _ => false,
    };
    let is_unreadable = matches!(error.status, Status::AnswerNotUnderstood | Status::AnswerTooLarge);
    let is_answer = match error.exchange {
        ExchangeState::NothingSent => false,
        ExchangeState::Unanswered => is_unreadable,
        ExchangeState::Answered | ExchangeState::AnsweredInFront => true,
    };
    if !is_answer || says_why {
        return error;
    }
    let is_foreign = error.exchange == ExchangeState::Unanswered || error.problem.is_page;
    error.advice = if error.problem.wish.is_some() || error.status == Status::AnswerTooLarge {
        error.advice
    } else if is_unreadable && is_foreign {
        Some(Advice::CheckAddressThenLogOut)
    } else {
        Status::NotLoggedOut.advice()
    };
    error.status = Status::NotLoggedOut;
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::V1_ALPHA_CAPABILITIES;

    fn described(operation: Operation, problem: Problem) -> Error {
        let attempted = Attempted {
            operation,
            repository: "Archive",
            kind: Some(Kind::Password),
            address: "lf.example.com:443/LFRepositoryAPI",
            capabilities: &V1_ALPHA_CAPABILITIES,
            attempts: 1,
        };
        describe(&attempted, &ApiError::Refused(Box::new(problem)))
    }

    fn status(operation: Operation, http_status: u16, error_code: Option<i32>) -> Status {
        let problem = Problem {
            http_status,
            error_code,
            from_service: error_code.is_some(),
            ..Problem::default()
        };
        described(operation, problem).status
    }

    #[test]
    fn the_operation_tells_a_wrong_password_from_an_ended_session() {
        assert_eq!(status(Operation::Login, 401, None), Status::CredentialsRefused);
        assert_eq!(status(Operation::Refresh, 401, Some(9010)), Status::SessionGone);
        assert_eq!(status(Operation::Refresh, 401, None), Status::SessionUnconfirmed);
        assert_eq!(status(Operation::Login, 400, Some(9010)), Status::CredentialsRefused);
    }

    #[test]
    fn only_the_service_says_that_a_session_has_ended() {
        let refused = |http_status, error_code, from_service| {
            ApiError::Refused(Box::new(Problem {
                http_status,
                error_code,
                from_service,
                ..Problem::default()
            }))
        };
        assert!(session_has_ended(&refused(401, None, true)));
        assert!(session_has_ended(&refused(400, Some(9037), true)));
        assert!(!session_has_ended(&refused(401, None, false)));
        assert!(!session_has_ended(&refused(404, None, true)));
        for http_status in [302, 401, 404, 405, 407, 410] {
            let error = described(
                Operation::Logout,
                Problem {
                    http_status,
                    ..Problem::default()
                },
            );
            assert_eq!(error.status, Status::NotLoggedOut, "{http_status}");
            assert_eq!(error.advice, Some(Advice::LogOutAgain));
            assert!(error.is_retryable());
        }
        assert_eq!(status(Operation::Logout, 503, None), Status::ServerError);
        assert_eq!(status(Operation::Logout, 403, Some(9013)), Status::AccessDenied);
    }

    #[test]
    fn codes_go_before_http_statuses() {
        for http in [400, 401, 403, 500] {
            assert_eq!(status(Operation::Login, http, Some(9030)), Status::LicenseExhausted);
            assert_eq!(status(Operation::Login, http, Some(9011)), Status::AccountLocked);
            assert_eq!(status(Operation::Login, http, Some(9075)), Status::PasswordExpired);
        }
        assert_eq!(status(Operation::Login, 403, Some(204)), Status::AccessDenied);
    }

    #[test]
    fn a_bare_404_is_not_about_the_repository() {
        assert_eq!(status(Operation::Login, 404, None), Status::Unsupported);
        let problem = Problem {
            http_status: 404,
            from_service: true,
            title: Some("Error: Repository with the given Id not found".into()),
            ..Problem::default()
        };
        assert_eq!(described(Operation::Login, problem).status, Status::RepositoryNotFound);
    }

    #[test]
    fn where_logins_are_to_no_repository_none_is_named() {
        let capabilities = Capabilities {
            repository: false,
            ..V1_ALPHA_CAPABILITIES
        };
        let attempted = Attempted {
            operation: Operation::Login,
            repository: "",
            kind: Some(Kind::AccessKey),
            address: "signin.laserfiche.com:443/oauth",
            capabilities: &capabilities,
            attempts: 1,
        };
        for (http_status, status) in [(404, Status::Unsupported), (403, Status::AccessDenied)] {
            let problem = Problem {
                http_status,
                from_service: true,
                title: Some("no".into()),
                ..Problem::default()
            };
            let error = describe(&attempted, &ApiError::Refused(Box::new(problem)));
            assert_eq!(error.status, status);
            assert!(!error.what.contains("repository"), "{}", error.what);
        }
    }

    #[test]
    fn a_message_names_operation_host_and_next_step() {
        let error = described(
            Operation::Login,
            Problem {
                http_status: 401,
                error_code: Some(9010),
                message: Some("The user account or password is incorrect.".into()),
                request_id: Some("abc".into()),
                ..Problem::default()
            },
        );
        let message = error.to_string();
        let begin = "Login at lf.example.com:443/LFRepositoryAPI: the server answered HTTP 401";
        assert!(message.starts_with(begin), "{message}");
        for part in ["incorrect", "abc", "accounts get locked"] {
            assert!(message.contains(part), "{message}");
        }
    }
}
