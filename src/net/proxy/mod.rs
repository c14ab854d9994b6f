//! Which proxy a client uses for a server.

mod bypass;
mod environment;
mod server;
mod why;
#[cfg(any(windows, test, feature = "fuzzing"))]
pub mod windows;

use crate::base::secret::Secret;

use super::origin::Origin;
pub use bypass::bypasses;
use environment::{Environment, ProxyChoice};
pub use server::{NamedBy, Proxy};

#[derive(Clone, Debug, Default)]
pub enum ProxyMode {
    #[default]
    None,
    /// As the environment says, and on Windows its own settings.
    System,
    Explicit {
        address: Secret,
        username: Option<Secret>,
        password: Option<Secret>,
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

impl ProxyRule {
    /// The error says what is wrong with the settings.
    pub fn new(settings: &ProxySettings) -> Result<ProxyRule, String> {
        bypass::check(&settings.bypass)?;
        Ok(ProxyRule {
            source: match &settings.mode {
                ProxyMode::None => Source::None,
                ProxyMode::System => Source::System,
                ProxyMode::Explicit {
                    address,
                    username,
                    password,
                } => {
                    let proxy = Proxy::parse(address.expose(), (username.as_ref(), password.as_ref()));
                    Source::Explicit(proxy.map_err(|reason| format!("the proxy's {reason}"))?)
                }
            },
            bypass: settings.bypass.clone(),
        })
    }

    /// The proxy for `target`, if it has to go through one.
    pub fn choose(&self, target: &Origin) -> Result<Option<Proxy>, String> {
        self.choose_in(target, &|name| {
            Some(std::env::var_os(name)?.to_string_lossy().into_owned())
        })
    }

    fn choose_in(&self, target: &Origin, environment: Environment<'_>) -> Result<Option<Proxy>, String> {
        if bypasses(&self.bypass, target) {
            return Ok(None);
        }
        match &self.source {
            Source::None => Ok(None),
            Source::Explicit(proxy) => Ok(Some(proxy.clone())),
            Source::System => system_proxy(target, environment)
                .map(|(address, source)| {
                    let proxy = Proxy::parse(&address, (None, None));
                    let proxy = proxy.map_err(|reason| format!("{source} names a proxy whose {reason}"))?;
                    Ok(proxy.named_by(source))
                })
                .transpose(),
        }
    }
}

/// The address of the proxy that the system was told to use, and what names it: the environment, or else the system's
/// own settings.
fn system_proxy(target: &Origin, environment: Environment<'_>) -> Option<(String, NamedBy)> {
    if target.is_loopback() {
        return None;
    }
    match environment::choice(target, environment) {
        ProxyChoice::Proxy(address, variable) => Some((address, NamedBy::Environment(variable))),
        ProxyChoice::Direct => None,
        #[cfg(windows)]
        ProxyChoice::NotSaid => windows::find(target).map(|(address, place)| (address, NamedBy::Windows(place))),
        #[cfg(not(windows))]
        ProxyChoice::NotSaid => None,
    }
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
    fn a_variable_that_is_empty_is_not_set() {
        let host = target("https://api.example.com/");
        let choose = |variables: &[(&str, &str)]| {
            let environment = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let settings = ProxySettings {
                mode: ProxyMode::System,
                ..ProxySettings::default()
            };
            let chosen = ProxyRule::new(&settings).unwrap().choose_in(&host, &environment);
            chosen.map(|proxy| proxy.map(|proxy| proxy.to_string()))
        };
        let named = |proxy: &str| Ok(Some(proxy.to_owned()));
        assert_eq!(choose(&[("https_proxy", ""), ("HTTPS_PROXY", " ")]), Ok(None));
        assert_eq!(
            choose(&[("https_proxy", ""), ("HTTPS_PROXY", "p:1")]),
            named("the proxy p:1 (from HTTPS_PROXY)")
        );
        assert_eq!(
            choose(&[("HTTPS_PROXY", "\t"), ("all_proxy", ""), ("ALL_PROXY", "p:1")]),
            named("the proxy p:1 (from ALL_PROXY)")
        );
        let all = [("https_proxy", "p:1"), ("no_proxy", ""), ("NO_PROXY", "example.com")];
        assert_eq!(choose(&all), Ok(None));
        assert_eq!(choose(&all[..2]), named("the proxy p:1 (from https_proxy)"));
        // Whoever set it has to be told where.
        let error = choose(&[("all_proxy", "socks5://me:topsecret@p:1")]).unwrap_err();
        assert!(error.starts_with("all_proxy names a proxy whose address"), "{error}");
        assert!(error.contains("socks5") && !error.contains("topsecret"), "{error}");
    }
}
