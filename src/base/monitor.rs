//! A value that threads wait for: a mutex and its condition variable, with deadlines and cancel handles.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::cancel::Wake;
use super::deadline::{Deadline, Interrupt};
use super::lock::lock;

#[derive(Default)]
pub struct Monitor<T> {
    value: Mutex<T>,
    changed: Condvar,
}

impl<T: Send + 'static> Monitor<T> {
    pub fn new(value: T) -> Arc<Monitor<T>> {
        Arc::new(Monitor {
            value: Mutex::new(value),
            changed: Condvar::new(),
        })
    }

    /// For a look, or for a change that nobody waits for.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        lock(&self.value)
    }

    /// Changes the value and has everybody who waits look at it.
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits until `take` finds in the value what the caller needs.
    pub fn wait_for<R>(
        self: &Arc<Self>,
        deadline: &Deadline,
        mut take: impl FnMut(&mut T) -> Option<R>,
    ) -> Result<R, Interrupt> {
        // Before the first look, so that no trigger is missed; dropped after the lock is released.
        let _subscription = deadline.ticket().map(|ticket| ticket.subscribe(self.clone()));
        let mut value = self.lock();
        loop {
            if let Some(result) = take(&mut value) {
                return Ok(result);
            }
            let left = deadline.remaining()?;
            value = self
                .changed
                .wait_timeout(value, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl<T: Send + 'static> Wake for Monitor<T> {
    fn wake(&self) {
        // Who has looked but does not wait yet holds the lock.
        drop(self.lock());
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::base::cancel::Cancel;

    #[test]
    fn a_cancel_wakes_who_waits_and_a_change_does() {
        let monitor = Monitor::new(0);
        let cancel = Arc::new(Cancel::default());
        let deadline = Deadline::after(Duration::from_secs(20), Some(cancel.clone()));
        let begun = Instant::now();
        thread::scope(|s| {
            let waits = s.spawn(|| monitor.wait_for(&deadline, |value| (*value == 7).then_some(*value)));
            monitor.update(|value| *value = 7);
            assert_eq!(waits.join().unwrap(), Ok(7));
            let waits = s.spawn(|| monitor.wait_for(&deadline, |value| (*value == 8).then_some(())));
            thread::sleep(Duration::from_millis(10));
            cancel.trigger();
            assert_eq!(waits.join().unwrap(), Err(Interrupt::Cancelled));
        });
        let short = Deadline::after(Duration::from_millis(20), None);
        assert_eq!(
            monitor.wait_for(&short, |_| None::<()>).unwrap_err(),
            Interrupt::TimedOut
        );
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
