//! What goes over the wire: one file per API generation, and what refusals say.

mod problem;
pub mod time;
pub mod v1alpha;

use std::time::Instant;

use ureq_proto::http::header::{DATE, HOST, HeaderName, HeaderValue, USER_AGENT};

use crate::common::scope::Scope;
use crate::common::secret::Secret;
use crate::transport::{Answer, Config, Failure, Transport};

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
    common: Vec<(HeaderName, HeaderValue)>,
}

impl Service {
    pub fn new(generation: Generation, base_path: String, config: Config) -> Result<Service, String> {
        let host = HeaderValue::from_str(&config.origin.host_header())
            .map_err(|_| "the base address has no usable host name".to_owned())?;
        Ok(Service {
            common: vec![(HOST, host), (USER_AGENT, config.user_agent.clone())],
            transport: Transport::new(config)?,
            generation,
            base_path,
        })
    }

    /// Opens a session.
    pub fn create(&self, repository: &str, login: &Login, scope: &Scope) -> Result<(Session, Moment), Fault> {
        let draft = match self.generation {
            Generation::V1Alpha => v1alpha::create(&self.common, &self.base_path, repository, login),
        }
        .map_err(Fault::Inexpressible)?;
        let answer = self
            .transport
            .send(&draft.request(), false, scope)
            .map_err(Fault::Transport)?;
        let secrets = [&login.password, &login.session_key, &login.saml_token];
        let secrets: Vec<&str> = secrets.into_iter().flatten().map(Secret::expose).collect();
        self.read_created(&answer, &secrets)
    }

    /// Reads an answer to Create, also one that came after its caller had gone.
    pub fn read_created(&self, answer: &Answer, secrets: &[&str]) -> Result<(Session, Moment), Fault> {
        let read = match self.generation {
            Generation::V1Alpha => v1alpha::read_session,
        };
        finish(answer, secrets, read).map_err(|fault| match fault {
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
        let (draft, read) = match self.generation {
            Generation::V1Alpha => (
                v1alpha::refresh(&self.common, &self.base_path, repository, token, keep_alive_seconds),
                v1alpha::read_expiry,
            ),
        };
        self.call(draft, token, scope, read)
    }

    /// Ends the session; false when the server says that it did not.
    pub fn invalidate(&self, repository: &str, token: &Secret, scope: &Scope) -> Result<(bool, Moment), Fault> {
        let (draft, read) = match self.generation {
            Generation::V1Alpha => (
                v1alpha::invalidate(&self.common, &self.base_path, repository, token),
                v1alpha::read_invalidated,
            ),
        };
        self.call(draft, token, scope, read)
    }

    fn call<T>(
        &self,
        draft: Result<v1alpha::Draft, String>,
        token: &Secret,
        scope: &Scope,
        read: fn(&Answer) -> Result<T, &'static str>,
    ) -> Result<(T, Moment), Fault> {
        let draft = draft.map_err(Fault::Inexpressible)?;
        let answer = self
            .transport
            .send(&draft.request(), true, scope)
            .map_err(Fault::Transport)?;
        finish(&answer, &[token.expose()], read)
    }
}

fn finish<T>(
    answer: &Answer,
    secrets: &[&str],
    read: fn(&Answer) -> Result<T, &'static str>,
) -> Result<(T, Moment), Fault> {
    if !(200..300).contains(&answer.status) {
        return Err(Fault::Refused(Box::new(Problem::read(answer, secrets))));
    }
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let moment = Moment {
        server_ms: header(DATE.as_str()).and_then(time::parse_http_date),
        received_at: answer.received_at,
    };
    match read(answer) {
        Ok(value) => Ok((value, moment)),
        Err(reason) => Err(Fault::Unreadable {
            status: answer.status,
            reason: reason.to_owned(),
            request_id: header("x-requestid").map(|text| problem::clean_text(text, secrets)),
            token: None,
        }),
    }
}
