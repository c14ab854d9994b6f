//! The calls of a service, one attempt each: the request out, the answer read.

use crate::base::deadline::Deadline;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::client::Replay;
use crate::http::pending::Incomplete;
use crate::http::request::Request;

use super::credential::Login;
use super::error::{Error, Failed, ReadError};
use super::grant::{Grant, Lifetime, ReceivedAt};
use super::late::{LoginPoll, PendingLogin};
use super::problem::Problem;
use super::protocol::{Capabilities, Operation, Protocol};
use super::time;

/// What a look at the late answer to a login finds.
pub enum LatePoll {
    /// A session that nobody holds.
    Token(Secret),
    Waiting(PendingLogin),
    /// No token will come.
    Failed(Failed),
}

/// One repository service.
pub struct Service {
    protocol: Box<dyn Protocol>,
    capabilities: Capabilities,
}

impl Service {
    pub fn new(protocol: Box<dyn Protocol>) -> Service {
        Service {
            capabilities: protocol.capabilities(),
            protocol,
        }
    }

    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Where a call is answered, for messages.
    pub fn address(&self, operation: Operation) -> &str {
        self.protocol.address(operation)
    }

    /// Opens a session; as [`Operation::Refresh`] it renews one by a new login.
    pub fn login(
        &self,
        operation: Operation,
        repository: &str,
        login: &Login,
        deadline: &Deadline,
    ) -> Result<(Grant, ReceivedAt), Failed> {
        let secret = login.secret().expose();
        let replay = if self.capabilities.login_repeatable {
            Replay::Safe
        } else {
            Replay::Never
        };
        let request = self.protocol.login(repository, login);
        let answer = self.send(operation, request, replay, &[secret], deadline)?;
        let (mut grant, received) = self.read_login(&answer, &[secret])?;
        if !login.create_cookie {
            grant.cookie = None;
        }
        Ok((grant, received))
    }

    /// Takes what has come of a late answer.
    pub fn poll_login(&self, login: PendingLogin) -> LatePoll {
        let failed = match login.poll() {
            LoginPoll::Pending(mut login) => {
                return match login.search(|remains, from| self.protocol.find_token(remains, from)) {
                    // Enough has come, whatever becomes of the rest.
                    Some(token) => LatePoll::Token(token),
                    None => LatePoll::Waiting(login),
                };
            }
            LoginPoll::Done(answer) => match self.read_login(&answer, &[]) {
                Ok((grant, _)) => return LatePoll::Token(grant.token),
                Err(failed) => failed,
            },
            LoginPoll::Failed(incomplete) => self.incomplete(Operation::Login, *incomplete, &[]),
        };
        match failed {
            Failed { token: Some(token), .. } => LatePoll::Token(token),
            Failed {
                pending: Some(login), ..
            } => LatePoll::Waiting(login),
            failed => LatePoll::Failed(failed),
        }
    }

    /// What a late answer comes to that nobody waits for any longer.
    pub fn give_up_login(&self, login: PendingLogin) -> Failed {
        self.incomplete(Operation::Login, login.give_up(), &[])
    }

    /// Starts the session's idle timer anew; returns the new lifetime.
    pub fn refresh(
        &self,
        repository: &str,
        token: &Secret,
        keep_alive_seconds: Option<u32>,
        deadline: &Deadline,
    ) -> Result<(Lifetime, ReceivedAt), Failed> {
        let request = self.protocol.refresh(repository, token, keep_alive_seconds);
        let secrets = [token.expose()];
        let answer = self.send(Operation::Refresh, request, Replay::Safe, &secrets, deadline)?;
        Ok(read_success(&answer, &secrets, |answer| {
            self.protocol.read_renewal(answer)
        })?)
    }

    /// Ends the session.
    pub fn logout(&self, repository: &str, token: &Secret, deadline: &Deadline) -> Result<(), Failed> {
        let request = self.protocol.logout(repository, token);
        let secrets = [token.expose()];
        let answer = self.send(Operation::Logout, request, Replay::Safe, &secrets, deadline)?;
        Ok(read_success(&answer, &secrets, |answer| self.protocol.read_logout(answer)).map(drop)?)
    }

    fn send(
        &self,
        operation: Operation,
        request: Result<Request, String>,
        replay: Replay,
        secrets: &[&str],
        deadline: &Deadline,
    ) -> Result<Answer, Failed> {
        let request = request.map_err(Error::Unencodable)?;
        let endpoint = self.protocol.endpoint(operation);
        endpoint
            .send(&request, replay, deadline)
            .map_err(|incomplete| self.incomplete(operation, *incomplete, secrets))
    }

    fn read_login(&self, answer: &Answer, secrets: &[&str]) -> Result<(Grant, ReceivedAt), Failed> {
        read_success(answer, secrets, |answer| self.protocol.read_grant(answer))
            .map_err(|error| without_grant(error, self.protocol.find_token(answer.remains(), &mut 0)))
    }

    /// A refusal counts from its head on: whatever becomes of its body, the request was not done.
    fn incomplete(&self, operation: Operation, incomplete: Incomplete, secrets: &[&str]) -> Failed {
        let Incomplete {
            error,
            partial,
            pending,
        } = incomplete;
        let opens_session = self.capabilities.opens_session(operation);
        let token = partial
            .as_ref()
            .filter(|_| opens_session)
            .and_then(|answer| self.protocol.find_token(answer.remains(), &mut 0));
        match partial {
            Some(answer) if (400..500).contains(&answer.status) => {
                without_grant(Error::Refused(Box::new(Problem::read(&answer, secrets))), token)
            }
            _ => Failed {
                error: Error::Exchange(error),
                token,
                pending: pending.filter(|_| opens_session).map(PendingLogin::new),
            },
        }
    }
}

/// A login that brought nothing, and the token that is there all the same. In a refusal, too: whatever it is, it shows that
/// there is a session.
fn without_grant(error: Error, token: Option<Secret>) -> Failed {
    let error = match error {
        Error::Refused(problem) if token.is_some() => Error::Unreadable {
            reason: "it refuses the login, but holds a token",
            problem,
        },
        error => error,
    };
    Failed {
        token,
        ..Failed::from(error)
    }
}

/// Reads an answer, which may be a refusal.
fn read_success<T>(
    answer: &Answer,
    secrets: &[&str],
    read: impl FnOnce(&Answer) -> Result<T, ReadError>,
) -> Result<(T, ReceivedAt), Error> {
    if !(200..300).contains(&answer.status) {
        return Err(Error::Refused(Box::new(Problem::read(answer, secrets))));
    }
    let received = ReceivedAt {
        server_ms: answer.header("date").and_then(time::parse_http_date),
        local: answer.received_at,
    };
    let problem = || Box::new(Problem::of_success(answer, secrets));
    match read(answer) {
        Ok(value) => Ok((value, received)),
        Err(ReadError::Because(reason)) => {
            let problem = problem();
            let reason = problem.coded.unwrap_or(reason);
            Err(Error::Unreadable { reason, problem })
        }
        Err(ReadError::Declined) => Err(Error::Declined(problem())),
    }
}
