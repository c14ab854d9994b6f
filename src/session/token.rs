//! A session on the server, as long as the library knows of it.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::api::grant::{Grant, Lifetime, ReceivedAt};
use crate::api::is_field_value;
use crate::api::login::Login;
use crate::api::protocol::{Capabilities, Operation, Renewal};
use crate::base::clock;
use crate::base::deadline::Deadline;
use crate::base::log::Level;
use crate::base::secret::Secret;

use super::action::Action;
use super::call::CallSettings;
use super::error::{Error, ExchangeState};
use super::opener::SessionOpener;
use super::renewal::{Means, Renewals};
use super::snapshot::{Granted, Snapshot, TokenState};
use super::status::Status;

/// The longest idle time a session may ask for, in seconds: one hour.
pub const MAX_KEEP_ALIVE_SECONDS: u32 = 3600;

pub struct Token {
    opener: Arc<SessionOpener>,
    repository: String,
    renewals: Renewals,
    /// What the server gave, where it stays the same as long as the token lives: read without a look at `now`.
    fixed: Option<Arc<Granted>>,
    /// Readers take no lock; writers take that of what it is renewed with.
    now: ArcSwap<Snapshot>,
}

impl Token {
    /// Logs in.
    pub fn create(
        opener: &Arc<SessionOpener>,
        repository: &str,
        login: Login,
        call: &CallSettings,
    ) -> Result<Token, Error> {
        let capabilities = opener.engine.service.capabilities();
        check_repository(repository, capabilities)?;
        let deadline = opener.engine.deadline(call);
        let (grant, received) = opener.open(Operation::Login, repository, &login, call, &deadline)?;
        let means = Means::of(capabilities.renewal, login, grant.refresh_token.as_ref());
        let token = Token::new(opener, repository, means, grant, received);
        token.say_lifetime(call);
        Ok(token)
    }

    /// Takes over a token that was created elsewhere, with what it can be renewed with, if that is known.
    pub fn adopt(
        opener: &Arc<SessionOpener>,
        repository: &str,
        value: Secret,
        expires_at_ms: Option<i64>,
        login: Option<Login>,
    ) -> Result<Token, Error> {
        let capabilities = opener.engine.service.capabilities();
        check_repository(repository, capabilities)?;
        if value.is_empty() || !is_field_value(value.expose()) {
            return Err(Error::invalid(
                "the token value is empty or has characters that no header can carry",
            ));
        }
        let grant = Grant {
            api_address: opener.engine.service.api_address_of(value.expose()),
            ..Grant::new(value, expires_at_ms.map_or(Lifetime::Unknown, Lifetime::AtOurs))
        };
        let now = ReceivedAt {
            server_ms: None,
            local: clock::moment(),
        };
        let means = login.map_or(Means::None, |login| Means::of(capabilities.renewal, login, None));
        Ok(Token::new(opener, repository, means, grant, now))
    }

    fn new(opener: &Arc<SessionOpener>, repository: &str, means: Means, grant: Grant, received: ReceivedAt) -> Token {
        let capabilities = opener.engine.service.capabilities();
        let now = Snapshot::new(grant, received);
        let is_fixed = !capabilities.refresh_opens_session() && capabilities.logout;
        Token {
            opener: opener.clone(),
            repository: repository.to_owned(),
            renewals: Renewals::new(means),
            fixed: is_fixed.then(|| now.granted().clone()),
            now: ArcSwap::from_pointee(now),
        }
    }

    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// Where the API is to be called; `None` if nobody has said so.
    pub fn api_address(&self) -> Option<String> {
        let of_login = self.read_granted(|granted| granted.api_address.clone());
        of_login.or_else(|| self.opener.engine.service.api_address().map(str::to_owned))
    }

    /// With what the next refresh will log in, if that is a refresh token.
    pub fn refresh_token(&self) -> Option<Secret> {
        self.renewals.means().refresh_token().cloned()
    }

    /// Reads what the server gave, without a lock.
    pub fn read_granted<R>(&self, read: impl FnOnce(&Granted) -> R) -> R {
        match &self.fixed {
            Some(granted) => read(granted),
            None => read(self.now.load().granted()),
        }
    }

    /// Reads what the token is now, without a lock.
    pub fn read<R>(&self, read: impl FnOnce(&Snapshot) -> R) -> R {
        read(&self.now.load())
    }

    /// Starts the session's idle timer anew, or opens another session in its place. Zero leaves the idle time to the
    /// server.
    pub fn refresh(&self, keep_alive_seconds: u32, call: &CallSettings) -> Result<(), Error> {
        let engine = &self.opener.engine;
        let capabilities = engine.service.capabilities();
        if keep_alive_seconds > MAX_KEEP_ALIVE_SECONDS {
            return Err(Error::invalid(format!(
                "keep_alive_seconds is {keep_alive_seconds}, but the server allows at most {MAX_KEEP_ALIVE_SECONDS}; \
                 nothing was sent"
            )));
        }
        if keep_alive_seconds > 0 && !capabilities.keep_alive {
            let name = capabilities.name;
            let what = format!("keep_alive_seconds has to be 0, for {name} knows no idle times; nothing was sent");
            return Err(Error::local(Status::Unsupported, what)
                .advising(None)
                .acting(Action::FixCall));
        }
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
    fn replace(&self, login: Login, call: &CallSettings, deadline: &Deadline) -> Result<(), Error> {
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

    /// Logs out. A session that has already ended is a success.
    pub fn invalidate(&self, call: &CallSettings) -> Result<(), Error> {
        let engine = &self.opener.engine;
        if matches!(
            self.read(Snapshot::state),
            TokenState::LoggedOut | TokenState::Discarded
        ) {
            return Ok(());
        }
        if !engine.service.capabilities().logout {
            self.forget();
            return Ok(());
        }
        let deadline = engine.deadline(call);
        let value = self.value();
        engine
            .logout(&self.repository, &value, call, &deadline)
            .map_err(|error| engine.report(call, error))?;
        self.end(TokenState::LoggedOut);
        Ok(())
    }

    /// Logs out, in the background, a session that cannot be handed over.
    pub fn disown(&self) {
        self.disown_value(&self.value());
    }

    fn disown_value(&self, value: &Secret) {
        let capabilities = self.opener.engine.service.capabilities();
        if capabilities.logout {
            self.opener.worker.queue_logout(&self.repository, value.clone());
        } else if capabilities.takes_licence {
            self.opener.worker.count_lost();
        }
    }

    /// The host gives up its handle. What a refresh on another thread still brings nobody can hold.
    pub fn give_up(&self) {
        *self.renewals.means() = Means::None;
        self.warn_if_open();
    }

    /// Says in the log that a session stays open, unless the service has confirmed that it has ended.
    fn warn_if_open(&self) {
        let engine = &self.opener.engine;
        if !engine.service.capabilities().takes_licence {
            return;
        }
        let how = match self.read(Snapshot::state) {
            TokenState::Gone | TokenState::LoggedOut => return,
            TokenState::Active => "was freed without being logged out",
            TokenState::Discarded => "was freed, and its service has no call that ends a session",
        };
        engine.log.write(
            Level::Warn,
            format_args!(
                "a token of repository {} {how}: its session holds a licence until it idles out",
                self.repository
            ),
        );
    }

    /// Which clock the time left is judged by, as a wrong one shows only here.
    fn say_lifetime(&self, call: &CallSettings) {
        let lifetime = self.read(Snapshot::lifetime_in_words);
        self.opener.engine.say(call, Level::Info, format_args!("{lifetime}"));
    }

    /// Wipes the value and the credentials.
    fn forget(&self) {
        self.change(|now, means| {
            *now = Snapshot::discarded();
            *means = Means::None;
        });
    }

    fn end(&self, state: TokenState) {
        self.change(|now, _| now.end(state));
    }

    fn change<R>(&self, change: impl FnOnce(&mut Snapshot, &mut Means) -> R) -> R {
        let mut means = self.renewals.means();
        let mut now = Snapshot::clone(&self.now.load());
        let result = change(&mut now, &mut means);
        self.now.store(Arc::new(now));
        result
    }

    fn value(&self) -> Secret {
        self.read_granted(|granted| granted.value.clone())
    }
}

/// A repository id has to be one path segment that no server in between rewrites.
fn check_repository(repository: &str, capabilities: &Capabilities) -> Result<(), Error> {
    match repository {
        _ if !capabilities.repository => Ok(()),
        "" | "." | ".." => Err(Error::invalid("the repository id must not be empty, \".\" or \"..\"")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
