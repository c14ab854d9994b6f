//! When a session ends, by the server's clock and by ours.

use std::time::Duration;

use crate::api::grant::{Lifetime, ReceivedAt};
use crate::api::time::unix_ms;
use crate::base::clock::{self, Moment};

#[derive(Clone, Copy, Debug)]
pub struct Expiry {
    unix_ms: i64,
    /// Milliseconds left at `at`; negative when it had passed.
    left_ms: i64,
    at: Moment,
}

impl Expiry {
    /// `None` if the server did not say.
    ///
    /// The time left is the difference of two readings of the server's clock, counted down on ours. The Date header
    /// leaves out the fraction of its second: the later end of that second is taken, so that a host that refreshes just
    /// in time is not late.
    pub fn of(lifetime: Lifetime, received: ReceivedAt) -> Option<Expiry> {
        let local_ms = || {
            let since = received.local.age().as_millis() as i64;
            unix_ms(clock::system_now()) - since
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
        left.saturating_sub(self.at.age())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stopped;

    const SECOND: Duration = Duration::from_secs(1);

    fn expiry(lifetime: Lifetime, server_ms: Option<i64>) -> Option<Expiry> {
        let local = clock::moment();
        Expiry::of(lifetime, ReceivedAt { server_ms, local })
    }

    fn remaining(lifetime: Lifetime, server_ms: Option<i64>) -> Duration {
        expiry(lifetime, server_ms).unwrap().remaining()
    }

    #[test]
    fn the_time_left_does_not_depend_on_our_clock() {
        let clock = Stopped::new();
        let at = |at| expiry(Lifetime::At(at), Some(1_000_000)).unwrap();
        // The later end of the second that the Date header names.
        let minute = at(1_060_999);
        assert_eq!(minute.remaining(), 60 * SECOND);
        clock.advance(59 * SECOND);
        assert_eq!(minute.remaining(), SECOND);
        clock.advance(2 * SECOND);
        assert_eq!(minute.remaining(), Duration::ZERO);
        assert_eq!(minute.unix_ms(), 1_060_999);
        for over in [999_999, 0, i64::MIN] {
            assert_eq!(at(over).remaining(), Duration::ZERO);
        }
        assert!(at(i64::MAX).remaining() > 1_000_000 * SECOND);
    }

    #[test]
    fn time_asleep_counts() {
        let clock = Stopped::new();
        let minute = expiry(Lifetime::At(1_060_999), Some(1_000_000)).unwrap();
        clock.suspend(59 * SECOND);
        assert_eq!(minute.remaining(), SECOND);
        clock.suspend(3600 * SECOND);
        assert_eq!(minute.remaining(), Duration::ZERO);
    }

    #[test]
    fn without_the_servers_clock_ours_is_used() {
        let clock = Stopped::new();
        let in_a_minute = Lifetime::At(unix_ms(clock::system_now()) + 60_000);
        assert_eq!(remaining(in_a_minute, None), 60 * SECOND);
        // The answer came before it was read.
        let local = clock::moment();
        clock.advance(2 * SECOND);
        let received = ReceivedAt { server_ms: None, local };
        assert_eq!(Expiry::of(in_a_minute, received).unwrap().remaining(), 58 * SECOND);
    }

    #[test]
    fn a_lifetime_in_seconds_counts_from_the_answer() {
        let clock = Stopped::new();
        let expiry_of = |time| expiry(Lifetime::In(time), Some(1_000_000)).unwrap();
        let minute = expiry_of(60 * SECOND);
        assert_eq!(minute.unix_ms(), 1_060_000);
        clock.advance(SECOND);
        assert_eq!(minute.remaining(), 59 * SECOND);
        assert!(expiry_of(Duration::MAX).remaining() > 1_000_000 * SECOND);
        assert!(expiry(Lifetime::Unknown, Some(0)).is_none());
    }
}
