//! Logins, renewals and logouts of a managed session, on threads of their own.

use std::sync::Arc;
use std::time::Duration;

use crate::api::single_use::SingleUse;
use crate::base::random;
use crate::base::scarce;
use crate::base::task::{self, CALLBACK_STACK};
use crate::session::call::CallSettings;
use crate::session::error::Error;
use crate::session::orphans::Ending;
use crate::session::status::Status;
use crate::session::token::Token;

use super::events::EventKind;
use super::failure::{Cause, closed, denied};
use super::source::Source;
use super::step::{Job, Landed, Step};
use super::{Handle, Session};

/// How long a token that was refused may take to be logged out before another one is asked for.
const LOGOUT_LIMIT: Duration = Duration::from_secs(10);

impl Session {
    /// With the lock released.
    pub(super) fn perform(&self, step: Step<Handle>) {
        match step {
            Step::Start(job) => self.start(job),
            // Done by who knows which flight that is.
            Step::Cancel => {}
            Step::LogOut(Handle(token)) => self.log_out(&token, false),
            Step::Drop(Handle(token)) => self.log_out(&token, true),
        }
    }

    /// The worker logs out; it gets the value alone.
    fn log_out(&self, token: &Token, is_over: bool) {
        let capabilities = self.opener.engine.service.capabilities();
        if !capabilities.logout {
            self.keep_successor(token);
            token.forget();
            let is_doubtful = capabilities.takes_licence && !is_over;
            // Who shuts down wants to know what is left.
            if is_doubtful && self.opener.roll.check().is_err() {
                self.opener.worker.errand().done(Ending::Lost(None));
            }
            let kind = if is_doubtful {
                EventKind::LicenceLost
            } else {
                EventKind::LoggedOut
            };
            self.step(|inner, _| inner.happened(kind, None));
        } else if is_over {
            token.disown_late();
        } else {
            token.disown();
        }
        // Until the worker knew of it the machine did.
        self.step(|inner, _| inner.machine.end_pending());
    }

    /// What the first login was made with the server takes once.
    fn keep_successor(&self, token: &Token) {
        let mut inner = self.state.lock();
        if let Some(Source::Login(spent)) = &mut inner.source
            && spent.single_use().is_some_and(SingleUse::is_taken)
            && let Some(successor) = token.successor()
        {
            **spent = successor;
        }
    }

    fn start(&self, job: Job<Handle>) {
        let Some(session) = self.me.upgrade() else {
            return;
        };
        let started = task::spawn("login", CALLBACK_STACK, move || {
            let landing = Landing(&session, None);
            let landed = session.run(job);
            landing.with(landed);
        });
        if let Err(error) = started {
            let missing = scarce::missing(&error).unwrap_or("no thread can be started");
            self.land(Landed::Failed(
                Error::exhausted(format!("no login can be made: {missing}")).into(),
            ));
        }
    }

    fn run(&self, job: Job<Handle>) -> Landed<Handle> {
        let call = CallSettings {
            cancel: Some(self.state.lock().cancel.clone()),
            ..CallSettings::default()
        };
        match job {
            Job::Login => match self.log_in(&call) {
                Ok(token) => {
                    let life = token.read(|now| now.remaining());
                    Landed::Token(Handle(token), life)
                }
                Err(error) => Landed::Failed(error.into()),
            },
            Job::Renew {
                token: Handle(token),
                must_replace,
            } => self.renew(&token, must_replace, &call),
        }
    }

    fn log_in(&self, call: &CallSettings) -> Result<Arc<Token>, Error> {
        self.opener.roll.check()?;
        let source = self.source()?;
        let is_asked = source.is_asked();
        let login = source.login(&self.opener)?;
        let token = Token::create(&self.opener, &self.repository, login, call)?;
        if is_asked {
            token.forget_credentials();
        }
        Ok(token)
    }

    fn source(&self) -> Result<Source, Error> {
        self.state.lock().source.clone().ok_or_else(closed)
    }

    /// A renewal that is a login is made with the credentials of now, unless the server has given others for it.
    fn refresh(&self, token: &Token, call: &CallSettings) -> Result<(), Error> {
        let is_login = self.opener.engine.service.capabilities().refresh_opens_session();
        if !is_login || token.refresh_token().is_some() {
            return token.refresh(self.keep_alive_seconds, call);
        }
        let source = self.source()?;
        let is_asked = source.is_asked();
        let login = source.login(&self.opener)?;
        if login.single_use().is_none() {
            token.renew_with(&login);
        }
        let refreshed = token.refresh(self.keep_alive_seconds, call);
        if is_asked {
            token.forget_credentials();
        }
        refreshed
    }

    fn renew(&self, token: &Token, must_replace: bool, call: &CallSettings) -> Landed<Handle> {
        let error = match self.refresh(token, call) {
            Ok(()) => return Landed::Renewed(token.read(|now| now.remaining())),
            Err(error) => error,
        };
        match error.status {
            Status::SessionGone => Landed::Gone,
            // Nobody knows what the service would have said.
            _ if !must_replace || error.is_retryable() || error.status == Status::Cancelled => {
                Landed::Failed(error.into())
            }
            _ if !self.opener.engine.service.capabilities().logout => Landed::Failed(error.into()),
            // It is refused here, too: before another one takes a licence, this one gives its back.
            _ => {
                let within = CallSettings {
                    timeout: Some(LOGOUT_LIMIT),
                    ..call.clone()
                };
                match token.invalidate(&within) {
                    Ok(()) => self.step(|inner, _| inner.happened(EventKind::LoggedOut, None)),
                    Err(_) => token.disown(),
                }
                Landed::Gone
            }
        }
    }

    fn land(&self, landed: Landed<Handle>) {
        let errand = self.step(|inner, now| {
            let mut happened = match &landed {
                Landed::Token(..) => Some((EventKind::LoggedIn, None)),
                Landed::Renewed(_) => Some((EventKind::Renewed, None)),
                Landed::Gone => None,
                Landed::Failed(cause) => {
                    let kind = match inner.machine.held() {
                        Some(_) => EventKind::RenewalFailed,
                        None => EventKind::LoginFailed,
                    };
                    Some((kind, Some(cause.error.clone())))
                }
            };
            inner.machine.landed(now, landed, random::unit());
            // No login follows, and who waits for an event has to hear of that.
            if happened.is_none() && inner.machine.denied_until(now).is_some() {
                let error = Arc::new(denied(&self.repository));
                happened = Some((EventKind::LoginFailed, Some(error)));
            }
            if let Some((kind, error)) = happened {
                inner.happened(kind, error);
            }
            inner.errand.take()
        });
        if let Some(errand) = errand {
            errand.done(Ending::NothingOpen);
        }
    }
}

/// Ends the flight, by a panic too.
struct Landing<'a>(&'a Session, Option<Landed<Handle>>);

impl Landing<'_> {
    fn with(mut self, landed: Landed<Handle>) {
        self.1 = Some(landed);
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let defect = || {
            let what = "the library panicked during a login; this is a defect of its own";
            Landed::Failed(Cause::from(Error::local(Status::Internal, what)))
        };
        self.0.land(self.1.take().unwrap_or_else(defect));
    }
}
