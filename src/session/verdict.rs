//! From what went wrong to what the host is told.

use crate::api::{Fault, Operation, Problem};
use crate::transport::{Failure, Kind};

use super::error::{Error, ExchangeState};
use super::status::Status;

/// Describes the fault of a call against `host`. What it means for a session that a login may have opened
/// is not decided here.
pub fn describe(operation: Operation, host: &str, fault: &Fault, attempts: u32) -> Error {
    let error = match fault {
        Fault::Inexpressible(reason) => Error::of_call(operation, host, Status::InvalidArgument, reason),
        Fault::Transport(failure) => Error {
            os_code: failure.os_code,
            exchange: failure.progress.into(),
            problem: Box::new(Problem {
                http_status: failure.proxy_status.unwrap_or(0),
                ..Problem::default()
            }),
            ..Error::advising(
                operation,
                host,
                of_failure(failure),
                &failure.detail,
                failure.advice.unwrap_or(of_failure(failure).advice()),
            )
        },
        Fault::Declined {
            http_status,
            request_id,
        } => Error {
            exchange: ExchangeState::Answered,
            problem: Box::new(Problem {
                http_status: *http_status,
                request_id: request_id.clone(),
                operation_id: request_id.clone(),
                ..Problem::default()
            }),
            ..Error::of_call(
                operation,
                host,
                Status::NotLoggedOut,
                "the server answered that it did not end the session",
            )
        },
        Fault::Refused(problem) => {
            let status = of_refusal(operation, problem);
            Error {
                exchange: ExchangeState::Answered,
                problem: problem.clone(),
                ..Error::of_call(operation, host, status, &refusal_text(problem))
            }
        }
        Fault::Unreadable {
            status,
            reason,
            request_id,
            ..
        } => {
            let text = format!("the answer (HTTP {status}) was not understood: {reason}");
            Error {
                exchange: ExchangeState::Answered,
                problem: Box::new(Problem {
                    http_status: *status,
                    request_id: request_id.clone(),
                    operation_id: request_id.clone(),
                    ..Problem::default()
                }),
                ..Error::of_call(operation, host, Status::AnswerNotUnderstood, &text)
            }
        }
    };
    Error { attempts, ..error }
}

fn of_failure(failure: &Failure) -> Status {
    match failure.kind {
        Kind::Resolve => Status::ResolveFailed,
        Kind::Connect => Status::ConnectFailed,
        Kind::ProxyRefused => Status::ProxyRefused,
        Kind::Certificate => Status::TlsCertificate,
        Kind::Handshake | Kind::ClientCertificate => Status::TlsHandshake,
        Kind::TimedOut => Status::TimedOut,
        Kind::Cancelled => Status::Cancelled,
        Kind::Lost => Status::ConnectionLost,
        Kind::Malformed => Status::AnswerNotUnderstood,
        Kind::TooLarge => Status::AnswerTooLarge,
    }
}

/// The Laserfiche code says more than the HTTP status, which several situations share.
fn of_refusal(operation: Operation, problem: &Problem) -> Status {
    let login = operation == Operation::Create;
    if problem.http_status == 401 && !login {
        return Status::SessionGone;
    }
    match problem.error_code {
        Some(9030 | 9520 | 9521 | 9529 | 6507 | 6527) if login => return Status::LicenseExhausted,
        Some(9011 | 9152 | 9153 | 9336) if login => return Status::AccountLocked,
        Some(9075 | 9076) if login => return Status::PasswordExpired,
        Some(9010 | 9073 | 9355 | 9530 | 9534 | 6508) if login => return Status::CredentialsRefused,
        Some(9018 | 9046) => return Status::RepositoryNotFound,
        Some(9037 | 9067) if !login => return Status::SessionGone,
        Some(9035) => return Status::RateLimited,
        Some(9013) => return Status::AccessDenied,
        _ => {}
    }
    match problem.http_status {
        401 => Status::CredentialsRefused,
        403 => Status::AccessDenied,
        404 if problem.is_from_service() => Status::RepositoryNotFound,
        404 | 405 | 410 | 501 => Status::Unsupported,
        429 => Status::RateLimited,
        400..=499 => Status::BadRequest,
        500..=599 => Status::ServerError,
        _ => Status::AnswerNotUnderstood,
    }
}

fn refusal_text(problem: &Problem) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn status(operation: Operation, http_status: u16, error_code: Option<i32>) -> Status {
        let problem = Problem {
            http_status,
            error_code,
            ..Problem::default()
        };
        of_refusal(operation, &problem)
    }

    #[test]
    fn the_operation_tells_a_wrong_password_from_an_ended_session() {
        assert_eq!(status(Operation::Create, 401, None), Status::CredentialsRefused);
        assert_eq!(status(Operation::Refresh, 401, None), Status::SessionGone);
        assert_eq!(status(Operation::Create, 400, Some(9010)), Status::CredentialsRefused);
        assert_eq!(status(Operation::Refresh, 401, Some(9010)), Status::SessionGone);
    }

    #[test]
    fn codes_go_before_http_statuses() {
        for http in [400, 401, 403, 500] {
            assert_eq!(status(Operation::Create, http, Some(9030)), Status::LicenseExhausted);
            assert_eq!(status(Operation::Create, http, Some(9011)), Status::AccountLocked);
            assert_eq!(status(Operation::Create, http, Some(9075)), Status::PasswordExpired);
        }
        assert_eq!(status(Operation::Create, 403, Some(204)), Status::AccessDenied);
    }

    #[test]
    fn a_bare_404_is_not_about_the_repository() {
        assert_eq!(status(Operation::Create, 404, None), Status::Unsupported);
        let problem = Problem {
            http_status: 404,
            title: Some("Error: Repository with the given Id not found".into()),
            ..Problem::default()
        };
        assert_eq!(of_refusal(Operation::Create, &problem), Status::RepositoryNotFound);
    }

    #[test]
    fn a_message_names_operation_host_and_next_step() {
        let problem = Problem {
            http_status: 401,
            error_code: Some(9010),
            message: Some("The user account or password is incorrect.".into()),
            request_id: Some("abc".into()),
            ..Problem::default()
        };
        let error = describe(
            Operation::Create,
            "lf.example.com:443",
            &Fault::Refused(Box::new(problem)),
            1,
        );
        for part in [
            "Create",
            "lf.example.com:443",
            "incorrect",
            "abc",
            "accounts get locked",
        ] {
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
