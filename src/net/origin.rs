//! Where requests go: scheme, host and port.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use ureq_proto::http::Uri;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub https: bool,
    /// Without brackets when it is an IPv6 address.
    pub host: String,
    pub port: u16,
}

impl Origin {
    /// Reads an absolute http or https address. The second value is its path without a slash at the end.
    pub fn parse(address: &str) -> Result<(Origin, String), &'static str> {
        let uri: Uri = address
            .parse()
            .map_err(|_| "is not an address such as https://example.com/path")?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("must begin with https://"),
        };
        let authority = uri.authority().ok_or("has no host name")?;
        if authority.as_str().contains('@') {
            return Err("must not contain a user name or password");
        }
        if uri.query().is_some() || address.contains('#') {
            return Err("must not contain a query or a fragment");
        }
        let host = authority.host();
        if host.is_empty() {
            return Err("has no host name");
        }
        let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(address) if address.parse::<Ipv6Addr>().is_ok() => address,
            None if !host.contains(['[', ']']) => host,
            _ => return Err("has brackets, but no IPv6 address in them"),
        };
        let port = match authority.as_str().rsplit_once(':') {
            Some((_, digits)) if !digits.ends_with(']') => digits.parse().map_err(|_| "has no valid port number")?,
            _ => default_port(https),
        };
        let origin = Origin {
            https,
            host: host.to_ascii_lowercase(),
            port,
        };
        Ok((origin, uri.path().trim_end_matches('/').to_owned()))
    }

    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// For the Host header: the port only when it is not the scheme's own.
    pub fn host_header(&self) -> String {
        if self.port == default_port(self.https) {
            bracketed(&self.host)
        } else {
            self.to_string()
        }
    }
}

/// Host and port, as messages and CONNECT want them.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", bracketed(&self.host), self.port)
    }
}

fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_kept_and_the_port_known() {
        let (origin, path) = Origin::parse("https://Archive.example.com/LFRepositoryAPI/").unwrap();
        assert_eq!(origin.to_string(), "archive.example.com:443");
        assert_eq!(origin.host_header(), "archive.example.com");
        assert_eq!(path, "/LFRepositoryAPI");

        let (origin, path) = Origin::parse("http://[::1]:8080").unwrap();
        assert_eq!(origin.host_header(), "[::1]:8080");
        assert_eq!(path, "");
        assert!(origin.is_loopback());
        assert_eq!(Origin::parse("https://[::1]/x").unwrap().0.port, 443);
    }

    #[test]
    fn what_cannot_be_a_base_address_is_refused() {
        for bad in [
            "",
            "example.com",
            "ftp://example.com",
            "https://",
            "https://user:pw@example.com/",
            "https://example.com/?a=b",
            "https://example.com/#x",
            "https://example.com:70000/",
            "https://exa mple.com/",
            "https://example.com:/",
            "https://[]/",
            "https://[1[]:8080/api",
            "https://[[::1]]/",
            "https://[example.com]/",
            "https://[127.0.0.1]/",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }
}
