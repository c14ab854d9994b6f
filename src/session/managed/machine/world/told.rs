//! What happens to a session: answers, the host, and time.

use std::time::Duration;

use crate::session::managed::failure::{Cause, Retry};
use crate::session::managed::step::{Landed, Rejection};

use super::{HOUR, Known, MINUTE, SECOND, Ticket, Value, World};

impl World {
    /// What the next login brings.
    pub fn next_ticket(&self) -> Ticket {
        Ticket(self.issued)
    }

    /// A login or renewal brings a token.
    pub fn grant(&mut self, life: Option<Duration>) {
        let flight = self.flight.take().expect("nothing flies");
        let is_useless = !flight.is_renewal && (self.is_closed || flight.credentials != self.credentials);
        let is_over = life.is_some_and(|life| life < SECOND);
        let number = self.machine.since().grants + 1;
        let older = self.known.filter(|_| flight.is_renewal);
        let landed = match older {
            Some(_) => Landed::Renewed(life),
            None => {
                self.open.push(Ticket(self.issued));
                Landed::Token(Ticket(self.issued), life)
            }
        };
        if is_over && !is_useless {
            self.failed = Some((self.now, Retry::After(None)));
        } else if !is_useless {
            self.failed = None;
            self.lost = None;
            self.refused_again = None;
            let is_replacement = std::mem::take(&mut self.is_replacing);
            let margin = |life: Duration| self.rules.settings.margin.min(life / 10);
            let stays = older.filter(|_| self.rules.has_route);
            let confirmed = stays.and_then(|known| {
                if known.is_refused {
                    Some(self.now)
                } else {
                    known.confirmed
                }
            });
            self.known = Some(Known {
                value: stays.map_or(self.issued, |known| known.value),
                ticket: older.map_or(Ticket(self.issued), |known| known.ticket),
                good_until: life.map(|life| self.now.after(life - margin(life))),
                ends: life.map(|life| self.now.after(life)),
                is_refused: false,
                is_foreign: older.is_some_and(|known| known.is_foreign),
                confirmed,
                number,
                handed_out: stays.and_then(|known| known.handed_out),
                is_replacement: stays.map_or(is_replacement, |known| known.is_replacement),
            });
        }
        self.issued += 1;
        self.machine.landed(self.now, landed, self.random);
        self.step();
    }

    /// The service says that the session has ended.
    pub fn gone(&mut self) {
        let flight = self.flight.take().expect("nothing flies");
        assert!(flight.is_renewal, "nothing can have ended");
        let ticket = self.known.expect("what is renewed is there").ticket;
        self.end(ticket);
        self.machine.landed(self.now, Landed::Gone, self.random);
        self.step();
    }

    pub fn fail(&mut self, cause: Cause) {
        let flight = self.flight.take().expect("nothing flies");
        if !self.is_closed && flight.credentials == self.credentials {
            self.failed = Some((self.now, cause.retry));
        }
        self.machine.landed(self.now, Landed::Failed(cause), self.random);
        self.step();
    }

    /// The answer to a login may still come.
    pub fn leave_pending(&mut self, cause: Cause) {
        self.machine.begin_pending();
        self.pending += 1;
        self.fail(cause);
    }

    /// The login may have opened a session that nobody can find.
    pub fn lose(&mut self, cause: Cause) {
        self.machine.begin_pending();
        self.pending += 1;
        self.settle(true);
        self.fail(cause);
    }

    /// One logout is over, or one late answer. Nobody knows of it where `is_lost`.
    pub fn settle(&mut self, is_lost: bool) {
        self.pending = self.pending.checked_sub(1).expect("nothing is pending");
        self.machine.end_pending();
        if is_lost {
            self.machine.lost(self.now);
            self.lost = Some(self.now);
        }
        self.step();
    }

    pub fn reject(&mut self, value: Value) -> Rejection {
        let number = self.machine.held().map(|held| held.number);
        let known = self
            .known
            .as_mut()
            .filter(|known| known.value == value && !known.is_foreign);
        let rejection = self.machine.rejected(self.now, |ticket| {
            known.as_ref().is_some_and(|known| known.ticket == *ticket)
        });
        match known {
            None => assert_eq!(rejection, Rejection::Late),
            Some(known) => {
                let is_confirmed = known.confirmed.is_some_and(|at| self.now.since(at) < MINUTE);
                assert_eq!(rejection == Rejection::Denied, is_confirmed);
                let has_worked = known.handed_out.is_some_and(|at| self.now.since(at) >= MINUTE);
                if rejection == Rejection::Looking && !known.is_refused {
                    known.is_refused = true;
                    self.is_replacing = true;
                    self.refused_again = Some(self.now).filter(|_| known.is_replacement && !has_worked);
                }
            }
        }
        self.step();
        if rejection == Rejection::Late {
            assert_eq!(
                self.machine.held().map(|held| held.number),
                number,
                "a late rejection takes a token away"
            );
        }
        rejection
    }

    pub fn change_credentials(&mut self, is_same_identity: bool) {
        self.credentials += 1;
        self.is_replacing &= is_same_identity;
        self.refused_again = self.refused_again.filter(|_| is_same_identity);
        if let Some(known) = &mut self.known {
            known.is_foreign |= !is_same_identity;
        }
        self.release();
        self.machine.change_credentials(is_same_identity);
        self.step();
    }

    pub fn retry(&mut self) {
        self.refused_again = None;
        self.release();
        self.machine.retry();
        self.step();
    }

    fn release(&mut self) {
        self.failed = self.failed.filter(|(_, retry)| matches!(retry, Retry::After(_)));
    }

    pub fn close(&mut self) {
        self.is_closed = true;
        self.machine.close();
        self.step();
    }

    /// Whether something may be started after the last failure.
    pub(super) fn lets_start(&self) -> bool {
        let Some((at, retry)) = self.failed else {
            return true;
        };
        let pause = match retry {
            Retry::Never => return false,
            Retry::Probe => 15 * MINUTE,
            Retry::After(asked) => asked.unwrap_or_default().clamp(SECOND / 2, HOUR),
        };
        self.now >= at.after(pause)
    }

    /// Time passes, and the timer rings.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now.after(time);
        while let Some(due) = self.machine.due(self.now, self.last_read).filter(|due| *due <= end) {
            self.now = due;
            self.step();
        }
        self.now = end;
        self.step();
    }

    /// The machine sleeps, and the timer rings when it wakes up.
    pub fn suspend(&mut self, time: Duration) {
        self.now = self.now.after(time);
        self.step();
    }
}
