//! Which proxy a client uses, and the tunnel through it.

use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use ureq_proto::http::Method;
use ureq_proto::http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};

use crate::common::scope::Scope;
use crate::common::secret::Secret;

use super::connection::Connection;
use super::exchange::{Exchange, Request};
use super::failure::{Failure, Kind, Progress};
use super::origin::Origin;
use super::socket::{Socket, Wait};

/// The largest body of a refusal that is read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;

#[derive(Clone, Debug, Default)]
pub enum ProxyMode {
    #[default]
    None,
    /// As HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say.
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
    authorization: Option<HeaderValue>,
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
        ProxyMode::System => {
            let read = |names: &[&str]| {
                names
                    .iter()
                    .find_map(|name| environment(name).filter(|value| !value.trim().is_empty()))
            };
            // HTTP_PROXY in capitals is not read: a CGI host gets it from a request header (httpoxy).
            let own: &[&str] = if target.https {
                &["https_proxy", "HTTPS_PROXY"]
            } else {
                &["http_proxy"]
            };
            let list = read(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
            match read(own).or_else(|| read(&["all_proxy", "ALL_PROXY"])) {
                Some(address) if !target.is_loopback() && !bypasses(&list, target) => {
                    Proxy::parse(&address, None).map(Some)
                }
                _ => Ok(None),
            }
        }
    }
}

impl Proxy {
    /// Reads `http://[user:password@]host:port`; the scheme may be left out. The error never repeats the
    /// address, which may hold a password.
    fn parse(address: &str, credentials: Option<&(Secret, Secret)>) -> Result<Proxy, String> {
        let address = address.trim();
        let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(format!("{scheme} proxies are not supported, only http"));
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
    pub fn tunnel(
        &self,
        socket: Socket,
        target: &Origin,
        agent: &HeaderValue,
        scope: &Scope,
    ) -> Result<Socket, Failure> {
        let authority = target.to_string();
        let host = HeaderValue::from_str(&authority)
            .map_err(|_| Failure::new(Kind::Connect, format!("{authority} cannot be a host name")))?;
        let mut headers = vec![(HOST, host), (USER_AGENT, agent.clone())];
        headers.extend(self.authorization.clone().map(|value| (PROXY_AUTHORIZATION, value)));
        let request = Request {
            method: Method::CONNECT,
            target: &authority,
            headers: &headers,
            body: &[],
        };
        let peer = format!("the proxy {}", self.at);
        // Until the tunnel stands nothing has reached the server, whatever went to the proxy.
        let nothing_sent = |failure: Failure| {
            let kind = match failure.kind {
                Kind::Malformed | Kind::TooLarge => Kind::ProxyRefused,
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

fn basic(user: &str, password: &str) -> HeaderValue {
    let pair = Secret::new(format!("{user}:{password}"));
    let text = Secret::new(format!("Basic {}", BASE64_STANDARD.encode(pair.expose())));
    let mut value = HeaderValue::from_str(text.expose()).unwrap_or(HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

/// Whether a no-proxy list names `target`: `*`, a host with all its subdomains (with or without a dot or
/// `*.` in front), an address, or a network such as 10.0.0.0/8; each with an optional port.
fn bypasses(list: &str, target: &Origin) -> bool {
    list.split([',', ' ', ';'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .any(|entry| covers(&entry.to_ascii_lowercase(), target))
}

fn covers(entry: &str, target: &Origin) -> bool {
    if entry == "*" {
        return true;
    }
    if let (Some((network, bits)), Ok(address)) = (entry.split_once('/'), target.host.parse::<IpAddr>()) {
        return in_network(network, bits, address).unwrap_or(false);
    }
    let address = entry.trim_start_matches('[').trim_end_matches(']');
    if address.parse::<IpAddr>().is_ok() {
        return address == target.host;
    }
    let (host, port) = match entry.rsplit_once(':') {
        Some((host, port)) => (host.trim_start_matches('[').trim_end_matches(']'), Some(port)),
        None => (entry, None),
    };
    if port.is_some_and(|port| port != target.port.to_string()) {
        return false;
    }
    let domain = host
        .trim_start_matches('*')
        .trim_start_matches('.')
        .trim_end_matches('.');
    let name = target.host.trim_end_matches('.');
    let inside = name.strip_suffix(domain);
    !domain.is_empty() && inside.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn in_network(network: &str, bits: &str, address: IpAddr) -> Option<bool> {
    let (network, bits) = (network.parse::<IpAddr>().ok()?, bits.parse::<u32>().ok()?);
    let (width, network, address) = match (network, address) {
        (IpAddr::V4(n), IpAddr::V4(a)) => (32, u128::from(n.to_bits()), u128::from(a.to_bits())),
        (IpAddr::V6(n), IpAddr::V6(a)) => (128, n.to_bits(), a.to_bits()),
        _ => return Some(false),
    };
    let dropped = u32::checked_sub(width, bits)?;
    Some(dropped == 128 || network >> dropped == address >> dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(address: &str) -> Origin {
        Origin::parse(address).unwrap().0
    }

    #[test]
    fn a_no_proxy_entry_covers_subdomains() {
        let host = target("https://api.example.com/");
        for list in [
            "example.com",
            ".example.com",
            "*.example.com",
            "other.org, example.com",
            "api.example.com:443",
            "*",
        ] {
            assert!(bypasses(list, &host), "{list}");
        }
        for list in [
            "",
            "ample.com",
            "example.org",
            "example.com:8443",
            "sub.api.example.com",
        ] {
            assert!(!bypasses(list, &host), "{list}");
        }
        assert!(bypasses("10.0.0.0/8", &target("https://10.1.2.3/")));
        assert!(!bypasses("10.0.0.0/8", &target("https://11.1.2.3/")));
        assert!(!bypasses("10.0.0.0/99", &target("https://10.1.2.3/")));
        assert!(bypasses("::1", &target("https://[::1]/")));
        assert!(bypasses("fd00::/8", &target("https://[fd00::5]/")));
        assert!(bypasses("::/0", &target("https://[fd00::5]/")));
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
        assert_eq!(proxy.authorization.unwrap(), "Basic dXNAZXI6cDp3");
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
