//! What an operation works on.

use crate::answer::Answer;
use crate::errors::Refusal;
use crate::fault::Fault;
use crate::state::{Shared, State};
use crate::text::request_id;

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

    /// Counts wrong passwords; too many lock the account, for the right one as well.
    pub fn log_in(&mut self, user: &str, password: &str) -> Result<(), Refusal> {
        let config = &self.shared.config;
        let wrong = self.state.wrong_passwords.entry(user.into()).or_default();
        if user == "locked" || config.lockout_after.is_some_and(|limit| *wrong >= limit) {
            return Err(Refusal::coded(401, 9011));
        }
        if user == "expired" {
            return Err(Refusal::coded(401, 9075));
        }
        if config.users.iter().any(|(u, p)| u == user && p == password) {
            *wrong = 0;
            return Ok(());
        }
        *wrong += 1;
        Err(Refusal::coded(401, 9010))
    }

    /// Opens a session if a seat is free, and tells its token.
    pub fn open_session(&mut self) -> Result<String, Refusal> {
        let config = &self.shared.config;
        if config
            .seat_limit
            .is_some_and(|limit| self.state.sessions.len() >= limit)
        {
            return Err(Refusal::coded(403, 9030));
        }
        self.state.counters.created += 1;
        Ok(self.state.sessions.open(self.repository, config.idle_timeout))
    }
}

/// A success of the API Server.
pub fn odata(body: String) -> Answer {
    let media = "application/json; odata.metadata=minimal; charset=utf-8";
    Answer::new(200, media, body.into_bytes(), request_id())
}
