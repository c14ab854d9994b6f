//! Where requests go: scheme, host and port.

mod read;

use std::fmt;
use std::net::IpAddr;

pub use read::{is_numeric, is_percent_encoded, trimmed};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub https: bool,
    /// Without brackets when it is an IPv6 address.
    pub host: String,
    pub port: u16,
}

impl Origin {
    /// Reads an absolute http or https address. The second value is its path without a slash at the end. The error goes
    /// on after words such as "the base address", and never repeats the address.
    pub fn parse(address: &str) -> Result<(Origin, String), &'static str> {
        let parts = read::address(address)?;
        let origin = Origin {
            https: parts.https,
            port: parts.port.unwrap_or(default_port(parts.https)),
            host: parts.host,
        };
        Ok((origin, parts.path))
    }

    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// An absolute address of `path`, which begins with a slash or is empty.
    pub fn address(&self, path: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.host_header())
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
    fn what_a_paste_leaves_at_the_ends_does_not_count() {
        let plain = Origin::parse("https://lf.example.com:8443/LFRepositoryAPI");
        for address in [
            "  https://lf.example.com:8443/LFRepositoryAPI\r\n",
            "\u{feff}https://lf.example.com:8443/LFRepositoryAPI//",
            "\u{200b} HTTPS://LF.example.com:08443/LFRepositoryAPI/\u{a0}",
        ] {
            assert_eq!(Origin::parse(address), plain, "{address:?}");
        }
    }

    #[test]
    fn an_address_has_one_spelling() {
        for (address, shown) in [
            ("https://[0:0:0:0:0:0:0:1]", "[::1]:443"),
            ("https://[FD00::0:5]", "[fd00::5]:443"),
            ("https://10.1.2.3", "10.1.2.3:443"),
            // A name that no search list may be added to.
            ("https://lf.example.com.", "lf.example.com.:443"),
            ("https://archive_1", "archive_1:443"),
            ("https://xn--rchiv-gra.example", "xn--rchiv-gra.example:443"),
        ] {
            assert_eq!(Origin::parse(address).unwrap().0.to_string(), shown);
        }
        let (_, path) = Origin::parse("https://lf/a%20b/~c;d=(1)/v2/x@y:z").unwrap();
        assert_eq!(path, "/a%20b/~c;d=(1)/v2/x@y:z");
    }

    #[test]
    fn each_mistake_has_its_own_words() {
        let long_label = format!("https://{}.example.com/", "a".repeat(64));
        let long_name = format!("https://{}com/", "a.".repeat(126));
        let long_path = format!("https://lf.example.com/{}", "a/".repeat(1100));
        for (address, words) in [
            ("", "is empty"),
            (" \u{feff}\t", "is empty"),
            ("\"https://lf.example.com\"", "quotation marks"),
            ("<https://lf.example.com>", "quotation marks"),
            ("\u{201e}https://lf.example.com\u{201c}", "quotation marks"),
            ("https://lf example.com/", "a blank"),
            ("https://lf.example.com/My API", "%20"),
            ("https://lf.example.com/\nAPI", "a line break"),
            ("https://lf.exa\u{200b}mple.com/", "an invisible character"),
            ("https:\\\\lf.example.com\\api", "a backslash"),
            ("https://lf.example.com/?a=b", "a query"),
            ("https://lf.example.com/#x", "a fragment"),
            ("lf.example.com", "begin with https://"),
            ("lf.example.com:443/api", "begin with https://"),
            ("//lf.example.com", "begin with https://"),
            ("ftp://lf.example.com", "begin with https://"),
            ("htps://lf.example.com", "begin with https://"),
            ("https:lf.example.com", "two slashes"),
            ("http:/lf.example.com", "two slashes"),
            ("https://https://lf.example.com", "twice"),
            ("http://https//lf.example.com", "twice"),
            ("https://", "no host name"),
            ("https:///api", "no host name"),
            ("https://:443/api", "no host name"),
            ("https://user:pw@lf.example.com/", "a user name"),
            ("https://user@lf.example.com/", "a user name"),
            ("https://lf.example.com:/", "no port number behind it"),
            ("https://lf.example.com:+443/", "no number"),
            ("https://lf.example.com:443x/", "no number"),
            ("https://lf.example.com:0/", "port 0"),
            ("https://lf.example.com:70000/", "above 65535"),
            ("https://fd00::5/", "without brackets"),
            ("https://lf.example.com:443:443/", "more than one colon"),
            ("https://[fd00::5/", "not closed"),
            ("https://[::1]443/", "behind its bracket"),
            ("https://[fe80::1%eth0]/", "a zone"),
            ("https://[]/", "no IPv6 address in them"),
            ("https://[[::1]]/", "behind its bracket"),
            ("https://[example.com]/", "no IPv6 address in them"),
            ("https://[127.0.0.1]/", "no IPv6 address in them"),
            ("https://1[]/", "that no host name can have"),
            ("https://archiv\u{e4}.example/", "punycode"),
            ("https://*.example.com/", "has *"),
            ("https://exam%20ple.com/", "that no host name can have"),
            ("https://lf..example.com/", "a dot too many"),
            ("https://.example.com/", "a dot too many"),
            (&long_label, "too long"),
            (&long_name, "too long"),
            ("https://10.1.2/", "no IPv4 address"),
            ("https://10.1.2.300/", "no IPv4 address"),
            ("https://010.1.2.3/", "no IPv4 address"),
            ("https://0x7f.1/", "no IPv4 address"),
            ("https://2130706433/", "no IPv4 address"),
            ("https://lf.example.com/a//b", "two slashes in a row"),
            ("https://lf.example.com/a/../b", ". or .."),
            ("https://lf.example.com/a/%2E%2e", ". or .."),
            ("https://lf.example.com/./a", ". or .."),
            ("https://lf.example.com/\u{e4}", "outside ASCII in its path"),
            ("https://lf.example.com/a%", "two hexadecimal digits"),
            ("https://lf.example.com/100%zz", "two hexadecimal digits"),
            ("https://lf.example.com/{api}", "must be percent-encoded"),
            (&long_path, "more than 2048"),
        ] {
            let error = Origin::parse(address).expect_err(address);
            assert!(error.contains(words), "{address}: {error}");
        }
    }
}
