//! Where a managed session has its credentials from.

use std::sync::Arc;

use crate::api::credential::LoginFields;
use crate::api::login::Login;
use crate::session::error::Error;
use crate::session::opener::SessionOpener;

/// Asks the host.
pub type Ask = dyn Fn() -> Result<LoginFields, Error> + Send + Sync;

/// As the host gives them.
pub enum Credentials {
    Fields(Box<LoginFields>),
    Asked(Arc<Ask>),
}

#[derive(Clone)]
pub enum Source {
    Login(Box<Login>),
    /// They are wiped as soon as they were used.
    Host(Arc<Ask>),
}

impl Source {
    /// An error if they make up no login.
    pub fn of(credentials: Credentials, opener: &SessionOpener) -> Result<Source, Error> {
        Ok(match credentials {
            Credentials::Fields(fields) => Source::Login(Box::new(opener.decide(*fields)?)),
            Credentials::Asked(ask) => Source::Host(ask),
        })
    }

    /// What to log in with now.
    pub fn login(self, opener: &SessionOpener) -> Result<Login, Error> {
        match self {
            Source::Login(login) => Ok(*login),
            Source::Host(ask) => opener.decide(ask()?),
        }
    }

    /// Nothing of it may be kept.
    pub fn is_asked(&self) -> bool {
        matches!(self, Source::Host(_))
    }

    /// Whether both log in as the same. Of what the host is asked for nobody knows.
    pub fn is_same_identity(&self, other: &Source) -> bool {
        match (self, other) {
            (Source::Login(one), Source::Login(other)) => one.is_same_identity(other),
            _ => false,
        }
    }
}
