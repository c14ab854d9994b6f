//! One proxy: where it is, and what it is told of who comes.

use std::fmt;
#[cfg(any(windows, test))]
use std::sync::{Arc, atomic::AtomicBool};

#[cfg(any(windows, test))]
use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;

use crate::base::basic::basic;
use crate::base::secret::Secret;
#[cfg(any(windows, test))]
use crate::base::security_context::Account;
use crate::net::origin::{Origin, trimmed};

#[derive(Clone, Debug)]
pub struct Proxy {
    pub at: Origin,
    /// For the header Proxy-Authorization.
    pub authorization: Option<Secret>,
    /// What names it, if the settings do not.
    source: Option<NamedBy>,
    /// It was found to take Basic and nothing better.
    #[cfg(any(windows, test))]
    pub takes_basic: Arc<AtomicBool>,
}

/// What names a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The variable.
    Environment(&'static str),
    /// The place of its settings.
    #[cfg(windows)]
    Windows(&'static str),
}

impl fmt::Display for NamedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NamedBy::Environment(name) => f.write_str(name),
            #[cfg(windows)]
            NamedBy::Windows(name) => f.write_str(name),
        }
    }
}

/// As messages name it.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {}", self.at)?;
        self.source.map_or(Ok(()), |source| write!(f, " (from {source})"))
    }
}

impl Proxy {
    /// Reads `http://[user:password@]host:port`; the scheme may be left out. The error goes on after "the proxy's", and
    /// never repeats the address, which may hold a password.
    pub fn parse(address: &str, credentials: (Option<&Secret>, Option<&Secret>)) -> Result<Proxy, String> {
        let address = trimmed(address);
        if address.is_empty() {
            return Err("address is empty".into());
        }
        let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(of_scheme(&scheme.to_ascii_lowercase()));
        }
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        let at = location(host).map_err(|reason| format!("address {reason}"))?;
        let authorization = match (credentials, user) {
            ((Some(name), password), _) => Some(of_basic(name.expose(), password.map_or("", Secret::expose))?),
            ((None, Some(_)), _) => return Err("password is set, but no user name for it".into()),
            ((None, None), Some(user)) => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                let decode = |text| Secret::new(percent_decode_str(text).decode_utf8_lossy());
                Some(of_basic(decode(name).expose(), decode(password).expose())?)
            }
            ((None, None), None) => None,
        };
        Ok(Proxy {
            at,
            authorization,
            source: None,
            #[cfg(any(windows, test))]
            takes_basic: Arc::default(),
        })
    }

    /// The same, with what names it, for messages.
    pub fn named_by(self, source: NamedBy) -> Proxy {
        Proxy {
            source: Some(source),
            ..self
        }
    }

    /// Whether it may see who is signed in. Anybody who can set a variable can name a proxy.
    #[cfg(any(windows, test))]
    pub fn is_trusted(&self) -> bool {
        !matches!(self.source, Some(NamedBy::Environment(_)))
    }

    /// The credentials for another scheme than Basic, if there are any: `DOMAIN\user`, or a user name alone, which may
    /// name its domain as in `user@domain`.
    #[cfg(any(windows, test))]
    pub fn account(&self) -> Option<Account> {
        let pair = BASE64_STANDARD.decode(self.authorization.as_ref()?.expose()).ok()?;
        let pair = Secret::new(String::from_utf8(pair).ok()?);
        let (name, password) = pair.expose().split_once(':')?;
        let (domain, user) = name.split_once('\\').unwrap_or(("", name));
        Some(Account {
            domain: domain.to_owned(),
            user: user.to_owned(),
            password: Secret::new(password),
        })
    }
}

/// Why an address with this scheme is none. Of others only the known ones are repeated: it could be part of a password.
fn of_scheme(scheme: &str) -> String {
    match scheme {
        "https" => "address begins with https://, but proxies are reached by plain http, for servers with https, too: \
                    write http://host:port"
            .into(),
        "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
            format!("address begins with {scheme}://, but only HTTP proxies are supported: write http://host:port")
        }
        "file" => "address is that of a file; a PAC script is not supported: write http://host:port".into(),
        _ => "address must be http://host:port, with special characters of a password percent-encoded".into(),
    }
}

fn location(host: &str) -> Result<Origin, &'static str> {
    let (at, path) = host.split_once('/').unwrap_or((host, ""));
    if at.contains(['=', ';']) {
        return Err("is a list, as Windows writes it: give one proxy, as host:port");
    }
    if !path.trim_matches('/').is_empty() {
        return Err("has a path, but a proxy has none, and a PAC script is not supported: write http://host:port");
    }
    Ok(Origin::parse(&format!("http://{at}"))?.0)
}

fn of_basic(user: &str, password: &str) -> Result<Secret, String> {
    basic(("user name", user), ("password", password))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::basic::MAX_BASIC_BYTES;

    fn parse(address: &str, username: Option<&str>, password: Option<&str>) -> Result<Proxy, String> {
        let (username, password) = (username.map(Secret::new), password.map(Secret::new));
        Proxy::parse(address, (username.as_ref(), password.as_ref()))
    }

    #[test]
    fn forms_of_a_proxys_address() {
        for address in [
            "p.example:8080",
            "http://p.example:8080/",
            " HTTP://P.example:8080\r\n",
            "\u{feff}p.example:8080",
        ] {
            assert_eq!(
                parse(address, None, None).unwrap().to_string(),
                "the proxy p.example:8080"
            );
        }
        for (address, words) in [
            ("", "is empty"),
            ("https://p.example:8080", "plain http"),
            ("socks5://p.example:1080", "begins with socks5://"),
            ("file:///etc/proxy.pac", "PAC script"),
            ("http://p.example/proxy.pac", "PAC script"),
            ("p.example:8080/wpad.dat?x=1", "PAC script"),
            ("http://p.example/wpad.dat?x", "PAC script"),
            ("PROXY p.example:8080", "a blank"),
            ("http=p.example:80;https=p.example:80", "is a list"),
            ("p.example:0", "port 0"),
            ("p.example:", "no port number"),
            ("p.example:8080:8080", "more than one colon"),
            ("p\u{e4}.example:8080", "punycode"),
            ("10.1.2:8080", "no IPv4 address"),
        ] {
            let error = parse(address, None, None).expect_err(address);
            assert!(
                error.starts_with("address ") && error.contains(words),
                "{address}: {error}"
            );
        }
    }

    #[test]
    fn credentials_that_basic_cannot_carry() {
        let long = "x".repeat(MAX_BASIC_BYTES + 1);
        for (username, password, words) in [
            ("me:too", "topsecret", "a colon"),
            ("me\r\nX", "topsecret", "a control character"),
            ("me", "topsecret\n", "a control character"),
            ("me", "topsecret\0", "a control character"),
            ("me", &long, "longer than"),
        ] {
            let error = parse("p:1", Some(username), Some(password)).expect_err(username);
            assert!(error.contains(words) && !error.contains("topsecret"), "{error}");
        }
        for (user, words) in [
            ("me%3Atoo:topsecret", "a colon"),
            ("me%0D%0A:topsecret", "a control character"),
            ("me:topsecret%0a", "a control character"),
            ("me:topsecret%E4", "not in UTF-8"),
        ] {
            let error = parse(&format!("http://{user}@p:1"), None, None).expect_err(user);
            assert!(error.contains(words) && !error.contains("topsecret"), "{error}");
        }
        let error = parse("p:1", None, Some("topsecret")).unwrap_err();
        assert!(
            error.contains("no user name") && !error.contains("topsecret"),
            "{error}"
        );
    }

    #[test]
    fn an_address_that_cannot_be_read_is_not_repeated() {
        for address in [
            "socks5://me:topsecret@proxy.example",
            "topsecret://proxy.example",
            "http://me:topsecret",
            "http://me:topsecret@",
            "http://me:topsecret@proxy example",
            "http://me:topsecret/@proxy.example:0",
            "me:topsecret@[proxy.example",
            "http://proxy.example:topsecret",
            "http://proxy.example/topsecret",
        ] {
            let error = parse(address, None, None).expect_err(address);
            assert!(!error.contains("topsecret"), "{error}");
        }
    }
}
