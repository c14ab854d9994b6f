//! The calls of a service, one attempt each: the request out, the answer read.

use crate::base::deadline::Deadline;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::client::{Endpoint, Replay};
use crate::http::pending::Incomplete;
use crate::http::request::Request;

use super::error::{Error, Failed};
use super::grant::{Grant, Lifetime, ReceivedAt};
use super::late::{LoginPoll, PendingLogin};
use super::login::Login;
use super::oauth::assertion::Window;
use super::problem::Problem;
use super::protocol::{AuthorizeAt, Capabilities, Operation, Prepared, Protocol};
use super::unreadable::ReadError;

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

    /// The path that all routes of the server begin with.
    pub fn base_path(&self) -> Option<&str> {
        self.protocol.base_path()
    }

    /// Where the API itself is, if that does not depend on the login.
    pub fn api_address(&self) -> Option<&str> {
        self.protocol.api_address()
    }

    pub fn api_address_of(&self, token: &str) -> Option<String> {
        self.protocol.api_address_of(token)
    }

    pub fn authorize_at(&self) -> Result<AuthorizeAt, String> {
        self.protocol.authorize_at()
    }

    /// Opens a session; as [`Operation::Refresh`] it renews one by a new login. The request stays in `prepared` for
    /// further attempts of the same call.
    pub fn login(
        &self,
        operation: Operation,
        repository: &str,
        login: &Login,
        prepared: &mut Option<Prepared>,
        deadline: &Deadline,
    ) -> Result<(Grant, ReceivedAt), Failed> {
        let secrets = &login.secrets();
        let replay = if self.capabilities.is_repeatable(login.kind()) {
            Replay::Safe
        } else {
            Replay::Never
        };
        let Prepared { request, window } = match prepared {
            Some(prepared) => &*prepared,
            None => prepared.insert(self.protocol.login(repository, login).map_err(Error::Unencodable)?),
        };
        let window = *window;
        let mut result = self
            .send(operation, request, replay, secrets, deadline)
            .and_then(|answer| self.read_login(&answer, secrets, Some(login)));
        match &mut result {
            Ok((grant, received)) => {
                if let Some(server_ms) = received.server_ms {
                    self.protocol.learn_time(server_ms, received.local);
                }
                if !login.create_cookie {
                    grant.cookie = None;
                }
                if grant.scope.is_none() {
                    grant.scope = login.scope_of_code();
                }
            }
            Err(failed) => {
                failed.clock_off_seconds = window.and_then(|window| self.clock_off(window, &failed.error));
                if failed.clock_off_seconds.is_some() {
                    *prepared = None;
                }
            }
        }
        result
    }

    /// By how much the clock of this machine is behind the server's, if a login was refused for that: another assertion
    /// will have the right time.
    fn clock_off(&self, window: Window, error: &Error) -> Option<i32> {
        let Error::Refused(problem) = error else {
            return None;
        };
        let received = problem.received?;
        let server_ms = received.server_ms?;
        let is_believed = self.protocol.learn_time(server_ms, received.local);
        let is_refusal = matches!(problem.http_status, 400 | 401 | 403);
        let off_seconds = (server_ms - received.local_ms()).div_euclid(1000);
        (is_believed && is_refusal && !window.holds(server_ms.div_euclid(1000)))
            .then(|| i32::try_from(off_seconds).unwrap_or(i32::MAX))
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
            LoginPoll::Done(answer) => match self.read_login(&answer, &[], None) {
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
        let request = request.map_err(Error::Unencodable)?;
        let secrets = [token.expose()];
        let answer = self.send(Operation::Refresh, &request, Replay::Safe, &secrets, deadline)?;
        Ok(self.read_success(&answer, &secrets, |answer| self.protocol.read_renewal(answer))?)
    }

    /// Ends the session.
    pub fn logout(&self, repository: &str, token: &Secret, deadline: &Deadline) -> Result<(), Failed> {
        let request = self.protocol.logout(repository, token).map_err(Error::Unencodable)?;
        let secrets = [token.expose()];
        let answer = self.send(Operation::Logout, &request, Replay::Safe, &secrets, deadline)?;
        Ok(self
            .read_success(&answer, &secrets, |answer| self.protocol.read_logout(answer))
            .map(drop)?)
    }

    /// The server that answers this call.
    pub fn endpoint(&self, operation: Operation) -> Result<&Endpoint, Error> {
        let endpoint = self.protocol.endpoint(operation);
        endpoint.ok_or_else(|| Error::Unencodable("no login has told which server to call".into()))
    }

    fn send(
        &self,
        operation: Operation,
        request: &Request,
        replay: Replay,
        secrets: &[&str],
        deadline: &Deadline,
    ) -> Result<Answer, Failed> {
        self.endpoint(operation)?
            .send(request, replay, deadline)
            .map_err(|incomplete| self.incomplete(operation, *incomplete, secrets))
    }

    /// Reads the answer to a login, which is `None` if nobody holds it any longer.
    pub fn read_login(
        &self,
        answer: &Answer,
        secrets: &[&str],
        login: Option<&Login>,
    ) -> Result<(Grant, ReceivedAt), Failed> {
        self.read_success(answer, secrets, |answer| self.protocol.read_grant(answer, login))
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
            Some(answer) if (400..500).contains(&answer.status) => without_grant(self.refused(&answer, secrets), token),
            _ => Failed {
                error: Error::Exchange(error),
                token,
                pending: pending.filter(|_| opens_session).map(PendingLogin::new),
                clock_off_seconds: None,
            },
        }
    }

    /// An answer that nobody has asked for anything that could succeed.
    pub fn as_error(&self, answer: &Answer) -> Error {
        match answer.status {
            200..300 => Error::Unreadable {
                reason: "nothing that could succeed was asked for",
                problem: Box::new(Problem::of_success(answer, &[])),
            },
            _ => self.refused(answer, &[]),
        }
    }

    fn refused(&self, answer: &Answer, secrets: &[&str]) -> Error {
        let speaks_oauth = self.protocol.speaks_oauth();
        Error::Refused(Box::new(Problem::read(answer, secrets, speaks_oauth)))
    }

    /// Reads an answer, which may be a refusal.
    fn read_success<T>(
        &self,
        answer: &Answer,
        secrets: &[&str],
        read: impl FnOnce(&Answer) -> Result<T, ReadError>,
    ) -> Result<(T, ReceivedAt), Error> {
        if !(200..300).contains(&answer.status) {
            return Err(self.refused(answer, secrets));
        }
        let problem = || Box::new(Problem::of_success(answer, secrets));
        match read(answer) {
            Ok(value) => Ok((value, ReceivedAt::of(answer))),
            Err(ReadError::Because(reason)) => {
                let problem = problem();
                let reason = problem.coded.unwrap_or(reason);
                Err(Error::Unreadable { reason, problem })
            }
            Err(ReadError::Declined) => Err(Error::Declined(problem())),
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
