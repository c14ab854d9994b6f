//! The way to a server, gone one step at a time, so that a person can see how far it leads.

use std::net::SocketAddr;

use crate::base::deadline::Deadline;
use crate::http::answer::Answer;
use crate::http::connection::Connection;
use crate::http::error::{Error, Kind};
use crate::http::pending::Incomplete;
use crate::http::request::Request;
use crate::net::socket::Socket;
use crate::tls::shown::ShownCertificate;

use super::Endpoint;

/// What client and server agreed on.
pub struct Agreed {
    pub version: &'static str,
    pub suite: Option<&'static str>,
}

/// The steps are taken in the order of the methods.
pub struct Probe<'a> {
    endpoint: &'a Endpoint,
    socket: Option<Socket>,
    connection: Option<Connection>,
}

impl Endpoint {
    pub fn probe(&self) -> Probe<'_> {
        Probe {
            endpoint: self,
            socket: None,
            connection: None,
        }
    }
}

impl Probe<'_> {
    /// The proxy on the way, in words, or why there is none.
    pub fn proxy(&self) -> Result<String, &'static str> {
        let Endpoint {
            proxy, shared, origin, ..
        } = self.endpoint;
        match proxy {
            Some(proxy) => Ok(proxy.to_string()),
            None => Err(shared.config.proxy.why_none(origin)),
        }
    }

    /// The name that is looked up: the server's, or the proxy's.
    pub fn host(&self) -> &str {
        match &self.endpoint.proxy {
            Some(proxy) => &proxy.at.host,
            None => &self.endpoint.origin.host,
        }
    }

    pub fn is_loopback(&self) -> bool {
        self.endpoint.origin.is_loopback()
    }

    pub fn look_up(&self, deadline: &Deadline) -> Result<Vec<SocketAddr>, Error> {
        let endpoint = self.endpoint;
        endpoint.within_connect_timeout(deadline, |deadline| endpoint.look_up(deadline))
    }

    /// Whether one address can be connected to.
    pub fn reach(&self, address: SocketAddr, deadline: &Deadline) -> Result<(), Error> {
        self.endpoint.reach(&[address], deadline).map(drop)
    }

    /// Connects as a call does, and asks the proxy, if there is one, for a tunnel.
    pub fn connect(&mut self, addresses: &[SocketAddr], deadline: &Deadline) -> Result<(), Error> {
        let endpoint = self.endpoint;
        self.socket = Some(endpoint.within_connect_timeout(deadline, |deadline| {
            let socket = endpoint.reach(addresses, deadline)?;
            endpoint.enter(socket, deadline)
        })?);
        Ok(())
    }

    /// Agrees on TLS. The certificates that the server shows are told also when they are not accepted.
    pub fn secure(&mut self, deadline: &Deadline) -> (Vec<ShownCertificate>, Result<Option<Agreed>, Error>) {
        let endpoint = self.endpoint;
        let Some(socket) = self.socket.take() else {
            return (Vec::new(), Ok(None));
        };
        let Some((tls, name)) = &endpoint.tls else {
            self.connection = Some(Connection::plain(socket));
            return (Vec::new(), Ok(None));
        };
        let (config, recorder) = tls.recording();
        let outcome = endpoint.within_connect_timeout(deadline, |deadline| {
            endpoint.secure(socket, config, name.clone(), deadline)
        });
        let shown = recorder.shown();
        let shown = shown.iter().filter_map(|der| ShownCertificate::read(der)).collect();
        let agreed = outcome.map(|connection| {
            let agreed = connection.tls().map(|tls| Agreed {
                version: if tls.is_1_3() { "TLS 1.3" } else { "TLS 1.2" },
                suite: tls.suite(),
            });
            self.connection = Some(connection);
            agreed
        });
        (shown, agreed)
    }

    /// Sends a request on the connection that is there, or on a new one.
    pub fn ask(&mut self, request: &Request, deadline: &Deadline) -> Result<Answer, Box<Incomplete>> {
        let kept = self.connection.take();
        let was_kept = kept.is_some();
        let answered = match self.endpoint.ask(kept, request, deadline) {
            // The server had closed it behind its last answer.
            Err(incomplete) if was_kept && incomplete.error.kind == Kind::Lost => {
                self.endpoint.ask(None, request, deadline)
            }
            answered => answered,
        };
        let (answer, connection) = answered?;
        self.connection = connection;
        Ok(answer)
    }
}
