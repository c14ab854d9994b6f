//! The address to which a browser comes back with the result of a login.

use crate::api::form;
use crate::http::{Origin, trimmed};

/// Longer ones have no room in an address for the browser.
const MAX_QUERY_BYTES: usize = 2048;

/// What the callback adds to the query.
pub const ADDED: [&str; 5] = ["code", "state", "scope", "error", "error_description"];

/// An absolute address without a fragment (RFC 6749, 3.1.2): of HTTPS, or on this machine.
#[derive(Debug)]
pub struct Redirect {
    /// As the server knows it. It compares texts.
    text: String,
    origin: Origin,
    path: String,
}

impl Redirect {
    pub fn parse(text: &str) -> Result<Redirect, String> {
        let because = |reason| Err(format!("the redirect address {reason}"));
        let text = trimmed(text);
        if text.contains('#') {
            return because("must not contain a fragment, which # begins");
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (origin, path) = match Origin::parse(address) {
            Ok(parts) => parts,
            Err(reason) => return because(reason),
        };
        if !origin.https && !is_here(&origin) {
            return because(
                "must begin with https://, unless it is one of this machine: http://127.0.0.1, http://[::1] or \
                 http://localhost, with a port",
            );
        }
        if query.len() > MAX_QUERY_BYTES {
            return because("has a query of more than 2048 characters");
        }
        if !query.bytes().all(|byte| byte.is_ascii_graphic()) {
            return because("has a character in its query that must be percent-encoded");
        }
        match form::read(query) {
            Ok(members) if members.iter().any(|(name, _)| ADDED.contains(&name.expose())) => {
                because("has a parameter in its query that the server adds: code, state, scope or error")
            }
            Ok(_) => Ok(Redirect {
                text: text.to_owned(),
                origin,
                path,
            }),
            Err(reason) => because(&format!("has a query that {reason}")),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The port, if this machine can listen on it for a browser: without TLS.
    pub fn listen_port(&self) -> Option<u16> {
        (!self.origin.https).then_some(self.origin.port)
    }

    /// Whether `address`, which may lack its beginning, is this one, apart from the query.
    pub fn is(&self, address: &str) -> Result<bool, &'static str> {
        let scheme = if self.origin.https { "https" } else { "http" };
        let whole = if address.starts_with('/') {
            &format!("{scheme}://{}{address}", self.origin)
        } else if address.contains("://") {
            address
        } else {
            &format!("{scheme}://{address}")
        };
        let (origin, path) = Origin::parse(whole)?;
        Ok(origin == self.origin && path == self.path)
    }
}

/// Whether the host is one that a listener of this machine answers for.
fn is_here(origin: &Origin) -> bool {
    ["127.0.0.1", "::1", "localhost"].contains(&&*origin.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_https_and_of_this_machine_are_taken() {
        for (text, port) in [
            ("https://app.example.com/callback", None),
            ("https://localhost:8443/callback?a=b&c", None),
            ("http://127.0.0.1:8080/callback", Some(8080)),
            ("http://[::1]:8080", Some(8080)),
            ("http://LOCALHOST/", Some(80)),
        ] {
            let redirect = Redirect::parse(&format!(" {text}\r\n")).expect(text);
            assert_eq!((redirect.text(), redirect.listen_port()), (text, port));
        }
    }

    #[test]
    fn each_mistake_has_its_own_words() {
        let long = format!("https://a.example/?{}", "a".repeat(2049));
        for (text, words) in [
            ("", "is empty"),
            ("/callback", "begin with https://"),
            ("app://callback", "begin with https://"),
            ("http://app.example.com/callback", "unless it is one of this machine"),
            ("http://127.0.0.2:8080/callback", "unless it is one of this machine"),
            ("http://localhost.example.com/", "unless it is one of this machine"),
            ("https://user@a.example/", "a user name"),
            ("http://localhost:0/callback", "port 0"),
            ("https://a.example/#", "a fragment"),
            ("https://a.example/?a=b#c", "a fragment"),
            ("https://a.example/?a b", "percent-encoded"),
            ("https://a.example/?\u{e4}", "percent-encoded"),
            ("https://a.example/?a=%x", "a query that has a %"),
            ("https://a.example/?x=y&st%61te=1", "that the server adds"),
            ("https://a.example/?code", "that the server adds"),
            (&long, "more than 2048"),
        ] {
            let error = Redirect::parse(text).map(|redirect| redirect.text).expect_err(text);
            assert!(
                error.starts_with("the redirect address ") && error.contains(words),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn an_address_may_lack_its_beginning() {
        let redirect = Redirect::parse("http://localhost:8080/a/callback?own=1").unwrap();
        for same in [
            "http://localhost:8080/a/callback",
            "HTTP://LocalHost:8080/a/callback/",
            "localhost:8080/a/callback",
            "/a/callback",
        ] {
            assert_eq!(redirect.is(same), Ok(true), "{same}");
        }
        for other in [
            "https://localhost:8080/a/callback",
            "http://127.0.0.1:8080/a/callback",
            "http://localhost:8081/a/callback",
            "http://localhost/a/callback",
            "http://localhost:8080/a",
            "http://localhost:8080/A/callback",
            "/callback",
            "/",
            "callback",
        ] {
            assert_eq!(redirect.is(other), Ok(false), "{other}");
        }
        for bad in [
            "//evil.example/a/callback",
            "/a/../a/callback",
            "user@localhost:8080/a/callback",
            "",
        ] {
            assert!(redirect.is(bad).is_err(), "{bad}");
        }
    }
}
