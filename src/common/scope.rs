//! How long a call may take and who may end it earlier.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Blocking waits are cut into slices of this length, so that a cancelled call ends within one.
/// A blocked read cannot be woken without breaking its connection, and a connection whose answer
/// is outstanding must survive: the answer may hold a session that has to be logged out.
pub const SLICE: Duration = Duration::from_millis(40);

/// Ends the calls that carry it.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    pub fn trigger(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn reset(&self) {
        self.0.store(false, Ordering::Release);
    }

    pub fn is_triggered(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Why a wait ended before what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    TimedOut,
    Cancelled,
}

/// One monotonic deadline and an optional cancel handle, handed down to everything that waits.
#[derive(Clone, Debug)]
pub struct Scope {
    deadline: Instant,
    cancel: Option<Arc<Cancel>>,
}

impl Scope {
    pub fn new(limit: Duration, cancel: Option<Arc<Cancel>>) -> Scope {
        Scope {
            deadline: Instant::now() + limit,
            cancel,
        }
    }

    /// The same cancel handle with a deadline at most `limit` from now.
    pub fn at_most(&self, limit: Duration) -> Scope {
        Scope {
            deadline: self.deadline.min(Instant::now() + limit),
            cancel: self.cancel.clone(),
        }
    }

    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    pub fn check(&self) -> Result<(), Interrupt> {
        self.next_slice().map(|_| ())
    }

    /// How long to block before looking again; an error once the call is over.
    pub fn next_slice(&self) -> Result<Duration, Interrupt> {
        if self.cancel.as_ref().is_some_and(|c| c.is_triggered()) {
            return Err(Interrupt::Cancelled);
        }
        match self.remaining() {
            Duration::ZERO => Err(Interrupt::TimedOut),
            left => Ok(left.min(SLICE)),
        }
    }

    /// Sleeps, ready to be interrupted.
    pub fn sleep(&self, time: Duration) -> Result<(), Interrupt> {
        let end = Instant::now() + time;
        loop {
            let slice = self.next_slice()?;
            match end.saturating_duration_since(Instant::now()) {
                Duration::ZERO => return Ok(()),
                left => std::thread::sleep(left.min(slice)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_ends_at_the_deadline_and_on_cancel() {
        let scope = Scope::new(Duration::from_millis(30), None);
        let begin = Instant::now();
        assert_eq!(scope.sleep(Duration::from_secs(9)), Err(Interrupt::TimedOut));
        assert!(begin.elapsed() < Duration::from_millis(130));

        let cancel = Arc::new(Cancel::default());
        let scope = Scope::new(Duration::from_secs(9), Some(cancel.clone()));
        let begin = Instant::now();
        std::thread::scope(|s| {
            s.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                cancel.trigger();
            });
            assert_eq!(scope.sleep(Duration::from_secs(9)), Err(Interrupt::Cancelled));
        });
        assert!(begin.elapsed() < Duration::from_millis(120));
    }

    #[test]
    fn a_narrower_scope_keeps_the_earlier_deadline() {
        let scope = Scope::new(Duration::from_millis(10), None);
        assert!(scope.at_most(Duration::from_secs(5)).deadline() <= scope.deadline());
        assert!(scope.at_most(Duration::from_millis(1)).deadline() <= scope.deadline());
    }
}
