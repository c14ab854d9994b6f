//! Logins, whole: attempts, and what becomes of a session when they fail.

use std::sync::Arc;
use std::time::Duration;

use crate::api::credential::Login;
use crate::api::grant::{Grant, ReceivedAt};
use crate::api::protocol::Operation;
use crate::base::deadline::Deadline;

use super::action::Action;
use super::advice::Advice;
use super::call::CallSettings;
use super::engine::{Engine, Unsuccessful};
use super::error::Error;
use super::orphans::RAW_GRACE;
use super::outcome::LoginOutcome;
use super::status::Status;
use super::worker::Worker;

pub struct SessionOpener {
    pub engine: Arc<Engine>,
    pub worker: Worker,
    pub late_answer_grace: Duration,
}

impl SessionOpener {
    /// Logs in; as [`Operation::Refresh`] it renews a session by a new login.
    pub fn open(
        &self,
        operation: Operation,
        repository: &str,
        login: &Login,
        call: &CallSettings,
        deadline: &Deadline,
    ) -> Result<(Grant, ReceivedAt), Error> {
        let once = || self.engine.service.login(operation, repository, login, deadline);
        self.engine
            .attempt(operation, repository, call, deadline, once)
            .map_err(|unsuccessful| self.engine.report(call, self.secure(repository, unsuccessful)))
    }

    /// A login failed. If the server may have opened a session, sees to it that it is logged out, and tells the host
    /// that it cannot know yet.
    fn secure(&self, repository: &str, mut unsuccessful: Unsuccessful) -> Error {
        let error = self.engine.describe(&unsuccessful);
        let capabilities = self.engine.service.capabilities();
        let advice = match LoginOutcome::of(&mut unsuccessful.failed, capabilities) {
            LoginOutcome::NoSession => return error,
            LoginOutcome::Doubtful => {
                self.worker.count_lost();
                return doubtful(error);
            }
            _ if !capabilities.logout => {
                // Even a token that is known could not be logged out.
                self.worker.count_lost();
                Advice::DoNotLogInAgain
            }
            LoginOutcome::Session(token) => match self.worker.queue_logout(repository, token) {
                true => Advice::AwaitLogout,
                false => Advice::SessionStaysOpen,
            },
            LoginOutcome::Unknown(Some(login)) if !self.late_answer_grace.is_zero() => {
                let most = if login.is_raw() { RAW_GRACE } else { Duration::MAX };
                let grace = self.late_answer_grace.min(most);
                if self.worker.await_answer(repository, login, grace) {
                    Advice::AwaitLateAnswer
                } else {
                    Advice::DoNotLogInAgain
                }
            }
            LoginOutcome::Unknown(_) => {
                self.worker.count_lost();
                if error.status == Status::AnswerNotUnderstood && error.problem.is_page {
                    Advice::CheckAddressThenLogIn
                } else {
                    Advice::DoNotLogInAgain
                }
            }
        };
        Error {
            status: Status::OutcomeUnknown,
            cause: error.status,
            action: Status::OutcomeUnknown.action(),
            ..error
        }
        .advising(advice)
    }
}

/// The status says what to do about the refusal, but nothing proves that no session was opened before it.
fn doubtful(error: Error) -> Error {
    Error {
        action: Action::CheckSession,
        what: format!(
            "{}; that was not recognisably the service, so a session may be open all the same, which holds a licence \
             until it idles out",
            error.what
        ),
        ..error
    }
}
