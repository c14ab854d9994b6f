//! The login to a proxy with what Windows has: Negotiate or NTLM (RFC 4559) before Basic.
//!
//! The first request goes without credentials, so that no password is sent in the clear to a proxy that takes something
//! better. What a proxy refuses once is not sent a second time: an account may be locked by that.

use std::sync::atomic::Ordering;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::base::secret::{Secret, SecretBytes};
use crate::base::security_context::{Account, Refused, SecurityContext};
use crate::http::answer::Answer;
use crate::http::challenge::{schemes, token_of};
use crate::http::connection::Connection;
use crate::http::error::{Error, Kind, Progress};
use crate::http::exchange::Exchange;
use crate::net::error::Error as NetError;
use crate::net::socket::{Socket, Wait};

use super::ask::{Ask, nothing_sent};

/// The stronger one first.
const SCHEMES: [&str; 2] = ["Negotiate", "NTLM"];
/// How many tokens a proxy gets: NTLM takes two, Kerberos one or two.
const MAX_TOKENS: usize = 6;

/// Makes a login by a scheme, for a target, with an account or that of the process.
type MakeContext<'a> = &'a dyn Fn(&'static str, String, Option<Account>) -> SecurityContext;

pub fn open(ask: &Ask<'_>, make: MakeContext<'_>) -> Result<Socket, Error> {
    let proxy = ask.proxy;
    if proxy.authorization.is_some() && proxy.takes_basic.load(Ordering::Relaxed) {
        let tunnel = ask.with_basic();
        if tunnel.is_err() {
            // It may want something else by now.
            proxy.takes_basic.store(false, Ordering::Relaxed);
        }
        return tunnel;
    }
    let exchange = ask.send(ask.connect()?, None)?;
    if exchange.answer().status != 407 {
        return ask.tunnel(exchange, false);
    }
    let offered = schemes(exchange.answer().headers("proxy-authenticate"));
    let offers = |scheme: &str| offered.iter().any(|other| other.eq_ignore_ascii_case(scheme));
    let account = proxy.account();
    let mut failed = None;
    for scheme in SCHEMES.into_iter().filter(|scheme| offers(scheme)) {
        if account.is_none() && !proxy.is_trusted() {
            let why = format!(
                "it wants {}, but a proxy that the environment names is not told who is signed in: set the proxy \
                 itself, or give it a user name and a password",
                offered.join(" or ")
            );
            failed = Some((why, None));
            break;
        }
        let rounds = Rounds {
            ask,
            scheme,
            context: make(scheme, format!("HTTP/{}", proxy.at.host), account.clone()),
            with_credentials: account.is_some(),
        };
        match rounds.token(SecretBytes::default())? {
            Ok(token) => return rounds.run(exchange, token),
            Err(refused) => {
                failed = Some((
                    format!("Windows cannot log in with {scheme}: {}", refused.why),
                    refused.os_code,
                ));
            }
        }
    }
    if let (true, Some(credentials)) = (offers("Basic"), &proxy.authorization) {
        let exchange = ask.send_again(exchange, ("Basic ", credentials.expose()))?;
        proxy
            .takes_basic
            .store(exchange.answer().status / 100 == 2, Ordering::Relaxed);
        return ask.tunnel(exchange, true);
    }
    match failed {
        Some((why, os_code)) => Err(Error {
            os_code,
            ..ask.refused(407, Kind::ProxyScheme, &why)
        }),
        None => ask.tunnel(exchange, false),
    }
}

/// A login that has begun.
struct Rounds<'a> {
    ask: &'a Ask<'a>,
    scheme: &'static str,
    context: SecurityContext,
    with_credentials: bool,
}

impl Rounds<'_> {
    /// What goes into the header in answer to `challenge`.
    fn token(&self, challenge: SecretBytes) -> Result<Result<Secret, Refused>, Error> {
        let answered = self.context.answer(challenge, self.ask.deadline).map_err(|interrupt| {
            let doing = format!("Windows was asked for a login to {}", self.ask.peer);
            Error::from(NetError::stopped(&interrupt.into(), &doing))
        })?;
        Ok(answered.map(|token| Secret::new(BASE64_STANDARD.encode(&*token))))
    }

    fn run(&self, first: Exchange, token: Secret) -> Result<Socket, Error> {
        let (ask, scheme) = (self.ask, self.scheme);
        let prefix = format!("{scheme} ");
        let mut exchange = ask.send_again(first, (&prefix, token.expose()))?;
        let mut tokens = 1;
        while exchange.answer().status == 407 {
            if tokens == MAX_TOKENS {
                return Err(self.refused("it goes on asking"));
            }
            tokens += 1;
            let challenge = token_of(exchange.answer().headers("proxy-authenticate"), scheme).unwrap_or_default();
            if challenge.is_empty() {
                return Err(self.refused(self.not_taken()));
            }
            let Ok(challenge) = BASE64_STANDARD.decode(challenge) else {
                return Err(self.refused("its challenge is not in Base64"));
            };
            let Some(connection) = ask.kept(exchange) else {
                return Err(self.refused("it closes the connection in the middle of the login"));
            };
            let token = self.token(challenge.into())?.map_err(|refused| Error {
                os_code: refused.os_code,
                ..self.refused(&format!("Windows does not go on: {}", refused.why))
            })?;
            exchange = ask.send(connection, Some((&prefix, token.expose())))?;
        }
        ask.tunnel(exchange, true)
    }

    fn not_taken(&self) -> &'static str {
        match self.with_credentials {
            true => "it does not take this user name and password",
            false => "it does not take the account that this program runs under",
        }
    }

    fn refused(&self, why: &str) -> Error {
        let why = format!("{why} (by {})", self.scheme);
        self.ask.refused(407, Kind::ProxyRefused, &why)
    }
}

impl Ask<'_> {
    /// On the same connection if it is still open, or on a new one.
    fn send_again(&self, exchange: Exchange, authorization: (&str, &str)) -> Result<Exchange, Error> {
        if let Some(connection) = self.kept(exchange) {
            match self.exchange(connection, Some(authorization)) {
                // It was closed without a word, as proxies of HTTP/1.0 do.
                Err(error) if error.kind == Kind::Lost && error.progress != Progress::AnswerBegun => {}
                sent => return sent.map_err(nothing_sent),
            }
        }
        self.send(self.connect()?, Some(authorization))
    }

    /// The connection of a refusal, if it takes another request.
    fn kept(&self, mut exchange: Exchange) -> Option<Connection> {
        if !stays_open(exchange.answer()) {
            return None;
        }
        exchange.receive(Wait::Within(self.deadline)).ok()?;
        let connection = exchange.into_connection();
        connection.is_open().then_some(connection)
    }
}

/// Whether the end of the answer can be found, and nothing says that it is that of the connection. HTTP/1.0 says so in
/// Proxy-Connection, if at all.
fn stays_open(answer: &Answer) -> bool {
    let closes = ["connection", "proxy-connection"]
        .into_iter()
        .flat_map(|name| answer.headers(name))
        .flat_map(|line| line.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case("close"));
    let has_end = ["content-length", "transfer-encoding"]
        .into_iter()
        .any(|name| answer.header(name).is_some());
    has_end && !closes
}

#[cfg(test)]
mod tests;
