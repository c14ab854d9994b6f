//! The way through an HTTP proxy.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::base::secret::Secret;
use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};
use crate::session::ProxyMode;

use super::handle::change;

/// Goes through this HTTP proxy, with a CONNECT tunnel for every base address.
///
/// Without this and lf_options_set_use_system_proxy() no proxy is used, whatever the environment says.
///
/// On Windows a proxy that wants Negotiate (Kerberos or NTLM) or NTLM is logged in to by one of them, as browsers do:
/// with the user name and password if they are given, otherwise with the account that the program runs under, whatever
/// a thread impersonates. Basic is used there if the proxy offers nothing better. Elsewhere it is the only scheme.
///
/// @param address   "http://host:port" or "host:port". NULL: no proxy. It may hold user name and password
///                  (percent-encoded) if the next two are NULL. Other kinds of proxy, and addresses of PAC scripts, are
///                  refused by lf_client_new().
/// @param username  For the login at the proxy, without a colon; on Windows also as "DOMAIN\user" or "user@domain".
///                  NULL: none.
/// @param password  Its password; NULL: an empty one.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_proxy(
    options: *mut lf_options,
    address: *const c_char,
    username: *const c_char,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or NUL-terminated texts.
            let address = unsafe { arguments::optional_text(address, "address") }?.map(Secret::new);
            // SAFETY: as above.
            let username = unsafe { arguments::optional_secret(username, "username") }?;
            // SAFETY: as above.
            let password = unsafe { arguments::optional_secret(password, "password") }?;
            settings.proxy.mode = match address {
                Some(address) => ProxyMode::Explicit {
                    address,
                    username,
                    password,
                },
                None => ProxyMode::None,
            };
            Ok(())
        })
    })
}

/// Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
/// ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself. A variable that is empty is not set.
///
/// When the environment names none, Windows is asked: first the Internet Options of the account that the program runs
/// under, then the proxy of the machine (`netsh winhttp set proxy`), which is what a service usually has. Their lists
/// of exceptions are honoured; automatic configuration scripts (PAC, WPAD) are not.
///
/// To a proxy of the Internet Options or of the machine Windows logs in with the account that the program runs under,
/// as after lf_options_set_proxy(). A proxy of the environment gets no credentials but those in its address.
///
/// All of this is read by lf_client_new().
///
/// @param enabled  1: use it, 0: use no proxy (the default).
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_use_system_proxy(options: *mut lf_options, enabled: i32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            let enabled = arguments::flag(enabled, "enabled")?;
            settings.proxy.mode = if enabled { ProxyMode::System } else { ProxyMode::None };
            Ok(())
        })
    })
}

/// Sets hosts that are reached without the proxy, in addition to those of the environment.
///
/// @param hosts  Entries separated by commas: a host, which covers its subdomains too ("example.com",
///               ".example.com" and "*.example.com" mean the same), an address, a network ("10.0.0.0/8"), or "*";
///               each host or address with ":port" if only that is meant. Copied; NULL empties the list. An entry
///               that can name no host, such as "10.*", is refused by lf_client_new().
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_no_proxy(options: *mut lf_options, hosts: *const c_char) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let hosts = unsafe { arguments::optional_text(hosts, "hosts") }?
                .unwrap_or_default()
                .to_owned();
            settings.proxy.bypass = hosts;
            Ok(())
        })
    })
}
