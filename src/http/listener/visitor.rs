//! One connection to the listener: a request comes, an answer goes, and the other side closes.

use std::net::Shutdown;
use std::time::Duration;

use rustix::fd::{AsFd, BorrowedFd};

use crate::base::buffer::Buffer;
use crate::base::deadline::Deadline;
use crate::net::error::Stop;
use crate::net::socket::{Socket, Wait};

use super::answer::{Page, Refusal};
use super::head::{self, Head};

/// Room for one read.
const READ_SIZE: usize = 4 * 1024;

/// As much is read behind a request and thrown away. To close with something unread would take the answer back.
const MAX_EXCESS_BYTES: usize = 64 * 1024;

/// How long a browser has to take the page and to close.
const LEAVE: Duration = Duration::from_secs(1);

pub struct Visitor {
    socket: Socket,
    /// Wiped when it is dropped: it holds the code.
    head: Buffer,
    is_answered: bool,
    excess: usize,
}

/// What has become of a visitor.
pub enum Step<T> {
    /// Nothing new.
    Stays,
    /// It was answered, and has still to close.
    Ignored,
    Gone,
    /// It brought what is waited for, and was answered.
    Wanted(T),
}

impl Visitor {
    pub fn new(socket: Socket) -> Visitor {
        Visitor {
            socket,
            head: Buffer::default(),
            is_answered: false,
            excess: 0,
        }
    }

    pub fn is_answered(&self) -> bool {
        self.is_answered
    }

    /// To be polled for reading.
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.socket.stream().as_fd()
    }

    /// Takes what is there, without waiting.
    pub fn step<T>(
        &mut self,
        port: u16,
        is_wanted: impl FnOnce(&str) -> Option<(T, Page)>,
        deadline: &Deadline,
    ) -> Step<T> {
        let count = match self.socket.receive(self.head.room(READ_SIZE), Wait::Not) {
            Ok(count) => count,
            Err(Stop::WouldBlock) => return Step::Stays,
            Err(_) => return Step::Gone,
        };
        if self.is_answered {
            self.excess += count;
            return if self.excess > MAX_EXCESS_BYTES {
                Step::Gone
            } else {
                Step::Stays
            };
        }
        self.head.fill(count);
        let (answer, step) = match head::read(self.head.filled(), port) {
            Head::Part => return Step::Stays,
            Head::Refused(refusal) => (refusal.answer(), Step::Ignored),
            Head::Get(target) => match is_wanted(target) {
                Some((found, page)) => (page.answer(), Step::Wanted(found)),
                None => (Refusal::Unwanted.answer(), Step::Ignored),
            },
        };
        self.answer(&answer, deadline);
        step
    }

    /// A browser that cannot be answered has gone, which shows when it is read from.
    fn answer(&mut self, answer: &[u8], deadline: &Deadline) {
        self.is_answered = true;
        // It fits into the buffer of the system, so that nothing is waited for.
        if self.socket.send(answer, deadline).is_ok() {
            let _ = self.socket.stream().shutdown(Shutdown::Write);
        }
    }

    /// Gives the other side time to take the answer and to close.
    pub fn see_off(&mut self, deadline: &Deadline) {
        let deadline = deadline.at_most(LEAVE);
        while self.excess <= MAX_EXCESS_BYTES {
            match self.socket.receive(self.head.room(READ_SIZE), Wait::Within(&deadline)) {
                Ok(count) => self.excess += count,
                Err(_) => break,
            }
        }
    }
}
