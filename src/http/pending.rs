//! An answer that its caller did not wait for.

use std::net::TcpStream;
use std::time::Duration;
use std::{fmt, io};

use rustix::event::PollFlags;

use crate::base::waker::Waker;
use crate::net::poll::poll;
use crate::net::socket::Wait;

use super::answer::Answer;
use super::error::Error;
use super::exchange::{Exchange, Received};

/// An exchange whose request went out and whose answer may still come.
pub struct PendingAnswer {
    exchange: Box<Exchange>,
}

/// What a look at a pending answer finds.
pub enum Poll {
    Done(Answer),
    Pending(PendingAnswer),
    /// It will not become complete; what had come of it stands beside the error.
    Failed(Error, Option<Answer>),
}

impl PendingAnswer {
    pub(super) fn new(exchange: Exchange) -> PendingAnswer {
        PendingAnswer {
            exchange: Box::new(exchange),
        }
    }

    /// Takes what is there, without waiting.
    pub fn poll(mut self) -> Poll {
        match self.exchange.receive(Wait::Not) {
            Ok(Received::Complete) => Poll::Done(self.exchange.finish().0),
            Ok(Received::Pending) => Poll::Pending(self),
            Err(error) => Poll::Failed(error, self.exchange.partial_answer()),
        }
    }

    /// Whether it is no answer in HTTP, so that its end cannot be told.
    pub fn is_raw(&self) -> bool {
        self.exchange.is_raw()
    }

    /// What has come so far. It only grows.
    pub fn partial(&self) -> &[u8] {
        self.exchange.partial()
    }

    fn stream(&self) -> &TcpStream {
        self.exchange.connection().socket().stream()
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

impl fmt::Debug for PendingAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingAnswer")
    }
}
