//! A session on the server, as long as the library knows of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::api::Moment;
use crate::api::time::unix_ms;
use crate::common::log::Level;
use crate::common::secret::Secret;

use super::client::Client;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum TokenState {
    /// As far as the library knows the session is open.
    Active = 1,
    /// The server said that the session has ended.
    Gone = 2,
    /// The session was logged out.
    LoggedOut = 3,
}

pub struct Token {
    pub(super) client: Arc<Client>,
    repository: String,
    value: Secret,
    cookie: Option<Secret>,
    life: Mutex<Life>,
}

struct Life {
    state: TokenState,
    expiry: Option<Expiry>,
}

/// When a session ends, by the server's clock and by ours.
#[derive(Clone, Copy)]
struct Expiry {
    unix_ms: i64,
    /// Milliseconds left at `at`; negative when it had passed.
    left_ms: i64,
    at: Instant,
}

impl Expiry {
    /// The time left is the difference of two readings of the server's clock, counted down on ours. The Date
    /// header leaves out the fraction of its second: the later end of that second is taken, so that a host that
    /// refreshes just in time is not late.
    fn new(unix_ms_expiry: i64, moment: Moment) -> Expiry {
        let now_ms = moment
            .server_ms
            .map(|date| date.saturating_add(999))
            .unwrap_or_else(|| {
                let since = moment.received_at.elapsed().as_millis() as i64;
                unix_ms(SystemTime::now()) - since
            });
        Expiry {
            unix_ms: unix_ms_expiry,
            left_ms: unix_ms_expiry.saturating_sub(now_ms),
            at: moment.received_at,
        }
    }

    fn remaining(&self) -> Duration {
        let left = Duration::from_millis(self.left_ms.max(0) as u64);
        left.saturating_sub(self.at.elapsed())
    }
}

impl Token {
    pub(super) fn new(
        client: Arc<Client>,
        repository: String,
        value: Secret,
        cookie: Option<Secret>,
        expiry: Option<(i64, Moment)>,
    ) -> Token {
        Token {
            client,
            repository,
            value,
            cookie,
            life: Mutex::new(Life {
                state: TokenState::Active,
                expiry: expiry.map(|(at, moment)| Expiry::new(at, moment)),
            }),
        }
    }

    pub fn repository(&self) -> &str {
        &self.repository
    }

    pub fn value(&self) -> &Secret {
        &self.value
    }

    pub fn cookie(&self) -> Option<&Secret> {
        self.cookie.as_ref()
    }

    pub fn state(&self) -> TokenState {
        self.life().state
    }

    /// Unix milliseconds, UTC, as the server gave it; `None` if it never did.
    pub fn expires_at_ms(&self) -> Option<i64> {
        self.life().expiry.map(|expiry| expiry.unix_ms)
    }

    /// Zero once the session has ended; `None` if the expiry is not known.
    pub fn remaining(&self) -> Option<Duration> {
        let life = self.life();
        match life.state {
            TokenState::Active => life.expiry.map(|expiry| expiry.remaining()),
            TokenState::Gone | TokenState::LoggedOut => Some(Duration::ZERO),
        }
    }

    pub(super) fn renew(&self, expires_at_ms: i64, moment: Moment) {
        self.life().expiry = Some(Expiry::new(expires_at_ms, moment));
    }

    /// A session that was logged out stays so, whatever an older answer says.
    pub(super) fn end(&self, state: TokenState) {
        let mut life = self.life();
        if life.state != TokenState::LoggedOut {
            life.state = state;
        }
    }

    /// The host gives up its handle; says so in the log if that leaves a seat taken.
    pub fn abandon(&self) {
        if self.state() == TokenState::Active {
            self.client.log().write(
                Level::Warn,
                format_args!(
                    "a token of repository {} was freed without lf_invalidate_token: its session holds a licence until \
                     it idles out",
                    self.repository
                ),
            );
        }
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_does_not_depend_on_our_clock() {
        let server_ms = Some(1_000_000);
        let moment = Moment {
            server_ms,
            received_at: Instant::now(),
        };
        let left = Expiry::new(1_060_000, moment).remaining();
        assert!(
            left > Duration::from_secs(58) && left <= Duration::from_secs(60),
            "{left:?}"
        );
        assert_eq!(Expiry::new(999_999, moment).remaining(), Duration::ZERO);
        assert_eq!(Expiry::new(i64::MIN, moment).remaining(), Duration::ZERO);
        let _ = Expiry::new(i64::MAX, moment).remaining();
    }

    #[test]
    fn without_the_servers_clock_ours_is_used() {
        let moment = Moment {
            server_ms: None,
            received_at: Instant::now(),
        };
        let left = Expiry::new(unix_ms(SystemTime::now()) + 60_000, moment).remaining();
        assert!(
            left > Duration::from_secs(55) && left <= Duration::from_secs(61),
            "{left:?}"
        );
    }
}
