//! A client: a service and how to reach it, and the sessions that calls against it left to the worker.

use std::sync::Arc;
use std::time::Duration;

use crate::api::credential::{LoginFields, Unusable};
use crate::api::login::{Kind, Login};
use crate::api::protocol::Capabilities;
use crate::base::deadline::Deadline;
use crate::base::secret::Secret;

use super::action::Action;
use super::advice::Advice;
use super::authorization::Authorization;
use super::call::CallSettings;
use super::engine::Engine;
use super::error::Error;
use super::opener::SessionOpener;
use super::settings::Settings;
use super::status::Status;
use super::token::Token;
use super::worker::{LOGOUT_LIMIT, MAX_LOGOUTS, Worker};

/// What a settle waits beyond the times that it waits for.
const SETTLE_MARGIN: Duration = Duration::from_secs(1);

pub struct Client {
    opener: Arc<SessionOpener>,
}

impl Client {
    pub fn new(settings: &Settings) -> Result<Client, Error> {
        let engine = Arc::new(Engine {
            service: settings.service()?,
            retry: settings.retry,
            total_timeout: settings.total_timeout,
            log: settings.log.clone(),
        });
        Ok(Client {
            opener: Arc::new(SessionOpener {
                worker: Worker::new(engine.clone()),
                engine,
                late_answer_grace: settings.late_answer_grace,
            }),
        })
    }

    pub fn capabilities(&self) -> &Capabilities {
        self.opener.engine.service.capabilities()
    }

    /// Begins a login in a browser.
    pub fn authorize(
        &self,
        client_id: Option<&str>,
        redirect_address: &str,
        scope: Option<&str>,
    ) -> Result<Authorization, Error> {
        Authorization::new(&self.opener.engine, client_id, redirect_address, scope)
    }

    /// Logs in.
    pub fn create_token(&self, repository: &str, fields: LoginFields, call: &CallSettings) -> Result<Token, Error> {
        Token::create(&self.opener, repository, self.decide(fields)?, call)
    }

    /// Takes over a token that was created elsewhere; `fields` are what it can be renewed with.
    pub fn adopt_token(
        &self,
        repository: &str,
        value: Secret,
        expires_at_ms: Option<i64>,
        fields: Option<LoginFields>,
    ) -> Result<Token, Error> {
        let login = fields.map(|fields| self.decide(fields)).transpose()?;
        if login.as_ref().is_some_and(|login| login.kind() == Kind::Code) {
            return Err(Error::invalid(
                "an authorization code renews no token; nothing was sent",
            ));
        }
        Token::adopt(&self.opener, repository, value, expires_at_ms, login)
    }

    fn decide(&self, fields: LoginFields) -> Result<Login, Error> {
        let Capabilities { name, accepted, .. } = self.capabilities();
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

    /// Waits until every session that a failed login may have left behind is logged out or given up. An error comes
    /// with the number of those that may still be open; the ones that were given up are told once.
    pub fn settle(&self, call: &CallSettings) -> Result<(), (usize, Error)> {
        let worker = &self.opener.worker;
        let limit = call.timeout.unwrap_or_else(|| {
            let rounds = worker.counts().outstanding.div_ceil(MAX_LOGOUTS).max(1);
            let logouts = LOGOUT_LIMIT * u32::try_from(rounds).unwrap_or(u32::MAX);
            self.opener.late_answer_grace + logouts + SETTLE_MARGIN
        });
        match worker.settle(&Deadline::after(limit, call.cancel.clone())) {
            Ok(0) => Ok(()),
            Ok(lost) => {
                let what = format!(
                    "sessions that nobody holds may be open ({lost}): no answer of the service came, or they could not be \
                     logged out, as the log says"
                );
                Err((lost, Error::local(Status::OutcomeUnknown, what)))
            }
            Err(interrupt) => {
                let counts = worker.counts();
                let open = counts.outstanding + counts.lost;
                let what = format!("sessions that nobody holds may still be open ({open})");
                // More time for calls would not help: settle has a limit of its own.
                let error = Error::local(interrupt.into(), what)
                    .advising(Advice::DoNotLogInAgain)
                    .acting(Action::CheckSession);
                Err((open, error))
            }
        }
    }
}
