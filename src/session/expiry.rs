//! When a session ends, by the server's clock and by ours.

use std::time::{Duration, Instant, SystemTime};

use crate::api::grant::{Lifetime, ReceivedAt};
use crate::api::time::unix_ms;

#[derive(Clone, Copy, Debug)]
pub struct Expiry {
    unix_ms: i64,
    /// Milliseconds left at `at`; negative when it had passed.
    left_ms: i64,
    at: Instant,
}

impl Expiry {
    /// `None` if the server did not say.
    ///
    /// The time left is the difference of two readings of the server's clock, counted down on ours. The Date header
    /// leaves out the fraction of its second: the later end of that second is taken, so that a host that refreshes just
    /// in time is not late.
    pub fn of(lifetime: Lifetime, received: ReceivedAt) -> Option<Expiry> {
        let local_ms = || {
            let since = received.local.elapsed().as_millis() as i64;
            unix_ms(SystemTime::now()) - since
        };
        let (unix_ms, left_ms) = match lifetime {
            Lifetime::At(at) => {
                let now_ms = received
                    .server_ms
                    .map(|date| date.saturating_add(999))
                    .unwrap_or_else(local_ms);
                (at, at.saturating_sub(now_ms))
            }
            Lifetime::In(time) => {
                let left_ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
                let now_ms = received.server_ms.unwrap_or_else(local_ms);
                (now_ms.saturating_add(left_ms), left_ms)
            }
            Lifetime::Unknown => return None,
        };
        Some(Expiry {
            unix_ms,
            left_ms,
            at: received.local,
        })
    }

    pub fn unix_ms(&self) -> i64 {
        self.unix_ms
    }

    pub fn remaining(&self) -> Duration {
        let left = Duration::from_millis(self.left_ms.max(0) as u64);
        left.saturating_sub(self.at.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remaining(lifetime: Lifetime, server_ms: Option<i64>) -> Duration {
        let received = ReceivedAt {
            server_ms,
            local: Instant::now(),
        };
        Expiry::of(lifetime, received).unwrap().remaining()
    }

    #[test]
    fn the_time_left_does_not_depend_on_our_clock() {
        let left = |at| remaining(Lifetime::At(at), Some(1_000_000));
        assert!(left(1_060_000) > Duration::from_secs(58) && left(1_060_000) <= Duration::from_secs(60));
        assert_eq!(left(999_999), Duration::ZERO);
        assert_eq!(left(i64::MIN), Duration::ZERO);
        let _ = left(i64::MAX);
    }

    #[test]
    fn without_the_servers_clock_ours_is_used() {
        let left = remaining(Lifetime::At(unix_ms(SystemTime::now()) + 60_000), None);
        assert!(
            left > Duration::from_secs(55) && left <= Duration::from_secs(61),
            "{left:?}"
        );
    }

    #[test]
    fn a_lifetime_in_seconds_counts_from_the_answer() {
        let lifetime = Lifetime::In(Duration::from_secs(60));
        let received = ReceivedAt {
            server_ms: Some(1_000_000),
            local: Instant::now(),
        };
        let expiry = Expiry::of(lifetime, received).unwrap();
        assert_eq!(expiry.unix_ms(), 1_060_000);
        assert!(expiry.remaining() > Duration::from_secs(55));
        let _ = remaining(Lifetime::In(Duration::MAX), Some(0));
        assert!(Expiry::of(Lifetime::Unknown, received).is_none());
    }
}
