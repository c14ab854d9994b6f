//! Why the network did not do what was asked. Plain data.

use std::io;

use crate::base::deadline::Interrupt;
use crate::base::scarce;

/// Why a wait, a read or a write ended.
#[derive(Debug)]
pub enum Stop {
    Interrupted(Interrupt),
    Io(io::Error),
    /// The other side has closed the connection.
    Closed,
    /// Nothing is there, and the caller did not want to wait.
    WouldBlock,
}

impl From<Interrupt> for Stop {
    fn from(interrupt: Interrupt) -> Stop {
        Stop::Interrupted(interrupt)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Resolve,
    Connect,
    /// The process has run out of what a connection needs: file handles, memory or threads.
    Exhausted,
    TimedOut,
    Cancelled,
    /// An established connection broke.
    Lost,
}

#[derive(Clone, Debug)]
pub struct Error {
    pub kind: Kind,
    /// What failed, with which host.
    pub what: String,
    pub os_code: Option<i32>,
}

impl Error {
    /// `failed` is what the system refused, such as "could not connect to example.com:443".
    pub fn refused(kind: Kind, failed: &str, error: &io::Error) -> Error {
        let missing = scarce::missing(error);
        Error {
            kind: if missing.is_some() { Kind::Exhausted } else { kind },
            what: match missing {
                Some(missing) => format!("{failed}: {missing}"),
                None => format!("{failed}: {error}"),
            },
            os_code: error.raw_os_error(),
        }
    }

    /// `doing` is what was stopped, such as "connecting to example.com:443".
    pub fn stopped(stop: &Stop, doing: &str) -> Error {
        let (kind, what) = match stop {
            Stop::Interrupted(Interrupt::TimedOut) => (Kind::TimedOut, format!("timed out while {doing}")),
            Stop::Interrupted(Interrupt::Cancelled) => (Kind::Cancelled, format!("cancelled while {doing}")),
            Stop::Io(error) => (Kind::Lost, format!("connection lost while {doing}: {error}")),
            Stop::Closed => (
                Kind::Lost,
                format!("the other side closed the connection while {doing}"),
            ),
            Stop::WouldBlock => (Kind::Lost, format!("nothing came while {doing}")),
        };
        let os_code = match stop {
            Stop::Io(error) => error.raw_os_error(),
            _ => None,
        };
        Error { kind, what, os_code }
    }
}
