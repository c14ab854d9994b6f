//! A request without a complete answer: the error, and beside it what the exchange still holds.

use super::answer::Answer;
use super::error::Error;
use super::pending::PendingAnswer;

#[derive(Debug)]
pub struct Incomplete {
    pub error: Error,
    /// What had come of the answer.
    pub partial: Option<Answer>,
    /// The exchange, when the rest of its answer may still come.
    pub pending: Option<PendingAnswer>,
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
