//! The tunnel through a proxy: a CONNECT and its answer.

use std::sync::Arc;

use crate::base::deadline::Deadline;
use crate::net::origin::Origin;
use crate::net::proxy::Proxy;
use crate::net::socket::{Socket, Wait};

use super::connection::Connection;
use super::error::{Error, Kind, Progress};
use super::exchange::Exchange;
use super::request::{Request, Unencodable};

/// The largest body of a refusal that is read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;

/// Asks `proxy`, to which `socket` is connected, for a tunnel to `target`.
pub fn open(proxy: &Proxy, socket: Socket, target: &Origin, agent: &str, deadline: &Deadline) -> Result<Socket, Error> {
    let authority = target.to_string();
    let request = connect(proxy, &authority, agent)
        .map_err(|_| Error::new(Kind::Connect, format!("{authority} cannot be a host name")))?;
    let peer: Arc<str> = format!("the proxy {}", proxy.at).into();
    // Until the tunnel stands nothing has reached the server, whatever went to the proxy.
    let nothing_sent = |error: Error| {
        let kind = match error.kind {
            Kind::Malformed | Kind::SpeaksTls | Kind::TooLarge | Kind::Lost => Kind::ProxyRefused,
            other => other,
        };
        Error { kind, ..error }.at(Progress::NothingSent)
    };
    let connection = Connection::plain(socket);
    let mut exchange =
        Exchange::begin(connection, &request, MAX_REFUSAL_BYTES, &peer, deadline).map_err(nothing_sent)?;
    exchange.receive_head(Wait::Within(deadline)).map_err(nothing_sent)?;
    let status = exchange.status();
    if !(200..300).contains(&status) {
        let why = match status {
            407 => "it wants a user name and password, or other ones",
            403 => "it does not allow this host",
            _ => "see the proxy's own log",
        };
        return Err(Error {
            proxy_status: Some(status),
            ..Error::new(
                Kind::ProxyRefused,
                format!("{peer} answered {status} to the request for {authority}: {why}"),
            )
        });
    }
    exchange.into_connection().into_socket().ok_or_else(|| {
        Error::new(
            Kind::ProxyRefused,
            format!("{peer} sent more than its answer before the tunnel"),
        )
    })
}

fn connect(proxy: &Proxy, authority: &str, agent: &str) -> Result<Request, Unencodable> {
    let request = Request::connect(authority)?.header("User-Agent", &[agent])?;
    match &proxy.authorization {
        Some(credentials) => request.header("Proxy-Authorization", &["Basic ", credentials.expose()]),
        None => Ok(request),
    }
}
