//! HTTP over TLS for one server: deadlines, cancel, proxies, a pool. Knows nothing of Laserfiche.
//!
//! A request is answered, or fails with a [`Failure`] that says how far it had come, so that the room
//! above can decide what may be repeated and what has to be looked after.

mod buffer;
mod certificate;
mod connect;
mod connection;
mod crypto;
mod either;
mod exchange;
mod failure;
mod late;
mod no_proxy;
mod origin;
mod patience;
pub mod pem;
mod pool;
mod proxy;
mod request;
mod resolve;
mod shared;
mod socket;
mod system_proxy;
#[cfg(not(any(windows, target_vendor = "apple")))]
mod system_roots;
mod tls;
mod trust;
mod verifier;
#[cfg(any(windows, test))]
mod verify;

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;

use crate::common::log::{Level, Log};
use crate::common::scope::Scope;

use connection::Connection;
use exchange::Exchange;
use failure::Stop;
use pool::Pool;
use proxy::Proxy;
use resolve::Resolver;
use socket::Wait;
use tls::Tls;

pub use exchange::Answer;
pub use failure::{Failure, Kind, Progress};
pub use late::{Late, wait_any};
pub use origin::Origin;
pub use proxy::{ProxyMode, ProxySettings};
pub use request::{Head, Method, Request, Unsendable, is_field_value};
pub use trust::{Fingerprint, MinTls, Roots, TlsSettings};

/// All that the transport needs to know.
pub struct Config {
    pub origin: Origin,
    pub connect_timeout: Duration,
    pub tls: TlsSettings,
    pub proxy: ProxySettings,
    pub user_agent: String,
    pub max_idle: usize,
    pub idle_timeout: Duration,
    pub max_answer_bytes: usize,
    pub log: Log,
}

/// How careful a request is with a connection that was idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// It may be sent twice, and an answer that was meant for another request does no harm.
    None,
    /// It may be sent twice, but its answer must be its own.
    Look,
    /// It must not be sent twice.
    Once,
}

pub struct Transport {
    origin: Origin,
    /// Host and port, for messages.
    peer: String,
    connect_timeout: Duration,
    tls: Option<(Arc<rustls::ClientConfig>, ServerName<'static>)>,
    proxy: Option<Proxy>,
    user_agent: String,
    max_answer_bytes: usize,
    pool: Pool,
    resolver: Resolver,
    log: Log,
}

impl Transport {
    /// The error says which setting is wrong.
    pub fn new(config: Config) -> Result<Transport, String> {
        let environment = |name: &str| std::env::var(name).ok();
        let proxy = proxy::choose(&config.proxy, &config.origin, &environment)?;
        let tls = if config.origin.https {
            let name = ServerName::try_from(config.origin.host.clone())
                .map_err(|_| format!("{} cannot be the name of a TLS server", config.origin.host))?;
            Some((Arc::new(trust::client_config(config.tls, &config.log)?), name))
        } else {
            None
        };
        Ok(Transport {
            peer: config.origin.to_string(),
            origin: config.origin,
            connect_timeout: config.connect_timeout,
            tls,
            proxy,
            user_agent: config.user_agent,
            max_answer_bytes: config.max_answer_bytes,
            pool: Pool::new(config.max_idle, config.idle_timeout),
            resolver: Resolver::default(),
            log: config.log,
        })
    }

    /// Sends the request and waits for its answer. With [`Care::None`] and [`Care::Look`] it is sent once more, on a
    /// fresh connection, when a pooled one turns out to be closed.
    pub fn send(&self, request: &Request, care: Care, scope: &Scope) -> Result<Answer, Failure> {
        if let Some(connection) = self.pool.take(care != Care::None) {
            match self.exchange(connection, request, scope) {
                Err(failure) if is_stale(&failure, care != Care::Once) => {
                    self.log.write(
                        Level::Debug,
                        format_args!("a pooled connection to {} had been closed; using a new one", self.peer),
                    );
                }
                outcome => return outcome,
            }
        }
        let connection = self.connect(scope)?;
        match self.exchange(connection, request, scope) {
            // For the caller there never was a connection.
            Err(failure) if failure.kind == Kind::Lost && failure.progress == Progress::NothingSent => Err(Failure {
                kind: Kind::Connect,
                ..failure
            }),
            outcome => outcome,
        }
    }

    fn exchange(&self, connection: Connection, request: &Request, scope: &Scope) -> Result<Answer, Failure> {
        let mut exchange = Exchange::begin(connection, request, self.max_answer_bytes, &self.peer, scope)?;
        match exchange.receive(&Wait::Within(scope)) {
            Ok(()) => {
                let (answer, connection) = exchange.finish();
                if let Some(connection) = connection {
                    self.pool.put(connection);
                }
                Ok(answer)
            }
            Err(mut failure) => {
                failure.begun = exchange.begun().map(Box::new);
                match failure.kind {
                    Kind::TimedOut | Kind::Cancelled => {}
                    Kind::Malformed | Kind::TooLarge if failure.progress != Progress::NothingSent => {
                        exchange.salvage();
                    }
                    _ => return Err(failure),
                }
                failure.late = Late::new(exchange).ok().map(Box::new);
                Err(failure)
            }
        }
    }

    fn connect(&self, scope: &Scope) -> Result<Connection, Failure> {
        let scope = &scope.at_most(self.connect_timeout);
        let first_hop = self.proxy.as_ref().map_or(&self.origin, |proxy| &proxy.at);
        let addresses = self.resolver.resolve(&first_hop.host, first_hop.port, scope)?;
        let mut socket = connect::connect(&addresses, &first_hop.to_string(), scope)?;
        if let Some(proxy) = &self.proxy {
            socket = proxy.tunnel(socket, &self.origin, &self.user_agent, scope)?;
        }
        let Some((config, name)) = &self.tls else {
            return Ok(Connection::new(socket, None));
        };
        let doing = format!("agreeing on TLS with {}", self.peer);
        let failed = |stop| match Failure::from_stop(stop, &doing) {
            // A connection that breaks during the handshake is a handshake that failed.
            failure if failure.kind == Kind::Lost => Failure {
                kind: Kind::Handshake,
                ..failure
            },
            failure => failure,
        };
        let mut tls = Tls::new(config.clone(), name.clone()).map_err(|error| failed(Stop::Tls(error)))?;
        let mut handshake = || tls.handshake(&mut socket, &Wait::Within(scope));
        #[cfg(windows)]
        let mut handshake = || verify::within(scope, &mut handshake);
        handshake().map_err(failed)?;
        self.log.write(Level::Debug, format_args!("connected to {}", self.peer));
        Ok(Connection::new(socket, Some(tls)))
    }
}

/// Whether a pooled connection proved to be closed before the server can have taken the request, or the
/// request may be repeated anyway.
fn is_stale(failure: &Failure, repeatable: bool) -> bool {
    failure.kind == Kind::Lost
        && match failure.progress {
            Progress::NothingSent => true,
            Progress::Sent => repeatable,
            Progress::AnswerBegun => false,
        }
}
