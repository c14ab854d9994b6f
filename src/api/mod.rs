//! What goes over the wire: one file per API generation, and what refusals say.

mod problem;
#[cfg(test)]
mod properties;
pub mod time;
pub mod v1alpha;

use std::time::Instant;

use ureq_proto::http::header::DATE;

use crate::common::scope::Scope;
use crate::common::secret::Secret;
use crate::transport::{Answer, Care, Config, Failure, Request, Transport};

pub use problem::Problem;

/// The calls of the service. A generation that is added later maps them to its own routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Create,
    Refresh,
    Invalidate,
}

impl Operation {
    pub fn name(self) -> &'static str {
        match self {
            Operation::Create => "Create",
            Operation::Refresh => "Refresh",
            Operation::Invalidate => "Invalidate",
        }
    }
}

/// Which routes are spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Generation {
    #[default]
    V1Alpha,
}

/// With what a session is opened. Absent members are not sent.
#[derive(Clone, Debug, Default)]
pub struct Login {
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub organization: Option<String>,
    pub application_name: Option<String>,
    pub session_key: Option<Secret>,
    pub saml_token: Option<Secret>,
    pub customer_id: Option<String>,
    pub create_cookie: bool,
}

/// A session that was opened.
#[derive(Debug)]
pub struct Session {
    pub token: Secret,
    pub expires_at_ms: i64,
    /// `name=value`, as a Cookie header wants it.
    pub cookie: Option<Secret>,
}

/// When an answer came, by the server's clock and by ours.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub server_ms: Option<i64>,
    pub received_at: Instant,
}

/// Why a call has no result.
#[derive(Debug)]
pub enum Fault {
    /// Nothing was sent: the request cannot be expressed.
    Inexpressible(String),
    Transport(Failure),
    Refused(Box<Problem>),
    /// A success that says that nothing was done.
    Declined {
        http_status: u16,
        request_id: Option<String>,
    },
    /// A success whose content could not be read.
    Unreadable {
        status: u16,
        reason: String,
        request_id: Option<String>,
        /// The session that it opened all the same.
        token: Option<Secret>,
    },
}

/// One repository service, spoken to through one transport.
pub struct Service {
    transport: Transport,
    generation: Generation,
    base_path: String,
    /// Headers that every request has.
    common: Vec<(&'static str, String)>,
}

impl Service {
    pub fn new(generation: Generation, base_path: String, config: Config) -> Result<Service, String> {
        Ok(Service {
            common: vec![
                ("Host", config.origin.host_header()),
                ("User-Agent", config.user_agent.clone()),
            ],
            transport: Transport::new(config)?,
            generation,
            base_path,
        })
    }

    /// Opens a session.
    pub fn create(&self, repository: &str, login: &Login, scope: &Scope) -> Result<(Session, Moment), Fault> {
        let secrets = [&login.password, &login.session_key, &login.saml_token];
        let secrets: Vec<&str> = secrets.into_iter().flatten().map(Secret::expose).collect();
        let request = match self.generation {
            Generation::V1Alpha => v1alpha::create(&self.common, &self.base_path, repository, login),
        }
        .map_err(Fault::Inexpressible)?;
        let answer = self
            .transport
            .send(&request, Care::Once, scope)
            .map_err(|failure| of_failure(failure, &secrets))?;
        let (mut session, moment) = self.read_created(&answer, &secrets)?;
        if !login.create_cookie {
            session.cookie = None;
        }
        Ok((session, moment))
    }

    /// Reads an answer to Create, also one that came after its caller had gone.
    pub fn read_created(&self, answer: &Answer, secrets: &[&str]) -> Result<(Session, Moment), Fault> {
        let read = match self.generation {
            Generation::V1Alpha => v1alpha::read_session,
        };
        finish(answer, secrets, read).map_err(|fault| match fault {
            Fault::Refused(problem) => match self.find_token(&answer.body) {
                None => Fault::Refused(problem),
                token => Fault::Unreadable {
                    status: problem.http_status,
                    reason: "it refuses the login, but holds a token".into(),
                    request_id: problem.request_id,
                    token,
                },
            },
            Fault::Unreadable {
                status,
                reason,
                request_id,
                ..
            } => Fault::Unreadable {
                status,
                reason,
                request_id,
                token: self.find_token(&answer.body),
            },
            other => other,
        })
    }

    /// What a late answer that failed comes to.
    pub fn fault(&self, failure: Failure) -> Fault {
        of_failure(failure, &[])
    }

    /// The token in the remains of an answer to Create.
    pub fn find_token(&self, remains: &[u8]) -> Option<Secret> {
        match self.generation {
            Generation::V1Alpha => v1alpha::find_token(remains),
        }
    }

    /// Starts the session's idle timer anew; returns the new expiry.
    pub fn refresh(
        &self,
        repository: &str,
        token: &Secret,
        keep_alive_seconds: Option<u32>,
        scope: &Scope,
    ) -> Result<(i64, Moment), Fault> {
        let (request, read) = match self.generation {
            Generation::V1Alpha => (
                v1alpha::refresh(&self.common, &self.base_path, repository, token, keep_alive_seconds),
                v1alpha::read_expiry,
            ),
        };
        self.call(request, Care::None, token, scope, read)
    }

    /// Ends the session.
    pub fn invalidate(&self, repository: &str, token: &Secret, scope: &Scope) -> Result<((), Moment), Fault> {
        let (request, read) = match self.generation {
            Generation::V1Alpha => (
                v1alpha::invalidate(&self.common, &self.base_path, repository, token),
                v1alpha::read_invalidated,
            ),
        };
        self.call(request, Care::Look, token, scope, read)
    }

    fn call<T>(
        &self,
        request: Result<Request, String>,
        care: Care,
        token: &Secret,
        scope: &Scope,
        read: fn(&Answer) -> Result<T, Unread>,
    ) -> Result<(T, Moment), Fault> {
        let request = request.map_err(Fault::Inexpressible)?;
        let answer = self
            .transport
            .send(&request, care, scope)
            .map_err(|failure| of_failure(failure, &[token.expose()]))?;
        finish(&answer, &[token.expose()], read)
    }
}

/// Why an answer that means success has no result.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// What is wrong with it, without its content.
    Because(&'static str),
    /// It says that nothing was done.
    Declined,
}

/// A refusal counts from its head on: whatever becomes of its body, the request was not done.
fn of_failure(failure: Failure, secrets: &[&str]) -> Fault {
    match &failure.begun {
        Some(begun) if (400..500).contains(&begun.status) && begun.status != 408 => {
            Fault::Refused(Box::new(Problem::read(begun, secrets)))
        }
        _ => Fault::Transport(failure),
    }
}

fn finish<T>(answer: &Answer, secrets: &[&str], read: fn(&Answer) -> Result<T, Unread>) -> Result<(T, Moment), Fault> {
    if !(200..300).contains(&answer.status) {
        return Err(Fault::Refused(Box::new(Problem::read(answer, secrets))));
    }
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let moment = Moment {
        server_ms: header(DATE.as_str()).and_then(time::parse_http_date),
        received_at: answer.received_at,
    };
    let request_id = || header("x-requestid").map(|text| problem::clean_text(text, secrets));
    match read(answer) {
        Ok(value) => Ok((value, moment)),
        Err(Unread::Because(reason)) => Err(Fault::Unreadable {
            status: answer.status,
            reason: reason.to_owned(),
            request_id: request_id(),
            token: None,
        }),
        Err(Unread::Declined) => Err(Fault::Declined {
            http_status: answer.status,
            request_id: request_id(),
        }),
    }
}
