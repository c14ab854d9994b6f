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
pub use running::{moment, now, sleep, system_now, wait};
#[cfg(test)]
pub use stoppable::{Stopped, moment, now, sleep, system_now, wait};

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
}

mod running {
    use std::sync::{Condvar, MutexGuard, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant, SystemTime};

    use super::Moment;

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

    use super::{Moment, running};

    #[derive(Clone, Copy)]
    struct Now {
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
            STOPPED.set(Some(Now {
                instant: running::now(),
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
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_stopped_clock_goes_on_when_it_is_told_to_and_runs_again_later() {
        let second = Duration::from_secs(1);
        let begun = now();
        {
            let clock = Stopped::new();
            let (instant, system) = (now(), system_now());
            clock.advance(second);
            assert_eq!(now(), instant + second);
            assert_eq!(system_now(), system + second);
            let other = std::thread::spawn(now).join().unwrap();
            assert!(other < now(), "the clock of another thread runs");
            clock.advance(3600 * second);
        }
        assert!(now() >= begun && now() < begun + 1800 * second);
    }

    #[test]
    fn sleep_of_the_machine_makes_older_what_does_not_wait() {
        let clock = Stopped::new();
        let (instant, moment) = (now(), moment());
        clock.suspend(Duration::from_secs(7));
        assert_eq!((now(), moment.age()), (instant, Duration::from_secs(7)));
        clock.advance(Duration::from_secs(1));
        assert_eq!(moment.age(), Duration::from_secs(8));
        assert_eq!(now() - instant, Duration::from_secs(1));
    }

    /// The kernel's own count of the time since it was started, which has the time asleep in it.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_clock_counts_sleep() {
        let text = std::fs::read_to_string("/proc/uptime").unwrap();
        let uptime = text.split(' ').next().unwrap().parse().unwrap();
        let difference = moment().0.abs_diff(Duration::from_secs_f64(uptime));
        assert!(difference < Duration::from_secs(5), "{difference:?}");
    }
}
