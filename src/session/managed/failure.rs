//! Why a managed session has no token, and when it may try again.

use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::Moment;
use crate::session::action::Action;
use crate::session::advice::Advice;
use crate::session::error::{Error, ExchangeState};
use crate::session::status::Status;

/// When a login or renewal that failed may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Not before the host says so: the service has refused the credentials, and accounts get locked.
    Never,
    /// Once in a while: the refusal was not the service's.
    Probe,
    /// With backoff, and not before the time that the server asked for.
    After(Option<Duration>),
}

/// Between two tries of credentials that something in front of the service has refused.
const PROBE_PAUSE: Duration = Duration::from_secs(15 * 60);
/// The backoff, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// The longest that a server is believed to want us to wait: its figure may be nonsense, and nobody could release it.
const MOST_ASKED: Duration = Duration::from_secs(3600);

#[derive(Clone, Debug)]
pub struct Cause {
    pub error: Arc<Error>,
    pub retry: Retry,
}

impl From<Error> for Cause {
    fn from(error: Error) -> Cause {
        Cause {
            retry: Retry::of(&error),
            error: Arc::new(error),
        }
    }
}

impl Cause {
    /// Of what passes, whatever the error says to people.
    pub fn backed_off(error: Error) -> Cause {
        Cause {
            error: Arc::new(error),
            retry: Retry::After(None),
        }
    }
}

impl Retry {
    fn of(error: &Error) -> Retry {
        match error.status {
            Status::CredentialsRefused | Status::AccountLocked | Status::PasswordExpired => match error.exchange {
                ExchangeState::AnsweredInFront => Retry::Probe,
                _ => Retry::Never,
            },
            // Of the host's own making.
            Status::InvalidArgument | Status::Unsupported if error.action == Action::FixCall => Retry::Never,
            // Without a time from the server another try within seconds only makes it worse.
            Status::RateLimited => Retry::After(error.suggested_wait()),
            _ => Retry::After(error.problem.retry_after),
        }
    }

    /// How long to wait after so many failures in a row. `random` is from 0 to 1; `most` is what there is time for.
    pub fn pause(self, failing: u32, most: Option<Duration>, random: f64) -> Option<Duration> {
        let asked = match self {
            Retry::Never => return None,
            Retry::Probe => return Some(PROBE_PAUSE),
            Retry::After(asked) => asked.unwrap_or_default(),
        };
        let (first, longest) = PAUSE;
        let jittered = doubled(PAUSE, failing).mul_f64(0.5 + random / 2.0);
        Some(
            jittered
                .min(most.unwrap_or(longest).max(first))
                .max(asked.min(MOST_ASKED)),
        )
    }
}

/// The pause after so many times: twice as long each time, from the first to the longest.
pub fn doubled((first, longest): (Duration, Duration), times: u32) -> Duration {
    first.saturating_mul(1 << times.saturating_sub(1).min(16)).min(longest)
}

/// The last failure, while nothing has succeeded since.
pub struct Failure {
    pub cause: Cause,
    pub number: u64,
    /// `None`: when the host releases it.
    pub retry_at: Option<Moment>,
}

impl Failure {
    pub fn lets_start(&self, now: Moment) -> bool {
        self.retry_at.is_some_and(|at| now >= at)
    }
}

pub fn closed() -> Error {
    Error::local(Status::Closed, "the session is closed; nothing was sent")
}

/// A resource refuses a token that the service has confirmed.
pub fn confirmed(repository: &str) -> Error {
    let what = format!(
        "a resource refuses the token of repository {repository}, whose session the service has just confirmed"
    );
    Error::local(Status::AccessDenied, what)
}

/// A resource refuses whatever token it is shown.
pub fn denied(repository: &str) -> Error {
    let what =
        format!("a resource has refused one token of repository {repository} after the other, fresh from the login");
    Error::local(Status::AccessDenied, what)
}

pub fn expired(repository: &str) -> Error {
    let what = format!("the login to repository {repository} brought a token whose time was over");
    Error::local(Status::SessionGone, what).advising(Advice::CheckClock)
}
