//! The HTTP client: what all its endpoints share, and an endpoint for each server.

mod send;

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::base::deadline::Deadline;
use crate::base::lock::lock;
use crate::base::log::{Level, Log};
use crate::net::connect::connect;
use crate::net::error::Error as NetError;
use crate::net::origin::Origin;
use crate::net::proxy::{Proxy, ProxyRule};
use crate::net::resolve::resolve;
use crate::net::socket::Socket;
use crate::tls::config::{TlsSettings, client_config};
use crate::tls::explain::OFFER;

use super::connection::Connection;
use super::error::{Error, Kind, Phase};
use super::pool::Pool;
use super::tunnel;

/// Settings of all endpoints.
pub struct Config {
    pub connect_timeout: Duration,
    pub tls: TlsSettings,
    pub proxy: ProxyRule,
    pub user_agent: String,
    pub max_idle: usize,
    pub idle_timeout: Duration,
    pub max_answer_bytes: usize,
    pub log: Log,
}

/// Endpoints share its TLS configuration and its limits, but no connections.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    config: Config,
    /// Made for the first server that speaks TLS: it reads the trust store.
    tls: OnceLock<Result<Arc<ClientConfig>, String>>,
    tls_settings: Mutex<TlsSettings>,
}

impl Client {
    pub fn new(mut config: Config) -> Client {
        Client(Arc::new(Shared {
            tls: OnceLock::new(),
            tls_settings: Mutex::new(std::mem::take(&mut config.tls)),
            config,
        }))
    }

    /// Reads the trust store, if nobody has yet. The error says which setting is wrong.
    pub fn check_tls(&self) -> Result<(), String> {
        self.0.tls().map(drop)
    }

    /// A server to send requests to. Nothing is sent yet; the error says which setting is wrong.
    pub fn endpoint(&self, origin: Origin) -> Result<Endpoint, String> {
        let config = &self.0.config;
        let proxy = config.proxy.choose(&origin)?;
        let tls = if origin.https {
            let name = ServerName::try_from(origin.host.clone())
                .map_err(|_| format!("{} cannot be the name of a TLS server", origin.host))?;
            Some((self.0.tls()?, name))
        } else {
            None
        };
        Ok(Endpoint {
            peer: origin.to_string().into(),
            host_header: origin.host_header(),
            origin,
            tls,
            proxy,
            pool: Pool::new(config.max_idle, config.idle_timeout),
            shared: self.0.clone(),
        })
    }
}

impl Shared {
    fn tls(&self) -> Result<Arc<ClientConfig>, String> {
        self.tls
            .get_or_init(|| {
                let settings = std::mem::take(&mut *lock(&self.tls_settings));
                client_config(settings, &self.config.log).map(Arc::new)
            })
            .clone()
    }
}

/// What may be done with a request when nothing comes of it on a reused connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// It may be sent twice.
    Safe,
    /// It must not be sent twice.
    Never,
}

/// One server, and the idle connections to it.
pub struct Endpoint {
    origin: Origin,
    /// Host and port, for messages.
    peer: Arc<str>,
    host_header: String,
    tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    proxy: Option<Proxy>,
    pool: Pool,
    shared: Arc<Shared>,
}

impl Endpoint {
    /// Host and port, as messages name the server.
    pub fn peer(&self) -> &str {
        &self.peer
    }

    /// The value of the Host header.
    pub fn host_header(&self) -> &str {
        &self.host_header
    }

    /// The value of the User-Agent header.
    pub fn user_agent(&self) -> &str {
        &self.shared.config.user_agent
    }

    fn connect(&self, deadline: &Deadline) -> Result<Connection, Error> {
        let config = &self.shared.config;
        let limit = config.connect_timeout;
        let connection = self.dial(&deadline.at_most(limit)).map_err(|error| {
            if error.kind == Kind::TimedOut && deadline.remaining().is_ok() {
                of_connect_timeout(error, limit)
            } else {
                error
            }
        })?;
        match &self.proxy {
            Some(proxy) => config
                .log
                .write(Level::Debug, format_args!("connected to {} through {proxy}", self.peer)),
            None => config
                .log
                .write(Level::Debug, format_args!("connected to {}", self.peer)),
        }
        Ok(connection)
    }

    fn dial(&self, deadline: &Deadline) -> Result<Connection, Error> {
        let socket = match &self.proxy {
            Some(proxy) => self
                .through(proxy, deadline)
                .map_err(|error| error.during(Phase::Proxy))?,
            None => resolve(&self.origin.host, self.origin.port, deadline)
                .and_then(|addresses| connect(&addresses, &self.peer, deadline))
                .map_err(|error| Error::from(error).during(Phase::Connecting))?,
        };
        let Some((tls, name)) = &self.tls else {
            return Ok(Connection::plain(socket));
        };
        Connection::secure(socket, tls.clone(), name.clone(), deadline).map_err(|stop| {
            let mut error = Error::stopped(&stop, &format!("agreeing on TLS with {}", self.peer));
            if error.kind == Kind::Lost {
                // A connection that breaks during the handshake is a handshake that failed.
                error.kind = Kind::Handshake;
                error.what += &format!("; perhaps the two have nothing in common: {OFFER}");
            }
            error.during(Phase::Connecting)
        })
    }

    fn through(&self, proxy: &Proxy, deadline: &Deadline) -> Result<Socket, Error> {
        let name = proxy.to_string();
        let addresses = resolve(&proxy.at.host, proxy.at.port, deadline).map_err(|error| NetError {
            what: format!("{name} was not reached: {}", error.what),
            ..error
        })?;
        let socket = connect(&addresses, &name, deadline)?;
        tunnel::open(proxy, socket, &self.origin, self.user_agent(), deadline)
    }
}

/// The time for the connection has passed, and not that of the whole call.
fn of_connect_timeout(error: Error, limit: Duration) -> Error {
    let phase = match error.phase {
        Phase::Connecting => Phase::ConnectTimeout,
        other => other,
    };
    Error {
        what: format!("{} (the connect timeout of {} passed)", error.what, seconds(limit)),
        ..error
    }
    .during(phase)
}

/// Whole seconds as such, other times in milliseconds.
fn seconds(time: Duration) -> String {
    match time.as_millis() {
        ms if ms % 1000 == 0 => format!("{} s", ms / 1000),
        ms => format!("{ms} ms"),
    }
}
