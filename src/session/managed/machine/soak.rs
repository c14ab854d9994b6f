//! Days with a server whose faults come and go, in seconds, on a clock that nothing but the test moves.
//!
//! `LFTOKEN_SOAK_DAYS=30 cargo test --lib managed::machine::soak -- --nocapture` runs for longer, and shows the counts.

use std::time::Duration;

use crate::base::clock::Moment;
use crate::session::managed::failure::Retry;
use crate::session::managed::rules::{Rules, Settings};
use crate::session::managed::step::Rejection;
use crate::session::status::Status;

use super::sequences::{Dice, asked_for};
use super::world::{DAY, Got, HOUR, MINUTE, SECOND, Ticket, World, cause, rules};

/// How many `cargo test` simulates.
const DAYS: u64 = 1;
const LIFE: Duration = Duration::from_secs(15 * 60);
const TICK: Duration = Duration::from_millis(250);
/// How long a logout is tried, and a late answer waited for.
const LIMIT: Duration = Duration::from_secs(20);

/// What is wrong for some minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    Down,
    Busy,
    /// Requests arrive, answers do not.
    Mute,
    NoLicence,
    /// Until an administrator unlocks the account.
    Locked,
    /// Resources refuse every token.
    Denying,
}

const FAULTS: [Fault; 10] = [
    Fault::None,
    Fault::None,
    Fault::None,
    Fault::None,
    Fault::Down,
    Fault::Busy,
    Fault::Mute,
    Fault::NoLicence,
    Fault::Locked,
    Fault::Denying,
];

/// A session on the server.
struct Open {
    /// `None`: its login had no answer.
    ticket: Option<Ticket>,
    ends: Moment,
    /// Nobody can log it out any more.
    is_lost: bool,
}

/// Something that goes on behind the machine's back.
struct Errand {
    ticket: Option<Ticket>,
    begun: Moment,
}

#[derive(Debug, Default)]
struct Tally {
    requests: u64,
    accepted: u64,
    /// Answered with 401.
    refused: u64,
    /// Reads without a token.
    failed_reads: u64,
    lost_answers: u64,
    failed_logouts: u64,
    double_logins: u64,
    /// In an hour in which resources refuse everything.
    most_logins_while_denying: u32,
}

struct Soak {
    world: World,
    dice: Dice,
    fault: Fault,
    fault_ends: Moment,
    open: Vec<Open>,
    errands: Vec<Errand>,
    /// When the answer to the flight comes.
    lands_at: Option<Moment>,
    tally: Tally,
}

impl Soak {
    fn new(rules: Rules, number: u64) -> Soak {
        let world = World::new(rules);
        Soak {
            fault: Fault::None,
            fault_ends: world.now,
            world,
            dice: Dice(number),
            open: Vec::new(),
            errands: Vec::new(),
            lands_at: None,
            tally: Tally::default(),
        }
    }

    fn tick(&mut self) {
        self.world.random = self.dice.below(1000) as f64 / 1000.0;
        self.world.pass(TICK);
        let now = self.world.now;
        self.open.retain(|open| now < open.ends);
        let parted = std::mem::take(&mut self.world.parted);
        self.errands.extend(parted.into_iter().map(|ticket| Errand {
            ticket: Some(ticket),
            begun: now,
        }));
        self.run_errands();
        self.fly();
        self.world.wake();
    }

    /// Late answers, and logouts, which are repeated for a while.
    fn run_errands(&mut self) {
        let now = self.world.now;
        for errand in std::mem::take(&mut self.errands) {
            let is_late = now.since(errand.begun) >= LIMIT;
            let is_reached = !matches!(self.fault, Fault::Down | Fault::Mute);
            let is_of = |open: &Open| open.ticket == errand.ticket && !open.is_lost;
            if is_reached {
                self.open.retain(|open| !is_of(open));
            } else if is_late {
                self.tally.failed_logouts += u64::from(errand.ticket.is_some());
                self.tally.lost_answers += u64::from(errand.ticket.is_none());
                self.open
                    .iter_mut()
                    .filter(|open| is_of(open))
                    .for_each(|open| open.is_lost = true);
            } else {
                self.errands.push(errand);
                continue;
            }
            self.world.settle(!is_reached && errand.ticket.is_none());
        }
    }

    fn fly(&mut self) {
        let Some(flight) = self.world.flight else { return };
        let now = self.world.now;
        let latency = Duration::from_millis(50 + self.dice.below(3000));
        let lands_at = *self.lands_at.get_or_insert(now.after(latency));
        if now < lands_at {
            return;
        }
        self.lands_at = None;
        let after = Retry::After;
        match self.fault {
            Fault::Down => self.world.fail(cause(Status::ConnectFailed, after(None))),
            Fault::Busy => self.world.fail(cause(Status::RateLimited, after(Some(30 * SECOND)))),
            Fault::NoLicence if flight.is_login => self.world.fail(cause(Status::LicenseExhausted, after(None))),
            Fault::Locked if flight.is_login => self.world.fail(cause(Status::AccountLocked, Retry::Never)),
            Fault::Mute if !flight.is_renewal => {
                self.log_in(None);
                self.errands.push(Errand {
                    ticket: None,
                    begun: now,
                });
                self.world.leave_pending(cause(Status::OutcomeUnknown, after(None)));
            }
            Fault::Mute => self.world.fail(cause(Status::TimedOut, after(None))),
            _ if flight.is_renewal => self.renew(),
            _ => {
                let ticket = self.world.next_ticket();
                self.log_in(Some(ticket));
                self.world.grant(Some(LIFE));
            }
        }
    }

    fn log_in(&mut self, ticket: Option<Ticket>) {
        self.tally.double_logins += u64::from(self.open.iter().any(|open| !open.is_lost));
        self.open.push(Open {
            ticket,
            ends: self.world.now.after(LIFE),
            is_lost: false,
        });
    }

    fn renew(&mut self) {
        let ticket = self.world.known.map(|known| known.ticket);
        let ends = self.world.now.after(LIFE);
        match self.open.iter_mut().find(|open| open.ticket == ticket) {
            Some(open) => {
                open.ends = ends;
                self.world.grant(Some(LIFE));
            }
            // Where a renewal is a login, that it has ended does not matter.
            None if !self.world.rules.has_route => {
                self.log_in(ticket);
                self.world.grant(Some(LIFE));
            }
            None => self.world.gone(),
        }
    }

    /// One request of the host, repeated once after an answer 401.
    fn request(&mut self) {
        self.tally.requests += 1;
        for _ in 0..2 {
            let got = if self.dice.happens(50) {
                self.world.wait()
            } else {
                self.world.read()
            };
            let Got::Value(value) = got else {
                self.tally.failed_reads += u64::from(got != Got::Wait);
                return;
            };
            let ticket = self.world.known.map(|known| known.ticket);
            if self.fault != Fault::Denying && self.open.iter().any(|open| open.ticket == ticket) {
                self.tally.accepted += 1;
                return;
            }
            self.tally.refused += 1;
            if self.world.reject(value) == Rejection::Denied {
                return;
            }
        }
    }

    fn change_fault(&mut self) {
        if self.world.now < self.fault_ends {
            return;
        }
        if self.fault == Fault::Locked {
            self.world.retry();
        }
        self.fault = self.dice.one_of(&FAULTS);
        let minutes = u32::try_from(1 + self.dice.below(60)).unwrap();
        self.fault_ends = self.world.now.after(minutes * MINUTE);
    }

    /// What people do now and then.
    fn intervene(&mut self) {
        match self.dice.below(6 * 3600 * 4) {
            0 => self.open.retain(|open| open.is_lost || open.ticket.is_none()),
            1 => self.world.change_credentials(true),
            2 => self.world.change_credentials(false),
            3 => {
                let hours = u32::try_from(self.dice.below(9)).unwrap();
                self.world.suspend(hours * HOUR);
            }
            _ => {}
        }
    }

    fn run(&mut self, days: u64) {
        let end = self.world.now.after(u32::try_from(days).unwrap() * DAY);
        let mut denying = (self.world.now, 0);
        // Ticks until the host's next request: it works, and it rests.
        let mut rest = 0;
        while self.world.now < end {
            self.change_fault();
            self.intervene();
            self.tick();
            if self.fault != Fault::Denying || self.world.now.since(denying.0) >= HOUR {
                denying = (self.world.now, self.world.counts.logins);
            }
            let logins = self.world.counts.logins - denying.1;
            self.tally.most_logins_while_denying = self.tally.most_logins_while_denying.max(logins);
            rest = match rest {
                0 => {
                    self.request();
                    let is_long = self.dice.below(1000) == 0;
                    self.dice.below(if is_long { 4 * 3600 } else { 40 })
                }
                rest => rest - 1,
            };
        }
    }

    fn end(&mut self) {
        self.fault = Fault::None;
        self.world.close();
        let mut ticks = 0;
        while !self.world.machine.is_over() {
            self.tick();
            ticks += 1;
            assert!(ticks < 1000, "it does not end");
        }
        assert_eq!(self.world.readers.len(), 0);
        assert_eq!(
            self.open.iter().filter(|open| !open.is_lost).count(),
            0,
            "a session is left behind"
        );
    }
}

#[test]
fn days_of_faults_leave_no_session_behind() {
    let days = asked_for("LFTOKEN_SOAK_DAYS").unwrap_or(DAYS);
    for (number, has_route) in [(1, true), (2, true), (3, false)] {
        let rules = Rules {
            settings: Settings {
                hold: number == 2,
                ..rules(has_route).settings
            },
            has_route,
        };
        let mut soak = Soak::new(rules, number);
        soak.run(days);
        soak.end();
        println!("{days} days, {rules:?}: {:?}, {:?}", soak.world.counts, soak.tally);
        assert_eq!(soak.tally.double_logins, 0);
        // People who change the identity meanwhile begin it anew.
        assert!(soak.tally.most_logins_while_denying <= 15, "{:?}", soak.tally);
        assert!(soak.tally.accepted > 1000 * days, "{:?}", soak.tally);
    }
}
