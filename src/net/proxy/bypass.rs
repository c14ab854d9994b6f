//! Lists of hosts that are reached without the proxy.

use std::net::IpAddr;

use crate::net::origin::{Origin, is_numeric};

/// Names without a dot, in lists of Windows.
const LOCAL: &str = "<local>";

/// Of an entry that cannot be used, as much is shown.
const MAX_SHOWN_CHARS: usize = 60;

/// Whether a no-proxy list names `target`: `*`, a host with all its subdomains (with or without a dot or
/// `*.` in front), an address, or a network such as 10.0.0.0/8; each with an optional port.
pub fn bypasses(list: &str, target: &Origin) -> bool {
    entries(list).any(|entry| covers(&entry.to_ascii_lowercase(), target))
}

/// Whether every entry can name a host. The error says which one cannot, and why.
pub fn check(list: &str) -> Result<(), String> {
    entries(list).try_for_each(|entry| {
        usable(entry).map_err(|reason| {
            let shown: String = entry.chars().take(MAX_SHOWN_CHARS).collect();
            format!("the list of hosts without a proxy has the entry \"{shown}\", {reason}")
        })
    })
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
}

fn covers(entry: &str, target: &Origin) -> bool {
    if entry == "*" {
        return true;
    }
    let address = target.host.parse::<IpAddr>().ok();
    if entry == LOCAL {
        return address.is_none() && !target.host.contains('.');
    }
    if let (Some((network, bits)), Some(address)) = (entry.split_once('/'), address) {
        return in_network(network, bits, address).unwrap_or(false);
    }
    let (host, port) = host_and_port(entry);
    if port.is_some_and(|port| port.parse() != Ok(target.port)) {
        return false;
    }
    // An address has no parent domain, and it is the same in every spelling.
    if let Some(address) = address {
        return as_address(host) == Some(address);
    }
    let domain = domain(host);
    let name = target.host.trim_end_matches('.');
    let inside = name.strip_suffix(domain);
    !domain.is_empty() && inside.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Why an entry can name nothing.
fn usable(entry: &str) -> Result<(), &'static str> {
    if entry == "*" || entry.eq_ignore_ascii_case(LOCAL) {
        return Ok(());
    }
    if entry.contains("://") {
        return Err("which begins with a scheme: give the host alone");
    }
    if let Some((network, bits)) = entry.split_once('/') {
        let any = as_network(network).and_then(|address| in_network(network, bits, address));
        return any.map(drop).ok_or("which is no network such as 10.0.0.0/8");
    }
    let (host, port) = host_and_port(entry);
    if port.is_some_and(|port| !matches!(port.parse::<u16>(), Ok(1..))) {
        return Err("which has no valid port number");
    }
    if as_address(host).is_some() {
        return Ok(());
    }
    let name = domain(host);
    if name.is_empty() {
        return Err("which names no host");
    }
    if is_numeric(name) {
        return Err("which is part of an address: give a whole one, or a network such as 10.0.0.0/8");
    }
    if !name.is_ascii() {
        return Err("which has letters outside ASCII: write it in punycode (xn--)");
    }
    if name.contains('*') {
        return Err("in which * stands for a part: give a domain, or a network such as 10.0.0.0/8");
    }
    match name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    {
        true => Ok(()),
        false => Err("which is no host name, address or network"),
    }
}

fn host_and_port(entry: &str) -> (&str, Option<&str>) {
    match entry.rsplit_once(':').filter(|_| as_address(entry).is_none()) {
        Some((host, port)) => (host, Some(port)),
        None => (entry, None),
    }
}

fn as_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse().ok()
}

/// An address, also with its last numbers left out, as macOS has it in 169.254/16.
fn as_network(text: &str) -> Option<IpAddr> {
    as_address(text).or_else(|| {
        let missing = 3_usize.checked_sub(text.matches('.').count())?;
        as_address(&format!("{text}{}", ".0".repeat(missing)))
    })
}

/// The name whose subdomains an entry covers.
fn domain(host: &str) -> &str {
    let name = host.trim_start_matches('*').trim_start_matches('.');
    name.trim_end_matches('.')
}

fn in_network(network: &str, bits: &str, address: IpAddr) -> Option<bool> {
    let (network, bits) = (as_network(network)?, bits.parse::<u32>().ok()?);
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
        let address = target("https://10.1.2.3/");
        for list in ["10.1.2.3", "10.1.2.3:443"] {
            assert!(bypasses(list, &address), "{list}");
        }
        for list in ["3", "2.3", ".1.2.3", "*.3", "10.1.2.3:80", "::ffff:10.1.2.3"] {
            assert!(!bypasses(list, &address), "{list}");
        }
        let address = target("https://[fd00::5]/");
        for list in ["fd00::5", "[fd00::5]", "[FD00::5]:443", "fd00:0:0:0::5"] {
            assert!(bypasses(list, &address), "{list}");
        }
        assert!(!bypasses("[fd00::5]:80", &address));
        assert!(!bypasses("fd00::6", &address));
        // `4` is no suffix of an address, and each has many spellings.
        let address = target("https://1.2.3.4/");
        for list in ["4", ".4", "3.4", "*.4", "1.2.3.4.", "1.2.3.4/33", "1.2.3", "01.2.3.4"] {
            assert!(!bypasses(list, &address), "{list}");
        }
        for list in ["1.2.3.4", "x\t1.2.3.4\r\ny", "1.2.3.4:0443", "1.2.3.4/32"] {
            assert!(bypasses(list, &address), "{list}");
        }
        for spelling in ["https://[::1]/", "https://[0:0:0:0:0:0:0:1]/"] {
            for list in ["::1", "0:0:0:0:0:0:0:1", "[0::1]:443", "[::1]/128", "0000::0001"] {
                assert!(bypasses(list, &target(spelling)), "{list} {spelling}");
            }
        }
        assert!(bypasses("fd00::/8", &target("https://[fd00::5]/")));
        assert!(bypasses("::/0", &target("https://[fd00::5]/")));
        // As the lists of macOS and Windows have it.
        let pasted = "*.local, 169.254/16;<LOCAL>";
        assert_eq!(check(pasted), Ok(()));
        for address in ["https://169.254.7.1/", "https://archive/", "https://lf.local/"] {
            assert!(bypasses(pasted, &target(address)), "{address}");
        }
        for address in ["https://169.255.7.1/", "https://lf.example.com/", "https://[::1]/"] {
            assert!(!bypasses(pasted, &target(address)), "{address}");
        }
    }

    #[test]
    fn an_entry_that_names_nothing_is_told() {
        for good in [
            "",
            "*",
            "example.com, .example.com;*.example.com\narchive_1",
            "10.1.2.3, 10.1.2.3:8443, 10.0.0.0/8, 0.0.0.0/0",
            "::1 [::1] [::1]:443 fd00::/8 [fd00::]/8",
            "example.com:443, 1and1.example, archive., *example.com",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, words) in [
            ("https://lf.example.com", "a scheme"),
            ("ok.example,10.*", "10.0.0.0/8"),
            ("192.168.", "part of an address"),
            ("10.1.2", "part of an address"),
            ("10.0.0.0/33", "no network"),
            ("lf.example.com/8", "no network"),
            ("lf*.example.com", "stands for a part"),
            ("lf.example.com:0", "port"),
            ("lf.example.com:https", "port"),
            ("archiv\u{e4}.example", "punycode"),
            ("<lan>", "no host name"),
            (".", "names no host"),
            (":443", "names no host"),
        ] {
            let error = check(bad).expect_err(bad);
            assert!(error.contains(words) && error.contains("entry \""), "{bad}: {error}");
        }
    }
}
