//! The tunnel through a proxy: a CONNECT and its answer.

use std::sync::Arc;

use crate::base::deadline::Deadline;
use crate::net::origin::Origin;
use crate::net::proxy::Proxy;
use crate::net::socket::{Socket, Wait};

use super::answer::Answer;
use super::challenge::without_basic;
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
    let peer: Arc<str> = proxy.to_string().into();
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
    let status = exchange.answer().status;
    if !(200..300).contains(&status) {
        let (kind, why) = refusal(exchange.answer(), proxy.authorization.is_some());
        let what = format!("{peer} answered {status} to the request for {authority}: {why}");
        return Err(Error {
            proxy_status: Some(status),
            ..Error::new(kind, what)
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
        let why = format!("it wants {offered}; this library speaks Basic");
        return (Kind::ProxyScheme, why);
    }
    let why = match with_credentials {
        true => "it does not take this user name and password",
        false => "it wants a user name and a password",
    };
    (Kind::ProxyRefused, why.to_owned())
}
