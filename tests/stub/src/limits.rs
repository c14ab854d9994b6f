//! How long sessions and tokens last, and how many there may be; these can be changed while the stub runs.

use crate::config::Config;
use std::time::Duration;

pub struct Limits {
    /// Idle time of sessions that have not set their own.
    pub idle_timeout: Duration,
    /// How long tokens of the later generations are good; as documented with `None`.
    pub token_lifetime: Option<Duration>,
    pub seat_limit: Option<usize>,
}

impl Limits {
    pub fn new(config: &Config) -> Limits {
        Limits {
            idle_timeout: config.idle_timeout,
            token_lifetime: config.token_lifetime,
            seat_limit: config.seat_limit,
        }
    }

    /// One time for sessions and tokens; `None` is what was configured.
    pub fn set_lifetime(&mut self, lifetime: Option<Duration>, config: &Config) {
        self.idle_timeout = lifetime.unwrap_or(config.idle_timeout);
        self.token_lifetime = lifetime.or(config.token_lifetime);
    }
}
