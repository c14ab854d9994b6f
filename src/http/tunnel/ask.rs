//! The requests for a tunnel, and what their answers mean.

use std::sync::Arc;

use crate::base::deadline::Deadline;
use crate::http::answer::Answer;
use crate::http::challenge::without_basic;
use crate::http::connection::Connection;
use crate::http::error::{Error, Kind, Progress};
use crate::http::exchange::Exchange;
use crate::http::request::{Request, Unencodable};
use crate::net::proxy::Proxy;
use crate::net::socket::{Socket, Wait};

/// The schemes, for a message.
const SPOKEN: &str = if cfg!(windows) {
    "Negotiate, NTLM and Basic"
} else {
    "Basic here, and Negotiate and NTLM on Windows only"
};

/// The largest body of a refusal that is read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;

/// Makes a connection to the proxy.
pub type Reach<'a> = &'a dyn Fn() -> Result<Socket, Error>;

/// What all requests for one tunnel have in common.
pub struct Ask<'a> {
    pub proxy: &'a Proxy,
    pub reach: Reach<'a>,
    /// Host and port of the target.
    pub authority: String,
    /// The proxy, as messages name it.
    pub peer: Arc<str>,
    pub agent: &'a str,
    pub deadline: &'a Deadline,
}

impl Ask<'_> {
    pub fn connect(&self) -> Result<Connection, Error> {
        (self.reach)().map(Connection::plain)
    }

    /// With the credentials that there are, without waiting to be asked for them.
    pub fn with_basic(&self) -> Result<Socket, Error> {
        let credentials = self.proxy.authorization.as_ref();
        let credentials = credentials.map(|credentials| ("Basic ", credentials.expose()));
        let exchange = self.send(self.connect()?, credentials)?;
        self.tunnel(exchange, credentials.is_some())
    }

    /// Sends the request, with a scheme and what belongs to it, and reads the head of the answer.
    pub fn send(&self, connection: Connection, authorization: Option<(&str, &str)>) -> Result<Exchange, Error> {
        self.exchange(connection, authorization).map_err(nothing_sent)
    }

    pub fn exchange(&self, connection: Connection, authorization: Option<(&str, &str)>) -> Result<Exchange, Error> {
        let authority = &self.authority;
        let request = self
            .request(authorization)
            .map_err(|_| Error::new(Kind::Connect, format!("{authority} cannot be a host name")))?;
        let mut exchange = Exchange::begin(connection, &request, MAX_REFUSAL_BYTES, &self.peer, self.deadline)?;
        exchange.receive_head(Wait::Within(self.deadline))?;
        Ok(exchange)
    }

    fn request(&self, authorization: Option<(&str, &str)>) -> Result<Request, Unencodable> {
        let request = Request::connect(&self.authority)?.header("User-Agent", &[self.agent])?;
        // Proxies of HTTP/1.0 close the connection otherwise, and a login of several rounds is for one connection.
        #[cfg(any(windows, test))]
        let request = request.header("Proxy-Connection", &["Keep-Alive"])?;
        match authorization {
            Some((scheme, credentials)) => request.header("Proxy-Authorization", &[scheme, credentials]),
            None => Ok(request),
        }
    }

    /// What comes of the answer to the last request.
    pub fn tunnel(&self, exchange: Exchange, with_credentials: bool) -> Result<Socket, Error> {
        let status = exchange.answer().status;
        if !(200..300).contains(&status) {
            let (kind, why) = refusal(exchange.answer(), with_credentials);
            return Err(self.refused(status, kind, &why));
        }
        exchange.into_connection().into_socket().ok_or_else(|| {
            Error::new(
                Kind::ProxyRefused,
                format!("{} sent more than its answer before the tunnel", self.peer),
            )
        })
    }

    pub fn refused(&self, status: u16, kind: Kind, why: &str) -> Error {
        let what = format!(
            "{} answered {status} to the request for {}: {why}",
            self.peer, self.authority
        );
        Error {
            proxy_status: Some(status),
            ..Error::new(kind, what)
        }
    }
}

/// Until the tunnel stands nothing has reached the server, whatever went to the proxy.
pub fn nothing_sent(error: Error) -> Error {
    let kind = match error.kind {
        Kind::Malformed | Kind::SpeaksTls | Kind::TooLarge | Kind::Lost => Kind::ProxyRefused,
        other => other,
    };
    Error { kind, ..error }.at(Progress::NothingSent)
}

/// Why there is no tunnel, for a person.
fn refusal(answer: &Answer, with_credentials: bool) -> (Kind, String) {
    let why = match answer.status {
        407 => return wanted(answer, with_credentials),
        403 => "it does not allow this host, or this port",
        502..=504 => "it could not reach that host and port",
        // A web server that is taken for a proxy.
        400 | 404 | 405 | 501 => "it may be no proxy, or not allow CONNECT",
        300..=399 => "it redirects to another page, as a sign-in portal does",
        _ => "see the proxy's own log",
    };
    (Kind::ProxyRefused, why.to_owned())
}

fn wanted(answer: &Answer, with_credentials: bool) -> (Kind, String) {
    if let Some(offered) = without_basic(answer.headers("proxy-authenticate")) {
        let why = format!("it wants {offered}; this library speaks {SPOKEN}");
        return (Kind::ProxyScheme, why);
    }
    let why = match with_credentials {
        true => "it does not take this user name and password",
        false => "it wants a user name and a password",
    };
    (Kind::ProxyRefused, why.to_owned())
}
