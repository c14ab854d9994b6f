//! The proxy that environment variables name.

use crate::net::origin::Origin;

use super::bypass::bypasses;

pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the environment says of a target.
pub enum ProxyChoice {
    /// An address, and the variable that has it.
    Proxy(String, &'static str),
    Direct,
    NotSaid,
}

pub fn choice(target: &Origin, environment: Environment<'_>) -> ProxyChoice {
    // A variable that is empty is not set.
    let read = |names: &[&'static str]| {
        names.iter().find_map(|name| {
            let value = environment(name).filter(|value| !value.trim().is_empty())?;
            Some((value, *name))
        })
    };
    // HTTP_PROXY in capitals is not read: a CGI host gets it from a request header (httpoxy).
    let own: &[&str] = if target.https {
        &["https_proxy", "HTTPS_PROXY"]
    } else {
        &["http_proxy"]
    };
    let Some((address, variable)) = read(own).or_else(|| read(&["all_proxy", "ALL_PROXY"])) else {
        return ProxyChoice::NotSaid;
    };
    match read(&["no_proxy", "NO_PROXY"]) {
        Some((list, _)) if bypasses(&list, target) => ProxyChoice::Direct,
        _ => ProxyChoice::Proxy(address, variable),
    }
}
