//! The answer to a login whose caller did not wait for it.

use std::time::Duration;
use std::{fmt, io};

use crate::base::secret::Secret;
use crate::base::waker::Waker;
use crate::http::pending::{PendingAnswer, wait_any as wait_any_answer};

/// It may still bring the token of a session that nobody holds.
pub struct PendingLogin {
    pub(super) answer: PendingAnswer,
    /// How far what came was searched for a token.
    pub(super) searched: usize,
}

impl PendingLogin {
    pub(super) fn new(answer: PendingAnswer) -> PendingLogin {
        PendingLogin { answer, searched: 0 }
    }

    /// Whether it is no answer in HTTP, so that its end cannot be told.
    pub fn is_raw(&self) -> bool {
        self.answer.is_raw()
    }

    /// The token in what came so far, found by `find`.
    pub(super) fn search(&mut self, find: impl FnOnce(&[u8], &mut usize) -> Option<Secret>) -> Option<Secret> {
        find(self.answer.partial(), &mut self.searched)
    }
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
