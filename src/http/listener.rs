//! Waits on this machine for one request of a browser: the one that brings the result of a login back.
//!
//! Anybody on the machine can connect, and web pages can have a browser send requests here. So nothing but the head of a
//! request is read, nothing of it is repeated, and what is not wanted changes nothing. Browsers also open connections in
//! advance and send nothing; all are looked after side by side.

mod answer;
mod head;
mod visitor;

use std::{io, mem};

use rustix::event::PollFlags;
use rustix::fd::AsFd;

use crate::base::deadline::{Deadline, Interrupt};
use crate::net::error::Stop;
use crate::net::loopback::Loopback;
use crate::net::poll;

pub use crate::net::loopback::Unavailable;
pub use answer::Page;

use visitor::{Step, Visitor};

/// So many requests that are not wanted are let pass.
const MAX_IGNORED: usize = 32;

/// As many connections are open at a time. A further one takes the place of the oldest.
const MAX_VISITORS: usize = 16;

#[derive(Debug)]
pub struct Listener {
    loopback: Loopback,
}

/// Why the request did not come.
#[derive(Debug)]
pub enum Error {
    /// The deadline passed or the call was cancelled. As many requests had come that were not wanted.
    Interrupted { interrupt: Interrupt, ignored: usize },
    /// More requests came that were not wanted than are let pass.
    TooManyRequests,
    /// The system does not let it go on.
    System(io::Error),
}

impl Listener {
    /// Takes `port` at 127.0.0.1 and ::1 for itself alone; 0 is a port of the system's choice, the same at both.
    pub fn bind(port: u16) -> Result<Listener, Unavailable> {
        Loopback::bind(port).map(|loopback| Listener { loopback })
    }

    pub fn port(&self) -> u16 {
        self.loopback.port()
    }

    /// Waits for a GET request whose target, path and query, `is_wanted` makes something of, and answers with the page
    /// that it names. Other requests are answered and ignored, up to 32 of them.
    pub fn wait<T>(
        &self,
        deadline: &Deadline,
        mut is_wanted: impl FnMut(&str) -> Option<(T, Page)>,
    ) -> Result<T, Error> {
        let mut visitors = Vec::new();
        let mut ignored = 0;
        while ignored <= MAX_IGNORED {
            self.wait_for_any(&visitors, deadline)
                .map_err(|stop| Error::of(stop, ignored))?;
            if let Some(socket) = self.loopback.accept().map_err(Error::System)? {
                if visitors.len() == MAX_VISITORS {
                    ignored += usize::from(!make_room(&mut visitors).is_answered());
                }
                visitors.push(Visitor::new(socket));
            }
            for mut visitor in mem::take(&mut visitors) {
                match visitor.step(self.port(), &mut is_wanted, deadline) {
                    Step::Stays => visitors.push(visitor),
                    Step::Ignored => {
                        ignored += 1;
                        visitors.push(visitor);
                    }
                    Step::Gone => ignored += usize::from(!visitor.is_answered()),
                    Step::Wanted(found) => {
                        visitor.see_off(deadline);
                        return Ok(found);
                    }
                }
            }
        }
        Err(Error::TooManyRequests)
    }

    /// Waits until somebody comes, or one of `visitors` says something.
    fn wait_for_any(&self, visitors: &[Visitor], deadline: &Deadline) -> Result<(), Stop> {
        let sockets = self.loopback.sockets().iter().map(AsFd::as_fd);
        let all: Vec<_> = sockets.chain(visitors.iter().map(Visitor::descriptor)).collect();
        poll::wait(&all, PollFlags::IN, deadline.at(), deadline).map(drop)
    }
}

/// Takes out one that was answered, or else the oldest.
fn make_room(visitors: &mut Vec<Visitor>) -> Visitor {
    let answered = visitors.iter().position(Visitor::is_answered);
    visitors.remove(answered.unwrap_or(0))
}

impl Error {
    fn of(stop: Stop, ignored: usize) -> Error {
        match stop {
            Stop::Interrupted(interrupt) => Error::Interrupted { interrupt, ignored },
            Stop::Io(error) => Error::System(error),
            // No wait for several sockets ends so.
            Stop::Closed | Stop::WouldBlock => Error::System(io::ErrorKind::NotConnected.into()),
        }
    }
}

#[cfg(test)]
mod tests;
