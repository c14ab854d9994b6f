//! What a login brings, and how long it lasts.

use std::time::Duration;

use crate::base::clock::Moment;
use crate::base::secret::Secret;

/// How long a token lasts, as the server put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until this moment of the server's clock, in Unix milliseconds.
    At(i64),
    /// Until this moment of our clock, in Unix milliseconds: the host says so.
    AtOurs(i64),
    /// So long from the answer on.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "no generation that ships says it this way yet")
    )]
    In(Duration),
    Unknown,
}

/// A session that was opened.
#[derive(Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "no generation that ships has all of it yet"))]
pub struct Grant {
    pub token: Secret,
    pub lifetime: Lifetime,
    /// `name=value`, as a Cookie header wants it.
    pub cookie: Option<Secret>,
    /// With which the session is renewed, where that takes more than the token.
    pub refresh_token: Option<Secret>,
    /// Where the API is to be called with the token, if the server says so.
    pub api_address: Option<String>,
}

/// When an answer came, by the server's clock and by ours.
#[derive(Clone, Copy, Debug)]
pub struct ReceivedAt {
    pub server_ms: Option<i64>,
    pub local: Moment,
}
