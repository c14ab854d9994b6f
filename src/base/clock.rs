//! What time it is, and waits that do nothing but let it pass.
//!
//! Everything in the library that asks for the time asks here. A unit test can stop the clock of its thread: then time
//! passes only when the test says so, or when something waits, and what depends on time has one result. Reads and polls
//! of sockets are the system's and wait by the system's clock.

#[cfg(not(test))]
pub use running::{now, sleep, system_now, wait};
#[cfg(test)]
pub use stoppable::{Stopped, now, sleep, system_now, wait};

mod running {
    use std::sync::{Condvar, MutexGuard, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant, SystemTime};

    #[inline]
    pub fn now() -> Instant {
        Instant::now()
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

    use super::running;

    thread_local! {
        static STOPPED: Cell<Option<(Instant, SystemTime)>> = const { Cell::new(None) };
    }

    /// The clock of this thread stands still as long as this lives.
    pub struct Stopped(());

    impl Stopped {
        pub fn new() -> Stopped {
            STOPPED.set(Some((running::now(), running::system_now())));
            Stopped(())
        }

        pub fn advance(&self, time: Duration) {
            advance(time);
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
        STOPPED.set(stopped.map(|(instant, system)| (instant + time, system + time)));
        stopped.is_some()
    }

    pub fn now() -> Instant {
        STOPPED.get().map_or_else(running::now, |(instant, _)| instant)
    }

    pub fn system_now() -> SystemTime {
        STOPPED.get().map_or_else(running::system_now, |(_, system)| system)
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
}
