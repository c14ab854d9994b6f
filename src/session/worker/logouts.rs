//! The logouts of sessions that nobody holds, each on a thread of its own.

use std::sync::Arc;

use crate::base::deadline::Deadline;
use crate::base::log::Level;
use crate::base::task::{self, CALLBACK_STACK};
use crate::session::engine::Ended;
use crate::session::orphans::{Ending, Orphan};

use super::{LOGOUT_LIMIT, MAX_LOGOUTS, OnPanic, Shared};

impl Shared {
    pub(super) fn queue_logout(self: &Arc<Self>, orphan: Orphan) -> bool {
        let starts = {
            let mut queue = self.queue.lock();
            queue.logouts.push_back(orphan);
            let starts = queue.logging_out < MAX_LOGOUTS;
            queue.logging_out += usize::from(starts);
            starts
        };
        if !starts {
            return true;
        }
        let shared = self.clone();
        if task::spawn("logout", CALLBACK_STACK, move || shared.log_out_queued()).is_ok() {
            return true;
        }
        // Another thread that logs out takes it over; without one it is lost, dropped with the queue unlocked.
        let lost = {
            let mut queue = self.queue.lock();
            queue.logging_out -= 1;
            if queue.logging_out > 0 {
                return true;
            }
            std::mem::take(&mut queue.logouts)
        };
        drop(lost);
        false
    }

    /// A thread that logs out: one session after another, as long as there are any that no other thread has taken.
    fn log_out_queued(self: Arc<Self>) {
        let _stopped = OnPanic(|| {
            self.queue.lock().logging_out -= 1;
        });
        loop {
            let next = {
                let mut queue = self.queue.lock();
                let next = queue.logouts.pop_front();
                queue.logging_out -= usize::from(next.is_none());
                next
            };
            match next {
                Some(orphan) => self.log_out(orphan),
                None => return,
            }
        }
    }

    fn log_out(&self, orphan: Orphan) {
        let Orphan {
            repository,
            token,
            is_over,
            duty,
        } = orphan;
        let log = &self.engine.log;
        let deadline = Deadline::after(LOGOUT_LIMIT, None);
        let outcome = self.engine.logout_insisting(&repository, &token, &deadline);
        // Before anybody is told that all is settled.
        drop(token);
        match outcome {
            Ok(ended) => {
                if ended == Ended::Now {
                    log.write(
                        Level::Info,
                        format_args!("logged out a session of repository {repository} that nobody holds"),
                    );
                }
                duty.done(Ending::LoggedOut);
            }
            Err(error) if is_over => {
                log.write(
                    Level::Info,
                    format_args!("a session of repository {repository} that was over could not be logged out: {error}"),
                );
                duty.done(Ending::NothingOpen);
            }
            Err(error) => {
                log.write(
                    Level::Error,
                    format_args!(
                        "a session of repository {repository} that nobody holds could not be logged out: {error}"
                    ),
                );
                duty.done(Ending::Lost(Some(error)));
            }
        }
    }
}
