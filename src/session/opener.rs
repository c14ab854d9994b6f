//! Logins, whole: attempts, and what becomes of a session when they fail.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::api::credential::{LoginFields, Unusable};
use crate::api::grant::{Grant, ReceivedAt};
use crate::api::login::{Kind, Login};
use crate::api::protocol::{Capabilities, Operation};
use crate::base::deadline::Deadline;
use crate::base::log::Level;

use super::action::Action;
use super::advice::Advice;
use super::call::CallSettings;
use super::engine::{Engine, Unsuccessful};
use super::error::Error;
use super::orphans::{RAW_GRACE, Watch};
use super::outcome::{LoginOutcome, is_redirect};
use super::roll::Roll;
use super::status::Status;
use super::worker::{LOGOUT_LIMIT, Worker};

pub struct SessionOpener {
    pub engine: Arc<Engine>,
    pub worker: Worker,
    pub late_answer_grace: Duration,
    pub roll: Arc<Roll>,
}

impl SessionOpener {
    /// The same for one who wants to know what becomes of the sessions that it leaves behind.
    pub fn watched_by(&self, watch: Weak<dyn Watch>) -> SessionOpener {
        SessionOpener {
            engine: self.engine.clone(),
            worker: self.worker.watched_by(watch),
            late_answer_grace: self.late_answer_grace,
            roll: self.roll.clone(),
        }
    }

    /// The login that `fields` make up.
    pub fn decide(&self, fields: LoginFields) -> Result<Login, Error> {
        let Capabilities { name, accepted, .. } = self.engine.service.capabilities();
        fields.decide(name, accepted).map_err(|unusable| match unusable {
            Unusable::Member(reason) => Error::invalid(format!("{reason}; nothing was sent")),
            Unusable::EmptyPassword => Error::invalid("the password in the credentials is empty; nothing was sent")
                .advising(Advice::AllowEmptyPassword),
            Unusable::Unknown(reason) => Error::local(Status::Unsupported, format!("{reason}; nothing was sent"))
                .advising(Advice::OtherApi)
                .acting(Action::FixCall),
            Unusable::File(name, error) => Error::unusable(&name, &error),
        })
    }

    /// Logs in; as [`Operation::Refresh`] it renews a session by a new login.
    pub fn open(
        &self,
        operation: Operation,
        repository: &str,
        login: &Login,
        call: &CallSettings,
        deadline: &Deadline,
    ) -> Result<(Grant, ReceivedAt), Error> {
        let single_use = login.single_use();
        if single_use.is_some_and(|secret| !secret.take()) {
            let what = "the authorization code or refresh token in the credentials was used already; nothing was sent";
            return Err(Error::invalid(what).advising(Advice::AuthorizeAgain));
        }
        let service = &self.engine.service;
        let mut prepared = None;
        let once = || service.login(operation, repository, login, &mut prepared, deadline);
        let kind = login.kind();
        let opened = self
            .engine
            .attempt(operation, repository, Some(kind), call, deadline, once)
            .map_err(|unsuccessful| self.engine.report(call, self.secure(repository, kind, unsuccessful)));
        match (&opened, single_use) {
            (Ok((grant, _)), secret) => {
                self.say_scope(login.asked_scope(), grant.scope.as_deref(), call);
                // RFC 6749, section 6: a server that gives no other refresh token leaves this one valid.
                if let Some(secret) = secret.filter(|_| kind == Kind::RefreshToken && grant.refresh_token.is_none()) {
                    secret.give_back();
                }
            }
            (Err(error), Some(secret)) if error.leaves_single_use() => secret.give_back(),
            (Err(_), _) => {}
        }
        opened
    }

    /// Servers leave scopes out that they do not grant, and say nothing.
    fn say_scope(&self, asked: Option<&str>, granted: Option<&str>, call: &CallSettings) {
        let Some(asked) = asked else {
            return;
        };
        let Some(granted) = granted else {
            let line = format_args!("the answer does not tell which of the scopes asked for were granted");
            return self.engine.say(call, Level::Warn, line);
        };
        let granted: Vec<&str> = granted.split_ascii_whitespace().collect();
        let missing: Vec<&str> = asked
            .split_ascii_whitespace()
            .filter(|scope| !granted.contains(scope))
            .collect();
        if !missing.is_empty() {
            let line = format_args!("not granted of the scopes asked for: {}", missing.join(" "));
            self.engine.say(call, Level::Warn, line);
        }
    }

    /// A login failed. If the server may have opened a session, sees to it that it is logged out, and tells the host
    /// that it cannot know yet.
    fn secure(&self, repository: &str, kind: Kind, mut unsuccessful: Unsuccessful) -> Error {
        let error = self.engine.describe(&unsuccessful);
        let capabilities = self.engine.service.capabilities();
        let may_be_used_up = kind.is_single_use() && !is_redirect(&unsuccessful.failed.error);
        let (advice, looked_after) = match LoginOutcome::of(&mut unsuccessful.failed, capabilities) {
            LoginOutcome::NoSession => return error,
            LoginOutcome::NoLicence if !may_be_used_up => return error,
            LoginOutcome::NoLicence => {
                return unknown(error)
                    .advising(Advice::AuthorizeAgain)
                    .acting(Action::LogInAgain);
            }
            LoginOutcome::Doubtful if !may_be_used_up => {
                self.worker.count_lost();
                return doubtful(error);
            }
            _ if !capabilities.logout => {
                // Even a token that is known could not be logged out.
                self.worker.count_lost();
                (Advice::CannotLogOut, None)
            }
            LoginOutcome::Session(token) => match self.worker.queue_logout(repository, token) {
                true => (Advice::AwaitLogout, Some(LOGOUT_LIMIT)),
                false => (Advice::SessionStaysOpen, None),
            },
            LoginOutcome::Unknown(Some(login)) if !self.late_answer_grace.is_zero() => {
                let most = if login.is_raw() { RAW_GRACE } else { Duration::MAX };
                let grace = self.late_answer_grace.min(most);
                if self.worker.await_answer(repository, login, grace) {
                    (Advice::AwaitLateAnswer, Some(grace + LOGOUT_LIMIT))
                } else {
                    (Advice::DoNotLogInAgain, None)
                }
            }
            LoginOutcome::Doubtful | LoginOutcome::Unknown(_) => {
                self.worker.count_lost();
                if error.status == Status::AnswerNotUnderstood && error.problem.is_page {
                    (Advice::CheckAddressThenLogIn, None)
                } else {
                    (Advice::DoNotLogInAgain, None)
                }
            }
        };
        unknown(error).advising(advice).looked_after(looked_after)
    }
}

fn unknown(mut error: Error) -> Error {
    error.cause = error.status;
    error.status = Status::OutcomeUnknown;
    error.acting(Status::OutcomeUnknown.action())
}

/// The status says what to do about the refusal, but nothing proves that no session was opened before it.
fn doubtful(mut error: Error) -> Error {
    error.what.push_str(
        "; that was not recognisably the service, so a session may be open all the same, which holds a licence until it \
         idles out",
    );
    error.acting(Action::CheckSession)
}
