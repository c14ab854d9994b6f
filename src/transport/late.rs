//! An answer that its caller did not wait for.

use std::io;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags};

use super::connect;
use super::exchange::{Answer, Exchange};
use super::failure::{Failure, Kind};
use super::socket::Wait;

/// An exchange whose request went out and whose answer may still come.
pub struct Late {
    exchange: Exchange,
}

impl Late {
    pub fn new(exchange: Exchange) -> io::Result<Late> {
        exchange.connection().socket().set_nonblocking()?;
        Ok(Late { exchange })
    }

    /// Takes what has come. `Ok(Err(self))` as long as the answer is not complete.
    pub fn advance(mut self: Box<Self>) -> Result<Result<Answer, Box<Late>>, Failure> {
        match self.exchange.receive(&Wait::Not) {
            Ok(()) => Ok(Ok(self.exchange.finish().0)),
            Err(failure) if failure.kind == Kind::TimedOut => Ok(Err(self)),
            Err(mut failure) => {
                failure.begun = self.exchange.begun().map(Box::new);
                Err(failure)
            }
        }
    }

    /// Whether it is no answer in HTTP, so that its end cannot be told.
    pub fn is_raw(&self) -> bool {
        self.exchange.is_raw()
    }

    /// What has come so far.
    pub fn begun(&mut self) -> Option<Answer> {
        self.exchange.begun()
    }
}

impl std::fmt::Debug for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Late")
    }
}

/// Waits until something comes for one of `answers`.
pub fn wait_any<'a>(answers: impl Iterator<Item = &'a Late>, time: Duration) -> io::Result<()> {
    let mut entries: Vec<_> = answers
        .map(|late| PollFd::new(late.exchange.connection().socket().stream(), PollFlags::IN))
        .collect();
    connect::wait(&mut entries, time)
}
