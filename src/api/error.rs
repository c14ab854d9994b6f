//! Why a call has no result. The error is plain data; what may still come of the call stands beside it.

use crate::base::secret::Secret;
use crate::http::error::Error as HttpError;

use super::late::PendingLogin;
use super::problem::Problem;

#[derive(Debug)]
pub enum Error {
    /// Nothing was sent: the request cannot be expressed.
    Unencodable(String),
    /// There is no complete answer.
    Exchange(HttpError),
    Refused(Box<Problem>),
    /// A success that says that nothing was done.
    Declined(Box<Problem>),
    /// A success whose content could not be read.
    Unreadable {
        reason: &'static str,
        problem: Box<Problem>,
    },
}

/// A call that failed, and what it may have left behind.
#[derive(Debug)]
pub struct Failed {
    pub error: Error,
    /// The token of the session that a login opened all the same.
    pub token: Option<Secret>,
    /// The answer to a login, when it may still come.
    pub pending: Option<PendingLogin>,
    /// By how many seconds the clock of this machine is behind the server's, if a login was refused because its
    /// assertion was not valid by that. Another attempt has the server's time.
    pub clock_off_seconds: Option<i32>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed {
            error,
            token: None,
            pending: None,
            clock_off_seconds: None,
        }
    }
}
