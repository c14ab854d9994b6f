//! The end of a managed session.

use crate::session::action::Action;
use crate::session::advice::Advice;
use crate::session::call::CallSettings;
use crate::session::error::Error;
use crate::session::roll::Member;
use crate::session::status::Status;

use super::losses::Losses;
use super::{Inner, Session};

impl Session {
    /// Logs out, and waits for that as long as the call may. What is outstanding then goes on in the background.
    pub fn close(&self, call: &CallSettings) -> Result<(), Error> {
        let engine = &self.opener.engine;
        let deadline = engine.deadline(call);
        self.begin_to_close();
        let over = |inner: &mut Inner| inner.machine.is_over().then(|| inner.losses.clone());
        let repository = &self.repository;
        let error = match self.state.wait_for(&deadline, over) {
            Ok(Losses { lost: 0, .. }) => return Ok(()),
            Ok(Losses { error: Some(error), .. }) => Error::clone(&error),
            Ok(Losses { lost, error: None }) => Error::local(
                Status::OutcomeUnknown,
                format!("sessions of repository {repository} that nobody holds may be open ({lost}), as the log says"),
            ),
            Err(interrupt) => {
                let what = format!("waiting for the logout from repository {repository}");
                Error::local(interrupt.into(), what)
                    .advising(Advice::AwaitLogout)
                    .acting(Action::CheckSession)
            }
        };
        Err(engine.report(call, error))
    }

    /// The host gives up its handle. What is open the worker logs out.
    pub fn give_up(&self) {
        self.begin_to_close();
    }

    fn begin_to_close(&self) {
        self.step(|inner, _| {
            inner.machine.close();
            inner.source = None;
            if inner.machine.is_flying() && inner.errand.is_none() {
                inner.errand = Some(self.opener.worker.errand());
            }
        });
    }
}

impl Member for Session {
    fn shut_down(&self) {
        self.begin_to_close();
    }
}
