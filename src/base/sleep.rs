//! Sleep that a deadline and a cancel handle end.

use std::thread;
use std::time::Duration;

use super::deadline::{Deadline, Interrupt};
use super::monitor::Monitor;

pub fn sleep(deadline: &Deadline, time: Duration) -> Result<(), Interrupt> {
    let left = deadline.remaining()?;
    if deadline.ticket().is_none() {
        thread::sleep(left.min(time));
        return if time < left { Ok(()) } else { Err(Interrupt::TimedOut) };
    }
    let nap = deadline.at_most(time);
    match Monitor::new(()).wait_for(&nap, |()| None::<()>) {
        Err(Interrupt::TimedOut) if nap.at() < deadline.at() => Ok(()),
        Err(interrupt) => Err(interrupt),
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;
    use crate::base::cancel::Cancel;

    #[test]
    fn sleep_ends_at_the_deadline_and_on_cancel() {
        let deadline = Deadline::after(Duration::from_millis(30), None);
        let begun = Instant::now();
        assert_eq!(sleep(&deadline, Duration::from_secs(9)), Err(Interrupt::TimedOut));
        assert!(begun.elapsed() < Duration::from_secs(5));

        let cancel = Arc::new(Cancel::default());
        let deadline = Deadline::after(Duration::from_secs(9), Some(cancel.clone()));
        assert_eq!(sleep(&deadline, Duration::from_millis(1)), Ok(()));
        let begun = Instant::now();
        std::thread::scope(|s| {
            s.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                cancel.trigger();
                cancel.reset();
            });
            assert_eq!(sleep(&deadline, Duration::from_secs(9)), Err(Interrupt::Cancelled));
        });
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
