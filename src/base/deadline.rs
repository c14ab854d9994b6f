//! How long a call may take, and who may end it earlier.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cancel::{Cancel, Ticket};
use super::clock;

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
            at: clock::now() + limit,
            ticket: cancel.map(Ticket::new),
        }
    }

    /// The same cancel handle with a deadline at most `limit` from now.
    pub fn at_most(&self, limit: Duration) -> Deadline {
        Deadline {
            at: self.at.min(clock::now() + limit),
            ticket: self.ticket.clone(),
        }
    }

    /// The same cancel handle with one of `parts` of the time that is left.
    pub fn part(&self, parts: u32) -> Deadline {
        let now = clock::now();
        Deadline {
            at: now + self.at.saturating_duration_since(now) / parts,
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
        match self.at.saturating_duration_since(clock::now()) {
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
    use crate::base::clock::Stopped;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_time_left_goes_down_to_its_end_and_a_cancel_comes_first() {
        let clock = Stopped::new();
        let cancel = Arc::new(Cancel::default());
        let deadline = Deadline::after(3 * SECOND, Some(cancel.clone()));
        assert_eq!(deadline.remaining(), Ok(3 * SECOND));
        clock.advance(2 * SECOND);
        assert_eq!(deadline.remaining(), Ok(SECOND));
        clock.advance(SECOND);
        assert_eq!(deadline.remaining(), Err(Interrupt::TimedOut));
        clock.advance(SECOND);
        assert_eq!(deadline.remaining(), Err(Interrupt::TimedOut));
        cancel.trigger();
        assert_eq!(deadline.remaining(), Err(Interrupt::Cancelled));
    }

    #[test]
    fn a_narrower_deadline_keeps_the_earlier_moment() {
        let clock = Stopped::new();
        let deadline = Deadline::after(10 * SECOND, None);
        clock.advance(4 * SECOND);
        assert_eq!(deadline.at_most(5 * SECOND).remaining(), Ok(5 * SECOND));
        assert_eq!(deadline.at_most(7 * SECOND).at(), deadline.at());
        assert_eq!(deadline.part(4).remaining(), Ok(1500 * SECOND / 1000));
        clock.advance(7 * SECOND);
        assert_eq!(deadline.part(4).remaining(), Err(Interrupt::TimedOut));
    }
}
