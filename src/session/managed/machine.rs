//! What a managed session does next: a pure function of what has happened, the time, the settings, and what the
//! generation can do. It makes no call, takes no lock and asks no clock.
//!
//! What happens is told by [`Machine::read`] and its like; [`Machine::next`] says what has to be done about it, step by
//! step, until nothing is left to do. Whoever asked does the step, outside of the lock.

use crate::base::clock::Moment;

use super::failure::{Cause, Failure};
use super::held::{Held, LAST_READ_GRAIN};
use super::rules::{self, Rules};
use super::step::{Job, Landed, Reading, Since, Step, Tried};

/// The failures that are the machine's own.
pub struct Own {
    /// A resource refuses every token.
    pub denied: Cause,
    /// A token came whose time was over.
    pub expired: Cause,
}

/// One at a time, for all that wait.
struct Flight {
    /// Those that it has begun with.
    credentials: u64,
    is_renewal: bool,
    /// Somebody uses the session.
    is_used: bool,
    is_cancelled: bool,
}

pub struct Machine<T> {
    rules: Rules,
    own: Own,
    held: Option<Held<T>>,
    flight: Option<Flight>,
    /// What nobody wants any more.
    leaving: Vec<T>,
    /// Sessions that are being ended, and answers that may still bring one: no login is made meanwhile.
    pending: usize,
    failure: Option<Failure>,
    /// Failures in a row.
    failing: u32,
    /// The next token replaces one that a resource has refused.
    is_replacing: bool,
    /// Replacements in a row that were refused before they had worked for a while.
    refused_again: u32,
    denied_until: Option<Moment>,
    /// Logins in a row that may have opened a session which nobody can find.
    lost: u32,
    grants: u64,
    failures: u64,
    /// Counts the changes of credentials.
    credentials: u64,
    /// Somebody asked for a token, and nobody has answered yet.
    is_wanted: bool,
    is_closed: bool,
}

impl<T: Clone + PartialEq> Machine<T> {
    pub fn new(rules: Rules, own: Own) -> Machine<T> {
        Machine {
            rules,
            own,
            held: None,
            flight: None,
            leaving: Vec::new(),
            pending: 0,
            failure: None,
            failing: 0,
            is_replacing: false,
            refused_again: 0,
            denied_until: None,
            lost: 0,
            grants: 0,
            failures: 0,
            credentials: 0,
            is_wanted: false,
            is_closed: false,
        }
    }

    /// What there is to do at `now`, where a token was last read at `last_read`.
    pub fn next(&mut self, now: Moment, last_read: Moment) -> Option<Step<T>> {
        if let Some(token) = self.leaving.pop() {
            self.pending += 1;
            return Some(Step::LogOut(token));
        }
        if let Some(flight) = &mut self.flight {
            let is_outdated = flight.credentials != self.credentials && !(flight.is_renewal && self.rules.has_route);
            let is_useless = self.is_closed || is_outdated || self.held.as_ref().is_some_and(|held| held.is_withdrawn);
            let is_news = is_useless && !flight.is_cancelled;
            flight.is_cancelled |= is_useless;
            return is_news.then_some(Step::Cancel);
        }
        // Those who wait are told that nothing comes.
        self.is_wanted &= !self.is_closed && !self.is_held_off(now);
        if let Some(held) = &self.held {
            let is_unwanted = self.is_closed || held.is_withdrawn || self.is_idle(held, now, last_read);
            let is_over = held.has_ended(now) && !self.is_wanted;
            if is_unwanted || is_over {
                let token = self.held.take()?.token;
                self.pending += 1;
                return Some(if is_over {
                    Step::Drop(token)
                } else {
                    Step::LogOut(token)
                });
            }
        }
        self.start(now, last_read).map(Step::Start)
    }

    fn start(&mut self, now: Moment, last_read: Moment) -> Option<Job<T>> {
        if self.is_closed || self.is_held_off(now) {
            return None;
        }
        let is_used = self
            .held
            .as_ref()
            .is_some_and(|held| held.is_read_since_renewal(last_read))
            || self.is_wanted;
        let job = match &self.held {
            None if self.is_wanted => Job::Login,
            None => return None,
            Some(held) => {
                let must_replace = !held.is_usable(now);
                let is_due = held.is_due(now) && (self.rules.settings.hold || is_used);
                if !(is_due || must_replace && self.is_wanted) {
                    return None;
                }
                Job::Renew {
                    token: held.token.clone(),
                    must_replace,
                }
            }
        };
        let is_login = job == Job::Login || !self.rules.has_route;
        if is_login && self.pending > 0 {
            return None;
        }
        self.flight = Some(Flight {
            credentials: self.credentials,
            is_renewal: job != Job::Login,
            is_used,
            is_cancelled: false,
        });
        Some(job)
    }

    fn is_held_off(&self, now: Moment) -> bool {
        let has_failed = self.failure.as_ref().is_some_and(|failure| !failure.lets_start(now));
        has_failed || self.denied_until(now).is_some()
    }

    fn is_idle(&self, held: &Held<T>, now: Moment, last_read: Moment) -> bool {
        self.idles_out(held, last_read).is_some_and(|at| now >= at)
    }

    fn idles_out(&self, held: &Held<T>, last_read: Moment) -> Option<Moment> {
        let settings = &self.rules.settings;
        let linger = settings.linger.filter(|_| !settings.hold)?;
        Some(held.granted.max(last_read).after(linger + LAST_READ_GRAIN))
    }

    /// What somebody gets who asks for a token, and has waited `since`.
    pub fn read(&mut self, now: Moment, since: Option<Since>) -> Reading<'_> {
        if self.is_closed {
            return Reading::Closed;
        }
        // What was waited for is handed out once, however short its life.
        let is_new = |held: &Held<T>| since.is_some_and(|since| held.number > since.grants);
        let is_for_reader =
            |held: &&Held<T>| held.is_usable(now) || is_new(held) && held.is_good() && !held.has_ended(now);
        if let Some(held) = self.held.as_mut().filter(|held| is_for_reader(&&**held)) {
            held.handed_out.get_or_insert(now);
            return Reading::Token;
        }
        if let Some(failure) = &self.failure {
            if since.is_some_and(|since| failure.number > since.failures) {
                return Reading::Failed(&failure.cause, Tried::Now);
            }
            if self.flight.is_none() && !failure.lets_start(now) {
                return Reading::Failed(&failure.cause, Tried::Before(failure.retry_at));
            }
        }
        if let (Some(until), None) = (self.denied_until(now), &self.flight) {
            return Reading::Failed(&self.own.denied, Tried::Before(Some(until)));
        }
        self.is_wanted = true;
        Reading::Wait
    }

    pub fn since(&self) -> Since {
        Since {
            grants: self.grants,
            failures: self.failures,
        }
    }

    /// A job ended. `random` is from 0 to 1.
    pub fn landed(&mut self, now: Moment, landed: Landed<T>, random: f64) {
        let Some(flight) = self.flight.take() else {
            return;
        };
        let is_useless = self.is_closed || flight.credentials != self.credentials;
        match landed {
            Landed::Token(token, _) if is_useless => self.leaving.push(token),
            Landed::Token(token, life) if rules::is_over(life) => {
                self.leaving.push(token);
                self.back_off(now, self.own.expired.clone(), random);
            }
            Landed::Token(token, life) => {
                let number = self.succeeded();
                let mut held = Held::new(token, number, life, now, &self.rules, random);
                held.replaces_rejected = std::mem::take(&mut self.is_replacing);
                self.held = Some(held);
            }
            Landed::Renewed(life) if rules::is_over(life) => self.back_off(now, self.own.expired.clone(), random),
            Landed::Renewed(life) => {
                let number = self.succeeded();
                let was_rejected = std::mem::take(&mut self.is_replacing);
                if let Some(held) = &mut self.held {
                    held.renew(number, life, now, &self.rules, random);
                    if self.rules.has_route {
                        held.confirmed = held.confirmed.filter(|_| !was_rejected).or(was_rejected.then_some(now));
                    } else {
                        held.granted = now;
                        held.handed_out = None;
                        held.replaces_rejected = was_rejected;
                    }
                }
            }
            Landed::Gone => {
                self.held = None;
                self.is_wanted |= flight.is_used;
            }
            Landed::Failed(_) if is_useless => {}
            Landed::Failed(cause) => self.back_off(now, cause, random),
        }
    }

    /// Returns the number of what was granted.
    fn succeeded(&mut self) -> u64 {
        self.failure = None;
        self.failing = 0;
        self.lost = 0;
        self.denied_until = None;
        self.is_wanted = false;
        self.grants += 1;
        self.grants
    }

    fn back_off(&mut self, now: Moment, cause: Cause, random: f64) {
        self.failing += 1;
        let usable = self.held.as_ref().filter(|held| held.is_usable(now));
        let left = usable
            .and_then(|held| held.good_until())
            .map(|until| until.since(now) / 4);
        let pause = cause.retry.pause(self.failing, left, random);
        self.fail(cause, pause.map(|pause| now.after(pause.max(self.pause_of_lost()))));
    }

    fn fail(&mut self, cause: Cause, retry_at: Option<Moment>) {
        self.failures += 1;
        self.is_wanted = false;
        self.failure = Some(Failure {
            cause,
            number: self.failures,
            retry_at,
        });
    }

    /// A session is to be ended, or an answer is waited for that may bring one.
    pub fn begin_pending(&mut self) {
        self.pending += 1;
    }

    pub fn end_pending(&mut self) {
        self.pending = self.pending.saturating_sub(1);
    }

    pub fn close(&mut self) {
        self.is_closed = true;
        self.is_wanted = false;
    }
}

mod guard;
mod outlook;
mod rejection;

#[cfg(test)]
mod sequences;
#[cfg(test)]
mod soak;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
