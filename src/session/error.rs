//! Why a call failed, in parts: what failed, against which host, what the server said, and what to do about it.

use std::ops::{Deref, DerefMut};
use std::time::Duration;
use std::{fmt, io};

use crate::api::Progress;
use crate::api::problem::Problem;
use crate::base::deadline::Interrupt;
use crate::base::scarce;

use super::action::Action;
use super::advice::Advice;
use super::status::Status;

/// How the last exchange with the server stood when the call failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExchangeState {
    /// The server has not seen a request.
    #[default]
    NothingSent,
    /// A request went out and no complete answer came.
    Unanswered,
    /// The service answered.
    Answered,
    /// Something answered that is not recognisably the service.
    AnsweredInFront,
}

impl From<Progress> for ExchangeState {
    fn from(progress: Progress) -> ExchangeState {
        match progress {
            Progress::NothingSent => ExchangeState::NothingSent,
            Progress::Sent | Progress::AnswerBegun => ExchangeState::Unanswered,
        }
    }
}

/// Which call failed, and where.
#[derive(Clone, Debug)]
pub struct Context {
    pub call: &'static str,
    /// Host, port and path of the base address.
    pub address: String,
}

/// One word, for nearly every call returns it, and what is returned by value is copied on every way out.
#[derive(Clone, Debug)]
pub struct Error(Box<Parts>);

#[derive(Clone, Debug)]
pub struct Parts {
    pub status: Status,
    /// What lies beneath an unknown outcome, say; otherwise the same as `status`.
    pub cause: Status,
    /// `None` for what was found before a call was made.
    pub context: Option<Context>,
    /// What failed, with the server's words; without a full stop.
    pub what: String,
    pub advice: Option<Advice>,
    pub action: Action,
    pub os_code: Option<i32>,
    pub exchange: ExchangeState,
    /// What the server said, with empty members if it said nothing.
    pub problem: Problem,
    pub attempts: u32,
    /// How long the library looks after a session that the login may have opened, if it does.
    pub looked_after: Option<Duration>,
}

impl Error {
    /// Of the library itself, with no word from a server.
    pub fn local(status: Status, what: impl Into<String>) -> Error {
        Error::of_library(status, what.into())
    }

    #[inline(never)]
    fn of_library(status: Status, what: String) -> Error {
        Error(Box::new(Parts {
            status,
            cause: status,
            context: None,
            what,
            advice: status.advice(),
            action: status.action(),
            os_code: None,
            exchange: ExchangeState::NothingSent,
            problem: Problem::default(),
            attempts: 0,
            looked_after: None,
        }))
    }

    pub fn invalid(what: impl Into<String>) -> Error {
        Error::local(Status::InvalidArgument, what)
    }

    /// Something has run out that a later call may find again.
    pub fn exhausted(what: impl Into<String>) -> Error {
        Error::local(Status::Internal, what)
            .advising(Advice::FreeResources)
            .acting(Action::TryLater)
    }

    /// The system refused what a setting names.
    pub fn unusable(name: &str, error: &io::Error) -> Error {
        let mut unusable = match scarce::missing(error) {
            Some(missing) => Error::exhausted(format!("{name}: {missing}")),
            None => Error::invalid(format!("{name}: {error}")),
        };
        unusable.os_code = error.raw_os_error();
        unusable
    }

    pub fn advising(mut self, advice: impl Into<Option<Advice>>) -> Error {
        self.advice = advice.into();
        self
    }

    pub fn acting(mut self, action: Action) -> Error {
        self.action = action;
        self
    }

    /// Whether what the service takes once can be sent again: it has neither taken nor refused it.
    pub fn leaves_single_use(&self) -> bool {
        match self.status {
            Status::OutcomeUnknown => false,
            // What proves the app comes before what the user gave it.
            Status::CredentialsRefused => {
                self.exchange == ExchangeState::AnsweredInFront
                    || self.problem.problem_type.as_deref() == Some("invalid_client")
            }
            _ => true,
        }
    }

    /// Whether the call was ended, and did not fail.
    pub fn is_interrupt(&self) -> bool {
        matches!(self.status, Status::TimedOut | Status::Cancelled)
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        self.action == Action::TryLater
    }

    /// Without what to do about it.
    pub fn description(&self) -> String {
        match &self.context {
            Some(context) => format!("{} at {}: {}", context.call, context.address, self.what),
            None => self.what.clone(),
        }
    }

    /// The whole error in words, with the advice as `word` words it.
    pub fn message(&self, word: impl Fn(Advice) -> String) -> String {
        let description = self.description();
        match self.advice {
            Some(advice) => format!("{description}. {}", word(advice)),
            None => description,
        }
    }
}

impl Deref for Error {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

/// As the log has it.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Advice::plain))
    }
}

impl From<Interrupt> for Status {
    fn from(interrupt: Interrupt) -> Status {
        match interrupt {
            Interrupt::TimedOut => Status::TimedOut,
            Interrupt::Cancelled => Status::Cancelled,
        }
    }
}
