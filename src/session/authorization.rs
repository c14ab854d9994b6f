//! A login in a browser: from the address that is opened there to the credentials that come back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::api::authorization::{Authorization as Authorizing, Refused};
use crate::api::credential::LoginFields;
use crate::api::listener::{self, Listener, Page, Unavailable};
use crate::api::login::Kind;
use crate::api::protocol::Capabilities;
use crate::base::deadline::{Deadline, Interrupt};
use crate::base::lock::lock;
use crate::base::log::Level;
use crate::base::secret::Secret;

use super::action::Action;
use super::advice::Advice;
use super::call::CallSettings;
use super::engine::Engine;
use super::error::Error;
use super::status::Status;

/// How long a person may take, unless a call says otherwise: as long as the consent page lives.
const WAIT: Duration = Duration::from_secs(5 * 60);

pub struct Authorization {
    engine: Arc<Engine>,
    authorizing: Authorizing,
    client_id: Option<String>,
    settings: Mutex<Settings>,
    listener: Mutex<Option<Arc<Listener>>>,
}

/// What can be set before the browser opens the address.
#[derive(Default)]
pub struct Settings {
    pub client_secret: Option<Secret>,
    pub customer_id: Option<String>,
}

impl Authorization {
    /// Makes the secrets of a login. Nothing is sent.
    pub fn new(
        engine: &Arc<Engine>,
        client_id: Option<&str>,
        redirect_address: &str,
        scope: Option<&str>,
    ) -> Result<Authorization, Error> {
        let Capabilities { name, accepted, .. } = engine.service.capabilities();
        if !accepted.kinds.contains(&Kind::Code) {
            let what = format!("{name} has no authorization codes");
            return Err(Error::local(Status::Unsupported, what)
                .advising(Advice::OtherApi)
                .acting(Action::FixCall));
        }
        let at = engine.service.authorize_at().map_err(Error::invalid)?;
        match client_id {
            None if at.knows_apps => {
                return Err(Error::invalid(format!("{name} needs the client id of the app")));
            }
            Some(_) if !at.knows_apps => {
                return Err(Error::invalid(format!("{name} knows no apps, and takes no client id")));
            }
            _ => {}
        }
        let authorizing = Authorizing::new(at.address, client_id, redirect_address, scope).map_err(Error::invalid)?;
        Ok(Authorization {
            engine: engine.clone(),
            authorizing,
            client_id: client_id.map(str::to_owned),
            settings: Mutex::default(),
            listener: Mutex::default(),
        })
    }

    pub fn set(&self, set: impl FnOnce(&mut Settings)) {
        set(&mut lock(&self.settings));
    }

    /// What the browser has to open.
    pub fn address(&self) -> Secret {
        let settings = lock(&self.settings);
        Secret::new(self.authorizing.url(settings.customer_id.as_deref()))
    }

    /// Takes the port of the redirect address for itself.
    pub fn listen(&self) -> Result<(), Error> {
        self.check()?;
        let port = self.authorizing.listen_port().ok_or_else(|| {
            Error::invalid("the redirect address is not one of this machine with http, so that nobody can listen there")
        })?;
        let mut listener = lock(&self.listener);
        if listener.is_none() {
            *listener = Some(Arc::new(Listener::bind(port).map_err(of_port)?));
        }
        Ok(())
    }

    /// Waits for the browser to come back.
    pub fn wait(&self, call: &CallSettings) -> Result<LoginFields, Error> {
        let listener = lock(&self.listener).clone();
        let listener = listener.ok_or_else(|| Error::invalid("nobody listens for the browser yet"))?;
        self.check()?;
        let deadline = Deadline::after(call.timeout.unwrap_or(WAIT), call.cancel.clone());
        let result = listener.wait(&deadline, |target| match self.take(target) {
            Ok(fields) => Some((Ok(fields), Page::Done)),
            Err(Refused::Server { error, description }) => Some((Err(of_server(&error, description)), Page::Refused)),
            Err(Refused::AlreadyUsed) => Some((Err(already_taken()), Page::Done)),
            Err(Refused::Invalid(_)) => None,
        });
        let result = result.unwrap_or_else(|error| Err(of_listener(error)));
        if !result.as_ref().is_err_and(Error::is_interrupt) {
            // Its port is free for others again.
            *lock(&self.listener) = None;
        }
        result.map_err(|error| self.engine.report(call, error))
    }

    /// Takes the address that the browser came back with.
    pub fn accept(&self, callback: &str) -> Result<LoginFields, Error> {
        self.check()?;
        self.take(callback).map_err(|refused| match refused {
            Refused::Invalid(reason) => Error::invalid(format!("{reason}; nothing was used up")),
            Refused::Server { error, description } => of_server(&error, description),
            Refused::AlreadyUsed => already_taken(),
        })
    }

    /// What was set, before a person goes to the browser for nothing.
    fn check(&self) -> Result<(), Error> {
        let settings = lock(&self.settings);
        let surplus = match &*settings {
            _ if self.client_id.is_some() => return Ok(()),
            Settings {
                client_secret: Some(_), ..
            } => "client secret",
            Settings {
                customer_id: Some(_), ..
            } => "customer id",
            _ => return Ok(()),
        };
        let name = self.engine.service.capabilities().name;
        Err(Error::invalid(format!("{name} knows no apps, and takes no {surplus}")))
    }

    fn take(&self, callback: &str) -> Result<LoginFields, Refused> {
        let code = self.authorizing.accept(callback)?;
        self.engine.log.write(
            Level::Info,
            format_args!("the browser came back with an authorization code"),
        );
        Ok(LoginFields {
            code: Some(code),
            client_id: self.client_id.clone(),
            client_secret: lock(&self.settings).client_secret.clone(),
            ..LoginFields::default()
        })
    }
}

fn already_taken() -> Error {
    Error::invalid("the code of this login was taken already")
}

/// RFC 6749, section 4.1.2.1.
fn of_server(error: &str, description: Option<String>) -> Error {
    let (status, action, advice) = match error {
        "access_denied" => (Status::AccessDenied, Action::LogInAgain, Advice::AskUser),
        "unauthorized_client" => (Status::AccessDenied, Action::FixSetup, Advice::AllowGrant),
        "invalid_scope" => (Status::BadRequest, Action::FixSetup, Advice::CheckScope),
        "server_error" | "temporarily_unavailable" => (Status::ServerError, Action::TryLater, Advice::TryLater),
        _ => (Status::BadRequest, Action::FixSetup, Advice::CheckRedirect),
    };
    let said = description.as_ref().map(|text| format!(", saying \"{text}\""));
    let what = format!(
        "the login in the browser ended with {error}{}",
        said.unwrap_or_default()
    );
    let mut ended = Error::local(status, what).advising(advice).acting(action);
    ended.problem.problem_type = Some(error.to_owned());
    ended.problem.title = description;
    ended
}

fn of_port(error: Unavailable) -> Error {
    let name = format!("{}, where the browser is to come back", error.address);
    let unusable = Error::unusable(&name, &error.error);
    match error.is_taken() {
        true => unusable.advising(Advice::FreePort),
        false => unusable,
    }
}

fn of_listener(error: listener::Error) -> Error {
    match error {
        listener::Error::Interrupted { interrupt, ignored } => {
            let others = match ignored {
                0 => String::new(),
                count => format!("; requests that came, but not from this login: {count}"),
            };
            let what = format!("the browser has not come back to the redirect address{others}");
            let advice = matches!(interrupt, Interrupt::TimedOut).then_some(Advice::CheckRedirect);
            Error::local(interrupt.into(), what).advising(advice)
        }
        listener::Error::TooManyRequests => Error::local(
            Status::AccessDenied,
            "more than 32 requests came to the redirect address that were not from this login, so nobody listens \
             there any longer: begin again, with a redirect address that other programs and pages do not ask",
        )
        .advising(None)
        .acting(Action::LogInAgain),
        listener::Error::System(error) => Error::unusable("the listener at the redirect address", &error),
    }
}
