//! A value that threads wait for: a mutex and its condition variable, with deadlines and cancel handles.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::cancel::Wake;
use super::clock;
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

    /// Has everybody who waits look at the value, which was changed with the lock held.
    pub fn wake_all(&self) {
        self.changed.notify_all();
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
            value = clock::wait(&self.changed, value, left);
        }
    }
}

impl<T: Send + 'static> Wake for Monitor<T> {
    fn wake(&self) {
        // A thread that has looked but does not wait yet holds the lock; the wake must come after it waits.
        drop(self.lock());
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::base::cancel::Cancel;
    use crate::base::clock::Stopped;

    const HOUR: Duration = Duration::from_secs(3600);
    /// Longer than anything here takes, unless nobody is woken.
    const NEVER: Duration = Duration::from_secs(10);

    /// Has a thread wait for a 7 and does `then` when it has looked once in vain; returns what it waited for.
    fn waited(then: impl FnOnce(&Monitor<i32>, &Cancel)) -> Result<i32, Interrupt> {
        let (monitor, cancel) = (Monitor::new(0), Arc::new(Cancel::default()));
        let deadline = Deadline::after(HOUR, Some(cancel.clone()));
        let (look, looked) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let waiting = monitor.clone();
        thread::spawn(move || {
            let result = waiting.wait_for(&deadline, |value| {
                let _ = look.send(());
                (*value == 7).then_some(*value)
            });
            let _ = tell.send(result);
        });
        // It holds the lock until it waits, and whoever wakes it takes that lock.
        looked.recv_timeout(NEVER).unwrap();
        then(&monitor, &cancel);
        told.recv_timeout(NEVER).expect("nobody has woken it")
    }

    #[test]
    fn a_change_and_a_cancel_wake_who_waits() {
        assert_eq!(waited(|monitor, _| monitor.update(|value| *value = 7)), Ok(7));
        assert_eq!(waited(|_, cancel| cancel.trigger()), Err(Interrupt::Cancelled));
    }

    #[test]
    fn a_wait_ends_with_its_deadline() {
        let _clock = Stopped::new();
        let deadline = Deadline::after(HOUR, None);
        let outcome = Monitor::new(()).wait_for(&deadline, |()| None::<()>);
        assert_eq!(outcome, Err(Interrupt::TimedOut));
        assert_eq!(clock::now(), deadline.at());
        assert_eq!(Monitor::new(7).wait_for(&deadline, |seven| Some(*seven)), Ok(7));
    }
}
