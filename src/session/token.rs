//! A session on the server, as long as the library knows of it.

use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;

use crate::api::grant::{Grant, Lifetime, ReceivedAt};
use crate::api::is_field_value;
use crate::api::login::Login;
use crate::api::protocol::Operation;
use crate::base::clock;
use crate::base::log::Level;
use crate::base::secret::Secret;

use super::call::CallSettings;
use super::checks::check_repository;
use super::error::Error;
use super::opener::SessionOpener;
use super::orphans::{Ending, Watch};
use super::renewal::{Means, Renewals};
use super::roll::Member;
use super::snapshot::{Granted, Snapshot, TokenState};

pub struct Token {
    me: Weak<Token>,
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
    ) -> Result<Arc<Token>, Error> {
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
    ) -> Result<Arc<Token>, Error> {
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

    fn new(
        opener: &Arc<SessionOpener>,
        repository: &str,
        means: Means,
        grant: Grant,
        received: ReceivedAt,
    ) -> Arc<Token> {
        let capabilities = opener.engine.service.capabilities();
        let now = Snapshot::new(grant, received);
        let is_fixed = !capabilities.refresh_opens_session() && capabilities.logout;
        Arc::new_cyclic(|me| Token {
            me: me.clone(),
            opener: opener.clone(),
            repository: repository.to_owned(),
            renewals: Renewals::new(means),
            fixed: is_fixed.then(|| now.granted().clone()),
            now: ArcSwap::from_pointee(now),
        })
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

    /// The same for a session that is over by what the server said.
    pub fn disown_late(&self) {
        self.opener.worker.queue_late_logout(&self.repository, self.value());
    }

    fn disown_value(&self, value: &Secret) {
        let capabilities = self.opener.engine.service.capabilities();
        if capabilities.logout {
            self.opener.worker.queue_logout(&self.repository, value.clone());
        } else if capabilities.takes_licence {
            self.opener.worker.count_lost();
        }
    }

    /// The next renewal logs in with this, if a renewal is a login.
    pub fn renew_with(&self, login: &Login) {
        let renewal = self.opener.engine.service.capabilities().renewal;
        *self.renewals.means() = Means::of(renewal, login.clone(), None);
    }

    /// What the server has given to log in with the next time, in place of what it had taken.
    pub fn successor(&self) -> Option<Login> {
        let login = self.renewals.means().login().ok();
        login.filter(|login| login.single_use().is_some())
    }

    /// Wipes what it could be renewed with, but for what the server has given for that.
    pub fn forget_credentials(&self) {
        let mut means = self.renewals.means();
        if means.refresh_token().is_none() {
            *means = Means::None;
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
    pub fn forget(&self) {
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

/// The worker logs the session out.
impl Member for Token {
    fn shut_down(&self) {
        let engine = &self.opener.engine;
        if self.read(Snapshot::state) != TokenState::Active {
            return;
        }
        if engine.service.capabilities().logout {
            let worker = self.opener.worker.watched_by(self.me.clone());
            worker.queue_logout(&self.repository, self.value());
        } else {
            self.disown();
            self.forget();
        }
    }
}

impl Watch for Token {
    fn begun(&self) {}

    fn ended(&self, how: Ending) {
        if let Ending::LoggedOut = how {
            self.end(TokenState::LoggedOut);
        }
    }
}

mod refresh;

#[cfg(test)]
mod tests;
