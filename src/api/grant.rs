//! What a login brings, and how long it lasts.

use std::time::Duration;

use crate::base::clock::{self, Moment};
use crate::base::secret::Secret;
use crate::http::answer::Answer;

use super::time::{parse_http_date, unix_ms};

/// How long a token lasts, as the server put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until this moment of the server's clock, in Unix milliseconds.
    At(i64),
    /// Until this moment of our clock, in Unix milliseconds: the host says so.
    AtOurs(i64),
    /// So long from the answer on.
    In(Duration),
    Unknown,
}

/// A session that was opened.
#[derive(Debug)]
pub struct Grant {
    pub token: Secret,
    pub lifetime: Lifetime,
    /// `name=value`, as a Cookie header wants it.
    pub cookie: Option<Secret>,
    /// With which the session is renewed, where that takes more than the token.
    pub refresh_token: Option<Secret>,
    /// What the token is for, if the server says so.
    pub scope: Option<String>,
    /// Where the API is to be called with the token, if that depends on the login.
    pub api_address: Option<String>,
}

impl Grant {
    /// A token and nothing else.
    pub fn new(token: Secret, lifetime: Lifetime) -> Grant {
        Grant {
            token,
            lifetime,
            cookie: None,
            refresh_token: None,
            scope: None,
            api_address: None,
        }
    }
}

/// When an answer came, by the server's clock and by ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceivedAt {
    pub server_ms: Option<i64>,
    pub local: Moment,
}

impl ReceivedAt {
    pub fn of(answer: &Answer) -> ReceivedAt {
        ReceivedAt {
            server_ms: answer.header("date").and_then(parse_http_date),
            local: answer.received_at,
        }
    }

    /// What the clock of this machine said then, in Unix milliseconds.
    pub fn local_ms(&self) -> i64 {
        unix_ms(clock::system_now()) - self.local.age().as_millis() as i64
    }
}
