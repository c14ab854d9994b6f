//! What readers of a managed session take without a lock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::base::clock::{self, Glance, Moment, Term};
use crate::base::secret::Secret;

/// What goes before the token in the value of an Authorization header.
pub const SCHEME: &str = "Bearer ";

/// A token, and until when readers may take it.
pub struct Published {
    /// As long as this lasts nobody has to look at anything else.
    term: Term,
    /// The value of an Authorization header.
    header: Arc<Secret>,
}

pub type Publisher = dyn Fn(Option<Published>) + Send + Sync;

impl Published {
    pub fn new(header: Arc<Secret>, until: Moment, now: Moment) -> Published {
        Published {
            term: Term::until(until, now),
            header,
        }
    }

    /// The header's value, if nothing is due.
    #[inline]
    pub fn header(&self, now: Glance) -> Option<&str> {
        (!self.term.is_over(now)).then(|| self.header.expose())
    }
}

/// When a token was last read, in milliseconds by the clock that is cheap to read; 0: never.
#[derive(Default)]
pub struct LastRead(AtomicI64);

/// How old the mark is before a reader makes a new one: a write that other readers see costs them.
const COARSE_MS: i64 = 1000;

impl LastRead {
    #[inline]
    pub fn touch(&self, now: Glance) {
        if now.awake_ms().wrapping_sub(self.0.load(Ordering::Relaxed)) >= COARSE_MS {
            self.mark(now);
        }
    }

    /// For a reader that has taken the lock anyway.
    pub fn set(&self) {
        self.mark(clock::glance());
    }

    fn mark(&self, now: Glance) {
        self.0.store(now.awake_ms().max(1), Ordering::Relaxed);
    }

    /// The same on the clock of `now`.
    pub fn moment(&self, now: Moment) -> Moment {
        let ago = clock::glance().awake_ms() - self.0.load(Ordering::Relaxed);
        now.before(Duration::from_millis(ago.max(0).unsigned_abs()))
    }
}
