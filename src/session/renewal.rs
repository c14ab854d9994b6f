//! Renewal of a token by a new login: what it logs in with, and that only one call at a time does.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use crate::api::login::Login;
use crate::api::protocol::Renewal as How;
use crate::base::deadline::Deadline;
use crate::base::lock::lock;
use crate::base::monitor::Monitor;
use crate::base::secret::Secret;

use super::action::Action;
use super::advice::Advice;
use super::error::{Error, ExchangeState};
use super::status::Status;

/// What a token is renewed with, where that takes a new login.
#[derive(Debug)]
pub enum Means {
    /// Nothing is known.
    None,
    Login(Box<Login>),
    /// The server refused it, and it was wiped: repeating it would lock an account.
    Refused(Refusal),
    /// The server takes it once, and may have: the answer was lost.
    UsedUp,
}

/// What a refusal came to. It does not change by itself.
#[derive(Debug)]
pub struct Refusal {
    status: Status,
    action: Action,
    advice: Option<Advice>,
    /// The app was refused, and not what its user gave it.
    refresh_token: Option<Secret>,
}

impl Means {
    /// What is kept of a login that has succeeded.
    pub fn of(how: How, login: Login, refresh_token: Option<&Secret>) -> Means {
        match how {
            How::Route => Means::None,
            How::NewLogin => login
                .renewal(refresh_token)
                .map_or(Means::None, |login| Means::Login(Box::new(login))),
        }
    }

    /// The login to renew with; the error says why there is none.
    pub fn login(&self) -> Result<Login, Error> {
        match self {
            Means::Login(login) => Ok(Login::clone(login)),
            Means::None => Err(Error::local(
                Status::Unsupported,
                "a refresh needs a new login here, and nothing is known that this token could log in with; nothing \
                 was sent",
            )
            .advising(Advice::LogInAgain)
            .acting(Action::LogInAgain)),
            Means::Refused(Refusal {
                status, action, advice, ..
            }) => Err(Error::local(
                *status,
                "the server refused an earlier refresh of this token, and its credentials were forgotten, so that \
                 the account does not get locked; nothing was sent",
            )
            .advising(*advice)
            .acting(*action)),
            Means::UsedUp => Err(Error::local(
                Status::OutcomeUnknown,
                "an earlier refresh has used the refresh token, and its answer was lost; nothing was sent",
            )
            .advising(Advice::AuthorizeAgain)
            .acting(Action::LogInAgain)),
        }
    }

    /// What becomes of it after a login with it has failed.
    pub fn after(self, error: &Error) -> Means {
        match self {
            Means::Login(login) => match error.status {
                Status::CredentialsRefused
                    if login.kind().is_single_use() && error.exchange == ExchangeState::AnsweredInFront =>
                {
                    Means::Login(login)
                }
                Status::CredentialsRefused | Status::AccountLocked | Status::PasswordExpired => {
                    Means::Refused(Refusal {
                        status: error.status,
                        action: error.action,
                        advice: error.advice,
                        refresh_token: login.refresh_token().filter(|_| error.leaves_single_use()).cloned(),
                    })
                }
                Status::OutcomeUnknown if login.kind().is_single_use() => Means::UsedUp,
                _ => Means::Login(login),
            },
            other => other,
        }
    }

    pub fn refresh_token(&self) -> Option<&Secret> {
        match self {
            Means::Login(login) => login.refresh_token(),
            Means::Refused(refusal) => refusal.refresh_token.as_ref(),
            _ => None,
        }
    }
}

/// One renewal at a time: calls that come meanwhile wait for its result.
struct SingleFlight(Arc<Monitor<Flight>>);

struct Flight {
    is_running: bool,
    /// Counts those that have ended.
    ended: u64,
    /// Of the last one; `None` if it panicked.
    result: Option<Result<(), Error>>,
}

impl SingleFlight {
    fn new() -> SingleFlight {
        SingleFlight(Monitor::new(Flight {
            is_running: false,
            ended: 0,
            result: None,
        }))
    }

    fn run(&self, deadline: &Deadline, renew: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        while let Some(ended) = self.join() {
            let joined = self.0.wait_for(deadline, |flight| {
                (flight.ended != ended).then(|| flight.result.clone())
            });
            match joined {
                Err(interrupt) => {
                    let what = "waiting for another call that refreshes this token";
                    return Err(Error::local(interrupt.into(), what));
                }
                // The one that led gave up by a limit of its own.
                Ok(None) => {}
                Ok(Some(Err(error))) if error.is_interrupt() => {}
                Ok(Some(result)) => return result,
            }
        }
        let landing = Landing(self, None);
        let result = renew();
        landing.with(result)
    }

    /// `None` for the one that leads; else how many had ended before the one that runs.
    fn join(&self) -> Option<u64> {
        let mut flight = self.0.lock();
        if flight.is_running {
            return Some(flight.ended);
        }
        flight.is_running = true;
        None
    }
}

/// Ends the flight, by a panic too.
struct Landing<'a>(&'a SingleFlight, Option<Result<(), Error>>);

impl Landing<'_> {
    fn with(mut self, result: Result<(), Error>) -> Result<(), Error> {
        self.1 = Some(result.clone());
        result
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let result = self.1.take();
        self.0.0.update(|flight| {
            flight.is_running = false;
            flight.ended += 1;
            flight.result = result;
        });
    }
}

/// What a token is renewed with, and its renewals.
pub struct Renewals {
    means: Mutex<Means>,
    /// Made for the first one: a program may have many tokens, and not all are renewed so.
    flight: OnceLock<SingleFlight>,
}

impl Renewals {
    pub fn new(means: Means) -> Renewals {
        Renewals {
            means: Mutex::new(means),
            flight: OnceLock::new(),
        }
    }

    /// Runs `renew`, or waits for the renewal that runs and takes its result.
    pub fn run(&self, deadline: &Deadline, renew: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        self.flight.get_or_init(SingleFlight::new).run(deadline, renew)
    }

    pub fn means(&self) -> MutexGuard<'_, Means> {
        lock(&self.means)
    }
}

#[cfg(test)]
mod tests;
