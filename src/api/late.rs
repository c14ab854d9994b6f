//! The answer to a login whose caller did not wait for it.

use std::time::Duration;
use std::{fmt, io};

use crate::base::secret::Secret;
use crate::base::waker::Waker;
use crate::http::answer::Answer;
use crate::http::pending::{Incomplete, PendingAnswer, Poll, wait_any as wait_any_answer};

/// It may still bring the token of a session that nobody holds.
pub struct PendingLogin {
    answer: PendingAnswer,
    /// How far what came was searched for a token, since it last began anew.
    searched: usize,
    restarts: usize,
}

impl PendingLogin {
    pub(super) fn new(answer: PendingAnswer) -> PendingLogin {
        PendingLogin {
            answer,
            searched: 0,
            restarts: 0,
        }
    }

    /// Takes what is there, without waiting.
    pub(super) fn poll(self) -> LoginPoll {
        match self.answer.poll() {
            Poll::Done(answer) => LoginPoll::Done(answer),
            Poll::Pending(answer) => LoginPoll::Pending(PendingLogin { answer, ..self }),
            Poll::Failed(incomplete) => LoginPoll::Failed(incomplete),
        }
    }

    pub(super) fn give_up(self) -> Incomplete {
        self.answer.give_up()
    }

    /// Whether it is no answer in HTTP, so that its end cannot be told.
    pub fn is_raw(&self) -> bool {
        self.answer.is_raw()
    }

    /// The token in what came so far, found by `find`.
    pub(super) fn search(&mut self, find: impl FnOnce(&[u8], &mut usize) -> Option<Secret>) -> Option<Secret> {
        let (partial, restarts) = self.answer.partial();
        if restarts != self.restarts {
            (self.searched, self.restarts) = (0, restarts);
        }
        find(partial, &mut self.searched)
    }
}

/// What a look at it finds.
pub(super) enum LoginPoll {
    Done(Answer),
    Pending(PendingLogin),
    Failed(Box<Incomplete>),
}

impl fmt::Debug for PendingLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingLogin")
    }
}

/// Waits until something comes for one of `logins`, or `waker` is signalled.
pub fn wait_any<'a>(
    logins: impl Iterator<Item = &'a PendingLogin>,
    waker: Option<&Waker>,
    time: Duration,
) -> io::Result<()> {
    wait_any_answer(logins.map(|login| &login.answer), waker, time)
}
