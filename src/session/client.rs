//! The three calls, whole: attempts, their time limit, and what becomes of a session when one fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::api::{Fault, Login, Moment, Operation};
use crate::common::log::{Level, Log};
use crate::common::scope::{Interrupt, Scope};
use crate::common::secret::Secret;

use super::error::Error;
use super::reaper::{LOGOUT_LIMIT, Means, Reaper};
use super::seat::Seat;
use super::settings::{CallSettings, Settings};
use super::status::Status;
use super::token::{Token, TokenState};
use super::verdict;

/// The longest idle time a session may ask for, in seconds: one hour.
pub const MAX_KEEP_ALIVE_SECONDS: u32 = 3600;

/// How long the rest of an answer that is not HTTP is searched for a token: its end cannot be told.
const RAW_GRACE: Duration = Duration::from_secs(2);

/// What a settle waits beyond the times that it waits for.
const SETTLE_MARGIN: Duration = Duration::from_secs(1);

pub struct Client {
    means: Arc<Means>,
    reaper: Reaper,
    total_timeout: Duration,
    late_answer_grace: Duration,
}

/// A call that failed, with the fault as long as it is needed.
struct Failed {
    fault: Fault,
    attempts: u32,
    /// The wait for the next attempt was cut short.
    interrupt: Option<Interrupt>,
}

impl Client {
    pub fn new(settings: &Settings) -> Result<Arc<Client>, Error> {
        let (origin, service) = settings.build()?;
        let means = Arc::new(Means {
            service,
            host: origin.to_string(),
            retry: settings.retry,
            log: settings.log.clone(),
        });
        Ok(Arc::new(Client {
            reaper: Reaper::new(means.clone()),
            means,
            total_timeout: settings.total_timeout,
            late_answer_grace: settings.late_answer_grace,
        }))
    }

    pub fn log(&self) -> &Log {
        &self.means.log
    }

    /// Logs in.
    pub fn create_token(
        self: &Arc<Self>,
        repository: &str,
        login: &Login,
        call: &CallSettings,
    ) -> Result<Token, Error> {
        check_repository(repository)?;
        check_login(login)?;
        let scope = self.scope(call);
        let outcome = self.attempt(Operation::Create, call, &scope, || {
            self.means.service.create(repository, login, &scope)
        });
        match outcome {
            Ok((session, moment)) => Ok(Token::new(
                self.clone(),
                repository.to_owned(),
                session.token,
                session.cookie,
                Some((session.expires_at_ms, moment)),
            )),
            Err(failed) => Err(self.secure_seat(repository, failed)).inspect_err(|error| self.tell(call, error)),
        }
    }

    /// Starts the session's idle timer anew. Zero leaves the idle time to the server.
    pub fn refresh_token(token: &Token, keep_alive_seconds: u32, call: &CallSettings) -> Result<(), Error> {
        let client = &token.client;
        if keep_alive_seconds > MAX_KEEP_ALIVE_SECONDS {
            return Err(Error::invalid(format!(
                "keep_alive_seconds is {keep_alive_seconds}, but the server allows at most {MAX_KEEP_ALIVE_SECONDS}; \
                 nothing was sent"
            )));
        }
        if token.state() != TokenState::Active {
            return Err(Error::local(
                Status::SessionGone,
                "the session of this token has ended; nothing was sent. Log in again with lf_create_token.",
            ));
        }
        let keep_alive = (keep_alive_seconds > 0).then_some(keep_alive_seconds);
        let scope = client.scope(call);
        let outcome = client.attempt(Operation::Refresh, call, &scope, || {
            client
                .means
                .service
                .refresh(token.repository(), token.value(), keep_alive, &scope)
        });
        match outcome {
            Ok((expires_at_ms, moment)) => {
                token.renew(expires_at_ms, moment);
                Ok(())
            }
            Err(failed) => {
                let error = client.describe(Operation::Refresh, &failed);
                if error.status == Status::SessionGone {
                    token.end(TokenState::Gone);
                }
                client.tell(call, &error);
                Err(error)
            }
        }
    }

    /// Logs out. A session that has already ended is a success.
    pub fn invalidate_token(token: &Token, call: &CallSettings) -> Result<(), Error> {
        let client = &token.client;
        if token.state() == TokenState::LoggedOut {
            return Ok(());
        }
        let scope = client.scope(call);
        let outcome = client.attempt(Operation::Invalidate, call, &scope, || {
            client
                .means
                .service
                .invalidate(token.repository(), token.value(), &scope)
        });
        match outcome {
            Ok(_) => {
                token.end(TokenState::LoggedOut);
                Ok(())
            }
            Err(failed) if is_already_gone(&failed.fault) => {
                token.end(TokenState::LoggedOut);
                Ok(())
            }
            Err(failed) => {
                let error = client.describe(Operation::Invalidate, &failed);
                client.tell(call, &error);
                Err(error)
            }
        }
    }

    /// Takes over a token that was created elsewhere.
    pub fn adopt_token(
        self: &Arc<Self>,
        repository: &str,
        value: Secret,
        expires_at_ms: Option<i64>,
    ) -> Result<Token, Error> {
        check_repository(repository)?;
        if value.is_empty() || !value.expose().bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Err(Error::invalid(
                "the token value is empty or has characters that no header can carry",
            ));
        }
        let now = Moment {
            server_ms: None,
            received_at: Instant::now(),
        };
        let expiry = expires_at_ms.map(|at| (at, now));
        Ok(Token::new(self.clone(), repository.to_owned(), value, None, expiry))
    }

    /// Logs out, in the background, a session that could not be handed over.
    pub fn disown(&self, token: &Token) {
        self.reaper.log_out(token.repository(), token.value().clone());
    }

    /// Waits until every session that a failed login may have left behind is logged out or given up. An error comes
    /// with the number of those that may still be open; the ones that were given up are told once.
    pub fn settle(&self, call: &CallSettings) -> Result<(), (usize, Error)> {
        let limit = call
            .timeout
            .unwrap_or(self.late_answer_grace + LOGOUT_LIMIT + SETTLE_MARGIN);
        let scope = Scope::new(limit, call.cancel.clone());
        match self.reaper.settle(&scope) {
            Ok(0) => Ok(()),
            Ok(lost) => {
                let text = format!(
                    "{lost} sessions that nobody holds may be open: their answers did not come or they could not be \
                     logged out, as the log says. Each holds a licence until it idles out."
                );
                Err((lost, Error::local(Status::OutcomeUnknown, text)))
            }
            Err(interrupt) => {
                let open = self.reaper.open();
                let text = format!("{open} sessions that nobody holds may still be open");
                Err((open, Error::local(of_interrupt(interrupt), text)))
            }
        }
    }

    fn scope(&self, call: &CallSettings) -> Scope {
        Scope::new(call.timeout.unwrap_or(self.total_timeout), call.cancel.clone())
    }

    /// Tries, and tries again where that is allowed and there is time for it.
    fn attempt<T>(
        &self,
        operation: Operation,
        call: &CallSettings,
        scope: &Scope,
        mut once: impl FnMut() -> Result<(T, Moment), Fault>,
    ) -> Result<(T, Moment), Failed> {
        let mut attempts = 1;
        loop {
            let begun = Instant::now();
            let fault = match once() {
                Ok(done) => {
                    self.say(
                        call,
                        Level::Info,
                        format_args!(
                            "{} against {}: done in {} ms, attempt {attempts}",
                            operation.name(),
                            self.means.host,
                            begun.elapsed().as_millis()
                        ),
                    );
                    return Ok(done);
                }
                Err(fault) => fault,
            };
            let delay = self
                .means
                .retry
                .delay(operation, &fault, attempts)
                .filter(|delay| *delay < scope.remaining());
            let Some(delay) = delay else {
                return Err(Failed {
                    fault,
                    attempts,
                    interrupt: None,
                });
            };
            let error = verdict::describe(operation, &self.means.host, &fault, attempts);
            self.say(
                call,
                Level::Warn,
                format_args!(
                    "attempt {attempts} failed and is repeated in {} ms: {error}",
                    delay.as_millis()
                ),
            );
            if let Err(interrupt) = scope.sleep(delay) {
                return Err(Failed {
                    fault,
                    attempts,
                    interrupt: Some(interrupt),
                });
            }
            attempts += 1;
        }
    }

    fn describe(&self, operation: Operation, failed: &Failed) -> Error {
        let error = verdict::describe(operation, &self.means.host, &failed.fault, failed.attempts);
        let Some(interrupt) = failed.interrupt else {
            return error;
        };
        let status = of_interrupt(interrupt);
        let how = if status == Status::Cancelled {
            "cancelled"
        } else {
            "timed out"
        };
        Error {
            status,
            cause: error.status,
            message: format!("{how} while waiting to try again; before that: {}", error.message),
            ..error
        }
    }

    /// A login failed. If the server may have opened a session, sees to it that it is logged out, and tells
    /// the host that it cannot know yet.
    fn secure_seat(self: &Arc<Self>, repository: &str, mut failed: Failed) -> Error {
        let error = self.describe(Operation::Create, &failed);
        let fate = match Seat::after(&mut failed.fault, &self.means.service) {
            Seat::Free => return error,
            Seat::Taken(token) if self.reaper.log_out(repository, token.clone()) => {
                "A session was opened, which nobody holds; it is being logged out (lf_client_settle waits for that)."
            }
            Seat::Taken(_) => {
                "A session was opened and cannot be logged out, because no thread can be started: it holds a licence \
                 until it idles out."
            }
            Seat::Unknown(late) => {
                let waited_for = late.filter(|_| !self.late_answer_grace.is_zero()).map(|late| {
                    let most = if late.is_raw() { RAW_GRACE } else { Duration::MAX };
                    let grace = self.late_answer_grace.min(most);
                    self.reaper.await_answer(repository, late, grace)
                });
                match waited_for {
                    Some(true) => {
                        "Do not log in again at once: a session may have been opened. If the answer still comes, that \
                         session is logged out (lf_client_settle waits for that)."
                    }
                    Some(false) => Status::OutcomeUnknown.advice(),
                    None => {
                        self.reaper.give_up();
                        Status::OutcomeUnknown.advice()
                    }
                }
            }
        };
        // The advice that fits what lies beneath, such as to try again, does not fit here.
        let advice = error.status.advice();
        let what = error.message.strip_suffix(advice).unwrap_or(&error.message).trim_end();
        Error {
            status: Status::OutcomeUnknown,
            cause: error.status,
            message: format!("{what} {fate}"),
            retryable: false,
            ..error
        }
    }

    fn tell(&self, call: &CallSettings, error: &Error) {
        self.say(
            call,
            Level::Error,
            format_args!("{}: {error}", error.status.name().to_string_lossy()),
        );
    }

    fn say(&self, call: &CallSettings, level: Level, message: std::fmt::Arguments<'_>) {
        match &call.correlation_id {
            Some(id) => self.means.log.write(level, format_args!("[{id}] {message}")),
            None => self.means.log.write(level, message),
        }
    }
}

fn of_interrupt(interrupt: Interrupt) -> Status {
    match interrupt {
        Interrupt::TimedOut => Status::TimedOut,
        Interrupt::Cancelled => Status::Cancelled,
    }
}

/// Whether a logout was refused because there is nothing to log out.
pub fn is_already_gone(fault: &Fault) -> bool {
    matches!(fault, Fault::Refused(problem)
        if matches!(problem.http_status, 401 | 404) || matches!(problem.error_code, Some(9037 | 9067)))
}

/// A repository id has to be one path segment that no server in between rewrites.
fn check_repository(repository: &str) -> Result<(), Error> {
    match repository {
        "" | "." | ".." => Err(Error::invalid("the repository id must not be empty, \".\" or \"..\"")),
        _ => Ok(()),
    }
}

fn check_login(login: &Login) -> Result<(), Error> {
    let has_password = login.username.is_some() && login.password.is_some();
    if has_password || login.session_key.is_some() || login.saml_token.is_some() {
        return Ok(());
    }
    Err(Error::invalid(
        "the credentials need a user name and a password, a SAML token, or a session key; nothing was sent",
    ))
}
