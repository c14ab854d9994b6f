//! What the state of a managed session means from outside, and until when.

use std::time::Duration;

use crate::base::clock::Moment;
use crate::session::managed::held::Held;
use crate::session::managed::step::State;

use super::Machine;

impl<T: Clone + PartialEq> Machine<T> {
    /// It is closed, and nothing of it is left.
    pub fn is_over(&self) -> bool {
        self.is_closed && self.pending == 0 && self.flight.is_none() && self.held.is_none() && self.leaving.is_empty()
    }

    pub fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    /// Something ends that readers wait for.
    pub fn is_under_way(&self) -> bool {
        self.flight.is_some() || self.pending > 0
    }

    /// What those wait for who wait for a token or for the end: as long as it stays the same, they have to wait on.
    pub fn awaited(&self) -> impl PartialEq + use<T> {
        (
            (self.grants, self.failures, self.denied_until),
            (self.flight.is_some(), self.pending, self.is_closed),
        )
    }

    pub fn held(&self) -> Option<&Held<T>> {
        self.held.as_ref()
    }

    pub fn state(&self, now: Moment) -> State {
        match &self.held {
            _ if self.is_closed => State::Closed,
            _ if self.failure.is_some() || self.denied_until(now).is_some() => State::Failing,
            _ if self.flight.is_some() => State::Renewing,
            Some(held) if held.is_usable(now) => State::Fresh,
            _ => State::Empty,
        }
    }

    /// Until when readers need not ask again, but can have the token; `None` if they cannot. Who is given it first asks, so
    /// that it is known since when it is used.
    pub fn quiet_until(&self, now: Moment) -> Option<Moment> {
        let held = self
            .held
            .as_ref()
            .filter(|held| held.is_usable(now) && held.handed_out.is_some() && !self.is_closed)?;
        let forever = now.after(Duration::from_secs(365 * 86_400));
        let good_until = held.good_until().unwrap_or(forever);
        if self.flight.is_some() {
            return Some(good_until);
        }
        let retry_at = match &self.failure {
            Some(failure) => failure.retry_at.unwrap_or(good_until),
            None => held.renew_at(),
        };
        Some(good_until.min(held.renew_at().max(retry_at)))
    }

    /// When to ask for the next step, if nothing happens before.
    pub fn due(&self, now: Moment, last_read: Moment) -> Option<Moment> {
        let held = self.held.as_ref().filter(|_| self.flight.is_none())?;
        let retry_at = self.failure.as_ref().map(|failure| failure.retry_at);
        let renewal = match retry_at {
            None => Some(held.renew_at()),
            Some(at) => at.map(|at| at.max(held.renew_at())),
        };
        let candidates = [renewal, self.idles_out(held, last_read), held.ends()];
        candidates.into_iter().flatten().filter(|at| *at > now).min()
    }
}
