//! The proxy that environment variables name.

use crate::net::origin::Origin;

use super::bypass::bypasses;

pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the environment says of a target.
pub enum ProxyChoice {
    Proxy(String),
    Direct,
    NotSaid,
}

pub fn choice(target: &Origin, environment: Environment<'_>) -> ProxyChoice {
    let read = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| environment(name).filter(|value| !value.trim().is_empty()))
    };
    // HTTP_PROXY in capitals is not read: a CGI host gets it from a request header (httpoxy).
    let own: &[&str] = if target.https {
        &["https_proxy", "HTTPS_PROXY"]
    } else {
        &["http_proxy"]
    };
    let Some(address) = read(own).or_else(|| read(&["all_proxy", "ALL_PROXY"])) else {
        return ProxyChoice::NotSaid;
    };
    if bypasses(&read(&["no_proxy", "NO_PROXY"]).unwrap_or_default(), target) {
        return ProxyChoice::Direct;
    }
    ProxyChoice::Proxy(address)
}
