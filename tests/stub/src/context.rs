//! What an operation works on.

use crate::answer::Answer;
use crate::errors::Refusal;
use crate::fault::Fault;
use crate::state::{Shared, State};
use crate::text::request_id;
use std::time::Duration;

pub struct Context<'a> {
    pub shared: &'a Shared,
    pub state: &'a mut State,
    /// Empty where the path names none.
    pub repository: &'a str,
    pub fault: &'a Fault,
}

impl Context<'_> {
    pub fn known_repository(&self) -> Result<(), Refusal> {
        let known = match &self.shared.config.repositories {
            None => !self.repository.starts_with("unknown"),
            Some(ids) => self.repository.starts_with("fault:") || ids.iter().any(|id| id == self.repository),
        };
        known.then_some(()).ok_or_else(Refusal::unknown_repository)
    }

    /// Opens a session if a seat is free, and tells its token; `lifetime` is that of a token which has its own.
    pub fn open_session(&mut self, lifetime: Option<Duration>) -> Result<String, Refusal> {
        let limits = &self.state.limits;
        if limits
            .seat_limit
            .is_some_and(|limit| self.state.sessions.len() >= limit)
        {
            return Err(Refusal::coded(403, 9030));
        }
        self.state.counters.created += 1;
        let idle = limits.idle_timeout;
        Ok(self.state.sessions.open(self.repository, idle, lifetime))
    }

    /// How long a token of the later generations is good that is documented to be so for a time.
    pub fn token_lifetime(&self, documented: Duration) -> Duration {
        self.state.limits.token_lifetime.unwrap_or(documented)
    }
}

/// A success of the API Server.
pub fn odata(body: String) -> Answer {
    let media = "application/json; odata.metadata=minimal; charset=utf-8";
    Answer::new(200, media, body.into_bytes(), request_id())
}
