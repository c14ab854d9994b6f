//! Why a call failed, for the person who has to mend it.

use std::fmt;

use crate::api::{Operation, Problem};
use crate::transport::Progress;

use super::status::Status;

/// How the last exchange with the server stood when the call failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum ExchangeState {
    /// The server has not seen a request.
    #[default]
    NothingSent = 0,
    /// A request went out and no complete answer came.
    Unanswered = 1,
    Answered = 2,
}

impl From<Progress> for ExchangeState {
    fn from(progress: Progress) -> ExchangeState {
        match progress {
            Progress::NothingSent => ExchangeState::NothingSent,
            Progress::Sent | Progress::AnswerBegun => ExchangeState::Unanswered,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Error {
    pub status: Status,
    /// What lies beneath an unknown outcome; otherwise the same as `status`.
    pub cause: Status,
    pub message: String,
    pub os_code: Option<i32>,
    pub exchange: ExchangeState,
    /// What the server said, with empty members if it said nothing.
    pub problem: Box<Problem>,
    pub attempts: u32,
    /// Whether the same call may succeed later without anybody changing anything.
    pub retryable: bool,
}

impl Error {
    /// An error of the caller, found before anything was sent.
    pub fn local(status: Status, message: impl Into<String>) -> Error {
        Error {
            status,
            cause: status,
            message: message.into(),
            os_code: None,
            exchange: ExchangeState::NothingSent,
            problem: Box::default(),
            attempts: 0,
            retryable: false,
        }
    }

    pub fn invalid(message: impl Into<String>) -> Error {
        Error::local(Status::InvalidArgument, message)
    }

    /// An error of one of the calls: what failed, against which host, what was said, what to do.
    pub fn of_call(operation: Operation, host: &str, status: Status, what: &str) -> Error {
        Error::advising(operation, host, status, what, status.advice())
    }

    /// The same with advice of its own.
    pub fn advising(operation: Operation, host: &str, status: Status, what: &str, advice: &str) -> Error {
        let mut message = format!("{} against {host}: {what}.", operation.name());
        if !advice.is_empty() {
            message.push(' ');
            message.push_str(advice);
        }
        Error {
            retryable: is_retryable(status),
            ..Error::local(status, message)
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

fn is_retryable(status: Status) -> bool {
    use Status as S;
    matches!(
        status,
        S::ResolveFailed
            | S::ConnectFailed
            | S::TimedOut
            | S::ConnectionLost
            | S::LicenseExhausted
            | S::RateLimited
            | S::ServerError
            | S::NotLoggedOut
    )
}
