//! A new connection to a server, one step after the other.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::base::deadline::Deadline;
use crate::base::log::Level;
use crate::http::connection::Connection;
use crate::http::error::{Error, Kind, Phase};
use crate::http::tunnel;
use crate::net::connect::connect;
use crate::net::error::Error as NetError;
use crate::net::resolve::resolve;
use crate::net::socket::Socket;
use crate::tls::explain::OFFER;

use super::Endpoint;

impl Endpoint {
    pub(super) fn connect(&self, deadline: &Deadline) -> Result<Connection, Error> {
        let connection = self.within_connect_timeout(deadline, |deadline| self.dial(deadline))?;
        let log = &self.shared.config.log;
        match &self.proxy {
            Some(proxy) => log.write(Level::Debug, format_args!("connected to {} through {proxy}", self.peer)),
            None => log.write(Level::Debug, format_args!("connected to {}", self.peer)),
        }
        Ok(connection)
    }

    /// The error says so if the time for connecting has passed, and not that of the whole call.
    pub(super) fn within_connect_timeout<T>(
        &self,
        deadline: &Deadline,
        step: impl FnOnce(&Deadline) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let limit = self.shared.config.connect_timeout;
        step(&deadline.at_most(limit)).map_err(|error| {
            if error.kind == Kind::TimedOut && deadline.remaining().is_ok() {
                of_connect_timeout(error, limit)
            } else {
                error
            }
        })
    }

    fn dial(&self, deadline: &Deadline) -> Result<Connection, Error> {
        let addresses = self.look_up(deadline)?;
        let socket = self.reach(&addresses, deadline)?;
        let socket = self.enter(socket, deadline)?;
        match &self.tls {
            Some((tls, name)) => self.secure(socket, tls.config.clone(), name.clone(), deadline),
            None => Ok(Connection::plain(socket)),
        }
    }

    /// The addresses of the server, or of the proxy on the way to it.
    pub(super) fn look_up(&self, deadline: &Deadline) -> Result<Vec<SocketAddr>, Error> {
        match &self.proxy {
            Some(proxy) => resolve(&proxy.at.host, proxy.at.port, deadline).map_err(|error| {
                let what = format!("{proxy} was not reached: {}", error.what);
                Error::from(NetError { what, ..error }).during(Phase::Proxy)
            }),
            None => resolve(&self.origin.host, self.origin.port, deadline)
                .map_err(|error| Error::from(error).during(Phase::Connecting)),
        }
    }

    /// A connection to one of these addresses.
    pub(super) fn reach(&self, addresses: &[SocketAddr], deadline: &Deadline) -> Result<Socket, Error> {
        let (outcome, phase) = match &self.proxy {
            Some(proxy) => (connect(addresses, &proxy.to_string(), deadline), Phase::Proxy),
            None => (connect(addresses, &self.peer, deadline), Phase::Connecting),
        };
        outcome.map_err(|error| Error::from(error).during(phase))
    }

    /// Through the proxy, if there is one.
    pub(super) fn enter(&self, socket: Socket, deadline: &Deadline) -> Result<Socket, Error> {
        match &self.proxy {
            Some(proxy) => {
                // The proxy may close it, and want to be logged in to on another one.
                let first = Cell::new(Some(socket));
                let connect = || match first.take() {
                    Some(socket) => Ok(socket),
                    None => self.reach(&self.look_up(deadline)?, deadline),
                };
                tunnel::open(proxy, &connect, &self.origin, self.user_agent(), deadline)
                    .map_err(|error| error.during(Phase::Proxy))
            }
            None => Ok(socket),
        }
    }

    pub(super) fn secure(
        &self,
        socket: Socket,
        tls: Arc<ClientConfig>,
        name: ServerName<'static>,
        deadline: &Deadline,
    ) -> Result<Connection, Error> {
        Connection::secure(socket, tls, name, deadline).map_err(|stop| {
            let mut error = Error::stopped(&stop, &format!("agreeing on TLS with {}", self.peer));
            if error.kind == Kind::Lost {
                // A connection that breaks during the handshake is a handshake that failed.
                error.kind = Kind::Handshake;
                error.what += &format!("; perhaps the two have nothing in common: {OFFER}");
            }
            error.during(Phase::Connecting)
        })
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
