//! Lists of hosts that are reached without the proxy.

use std::net::IpAddr;

use crate::net::origin::Origin;

/// Whether a no-proxy list names `target`: `*`, a host with all its subdomains (with or without a dot or
/// `*.` in front), an address, or a network such as 10.0.0.0/8; each with an optional port.
pub fn bypasses(list: &str, target: &Origin) -> bool {
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
    let as_address = |text: &str| {
        text.trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .ok()
    };
    let (host, port) = match entry.rsplit_once(':').filter(|_| as_address(entry).is_none()) {
        Some((host, port)) => (host, Some(port)),
        None => (entry, None),
    };
    if port.is_some_and(|port| port != target.port.to_string()) {
        return false;
    }
    // An address has no parent domain, and it is the same in every spelling.
    if let Ok(address) = target.host.parse::<IpAddr>() {
        return as_address(host) == Some(address);
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
        assert!(bypasses("::1", &target("https://[::1]/")));
        assert!(bypasses("fd00::/8", &target("https://[fd00::5]/")));
        assert!(bypasses("::/0", &target("https://[fd00::5]/")));
    }
}
