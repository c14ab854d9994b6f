//! The proxy settings of Windows: those of the user, and those of the machine.

use std::net::IpAddr;

use crate::net::origin::Origin;

/// The proxy of the user's Internet Options; without one there, that of the machine (`netsh winhttp`), which
/// is what a service has.
#[cfg(windows)]
pub fn find(target: &Origin) -> Option<(String, &'static str)> {
    use winreg::RegKey;
    use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};

    const INTERNET: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    const MACHINE: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

    let of_user = || {
        let key = RegKey::predef(HKEY_CURRENT_USER).open_subkey(INTERNET).ok()?;
        if key.get_value::<u32, _>("ProxyEnable").ok()? == 0 {
            return None;
        }
        Some(Proxy {
            servers: key.get_value("ProxyServer").ok()?,
            bypass: key.get_value("ProxyOverride").unwrap_or_default(),
        })
    };
    let of_machine = || {
        let key = RegKey::predef(HKEY_LOCAL_MACHINE).open_subkey(MACHINE).ok()?;
        Proxy::from_winhttp(&key.get_raw_value("WinHttpSettings").ok()?.bytes)
    };
    let (proxy, source) = match of_user() {
        Some(proxy) => (proxy, "the Internet Options"),
        None => (of_machine()?, "netsh winhttp"),
    };
    Some((proxy.address_for(target)?, source))
}

/// A proxy as Windows writes it down.
#[derive(Debug, PartialEq)]
pub struct Proxy {
    /// `host:port` for every scheme, or `http=host:port;https=host:port`.
    pub servers: String,
    /// Patterns separated by semicolons or spaces; `<local>` stands for names without a dot.
    pub bypass: String,
}

impl Proxy {
    /// Reads the registry value WinHttpSettings: version, counter and flags, then two texts with their lengths,
    /// all numbers as 32-bit little-endian.
    pub fn from_winhttp(value: &[u8]) -> Option<Proxy> {
        const USES_PROXY: u32 = 2;
        let number = |at: usize| {
            let bytes = value.get(at..at.checked_add(4)?)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?))
        };
        let text = |at: usize| {
            let end = at.checked_add(4)?.checked_add(number(at)? as usize)?;
            Some((String::from_utf8_lossy(value.get(at + 4..end)?).into_owned(), end))
        };
        if number(8)? & USES_PROXY == 0 {
            return None;
        }
        let (servers, end) = text(12)?;
        let bypass = text(end).map(|(bypass, _)| bypass).unwrap_or_default();
        Some(Proxy { servers, bypass })
    }

    pub fn address_for(&self, target: &Origin) -> Option<String> {
        if entries(&self.bypass).any(|pattern| covers(pattern, target)) {
            return None;
        }
        let scheme = if target.https { "https" } else { "http" };
        entries(&self.servers)
            .find_map(|entry| match entry.split_once('=') {
                None => Some(entry),
                Some((of, address)) => of.eq_ignore_ascii_case(scheme).then_some(address),
            })
            .map(str::to_owned)
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split([';', ' ']).map(str::trim).filter(|entry| !entry.is_empty())
}

fn covers(pattern: &str, target: &Origin) -> bool {
    if pattern.eq_ignore_ascii_case("<local>") {
        return !target.host.contains('.') && target.host.parse::<IpAddr>().is_err();
    }
    let pattern = pattern.to_ascii_lowercase();
    let pattern = match pattern.split_once("://") {
        Some((scheme, _)) if (scheme == "https") != target.https => return false,
        Some((_, rest)) => rest,
        None => &pattern,
    };
    // An address is the same in every spelling.
    if let (Ok(one), Ok(other)) = (
        pattern.trim_matches(['[', ']']).parse::<IpAddr>(),
        target.host.parse::<IpAddr>(),
    ) {
        return one == other;
    }
    fits(pattern, &target.host) || fits(pattern, &target.to_string())
}

/// Whether `text` is `pattern`, in which each `*` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = text.strip_prefix(start).and_then(|left| left.strip_suffix(end)) else {
        return false;
    };
    // The first place of each part leaves the most room for the others.
    middle.split('*').all(|part| match left.find(part) {
        Some(at) => {
            left = &left[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(servers: &str, bypass: &str, target: &str) -> Option<String> {
        let proxy = Proxy {
            servers: servers.into(),
            bypass: bypass.into(),
        };
        proxy.address_for(&Origin::parse(target).unwrap().0)
    }

    #[test]
    fn servers_are_for_all_schemes_or_for_one() {
        let host = "https://api.example.com/";
        assert_eq!(address("proxy:8080", "", host).as_deref(), Some("proxy:8080"));
        let each = "http=one:1;https=two:2;socks=three:3";
        assert_eq!(address(each, "", host).as_deref(), Some("two:2"));
        assert_eq!(address(each, "", "http://api.example.com/").as_deref(), Some("one:1"));
        assert_eq!(address("socks=three:3", "", host), None);
        assert_eq!(address("", "", host), None);
    }

    #[test]
    fn bypass_patterns() {
        for (bypass, target) in [
            ("*.example.com", "https://api.example.com/"),
            ("other;API.example.com", "https://api.example.com/"),
            ("10.1.*", "https://10.1.2.3/"),
            ("<local>", "https://archive/"),
            ("[::1];x", "https://[0:0::1]/"),
            ("FD00:0:0::5", "https://[fd00::5]/"),
            ("https://*.example.com", "https://api.example.com/"),
            ("*:8443", "https://api.example.com:8443/"),
            ("*", "https://api.example.com/"),
            ("a*e*mple**com", "https://api.example.com/"),
            ("a*.com*", "https://api.example.com/"),
        ] {
            assert_eq!(address("proxy:1", bypass, target), None, "{bypass}");
        }
        for (bypass, target) in [
            ("example.com", "https://api.example.com/"),
            ("*.example.com", "https://example.com/"),
            ("10.1.*", "https://10.2.2.3/"),
            ("<local>", "https://api.example.com/"),
            ("http://*.example.com", "https://api.example.com/"),
            ("*:8443", "https://api.example.com/"),
            ("api.example.com*api.example.com", "https://api.example.com/"),
            ("a*mple*e*com", "https://api.example.com/"),
            // Tried in all ways it would take years.
            (
                &"*a".repeat(40),
                "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com/",
            ),
        ] {
            assert!(address("proxy:1", bypass, target).is_some(), "{bypass}");
        }
    }

    #[test]
    fn the_settings_of_the_machine() {
        let value = |flags: u8, servers: &str, bypass: &str| {
            let mut bytes = vec![0x28, 0, 0, 0, 3, 0, 0, 0, flags, 0, 0, 0];
            for text in [servers, bypass] {
                bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            bytes
        };
        let proxy = Proxy::from_winhttp(&value(3, "proxy:8080", "<local>")).unwrap();
        assert_eq!((&*proxy.servers, &*proxy.bypass), ("proxy:8080", "<local>"));
        assert_eq!(Proxy::from_winhttp(&value(1, "", "")), None);
        let whole = value(3, "proxy:8080", "");
        for cut in 0..whole.len() - 4 {
            assert_eq!(Proxy::from_winhttp(&whole[..cut]), None, "{cut}");
        }
        let mut wrong = whole;
        wrong[12..16].fill(0xff);
        assert_eq!(Proxy::from_winhttp(&wrong), None);
    }
}
