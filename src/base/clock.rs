//! What time it is, and waits that do nothing but let it pass.
//!
//! Everything in the library that asks for the time asks here. A unit test can stop the clock of its thread: then time
//! passes only when the test says so, or when something waits, and what depends on time has one result. Reads and polls
//! of sockets are the system's and wait by the system's clock.
//!
//! Calls wait by [`Instant`](std::time::Instant), which on most systems stands still while the machine sleeps; what grows
//! old meanwhile, as sessions and idle connections do, is measured from a [`Moment`].

use std::time::Duration;

#[cfg(not(test))]
pub use running::{glance, moment, now, sleep, system_now, wait};
#[cfg(test)]
pub use stoppable::{Stopped, glance, moment, now, sleep, system_now, wait};

/// A moment on a clock that goes on while the machine sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Duration);

impl Moment {
    /// How long ago it was.
    #[inline]
    pub fn age(self) -> Duration {
        moment().since(self)
    }

    /// How long `earlier` was before it.
    #[inline]
    pub fn since(self, earlier: Moment) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment that is so much later.
    pub fn after(self, time: Duration) -> Moment {
        Moment(self.0.saturating_add(time))
    }

    /// The moment that was so much earlier.
    pub fn before(self, time: Duration) -> Moment {
        Moment(self.0.saturating_sub(time))
    }
}

/// What a look at the clocks shows that costs a fifth of one at a [`Moment`]. Both are some milliseconds old, and counted
/// in milliseconds, for the arithmetic of [`Duration`] takes as long as the look.
#[derive(Clone, Copy, Debug)]
pub struct Glance {
    /// Stands still while the machine sleeps, where that is cheaper to read.
    awake_ms: i64,
    /// Jumps when the machine wakes up, and when somebody sets the clock.
    wall_ms: i64,
}

impl Glance {
    /// A time without a beginning, which does not count sleep.
    #[inline]
    pub fn awake_ms(self) -> i64 {
        self.awake_ms
    }
}

/// How far the wall clock may go its own way before somebody has to look properly: it is slewed all the time.
const MOST_DRIFT_MS: u64 = 1000;

/// A time that ends at a moment; whether it is over is cheap to ask, and never answered too late.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    begun: Glance,
    length_ms: i64,
}

impl Term {
    /// The time from `now` until `end`.
    pub fn until(end: Moment, now: Moment) -> Term {
        Term {
            begun: glance(),
            length_ms: whole_ms(end.since(now)),
        }
    }

    /// Also if the machine may have slept meanwhile, or somebody has set the clock: then a proper look is due.
    #[inline]
    pub fn is_over(&self, now: Glance) -> bool {
        let awake = now.awake_ms.wrapping_sub(self.begun.awake_ms);
        let by_the_wall = now.wall_ms.wrapping_sub(self.begun.wall_ms);
        awake >= self.length_ms || by_the_wall.abs_diff(awake) > MOST_DRIFT_MS
    }
}

fn whole_ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

mod running {
    use std::sync::{Condvar, MutexGuard, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant, SystemTime};

    #[cfg(any(target_os = "linux", target_os = "android"))]
    use crate::sys::coarse_clock;

    use super::{Glance, Moment};

    #[inline]
    pub fn now() -> Instant {
        Instant::now()
    }

    #[cfg(unix)]
    #[inline]
    pub fn moment() -> Moment {
        use nix::time::{ClockId, clock_gettime};

        #[cfg(any(target_os = "linux", target_os = "android"))]
        const COUNTS_SLEEP: ClockId = ClockId::CLOCK_BOOTTIME;
        // Apple's does; that of Instant there is another one. Elsewhere it depends on the system.
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        const COUNTS_SLEEP: ClockId = ClockId::CLOCK_MONOTONIC;
        // It fails only for a clock that the system does not have.
        Moment(clock_gettime(COUNTS_SLEEP).map_or(Duration::ZERO, Duration::from))
    }

    /// The performance counter, on which Instant stands, goes on while Windows sleeps.
    #[cfg(windows)]
    pub fn moment() -> Moment {
        use std::sync::OnceLock;

        static FIRST: OnceLock<Instant> = OnceLock::new();
        Moment(now().saturating_duration_since(*FIRST.get_or_init(now)))
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[inline]
    pub fn glance() -> Glance {
        Glance {
            awake_ms: coarse_clock::awake_ms(),
            wall_ms: coarse_clock::wall_ms(),
        }
    }

    /// There the clock of moments is as good as any.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    #[inline]
    pub fn glance() -> Glance {
        let Moment(now) = moment();
        let now = super::whole_ms(now);
        Glance {
            awake_ms: now,
            wall_ms: now,
        }
    }

    #[inline]
    pub fn system_now() -> SystemTime {
        SystemTime::now()
    }

    #[inline]
    pub fn sleep(time: Duration) {
        thread::sleep(time);
    }

    /// Waits for at most `time` until somebody says that the value has changed; may return earlier.
    #[inline]
    pub fn wait<'a, T>(changed: &Condvar, value: MutexGuard<'a, T>, time: Duration) -> MutexGuard<'a, T> {
        changed
            .wait_timeout(value, time)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }
}

#[cfg(test)]
mod stoppable {
    use std::cell::Cell;
    use std::sync::{Condvar, MutexGuard};
    use std::time::{Duration, Instant, SystemTime};

    use super::{Glance, Moment, running, whole_ms};

    #[derive(Clone, Copy)]
    struct Now {
        begun: Instant,
        instant: Instant,
        system: SystemTime,
        moment: Moment,
    }

    thread_local! {
        static STOPPED: Cell<Option<Now>> = const { Cell::new(None) };
    }

    /// The clock of this thread stands still as long as this lives.
    pub struct Stopped(());

    impl Stopped {
        pub fn new() -> Stopped {
            let begun = running::now();
            STOPPED.set(Some(Now {
                begun,
                instant: begun,
                system: running::system_now(),
                moment: running::moment(),
            }));
            Stopped(())
        }

        pub fn advance(&self, time: Duration) {
            advance(time);
        }

        /// The machine sleeps for `time`.
        pub fn suspend(&self, time: Duration) {
            let before = now();
            advance(time);
            STOPPED.set(STOPPED.get().map(|now| Now { instant: before, ..now }));
        }
    }

    impl Drop for Stopped {
        fn drop(&mut self) {
            STOPPED.set(None);
        }
    }

    /// False if the clock runs.
    fn advance(time: Duration) -> bool {
        let stopped = STOPPED.get();
        STOPPED.set(stopped.map(|now| Now {
            begun: now.begun,
            instant: now.instant + time,
            system: now.system + time,
            moment: Moment(now.moment.0 + time),
        }));
        stopped.is_some()
    }

    pub fn now() -> Instant {
        STOPPED.get().map_or_else(running::now, |now| now.instant)
    }

    pub fn system_now() -> SystemTime {
        STOPPED.get().map_or_else(running::system_now, |now| now.system)
    }

    pub fn moment() -> Moment {
        STOPPED.get().map_or_else(running::moment, |now| now.moment)
    }

    pub fn glance() -> Glance {
        STOPPED.get().map_or_else(running::glance, |now| Glance {
            // It counts no sleep.
            awake_ms: whole_ms(now.instant.saturating_duration_since(now.begun)),
            wall_ms: whole_ms(now.moment.0),
        })
    }

    pub fn sleep(time: Duration) {
        if !advance(time) {
            running::sleep(time);
        }
    }

    /// With a stopped clock nobody says anything in time.
    pub fn wait<'a, T>(changed: &Condvar, value: MutexGuard<'a, T>, time: Duration) -> MutexGuard<'a, T> {
        if advance(time) {
            return value;
        }
        running::wait(changed, value, time)
    }
}

#[cfg(test)]
mod tests;
