//! Which proxy a client uses for a server.

mod bypass;
mod environment;
#[cfg(any(windows, test, feature = "fuzzing"))]
pub mod windows;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

use crate::base::secret::Secret;

use super::origin::Origin;
use bypass::bypasses;
use environment::{Environment, ProxyChoice};

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

/// Which servers are reached through which proxy, as the settings say. It keeps the header's value and no credentials.
#[derive(Debug)]
pub struct ProxyRule {
    source: Source,
    bypass: String,
}

#[derive(Debug)]
enum Source {
    None,
    System,
    Explicit(Proxy),
}

#[derive(Clone, Debug)]
pub struct Proxy {
    pub at: Origin,
    /// For the header Proxy-Authorization.
    pub authorization: Option<Secret>,
}

impl ProxyRule {
    /// The error says what is wrong with the settings.
    pub fn new(settings: &ProxySettings) -> Result<ProxyRule, String> {
        Ok(ProxyRule {
            source: match &settings.mode {
                ProxyMode::None => Source::None,
                ProxyMode::System => Source::System,
                ProxyMode::Explicit { address, credentials } => {
                    Source::Explicit(Proxy::parse(address.expose(), credentials.as_ref())?)
                }
            },
            bypass: settings.bypass.clone(),
        })
    }

    /// The proxy for `target`, if it has to go through one.
    pub fn choose(&self, target: &Origin) -> Result<Option<Proxy>, String> {
        self.choose_in(target, &|name| std::env::var(name).ok())
    }

    fn choose_in(&self, target: &Origin, environment: Environment<'_>) -> Result<Option<Proxy>, String> {
        if bypasses(&self.bypass, target) {
            return Ok(None);
        }
        match &self.source {
            Source::None => Ok(None),
            Source::Explicit(proxy) => Ok(Some(proxy.clone())),
            Source::System => system_proxy(target, environment)
                .map(|address| Proxy::parse(&address, None))
                .transpose(),
        }
    }
}

/// The address of the proxy that the system was told to use: by the environment, or else by its own settings.
fn system_proxy(target: &Origin, environment: Environment<'_>) -> Option<String> {
    if target.is_loopback() {
        return None;
    }
    match environment::choice(target, environment) {
        ProxyChoice::Proxy(address) => Some(address),
        ProxyChoice::Direct => None,
        #[cfg(windows)]
        ProxyChoice::NotSaid => windows::find(target),
        #[cfg(not(windows))]
        ProxyChoice::NotSaid => None,
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
        assert!(
            ProxyRule::new(&settings)
                .unwrap()
                .choose_in(&host, &environment)
                .unwrap()
                .is_none()
        );

        let settings = ProxySettings {
            mode: ProxyMode::System,
            ..ProxySettings::default()
        };
        let proxy = ProxyRule::new(&settings)
            .unwrap()
            .choose_in(&host, &environment)
            .unwrap()
            .unwrap();
        assert_eq!(proxy.at.to_string(), "proxy.example:3128");
        assert_eq!(proxy.authorization.unwrap().expose(), "dXNAZXI6cDp3");
        for direct in [
            "https://x.internal.example/",
            "https://localhost/",
            "http://api.example.com/",
        ] {
            assert!(
                ProxyRule::new(&settings)
                    .unwrap()
                    .choose_in(&target(direct), &environment)
                    .unwrap()
                    .is_none(),
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
        let error = ProxyRule::new(&settings).unwrap_err();
        assert!(error.contains("socks5") && !error.contains("topsecret"), "{error}");
    }
}
