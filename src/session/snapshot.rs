//! What a token is at one moment: readers see one whole, however it changes meanwhile.

use std::sync::Arc;
use std::time::Duration;

use crate::api::grant::{Grant, Lifetime, ReceivedAt};
use crate::base::secret::Secret;

use super::expiry::Expiry;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// As far as the library knows the session is open.
    Active,
    /// The service said that the session has ended.
    Gone,
    /// The session was logged out.
    LoggedOut,
    /// The token was forgotten; the service has no call that ends a session.
    Discarded,
}

/// What a token is at one moment.
#[derive(Clone)]
pub struct Snapshot {
    state: TokenState,
    grant: Arc<Granted>,
    expiry: Option<Expiry>,
}

/// What the server gave.
pub struct Granted {
    pub value: Secret,
    pub cookie: Option<Secret>,
    /// What the token is for, if the server said so.
    pub scope: Option<String>,
    /// Where the API is to be called with it, if that depends on the login.
    pub api_address: Option<String>,
}

impl Snapshot {
    pub fn new(grant: Grant, received: ReceivedAt) -> Snapshot {
        Snapshot {
            state: TokenState::Active,
            expiry: Expiry::of(grant.lifetime, received),
            grant: Arc::new(Granted {
                value: grant.token,
                cookie: grant.cookie,
                scope: grant.scope,
                api_address: grant.api_address,
            }),
        }
    }

    /// What is left of a token that was forgotten.
    pub fn discarded() -> Snapshot {
        Snapshot {
            state: TokenState::Discarded,
            expiry: None,
            grant: Arc::new(Granted {
                value: Secret::new(""),
                cookie: None,
                scope: None,
                api_address: None,
            }),
        }
    }

    pub fn renew(&mut self, lifetime: Lifetime, received: ReceivedAt) {
        self.expiry = Expiry::of(lifetime, received);
    }

    /// A session that was logged out stays so, whatever an older answer says.
    pub fn end(&mut self, state: TokenState) {
        if self.state != TokenState::LoggedOut {
            self.state = state;
        }
    }

    pub fn granted(&self) -> &Arc<Granted> {
        &self.grant
    }

    pub fn state(&self) -> TokenState {
        self.state
    }

    /// Unix milliseconds, UTC, as the server gave it; `None` if it never did.
    pub fn expires_at_ms(&self) -> Option<i64> {
        self.expiry.map(|expiry| expiry.unix_ms())
    }

    /// For the log.
    pub fn lifetime_in_words(&self) -> String {
        match &self.expiry {
            Some(expiry) => expiry.in_words(),
            None => "the answer does not tell how long the session lasts".to_owned(),
        }
    }

    /// How long the session was to last when the server gave it or renewed it last; `None` if that is not known.
    pub fn lifetime(&self) -> Option<Duration> {
        self.expiry.and_then(|expiry| expiry.lifetime())
    }

    /// Zero once the session has ended; `None` if the expiry is not known.
    pub fn remaining(&self) -> Option<Duration> {
        match self.state {
            TokenState::Active => self.expiry.and_then(|expiry| expiry.remaining()),
            TokenState::Gone | TokenState::LoggedOut | TokenState::Discarded => Some(Duration::ZERO),
        }
    }
}
