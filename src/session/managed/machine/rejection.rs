//! What a token that a resource has refused may cost.

use std::time::Duration;

use crate::base::clock::Moment;
use crate::session::managed::failure::doubled;
use crate::session::managed::step::Rejection;

use super::Machine;

/// How long a confirmation holds, and how long a token has to work before its rejection is news.
const CONFIRMED_FOR: Duration = Duration::from_secs(60);
/// How long a replacement that was rejected keeps the next login off, at first and at most.
const KEPT_OFF: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(3600));

impl<T: Clone + PartialEq> Machine<T> {
    /// A resource has refused the token that `is_it` knows.
    pub fn rejected(&mut self, now: Moment, is_it: impl FnOnce(&T) -> bool) -> Rejection {
        let current = self.held.as_mut().filter(|held| !held.is_withdrawn);
        let Some(held) = current.filter(|held| is_it(&held.token)) else {
            return Rejection::Late;
        };
        if held.confirmed.is_some_and(|at| now.since(at) < CONFIRMED_FOR) {
            return Rejection::Denied;
        }
        let is_news = !std::mem::replace(&mut held.is_suspect, true);
        // It works from when it was handed out; what lies here unused proves nothing.
        let has_worked = held.handed_out.is_some_and(|at| now.since(at) >= CONFIRMED_FOR);
        if is_news {
            self.refused_again = if held.replaces_rejected && !has_worked {
                self.refused_again + 1
            } else {
                0
            };
            self.is_replacing = true;
            if self.refused_again > 0 {
                self.denied_until = Some(now.after(doubled(KEPT_OFF, self.refused_again)));
            }
        }
        self.is_wanted = true;
        Rejection::Looking
    }

    /// Until when no login is made, for a resource that refuses every token must not cost one a request. A session that
    /// can be asked for is, because that takes no licence.
    pub fn denied_until(&self, now: Moment) -> Option<Moment> {
        let is_login_next = self.held.is_none() || !self.rules.has_route;
        self.denied_until.filter(|until| is_login_next && now < *until)
    }
}
