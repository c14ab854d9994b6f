//! The HTTP client: what all its endpoints share, and an endpoint for each server.

mod dial;
pub mod probe;
mod send;

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use rustls::pki_types::ServerName;

use crate::base::lock::lock;
use crate::base::log::Log;
use crate::net::origin::Origin;
use crate::net::proxy::{Proxy, ProxyRule};
use crate::tls::config::{Configured, TlsSettings, client_config};

use super::pool::Pool;

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
    tls: OnceLock<Result<Configured, String>>,
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
    fn tls(&self) -> Result<Configured, String> {
        self.tls
            .get_or_init(|| {
                let settings = std::mem::take(&mut *lock(&self.tls_settings));
                client_config(settings, &self.config.log)
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
    tls: Option<(Configured, ServerName<'static>)>,
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
}
