//! Sleep that a deadline and a cancel handle end.

use std::time::Duration;

use super::clock;
use super::deadline::{Deadline, Interrupt};
use super::monitor::Monitor;

pub fn sleep(deadline: &Deadline, time: Duration) -> Result<(), Interrupt> {
    let left = deadline.remaining()?;
    if deadline.ticket().is_none() {
        clock::sleep(left.min(time));
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
    use std::sync::mpsc;
    use std::thread;

    use super::*;
    use crate::base::cancel::Cancel;
    use crate::base::clock::Stopped;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn sleep_lasts_as_long_as_it_is_told_to_or_until_the_deadline() {
        let _clock = Stopped::new();
        let slept = |deadline: &Deadline, time| {
            let begun = clock::now();
            let result = sleep(deadline, time);
            (result, clock::now() - begun)
        };
        for cancel in [None, Some(Arc::new(Cancel::default()))] {
            let deadline = Deadline::after(10 * SECOND, cancel);
            assert_eq!(slept(&deadline, 4 * SECOND), (Ok(()), 4 * SECOND));
            assert_eq!(slept(&deadline, 9 * SECOND), (Err(Interrupt::TimedOut), 6 * SECOND));
            assert_eq!(
                slept(&deadline, SECOND),
                (Err(Interrupt::TimedOut), Duration::ZERO),
                "it is over"
            );
        }
    }

    #[test]
    fn a_cancel_ends_a_sleep() {
        let cancel = Arc::new(Cancel::default());
        let deadline = Deadline::after(3600 * SECOND, Some(cancel.clone()));
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(sleep(&deadline, 1800 * SECOND)));
        cancel.trigger();
        cancel.reset();
        // Whether it sleeps by now does not matter.
        assert_eq!(told.recv_timeout(10 * SECOND), Ok(Err(Interrupt::Cancelled)));
    }
}
