//! What logins, refreshes, logouts and the worker share: the service, and the one loop of attempts.

use std::fmt;
use std::time::Duration;

use crate::api::error::Failed;
use crate::api::login::Kind;
use crate::api::protocol::Operation;
use crate::api::service::Service;
use crate::base::clock;
use crate::base::deadline::{Deadline, Interrupt};
use crate::base::log::{Level, Log};
use crate::base::secret::Secret;
use crate::base::sleep::sleep;

use super::call::CallSettings;
use super::error::Error;
use super::explain::{self, Attempted, session_has_ended};
use super::retry::RetryPolicy;
use super::status::Status;

pub struct Engine {
    pub service: Service,
    pub retry: RetryPolicy,
    pub total_timeout: Duration,
    pub log: Log,
}

/// The pause before the logout of a session that nobody holds is tried again, at first and at most.
const LOGOUT_PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// When a session that is logged out has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Now,
    Before,
}

/// A call that failed for good.
pub struct Unsuccessful {
    operation: Operation,
    repository: Box<str>,
    kind: Option<Kind>,
    pub failed: Failed,
    attempts: u32,
    /// The wait for the next attempt was cut short.
    interrupt: Option<Interrupt>,
}

impl Engine {
    pub fn deadline(&self, call: &CallSettings) -> Deadline {
        Deadline::after(call.timeout.unwrap_or(self.total_timeout), call.cancel.clone())
    }

    /// Tries, and tries again where that is allowed and there is time for it. A login is one with credentials of a `kind`.
    pub fn attempt<T>(
        &self,
        operation: Operation,
        repository: &str,
        kind: Option<Kind>,
        call: &CallSettings,
        deadline: &Deadline,
        mut once: impl FnMut() -> Result<T, Failed>,
    ) -> Result<T, Unsuccessful> {
        let mut attempts = 1;
        let mut is_clock_corrected = false;
        loop {
            let begun = clock::now();
            let failed = match once() {
                Ok(done) => {
                    self.say(
                        call,
                        Level::Info,
                        format_args!(
                            "{} at {}: done in {} ms, attempt {attempts}",
                            explain::name(operation),
                            self.service.address(operation),
                            clock::now().saturating_duration_since(begun).as_millis()
                        ),
                    );
                    return Ok(done);
                }
                Err(failed) => failed,
            };
            let mut unsuccessful = Unsuccessful {
                operation,
                repository: repository.into(),
                kind,
                failed,
                attempts,
                interrupt: None,
            };
            if let Some(off_seconds) = unsuccessful.failed.clock_off_seconds
                && !is_clock_corrected
                && deadline.remaining().is_ok()
            {
                self.say(call, Level::Warn, format_args!("{}", clock_in_words(off_seconds)));
                is_clock_corrected = true;
                attempts += 1;
                continue;
            }
            let Some(delay) = self.delay(&unsuccessful, deadline) else {
                return Err(unsuccessful);
            };
            self.say(
                call,
                Level::Warn,
                format_args!(
                    "attempt {attempts} failed and is repeated in {} ms: {}",
                    delay.as_millis(),
                    self.describe(&unsuccessful)
                ),
            );
            if let Err(interrupt) = sleep(deadline, delay) {
                unsuccessful.interrupt = Some(interrupt);
                return Err(unsuccessful);
            }
            attempts += 1;
        }
    }

    /// How long to wait before the next attempt, if there is to be one and time for it.
    fn delay(&self, unsuccessful: &Unsuccessful, deadline: &Deadline) -> Option<Duration> {
        let is_repeatable = self.is_repeatable(unsuccessful.operation, unsuccessful.kind);
        let delay = self
            .retry
            .delay(is_repeatable, &unsuccessful.failed.error, unsuccessful.attempts)?;
        let left = deadline.remaining().ok()?;
        (delay < left).then_some(delay)
    }

    /// Whether a request that may have reached the server can be sent again.
    fn is_repeatable(&self, operation: Operation, kind: Option<Kind>) -> bool {
        let capabilities = self.service.capabilities();
        !capabilities.opens_session(operation) || kind.is_some_and(|kind| capabilities.is_repeatable(kind))
    }

    /// Ends a session. One that had already ended is a success.
    pub fn logout(
        &self,
        repository: &str,
        token: &Secret,
        call: &CallSettings,
        deadline: &Deadline,
    ) -> Result<Ended, Error> {
        let logout = || self.service.logout(repository, token, deadline);
        match self.attempt(Operation::Logout, repository, None, call, deadline, logout) {
            Ok(()) => Ok(Ended::Now),
            Err(unsuccessful) if session_has_ended(&unsuccessful.failed.error) => Ok(Ended::Before),
            Err(unsuccessful) => Err(self.describe(&unsuccessful)),
        }
    }

    /// Ends a session that nobody holds: nobody else will try again, so it is tried until there is no time left, or no
    /// attempt can help.
    pub fn logout_insisting(&self, repository: &str, token: &Secret, deadline: &Deadline) -> Result<Ended, Error> {
        let call = CallSettings::default();
        let (mut pause, most) = LOGOUT_PAUSE;
        loop {
            let error = match self.logout(repository, token, &call, deadline) {
                Err(error) if error.is_retryable() => error,
                outcome => return outcome,
            };
            let Ok(left) = deadline.remaining() else {
                return Err(error);
            };
            // Who asks for more time than there is may be done earlier.
            let asked = error.problem.retry_after.unwrap_or_default().min(left / 2);
            let delay = asked.max(pause);
            if left <= delay || sleep(deadline, delay).is_err() {
                return Err(error);
            }
            pause = most.min(2 * pause);
        }
    }

    pub fn describe(&self, unsuccessful: &Unsuccessful) -> Error {
        let attempted = Attempted {
            operation: unsuccessful.operation,
            repository: &unsuccessful.repository,
            kind: unsuccessful.kind,
            address: self.service.address(unsuccessful.operation),
            capabilities: self.service.capabilities(),
            attempts: unsuccessful.attempts,
        };
        let mut error = explain::describe(&attempted, &unsuccessful.failed.error);
        let Some(interrupt) = unsuccessful.interrupt else {
            return error;
        };
        let how = match interrupt {
            Interrupt::Cancelled => "cancelled",
            Interrupt::TimedOut => "timed out",
        };
        let status = Status::from(interrupt);
        error.cause = error.status;
        error.status = status;
        error.action = status.action();
        error.advice = status.advice();
        error.what = format!("{how} while waiting to try again; before that: {}", error.what);
        error
    }

    /// Logs the error of a call that failed.
    pub fn report(&self, call: &CallSettings, error: Error) -> Error {
        self.say(call, Level::Error, format_args!("{}: {error}", error.status.name()));
        error
    }

    pub fn say(&self, call: &CallSettings, level: Level, message: fmt::Arguments<'_>) {
        match &call.correlation_id {
            Some(id) => self.log.write(level, format_args!("[{id}] {message}")),
            None => self.log.write(level, message),
        }
    }
}

fn clock_in_words(off_seconds: i32) -> String {
    let how = if off_seconds < 0 { "ahead of" } else { "behind" };
    format!(
        "the clock of this machine is {} s {how} the server's, which refused the login for that; it is made anew by the \
         server's clock",
        off_seconds.unsigned_abs()
    )
}

#[cfg(test)]
mod tests;
