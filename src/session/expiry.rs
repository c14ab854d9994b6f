//! When a session ends, by the server's clock and by ours.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::api::grant::{Lifetime, ReceivedAt};
use crate::base::clock::Moment;

/// From a minute to a day, give or take what the answer took on its way: what a session lasts by the right clock. A
/// gateway writes the time by its own one, which may be wrong, and so may ours.
const PLAUSIBLE_MS: RangeInclusive<i64> = 55_000..=24 * 3_600_000 + 5_000;

#[derive(Clone, Copy, Debug)]
pub struct Expiry {
    unix_ms: i64,
    /// Milliseconds left at `at`, negative when it had passed; `None` if no clock can tell.
    left_ms: Option<i64>,
    at: Moment,
    clock: Clock,
}

/// By which the time left is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// That of the Date header.
    Server,
    Ours,
    Neither,
    /// The server gave the time left itself.
    None,
}

impl Expiry {
    /// `None` if the server did not say.
    pub fn of(lifetime: Lifetime, received: ReceivedAt) -> Option<Expiry> {
        let (unix_ms, left_ms, clock) = match lifetime {
            Lifetime::At(at) => {
                let (left_ms, clock) = judged(at, received.server_ms, received.local_ms());
                (at, left_ms, clock)
            }
            Lifetime::AtOurs(at) => (at, Some(at.saturating_sub(received.local_ms())), Clock::Ours),
            Lifetime::In(time) => {
                let left_ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
                let now_ms = received.server_ms.unwrap_or_else(|| received.local_ms());
                (now_ms.saturating_add(left_ms), Some(left_ms), Clock::None)
            }
            Lifetime::Unknown => return None,
        };
        Some(Expiry {
            unix_ms,
            left_ms,
            at: received.local,
            clock,
        })
    }

    pub fn unix_ms(&self) -> i64 {
        self.unix_ms
    }

    /// What was left when the answer came; `None` if no clock can tell.
    pub fn lifetime(&self) -> Option<Duration> {
        Some(Duration::from_millis(self.left_ms?.max(0) as u64))
    }

    /// What is left now; `None` if no clock can tell.
    pub fn remaining(&self) -> Option<Duration> {
        Some(self.lifetime()?.saturating_sub(self.at.age()))
    }

    /// For the log.
    pub fn in_words(&self) -> String {
        let how = match self.clock {
            Clock::Server => "by the Date of the answer",
            Clock::Ours => "by the clock of this machine, because no Date of the answer fits",
            Clock::None => "as the answer says",
            Clock::Neither => {
                return "how long the session lasts is not known: its expiry fits neither the Date of the answer nor \
                        the clock of this machine"
                    .to_owned();
            }
        };
        let lifetime = self.lifetime().unwrap_or_default();
        format!("the session lasts {} s, {how}", lifetime.as_secs())
    }
}

/// The time until `at` by the clock that gives a plausible one, the server's first.
///
/// The Date header leaves out the fraction of its second: the later end of that second is taken, so that a host that
/// refreshes just in time is not late.
fn judged(at: i64, server_ms: Option<i64>, local_ms: i64) -> (Option<i64>, Clock) {
    let is_plausible = |now_ms: i64| PLAUSIBLE_MS.contains(&at.saturating_sub(now_ms));
    match server_ms {
        Some(date) if is_plausible(date) => (Some(at - date - 999), Clock::Server),
        _ if is_plausible(local_ms) => (Some(at - local_ms), Clock::Ours),
        _ => (None, Clock::Neither),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::time::unix_ms;
    use crate::base::clock::{self, Stopped};

    const SECOND: Duration = Duration::from_secs(1);

    fn expiry(lifetime: Lifetime, server_ms: Option<i64>) -> Option<Expiry> {
        let local = clock::moment();
        Expiry::of(lifetime, ReceivedAt { server_ms, local })
    }

    fn remaining(lifetime: Lifetime, server_ms: Option<i64>) -> Option<Duration> {
        expiry(lifetime, server_ms).unwrap().remaining()
    }

    #[test]
    fn the_time_left_does_not_depend_on_our_clock() {
        let clock = Stopped::new();
        let at = |at| expiry(Lifetime::At(at), Some(1_000_000)).unwrap();
        // The later end of the second that the Date header names.
        let minute = at(1_060_999);
        assert_eq!(minute.remaining(), Some(60 * SECOND));
        assert_eq!(minute.in_words(), "the session lasts 60 s, by the Date of the answer");
        clock.advance(59 * SECOND);
        assert_eq!(minute.remaining(), Some(SECOND));
        clock.advance(2 * SECOND);
        assert_eq!(minute.remaining(), Some(Duration::ZERO));
        assert_eq!(minute.lifetime(), Some(60 * SECOND));
        assert_eq!(minute.unix_ms(), 1_060_999);
        let day = at(1_000_000 + 24 * 3_600_000).remaining().unwrap();
        assert_eq!(day.as_secs(), 24 * 3600 - 1);
    }

    #[test]
    fn a_date_that_gives_no_plausible_time_is_not_believed() {
        let _clock = Stopped::new();
        let now = unix_ms(clock::system_now());
        let quarter = now + 900_000;
        for date in [now + 3_600_000, now - 86_400_000, 0, i64::MIN, i64::MAX] {
            let expiry = expiry(Lifetime::At(quarter), Some(date)).unwrap();
            assert_eq!(expiry.remaining(), Some(900 * SECOND), "{date}");
            assert!(expiry.in_words().contains("clock of this machine"));
        }
        // The server and its gateway agree, and our clock is wrong.
        assert_eq!(remaining(Lifetime::At(900_000), Some(0)), Some(899_001 * SECOND / 1000));
        // Nobody can tell.
        for at in [0, now - 1, now + 30_000, now + 100_000_000, i64::MIN, i64::MAX] {
            for date in [None, Some(now)] {
                let expiry = expiry(Lifetime::At(at), date).unwrap();
                assert_eq!(
                    (expiry.remaining(), expiry.lifetime(), expiry.unix_ms()),
                    (None, None, at)
                );
                assert!(expiry.in_words().contains("not known"));
            }
        }
    }

    #[test]
    fn time_asleep_counts() {
        let clock = Stopped::new();
        let minute = expiry(Lifetime::At(1_060_999), Some(1_000_000)).unwrap();
        clock.suspend(59 * SECOND);
        assert_eq!(minute.remaining(), Some(SECOND));
        clock.suspend(3600 * SECOND);
        assert_eq!(minute.remaining(), Some(Duration::ZERO));
    }

    #[test]
    fn without_the_servers_clock_ours_is_used() {
        let clock = Stopped::new();
        let now = unix_ms(clock::system_now());
        let in_a_minute = Lifetime::At(now + 60_000);
        assert_eq!(remaining(in_a_minute, None), Some(60 * SECOND));
        // The answer came before it was read.
        let local = clock::moment();
        clock.advance(2 * SECOND);
        let received = ReceivedAt { server_ms: None, local };
        let minute = Expiry::of(in_a_minute, received).unwrap();
        assert_eq!(
            (minute.remaining(), minute.lifetime()),
            (Some(58 * SECOND), Some(60 * SECOND))
        );
    }

    #[test]
    fn what_the_host_says_is_not_judged() {
        let _clock = Stopped::new();
        let now = unix_ms(clock::system_now());
        assert_eq!(remaining(Lifetime::AtOurs(now + 1_000), None), Some(SECOND));
        assert_eq!(remaining(Lifetime::AtOurs(0), None), Some(Duration::ZERO));
        assert!(remaining(Lifetime::AtOurs(i64::MAX), None).unwrap() > 1_000_000 * SECOND);
    }

    #[test]
    fn a_lifetime_in_seconds_counts_from_the_answer() {
        let clock = Stopped::new();
        let expiry_of = |time| expiry(Lifetime::In(time), Some(1_000_000)).unwrap();
        let minute = expiry_of(60 * SECOND);
        assert_eq!(minute.unix_ms(), 1_060_000);
        clock.advance(SECOND);
        assert_eq!(minute.remaining(), Some(59 * SECOND));
        assert!(expiry_of(Duration::MAX).remaining().unwrap() > 1_000_000 * SECOND);
        assert!(expiry(Lifetime::Unknown, Some(0)).is_none());
    }
}
