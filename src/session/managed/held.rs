//! The token that a managed session hands out.

use std::time::Duration;

use crate::base::clock::Moment;

use super::rules::Rules;

pub struct Held<T> {
    pub token: T,
    /// Counts what was granted and renewed.
    pub number: u64,
    pub granted: Moment,
    pub renewed: Moment,
    renew_at: Moment,
    /// `None`: nobody knows.
    good_until: Option<Moment>,
    ends: Option<Moment>,
    /// A resource has refused it, and the session was not asked for yet.
    pub is_suspect: bool,
    /// It is another identity's by now.
    pub is_withdrawn: bool,
    /// When the service has said that the session is there, after a resource had refused the token.
    pub confirmed: Option<Moment>,
    pub replaces_rejected: bool,
    /// When somebody was first given it.
    pub handed_out: Option<Moment>,
}

/// How coarse the clock is by which reads are marked.
const GRAIN: Duration = Duration::from_millis(20);
/// How much later than its mark the last read may have been.
pub const LAST_READ_GRAIN: Duration = Duration::from_secs(1);

impl<T> Held<T> {
    pub fn new(token: T, number: u64, life: Option<Duration>, now: Moment, rules: &Rules, random: f64) -> Held<T> {
        let mut held = Held {
            token,
            number,
            granted: now,
            renewed: now,
            renew_at: now,
            good_until: None,
            ends: None,
            is_suspect: false,
            is_withdrawn: false,
            confirmed: None,
            replaces_rejected: false,
            handed_out: None,
        };
        held.renew(number, life, now, rules, random);
        held
    }

    pub fn renew(&mut self, number: u64, life: Option<Duration>, now: Moment, rules: &Rules, random: f64) {
        self.number = number;
        self.renewed = now;
        self.ends = life.map(|life| now.after(life));
        self.good_until = life.map(|life| now.after(life - rules.margin(life)));
        self.renew_at = now.after(rules.renew_after(life, random));
        self.is_suspect = false;
    }

    /// Nothing is known against it but the time.
    pub fn is_good(&self) -> bool {
        !self.is_suspect && !self.is_withdrawn
    }

    /// It can be handed out.
    pub fn is_usable(&self, now: Moment) -> bool {
        self.is_good() && self.good_until.is_none_or(|until| now < until)
    }

    pub fn has_ended(&self, now: Moment) -> bool {
        self.ends.is_some_and(|ends| now >= ends)
    }

    /// Its renewal is due, if it is used.
    pub fn is_due(&self, now: Moment) -> bool {
        self.is_good() && now >= self.renew_at
    }

    pub fn is_read_since_renewal(&self, last_read: Moment) -> bool {
        last_read.after(GRAIN) > self.renewed
    }

    pub fn renew_at(&self) -> Moment {
        self.renew_at
    }

    pub fn good_until(&self) -> Option<Moment> {
        self.good_until
    }

    pub fn ends(&self) -> Option<Moment> {
        self.ends
    }
}
