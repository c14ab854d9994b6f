//! What keeps logins off: accounts get locked, and licences get lost.

use std::time::Duration;

use crate::base::clock::Moment;
use crate::session::managed::failure::{Retry, doubled};

use super::Machine;

/// After a login that may have opened a session which nobody can find, at first and at most: by then it has idled out.
const AFTER_LOST: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(15 * 60));

impl<T: Clone + PartialEq> Machine<T> {
    /// What runs with older credentials is not wanted any more, and what they were refused for is forgotten.
    pub fn change_credentials(&mut self, is_same_identity: bool) {
        self.credentials += 1;
        self.release();
        if is_same_identity {
            return;
        }
        // What resources refuse the one they may grant the other.
        self.is_replacing = false;
        self.allow();
        if let Some(held) = &mut self.held {
            held.is_withdrawn = true;
        }
    }

    /// Credentials that were refused may be tried again. What a server asked to wait for stays.
    fn release(&mut self) {
        self.failing = 0;
        self.failure = self
            .failure
            .take()
            .filter(|failure| matches!(failure.cause.retry, Retry::After(_)));
    }

    /// The host knows that the reason is gone, whether the service or a resource has refused.
    pub fn retry(&mut self) {
        self.release();
        self.allow();
    }

    /// What resources have refused before is forgotten.
    fn allow(&mut self) {
        self.refused_again = 0;
        self.denied_until = None;
    }

    /// A login may have opened a session that nobody can find: each further one may take another licence.
    pub fn lost(&mut self, now: Moment) {
        self.lost += 1;
        let earliest = now.after(self.pause_of_lost());
        if let Some(retry_at) = self.failure.as_mut().and_then(|failure| failure.retry_at.as_mut()) {
            *retry_at = earliest.max(*retry_at);
        }
    }

    pub(super) fn pause_of_lost(&self) -> Duration {
        match self.lost {
            0 => Duration::ZERO,
            lost => doubled(AFTER_LOST, lost),
        }
    }
}
