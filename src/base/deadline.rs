//! How long a call may take, and who may end it earlier.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cancel::{Cancel, Ticket};

/// Why a wait ended before what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    TimedOut,
    Cancelled,
}

/// A moment on the monotonic clock and an optional cancel handle, handed down to everything that waits.
#[derive(Clone)]
pub struct Deadline {
    at: Instant,
    ticket: Option<Ticket>,
}

impl Deadline {
    pub fn after(limit: Duration, cancel: Option<Arc<Cancel>>) -> Deadline {
        Deadline {
            at: Instant::now() + limit,
            ticket: cancel.map(Ticket::new),
        }
    }

    /// The same cancel handle with a deadline at most `limit` from now.
    pub fn at_most(&self, limit: Duration) -> Deadline {
        Deadline {
            at: self.at.min(Instant::now() + limit),
            ticket: self.ticket.clone(),
        }
    }

    pub fn at(&self) -> Instant {
        self.at
    }

    /// The cancel handle as this call carries it.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref()
    }

    /// The time that is left, never zero; an error once the call is over.
    pub fn remaining(&self) -> Result<Duration, Interrupt> {
        if self.ticket.as_ref().is_some_and(Ticket::is_cancelled) {
            return Err(Interrupt::Cancelled);
        }
        match self.at.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(Interrupt::TimedOut),
            left => Ok(left),
        }
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deadline({:?})", self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrower_deadline_keeps_the_earlier_moment() {
        let deadline = Deadline::after(Duration::from_millis(10), None);
        assert!(deadline.at_most(Duration::from_secs(5)).at() <= deadline.at());
        assert!(deadline.at_most(Duration::from_millis(1)).at() <= deadline.at());
    }
}
