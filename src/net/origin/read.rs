//! Reads addresses as people write them. Each mistake has its own words, and none repeats the address, which may hold a
//! password.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Longer names cannot be looked up (RFC 1035, 2.3.4).
const MAX_HOST_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;
/// Leaves room for the route and its parameters in what web servers take.
const MAX_PATH_BYTES: usize = 2048;

pub struct Parts {
    pub https: bool,
    /// In lower case; an IPv6 address without brackets and in its shortest form.
    pub host: String,
    pub port: Option<u16>,
    /// Without a slash at the end.
    pub path: String,
}

/// Without what a paste leaves at the ends.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

pub fn address(text: &str) -> Result<Parts, &'static str> {
    let text = trimmed(text);
    look_over(text)?;
    let Some((scheme, rest)) = text.split_once("://") else {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        return Err(match is_http(scheme) {
            true => "needs two slashes behind its scheme, as in https://example.com/path",
            false => "must begin with https://",
        });
    };
    if !is_http(scheme) {
        return Err("must begin with https://");
    }
    let slash = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(slash);
    if is_http(authority.trim_end_matches(':')) && path.starts_with("//") {
        return Err("has its scheme twice");
    }
    if authority.contains('@') {
        return Err("must not contain a user name or password");
    }
    let (host, port) = host_and_port(authority)?;
    Ok(Parts {
        https: scheme.eq_ignore_ascii_case("https"),
        host: read_host(host)?,
        port: port.map(read_port).transpose()?,
        path: read_path(path.trim_end_matches('/'))?,
    })
}

fn is_http(scheme: &str) -> bool {
    ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// What must not be anywhere.
fn look_over(text: &str) -> Result<(), &'static str> {
    const QUOTES: &[char] = &[
        '"', '\'', '<', '>', '`', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '«', '»',
    ];
    if text.is_empty() {
        return Err("is empty");
    }
    if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        return Err("has quotation marks or brackets around it: leave them out");
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("has a blank or a line break in it; in a path a blank is written %20");
    }
    if text.contains(is_invisible) {
        return Err("has an invisible character in it, as pasted text may have: type it by hand");
    }
    if text.contains('\\') {
        return Err("has a backslash where a slash belongs");
    }
    if text.contains(['?', '#']) {
        return Err("must not contain a query or a fragment, which ? and # begin");
    }
    Ok(())
}

/// Characters of no width that come along with a paste.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn host_and_port(authority: &str) -> Result<(&str, Option<&str>), &'static str> {
    if authority.starts_with('[') {
        let end = authority.find(']').ok_or("has a bracket that is not closed")? + 1;
        let (host, rest) = authority.split_at(end);
        return match (rest, rest.strip_prefix(':')) {
            ("", _) => Ok((host, None)),
            (_, Some(port)) => Ok((host, Some(port))),
            _ => Err("has something other than a port behind its bracket"),
        };
    }
    match authority.split_once(':') {
        None => Ok((authority, None)),
        Some(_) if authority.parse::<Ipv6Addr>().is_ok() => {
            Err("has an IPv6 address without brackets: write it as in https://[fd00::5]/")
        }
        Some((_, port)) if port.contains(':') => Err("has more than one colon in its host and port"),
        Some((host, port)) => Ok((host, Some(port))),
    }
}

fn read_port(digits: &str) -> Result<u16, &'static str> {
    if digits.is_empty() {
        return Err("has a colon, but no port number behind it");
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("has a port that is no number");
    }
    match digits.parse() {
        Ok(0) => Err("has the port 0, which no server can have"),
        Ok(port) => Ok(port),
        Err(_) => Err("has a port number above 65535"),
    }
}

fn read_host(host: &str) -> Result<String, &'static str> {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        if address.contains('%') {
            return Err("has an IPv6 address with a zone (%), which is not supported: use a name or another address");
        }
        return match address.parse::<Ipv6Addr>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => Err("has brackets, but no IPv6 address in them"),
        };
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.is_empty() {
        return Err("has no host name");
    }
    if !name.is_ascii() {
        return Err("has a host name with letters outside ASCII: write it in punycode (xn--)");
    }
    if name.contains('*') {
        return Err("has * in its host name, which only a certificate can have: write the whole name");
    }
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    {
        return Err("has a character in its host name that no host name can have");
    }
    if name.split('.').any(str::is_empty) {
        return Err("has a dot too many in its host name");
    }
    if name.len() > MAX_HOST_BYTES || name.split('.').any(|label| label.len() > MAX_LABEL_BYTES) {
        return Err("has a host name that is too long: 253 characters, 63 between two dots, are the most");
    }
    if is_numeric(name) && host.parse::<Ipv4Addr>().is_err() {
        return Err("has a number for a host that is no IPv4 address: four numbers up to 255, without zeros in front");
    }
    Ok(host.to_ascii_lowercase())
}

/// Whether resolvers take it for an address, in whatever of the old spellings.
pub fn is_numeric(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let is_hex = hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_hex || last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether each `%` begins a code of RFC 3986, 2.1.
pub fn is_percent_encoded(text: &str) -> bool {
    let mut codes = text.split('%').skip(1);
    codes.all(|code| code.len() >= 2 && code.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

fn read_path(path: &str) -> Result<String, &'static str> {
    if path.contains("//") {
        return Err("has two slashes in a row in its path");
    }
    let is_dots = |segment: &str| matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..");
    if path.split('/').any(is_dots) {
        return Err("has . or .. for a segment of its path: write the path that is meant");
    }
    if !path.is_ascii() {
        return Err("has letters outside ASCII in its path: write them percent-encoded");
    }
    if !is_percent_encoded(path) {
        return Err("has a % in its path without two hexadecimal digits behind it; the sign itself is written %25");
    }
    // RFC 3986, 3.3.
    if !path
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@%".contains(&byte))
    {
        return Err("has a character in its path that must be percent-encoded");
    }
    if path.len() > MAX_PATH_BYTES {
        return Err("has a path of more than 2048 characters");
    }
    Ok(path.to_owned())
}
