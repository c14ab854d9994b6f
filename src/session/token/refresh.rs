//! Refreshes: the session's idle timer started anew, or another session in its place.

use crate::api::login::Login;
use crate::api::protocol::{Operation, Renewal};
use crate::base::deadline::Deadline;
use crate::session::call::CallSettings;
use crate::session::checks::check_keep_alive;
use crate::session::error::{Error, ExchangeState};
use crate::session::renewal::Means;
use crate::session::snapshot::{Snapshot, TokenState};
use crate::session::status::Status;

use super::Token;

impl Token {
    /// Starts the session's idle timer anew, or opens another session in its place. Zero leaves the idle time to the
    /// server.
    pub fn refresh(&self, keep_alive_seconds: u32, call: &CallSettings) -> Result<(), Error> {
        let engine = &self.opener.engine;
        let capabilities = engine.service.capabilities();
        check_keep_alive(keep_alive_seconds, capabilities)?;
        self.opener.roll.check()?;
        self.check_active()?;
        let deadline = engine.deadline(call);
        if capabilities.refresh_opens_session() {
            return self.renewals.run(&deadline, || {
                let means = self.renewals.means();
                // It may have waited for another call.
                self.check_active()?;
                let login = means.login()?;
                drop(means);
                self.replace(login, call, &deadline)
            });
        }
        let keep_alive = (keep_alive_seconds > 0).then_some(keep_alive_seconds);
        let value = self.value();
        let once = || engine.service.refresh(&self.repository, &value, keep_alive, &deadline);
        match engine.attempt(Operation::Refresh, &self.repository, None, call, &deadline, once) {
            Ok((lifetime, received)) => {
                self.change(|now, _| now.renew(lifetime, received));
                self.say_lifetime(call);
                Ok(())
            }
            Err(unsuccessful) => {
                let error = engine.describe(&unsuccessful);
                if error.status == Status::SessionGone {
                    self.end(TokenState::Gone);
                }
                Err(engine.report(call, error))
            }
        }
    }

    fn check_active(&self) -> Result<(), Error> {
        let what = "the session of this token has ended; nothing was sent";
        match self.read(Snapshot::state) {
            TokenState::Active => Ok(()),
            _ => Err(Error::local(Status::SessionGone, what)),
        }
    }

    /// Renews by a new login.
    pub(super) fn replace(&self, login: Login, call: &CallSettings, deadline: &Deadline) -> Result<(), Error> {
        let opened = self
            .opener
            .open(Operation::Refresh, &self.repository, &login, call, deadline);
        let (mut grant, received) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let mut means = self.renewals.means();
                *means = std::mem::replace(&mut *means, Means::None).after(&error);
                return Err(error);
            }
        };
        // RFC 6749, section 6: what is left out stays as it was.
        grant.scope = grant
            .scope
            .or_else(|| self.read_granted(|granted| granted.scope.clone()));
        let renewed_by = Means::of(Renewal::NewLogin, login, grant.refresh_token.as_ref());
        let mut other = Snapshot::new(grant, received);
        let is_stored = self.change(|now, means| {
            // What was forgotten or given up meanwhile stays so.
            let is_held = now.state() == TokenState::Active && matches!(means, Means::Login(_));
            if is_held {
                std::mem::swap(now, &mut other);
                *means = renewed_by;
            }
            is_held
        });
        // Nobody holds the other one of the two any more. Where there is no logout, a session that was replaced may live
        // on in the new one.
        if !is_stored || self.opener.engine.service.capabilities().logout {
            self.disown_value(&other.granted().value);
        }
        if !is_stored {
            let what = "the token was invalidated or freed while it was refreshed, and what that brought is not kept";
            let mut error = Error::local(Status::SessionGone, what);
            error.exchange = ExchangeState::Answered;
            return Err(self.opener.engine.report(call, error));
        }
        self.say_lifetime(call);
        Ok(())
    }
}
