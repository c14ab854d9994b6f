//! What can be changed while a stub runs; sessions that are open keep their time until they are refreshed.

use crate::commands;
use crate::fault::Operation;
use crate::stub::Stub;
use std::time::Duration;

impl Stub {
    /// Does what a line says, e.g. `fault login:status=503`, and tells what it did, or why it did nothing; `help` tells of
    /// all lines.
    pub fn command(&self, line: &str) -> Result<String, String> {
        commands::run(&self.shared, line)
    }

    /// Ends the fault of [`Stub::set_fault`] for one operation.
    pub fn clear_fault(&self, op: Operation) {
        self.shared.state().faults.clear(op);
    }

    /// Ends every session and the tokens of the Cloud, so that no token is good any more; tells how many it were.
    pub fn end_sessions(&self) -> usize {
        self.shared.state().end_sessions()
    }

    /// The time of sessions, which a refresh or a use begins anew, and of the tokens of the later generations, which
    /// nothing makes longer; `None` is what was configured. It is for logins and refreshes from now on.
    pub fn set_lifetime(&self, lifetime: Option<Duration>) {
        let config = &self.shared.config;
        self.shared.state().limits.set_lifetime(lifetime, config);
    }

    /// As [`crate::Config::seat_limit`]; sessions beyond it stay open.
    pub fn set_seat_limit(&self, limit: Option<usize>) {
        self.shared.state().limits.seat_limit = limit;
    }

    /// Refuses logins of the user, known or not, whatever the password.
    pub fn lock_account(&self, user: &str) {
        self.shared.state().accounts.lock(user);
    }

    /// Ends a lock, also one of [`crate::Config::lockout_after`].
    pub fn unlock_account(&self, user: &str) {
        self.shared.state().accounts.unlock(user);
    }

    /// From now on the one password of the user, who is made if there is none; sessions stay open.
    pub fn set_password(&self, user: &str, password: &str) {
        self.shared.state().accounts.set_password(user, password);
    }
}
