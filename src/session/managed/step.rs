//! What a managed session has to do, how that ended, and what who asks for a token gets.

use std::time::Duration;

use crate::base::clock::Moment;

use super::failure::Cause;

/// What is to be done now.
#[derive(Debug, PartialEq)]
pub enum Step<T> {
    Start(Job<T>),
    /// The flight is to end: nobody wants what it brings.
    Cancel,
    LogOut(T),
    /// To be logged out, too, but its time is over, so that nothing is lost if that fails.
    Drop(T),
}

#[derive(Debug, PartialEq)]
pub enum Job<T> {
    Login,
    /// Where that is a call of its own, the session is asked for; else it is a login. A token that must be replaced is
    /// given up if the service does not confirm it.
    Renew {
        token: T,
        must_replace: bool,
    },
}

/// How a job ended.
#[derive(Debug)]
pub enum Landed<T> {
    /// With the rest of its life, if that is known.
    Token(T, Option<Duration>),
    Renewed(Option<Duration>),
    /// The session of the token has ended, or was ended.
    Gone,
    Failed(Cause),
}

/// What a reader gets.
#[derive(Debug)]
pub enum Reading<'a> {
    /// The token that is held.
    Token,
    Failed(&'a Cause, Tried),
    Wait,
    Closed,
}

/// Whether a failure is of a try that the reader has waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    Now,
    /// Of an earlier one, which is not repeated before this moment; `None`: before the host says so.
    Before(Option<Moment>),
}

/// What there was when a reader began to wait.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    pub grants: u64,
    pub failures: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It is not the token of now.
    Late,
    /// The session is asked for, or another one is opened.
    Looking,
    /// The service has just confirmed the session: the resource itself refuses.
    Denied,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Empty,
    Fresh,
    Renewing,
    Failing,
    Closed,
}
