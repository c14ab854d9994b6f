//! What is left of a request that has no complete answer, and what may still come of it.

use std::net::TcpStream;
use std::time::Duration;
use std::{fmt, io};

use rustix::event::PollFlags;

use crate::base::deadline::Interrupt;
use crate::base::waker::Waker;
use crate::net::error::Stop;
use crate::net::poll::poll;
use crate::net::socket::Wait;

use super::answer::Answer;
use super::error::{Error, Kind, Progress};
use super::exchange::{Exchange, Received};

/// A request without a complete answer: the error, and beside it what the exchange still holds.
#[derive(Debug)]
pub struct Incomplete {
    pub error: Error,
    /// What had come of the answer.
    pub partial: Option<Answer>,
    /// The exchange, when the rest of its answer may still come.
    pub pending: Option<PendingAnswer>,
}

/// An exchange whose request went out and whose answer may still come.
pub struct PendingAnswer {
    exchange: Box<Exchange>,
}

/// What a look at a pending answer finds.
pub enum Poll {
    Done(Answer),
    Pending(PendingAnswer),
    Failed(Box<Incomplete>),
}

impl Incomplete {
    /// What is left of an exchange that ended with `error`. One that ran out of time, or that cannot be read as HTTP,
    /// can be carried on.
    pub(super) fn of(mut exchange: Exchange, error: Error) -> Incomplete {
        let may_still_come = match error.kind {
            Kind::TimedOut | Kind::Cancelled => true,
            Kind::Malformed | Kind::TooLarge if error.progress != Progress::NothingSent && !exchange.is_raw() => {
                exchange.salvage();
                true
            }
            _ => false,
        };
        if !may_still_come {
            return Incomplete {
                error,
                partial: exchange.into_partial_answer(),
                pending: None,
            };
        }
        Incomplete {
            error,
            partial: exchange.partial_answer(),
            pending: Some(PendingAnswer {
                exchange: Box::new(exchange),
            }),
        }
    }
}

impl From<Error> for Box<Incomplete> {
    fn from(error: Error) -> Box<Incomplete> {
        Box::new(Incomplete {
            error,
            partial: None,
            pending: None,
        })
    }
}

impl PendingAnswer {
    /// Takes what is there, without waiting.
    pub fn poll(mut self) -> Poll {
        match self.exchange.receive(Wait::Not) {
            Ok(Received::Complete) => Poll::Done(self.exchange.finish().0),
            Ok(Received::Pending) => Poll::Pending(self),
            Err(error) => Poll::Failed(Box::new(Incomplete::of(*self.exchange, error))),
        }
    }

    /// Ends the wait, and returns what came until now.
    pub fn give_up(self) -> Incomplete {
        let error = self.exchange.stopped(&Stop::Interrupted(Interrupt::TimedOut).into());
        Incomplete {
            error,
            partial: self.exchange.into_partial_answer(),
            pending: None,
        }
    }

    /// Whether it is no answer in HTTP, so that its end cannot be told.
    pub fn is_raw(&self) -> bool {
        self.exchange.is_raw()
    }

    /// What has come so far, and a number that changes when that has begun anew; until then it only grows.
    pub fn partial(&self) -> (&[u8], usize) {
        (self.exchange.partial(), self.exchange.restarts())
    }

    fn stream(&self) -> &TcpStream {
        self.exchange.connection().socket().stream()
    }
}

impl fmt::Debug for PendingAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingAnswer")
    }
}

/// Waits until something comes for one of `answers`, or `waker` is signalled.
pub fn wait_any<'a>(
    answers: impl Iterator<Item = &'a PendingAnswer>,
    waker: Option<&Waker>,
    time: Duration,
) -> io::Result<()> {
    let sockets = answers.map(PendingAnswer::stream);
    poll(sockets, PollFlags::IN, waker, time).map(drop)
}
