//! A client: a service and how to reach it, and the sessions that calls against it left to the worker.

use std::sync::Arc;
use std::time::Duration;

use crate::api::credential::LoginFields;
use crate::api::login::Kind;
use crate::api::protocol::Capabilities;
use crate::base::deadline::Deadline;
use crate::base::secret::Secret;

use super::action::Action;
use super::advice::Advice;
use super::authorization::Authorization;
use super::call::CallSettings;
use super::diagnosis::{self, Finding};
use super::engine::Engine;
use super::error::Error;
use super::managed::{Credentials, Listener, Session, SessionSettings, Timer};
use super::opener::SessionOpener;
use super::roll::OnItsWay;
use super::settings::Settings;
use super::status::Status;
use super::token::Token;
use super::worker::{LOGOUT_LIMIT, MAX_LOGOUTS, Worker};

/// What a settle waits beyond the times that it waits for.
const SETTLE_MARGIN: Duration = Duration::from_secs(1);

pub struct Client {
    opener: Arc<SessionOpener>,
    timer: Arc<Timer>,
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
                roll: Arc::default(),
            }),
            timer: Arc::new(Timer::new()),
        })
    }

    pub fn capabilities(&self) -> &Capabilities {
        self.opener.engine.service.capabilities()
    }

    /// Goes the way to the service one step at a time, without credentials, and tells each.
    pub fn check(
        &self,
        repository: &str,
        call: &CallSettings,
        tell: &mut dyn FnMut(&Finding<'_>),
    ) -> Result<(), Error> {
        diagnosis::check(&self.opener.engine, repository, call, tell)
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
    pub fn create_token(
        &self,
        repository: &str,
        fields: LoginFields,
        call: &CallSettings,
    ) -> Result<Arc<Token>, Error> {
        let on_its_way = OnItsWay::new(&self.opener.worker);
        self.opener.roll.enter(&on_its_way)?;
        let token = Token::create(&self.opener, repository, self.opener.decide(fields)?, call)?;
        self.enter(token)
    }

    /// A managed session, which logs in when somebody asks it for a token.
    pub fn session(
        &self,
        repository: &str,
        credentials: Credentials,
        settings: SessionSettings,
        listener: Option<Arc<Listener>>,
    ) -> Result<Arc<Session>, Error> {
        let session = Session::new(&self.opener, &self.timer, repository, credentials, settings, listener)?;
        self.opener.roll.enter(&session)?;
        Ok(session)
    }

    fn enter(&self, token: Arc<Token>) -> Result<Arc<Token>, Error> {
        self.opener.roll.enter(&token).inspect_err(|_| token.disown())?;
        Ok(token)
    }

    /// Takes over a token that was created elsewhere; `fields` are what it can be renewed with.
    pub fn adopt_token(
        &self,
        repository: &str,
        value: Secret,
        expires_at_ms: Option<i64>,
        fields: Option<LoginFields>,
    ) -> Result<Arc<Token>, Error> {
        self.opener.roll.check()?;
        let login = fields.map(|fields| self.opener.decide(fields)).transpose()?;
        if login.as_ref().is_some_and(|login| login.kind() == Kind::Code) {
            return Err(Error::invalid(
                "an authorization code renews no token; nothing was sent",
            ));
        }
        self.enter(Token::adopt(&self.opener, repository, value, expires_at_ms, login)?)
    }

    /// Refuses new logins, ends every session of the client, and waits for that. An error comes with the number of those
    /// that may still be open.
    pub fn shut_down(&self, call: &CallSettings) -> Result<(), (usize, Error)> {
        for member in self.opener.roll.close() {
            member.shut_down();
        }
        self.settle(call)
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
