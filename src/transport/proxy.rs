//! Which proxy a client uses, and the tunnel through it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

use crate::common::scope::Scope;
use crate::common::secret::Secret;

use super::connection::Connection;
use super::exchange::Exchange;
use super::failure::{Failure, Kind, Progress};
use super::no_proxy::bypasses;
use super::origin::Origin;
use super::request::{Head, Method};
use super::socket::{Socket, Wait};
use super::system_proxy;

/// The largest body of a refusal that is read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;

#[derive(Clone, Debug, Default)]
pub enum ProxyMode {
    #[default]
    None,
    /// As the environment says, and on Windows its own settings.
    System,
    Explicit {
        address: Secret,
        credentials: Option<(Secret, Secret)>,
    },
}

#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    pub mode: ProxyMode,
    /// Hosts that are reached directly, separated by commas.
    pub bypass: String,
}

#[derive(Debug)]
pub struct Proxy {
    pub at: Origin,
    authorization: Option<Secret>,
}

/// The proxy for `target`, if it has to go through one.
pub fn choose(
    settings: &ProxySettings,
    target: &Origin,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, String> {
    if bypasses(&settings.bypass, target) {
        return Ok(None);
    }
    match &settings.mode {
        ProxyMode::None => Ok(None),
        ProxyMode::Explicit { address, credentials } => Proxy::parse(address.expose(), credentials.as_ref()).map(Some),
        ProxyMode::System => system_proxy::find(target, environment)
            .map(|address| Proxy::parse(&address, None))
            .transpose(),
    }
}

impl Proxy {
    /// Reads `http://[user:password@]host:port`; the scheme may be left out. The error never repeats the
    /// address, which may hold a password.
    fn parse(address: &str, credentials: Option<&(Secret, Secret)>) -> Result<Proxy, String> {
        let address = address.trim();
        let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
        if !scheme.eq_ignore_ascii_case("http") {
            let is_name = scheme.chars().all(|c| c.is_ascii_alphanumeric());
            return Err(if is_name {
                format!("{scheme} proxies are not supported, only http")
            } else {
                "the proxy's address must be http://host:port, with special characters of a password percent-encoded"
                    .into()
            });
        }
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        let (at, _) =
            Origin::parse(&format!("http://{host}")).map_err(|reason| format!("the proxy's address {reason}"))?;
        let authorization = match (credentials, user) {
            (Some((name, password)), _) => Some(basic(name.expose(), password.expose())),
            (None, Some(user)) => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                let decode = |text| Secret::new(percent_decode_str(text).decode_utf8_lossy());
                Some(basic(decode(name).expose(), decode(password).expose()))
            }
            (None, None) => None,
        };
        Ok(Proxy { at, authorization })
    }

    /// Asks for a tunnel to `target`.
    pub fn tunnel(&self, socket: Socket, target: &Origin, agent: &str, scope: &Scope) -> Result<Socket, Failure> {
        let authority = target.to_string();
        let mut head = Head::new(Method::Connect, &authority, 512);
        head.header("Host", &[&authority])
            .and_then(|()| head.header("User-Agent", &[agent]))
            .and_then(|()| match &self.authorization {
                Some(credentials) => head.header("Proxy-Authorization", &["Basic ", credentials.expose()]),
                None => Ok(()),
            })
            .map_err(|_| Failure::new(Kind::Connect, format!("{authority} cannot be a host name")))?;
        let request = head.finish(&[]);
        let peer = format!("the proxy {}", self.at);
        // Until the tunnel stands nothing has reached the server, whatever went to the proxy.
        let nothing_sent = |failure: Failure| {
            let kind = match failure.kind {
                Kind::Malformed | Kind::TooLarge | Kind::Lost => Kind::ProxyRefused,
                other => other,
            };
            Failure { kind, ..failure }.at(Progress::NothingSent)
        };
        let connection = Connection::new(socket, None);
        let mut exchange =
            Exchange::begin(connection, &request, MAX_REFUSAL_BYTES, &peer, scope).map_err(nothing_sent)?;
        exchange.receive_head(&Wait::Within(scope)).map_err(nothing_sent)?;
        let status = exchange.status();
        if !(200..300).contains(&status) {
            let advice = match status {
                407 => "it wants a user name and password, or other ones",
                403 => "it does not allow this host",
                _ => "see the proxy's own log",
            };
            return Err(Failure {
                proxy_status: Some(status),
                ..Failure::new(
                    Kind::ProxyRefused,
                    format!("{peer} answered {status} to the request for {authority}: {advice}"),
                )
            });
        }
        exchange.into_connection().into_socket().ok_or_else(|| {
            Failure::new(
                Kind::ProxyRefused,
                format!("{peer} sent more than its answer before the tunnel"),
            )
        })
    }
}

/// Credentials of the Basic scheme (RFC 7617).
fn basic(user: &str, password: &str) -> Secret {
    let pair = Secret::new(format!("{user}:{password}"));
    Secret::new(BASE64_STANDARD.encode(pair.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(address: &str) -> Origin {
        Origin::parse(address).unwrap().0
    }

    #[test]
    fn the_environment_is_read_only_when_asked() {
        let environment = |name: &str| match name {
            "https_proxy" => Some("http://us%40er:p%3Aw@proxy.example:3128".to_owned()),
            "NO_PROXY" => Some("internal.example".to_owned()),
            _ => None,
        };
        let host = target("https://api.example.com/");
        let settings = ProxySettings::default();
        assert!(choose(&settings, &host, &environment).unwrap().is_none());

        let settings = ProxySettings {
            mode: ProxyMode::System,
            ..ProxySettings::default()
        };
        let proxy = choose(&settings, &host, &environment).unwrap().unwrap();
        assert_eq!(proxy.at.to_string(), "proxy.example:3128");
        assert_eq!(proxy.authorization.unwrap().expose(), "dXNAZXI6cDp3");
        for direct in [
            "https://x.internal.example/",
            "https://localhost/",
            "http://api.example.com/",
        ] {
            assert!(
                choose(&settings, &target(direct), &environment).unwrap().is_none(),
                "{direct}"
            );
        }
    }

    #[test]
    fn errors_never_repeat_a_password() {
        let settings = ProxySettings {
            mode: ProxyMode::Explicit {
                address: Secret::new("socks5://me:topsecret@proxy.example"),
                credentials: None,
            },
            bypass: String::new(),
        };
        let error = choose(&settings, &target("https://a.example/"), &|_| None).unwrap_err();
        assert!(error.contains("socks5") && !error.contains("topsecret"), "{error}");
    }
}
