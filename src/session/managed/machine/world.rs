//! A shell for a machine without threads, network and real time. It does what the machine says, knows on its own what may
//! be handed out, and fails the test as soon as the machine breaks a promise.

use std::time::Duration;

use crate::base::clock::{self, Moment};
use crate::session::error::Error;
use crate::session::managed::failure::{Cause, Retry};
use crate::session::managed::held::LAST_READ_GRAIN;
use crate::session::managed::rules::{Rules, Settings};
use crate::session::managed::step::{Job, Reading, Since, Step, Tried};
use crate::session::status::Status;

use super::{Machine, Own};

pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);
pub const DAY: Duration = Duration::from_secs(86_400);

/// A session on the server; the machine's idea of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u32);

/// What a host holds: a renewal that is a login changes it.
pub type Value = u32;

/// The token of now, as far as anybody can know.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub value: Value,
    pub ticket: Ticket,
    pub good_until: Option<Moment>,
    pub ends: Option<Moment>,
    is_refused: bool,
    is_foreign: bool,
    /// When the service confirmed what was refused.
    confirmed: Option<Moment>,
    /// Those who waited then may have it however short its life is.
    number: u64,
    handed_out: Option<Moment>,
    /// The one before it was refused.
    is_replacement: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Got {
    Value(Value),
    /// It was tried for the reader.
    Failed(Status),
    /// It was tried earlier.
    HeldOff(Status),
    Wait,
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub struct Flying {
    pub is_login: bool,
    pub is_renewal: bool,
    pub must_replace: bool,
    pub is_cancelled: bool,
    credentials: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub logins: u32,
    pub renewals: u32,
    pub logouts: u32,
    pub drops: u32,
}

pub struct World {
    pub machine: Machine<Ticket>,
    pub rules: Rules,
    pub now: Moment,
    pub last_read: Moment,
    pub flight: Option<Flying>,
    /// Logouts that go on, and answers that may still bring a session.
    pub pending: usize,
    pub readers: Vec<Since>,
    pub known: Option<Known>,
    /// Sessions that were opened, and neither ended nor were given up.
    open: Vec<Ticket>,
    /// Those that were given up, until the test takes them.
    pub parted: Vec<Ticket>,
    pub counts: Counts,
    /// The last failure, and when that was.
    failed: Option<(Moment, Retry)>,
    /// When a login was lost that may have opened a session, while none has succeeded since.
    lost: Option<Moment>,
    /// A token was refused, and none has come since.
    is_replacing: bool,
    /// When a replacement was refused before it had worked, and none has come since.
    refused_again: Option<Moment>,
    pub random: f64,
    credentials: u32,
    issued: u32,
    is_closed: bool,
}

pub fn cause(status: Status, retry: Retry) -> Cause {
    Cause {
        retry,
        ..Cause::backed_off(Error::local(status, "x"))
    }
}

pub fn rules(has_route: bool) -> Rules {
    Rules {
        settings: Settings {
            jitter_percent: 0,
            ..Settings::default()
        },
        has_route,
    }
}

impl World {
    pub fn new(rules: Rules) -> World {
        let own = Own {
            denied: cause(Status::AccessDenied, Retry::After(None)),
            expired: cause(Status::SessionGone, Retry::After(None)),
        };
        let now = clock::moment().after(2 * 366 * DAY);
        World {
            machine: Machine::new(rules, own),
            rules,
            now,
            last_read: now.before(366 * DAY),
            flight: None,
            pending: 0,
            readers: Vec::new(),
            known: None,
            open: Vec::new(),
            parted: Vec::new(),
            counts: Counts::default(),
            failed: None,
            lost: None,
            is_replacing: false,
            refused_again: None,
            random: 1.0,
            credentials: 0,
            issued: 0,
            is_closed: false,
        }
    }

    /// Does what the machine says until it says no more.
    pub fn step(&mut self) {
        let mut steps = 0;
        while let Some(step) = self.machine.next(self.now, self.last_read) {
            steps += 1;
            assert!(steps < 10, "next() does not end: {step:?}");
            match step {
                Step::Start(job) => self.start(&job),
                Step::Cancel => {
                    let flight = self.flight.as_mut().expect("nothing to cancel");
                    assert!(!flight.is_cancelled, "cancelled twice");
                    flight.is_cancelled = true;
                }
                Step::LogOut(ticket) => {
                    let current = self.known.filter(|known| known.ticket == ticket);
                    assert!(
                        current.is_none_or(|known| self.may_give_up(&known)),
                        "a good token is given up"
                    );
                    self.counts.logouts += 1;
                    self.part_with(ticket);
                }
                Step::Drop(ticket) => {
                    self.counts.drops += 1;
                    let known = self.known.expect("what nobody holds cannot be over");
                    assert!(known.ends.is_some_and(|ends| ends <= self.now), "its time is not over");
                    self.part_with(ticket);
                }
            }
        }
        let held: Vec<_> = self.machine.held().map(|held| held.token).into_iter().collect();
        assert_eq!(held, self.open, "a session is lost, or was given up twice");
        if let Some(due) = self.machine.due(self.now, self.last_read) {
            assert!(due > self.now, "something is due that is not done");
        }
        assert_eq!(self.machine.is_flying(), self.flight.is_some());
        if let Some(flight) = self.flight {
            let is_outdated = flight.is_login && flight.credentials != self.credentials;
            let is_for_nobody = self.is_closed || self.known.is_some_and(|known| known.is_foreign);
            assert_eq!(flight.is_cancelled, is_outdated || is_for_nobody);
        }
    }

    /// Nobody may have it any more, or nobody wants it.
    fn may_give_up(&self, known: &Known) -> bool {
        let settings = &self.rules.settings;
        let linger = settings.linger.filter(|_| !settings.hold);
        self.is_closed || known.is_foreign || linger.is_some_and(|linger| self.now.since(self.last_read) > linger)
    }

    fn start(&mut self, job: &Job<Ticket>) {
        assert!(self.flight.is_none(), "two flights");
        assert!(!self.is_closed, "it is closed");
        assert!(self.lets_start(), "it is too early for {job:?}");
        let (is_renewal, must_replace) = match job {
            Job::Login => (false, false),
            Job::Renew { must_replace, .. } => (true, *must_replace),
        };
        let is_login = !is_renewal || !self.rules.has_route;
        if is_login {
            assert_eq!(self.pending, 0, "a login while the outcome of another is pending");
            let is_early = |at: Option<Moment>| at.is_some_and(|at| self.now.since(at) < MINUTE);
            assert!(!is_early(self.refused_again), "a login for each token that is refused");
            assert!(
                self.failed.is_none() || !is_early(self.lost),
                "a login for each one that is lost"
            );
            self.counts.logins += 1;
        } else {
            self.counts.renewals += 1;
        }
        assert_eq!(is_renewal, self.known.is_some(), "a second session");
        self.flight = Some(Flying {
            is_login,
            is_renewal,
            must_replace,
            is_cancelled: false,
            credentials: self.credentials,
        });
    }

    /// To be logged out: the machine has counted it as pending.
    fn part_with(&mut self, ticket: Ticket) {
        self.end(ticket);
        self.parted.push(ticket);
        self.pending += 1;
    }

    pub(super) fn end(&mut self, ticket: Ticket) {
        let open = self.open.iter().position(|other| *other == ticket);
        self.open.remove(open.expect("it was given up before"));
        self.known = self.known.filter(|known| known.ticket != ticket);
    }

    fn got(&mut self, since: Option<Since>) -> Got {
        let got = match self.machine.read(self.now, since) {
            Reading::Token => return self.handed_out(since),
            Reading::Failed(cause, Tried::Now) => Got::Failed(cause.error.status),
            Reading::Failed(cause, Tried::Before(_)) => Got::HeldOff(cause.error.status),
            Reading::Wait => Got::Wait,
            Reading::Closed => Got::Closed,
        };
        assert_eq!(got == Got::Closed, self.is_closed);
        let good = self.known.filter(|known| !self.is_closed && self.is_for(known, since));
        assert!(good.is_none(), "{got:?} while there is a good token");
        got
    }

    fn handed_out(&mut self, since: Option<Since>) -> Got {
        let known = self.known.expect("a value of nothing");
        assert!(!self.is_closed, "a value of what is closed");
        assert!(!known.is_refused, "a value that was refused");
        assert!(!known.is_foreign, "a value of another identity");
        assert!(self.is_for(&known, since), "a value that ends within the margin");
        self.known = Some(Known {
            handed_out: known.handed_out.or(Some(self.now)),
            ..known
        });
        Got::Value(known.value)
    }

    /// What was waited for is handed out however short its life is.
    fn is_for(&self, known: &Known, since: Option<Since>) -> bool {
        let is_new = since.is_some_and(|since| since.grants < known.number);
        let until = if is_new { known.ends } else { known.good_until };
        !known.is_refused && !known.is_foreign && until.is_none_or(|until| self.now < until)
    }

    /// Asks without waiting.
    pub fn read(&mut self) -> Got {
        // A reader that finds what was published only marks that it was there, and no more than once a second.
        if self.machine.quiet_until(self.now).is_some_and(|until| self.now < until) {
            if self.now.since(self.last_read) >= LAST_READ_GRAIN {
                self.last_read = self.now;
            }
            return self.handed_out(None);
        }
        self.last_read = self.now;
        let got = self.got(None);
        self.step();
        got
    }

    /// Asks, and waits.
    pub fn wait(&mut self) -> Got {
        self.last_read = self.now;
        let since = self.machine.since();
        let got = self.got(None);
        self.step();
        if got == Got::Wait {
            self.readers.push(since);
        }
        got
    }

    /// Those who wait look again; returns what those got who wait no longer.
    pub fn wake(&mut self) -> Vec<Got> {
        let mut done = Vec::new();
        for since in std::mem::take(&mut self.readers) {
            let mut got = self.got(Some(since));
            self.last_read = self.now;
            if got == Got::Wait && !self.machine.is_under_way() {
                got = self.got(Some(since));
                self.step();
                assert!(
                    got != Got::Wait || self.machine.is_under_way(),
                    "nobody works for who waits"
                );
            }
            if got == Got::Wait {
                self.readers.push(since);
            } else {
                done.push(got);
            }
        }
        done
    }
}

mod told;
