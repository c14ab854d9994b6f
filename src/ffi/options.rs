//! Settings of a client.

use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::common::log::Level;
use crate::common::secret::Secret;
use crate::session::{Error, Pem, RetryPolicy, Settings};
use crate::transport::{MinTls, ProxyMode, Roots};

use super::args::{self, Out};
use super::log::{Gate, lf_log_callback};
use super::registry::Kind;
use super::{boundary, lf_options, lf_status, registry};

/// The trust store of the operating system, with the authorities that were added (the default).
pub const LF_TRUST_SYSTEM: i32 = 0;
/// The Mozilla roots that the library was built with, with the authorities that were added.
pub const LF_TRUST_BUNDLED: i32 = 1;
/// Only the authorities that were added.
pub const LF_TRUST_ADDED_ONLY: i32 = 2;

/// TLS 1.2 (the default) or newer.
pub const LF_TLS_1_2: i32 = 12;
/// TLS 1.3 or newer.
pub const LF_TLS_1_3: i32 = 13;

/// What an lf_options handle stands for.
#[derive(Default)]
pub struct Options(Mutex<Draft>);

/// The settings so far, and the log callback, of which each client gets a gate of its own.
#[derive(Default)]
struct Draft {
    settings: Settings,
    log: Option<LogTarget>,
}

struct LogTarget {
    level: Level,
    callback: unsafe extern "C" fn(*mut c_void, i32, *const c_char),
    user: std::sync::atomic::AtomicPtr<c_void>,
}

impl Kind for Options {
    type Handle = lf_options;
}

impl Options {
    fn lock(&self) -> MutexGuard<'_, Draft> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.lock().settings);
    }

    /// The settings as they are now, with a gate for the log of one client.
    pub fn settings(&self) -> (Settings, Option<Arc<Gate>>) {
        let draft = self.lock();
        let mut settings = draft.settings.clone();
        let gate = draft.log.as_ref().map(|log| {
            let user = log.user.load(std::sync::atomic::Ordering::Relaxed);
            let gate = Gate::new(log.callback, user);
            settings.log = gate.log(log.level);
            gate
        });
        (settings, gate)
    }
}

/// Makes settings with their defaults. Only the base address has to be set.
///
/// Setters check what they can tell at once; the rest is checked by lf_client_new(), whose error names the
/// setting. A client keeps the settings as they were when it was made.
///
/// @param out_options  Receives the handle; not NULL. Free it with lf_options_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INTERNAL.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_new(out_options: *mut *mut lf_options) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_options, std::ptr::null_mut(), "out_options") }?;
        out.set(registry::insert(Arc::new(Options::default()))?);
        Ok(())
    })
}

/// Frees settings. Clients that were made from them are not affected.
///
/// @param options  May be NULL; freeing twice does nothing.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_free(options: *mut lf_options) {
    boundary::quiet(|| drop(registry::remove::<Options>(options)));
}

/// Sets where the repository API is, such as "https://api.laserfiche.com/repository" on Cloud or
/// "https://lf.example.com/LFRepositoryAPI" on a server of one's own. Its path is kept. Required.
///
/// @param base_address  An https address without user name, query and fragment; http only for this machine
///                      itself (localhost, 127.0.0.0/8, ::1) or with lf_options_allow_plain_http(). Checked by
///                      lf_client_new(). Not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_base_address(
    options: *mut lf_options,
    base_address: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let address = unsafe { args::text(base_address, "base_address") }?.to_owned();
        options.change(|settings| settings.base_address = Some(address));
        Ok(())
    })
}

/// Allows a base address with http to any host. Passwords and tokens then cross the network readable by everybody.
///
/// @param allow  1: allow, 0: refuse (the default).
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_allow_plain_http(options: *mut lf_options, allow: i32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let allow = args::flag(allow, "allow")?;
        options.change(|settings| settings.allow_plain_http = allow);
        Ok(())
    })
}

/// Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. The total
/// timeout ends it earlier.
///
/// @param timeout_ms  Milliseconds, at least 1; 10000 by default.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_connect_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let timeout = args::limit_ms(timeout_ms, "timeout_ms")?;
        options.change(|settings| settings.connect_timeout = timeout);
        Ok(())
    })
}

/// Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition.
/// lf_call_set_timeout_ms() sets it for single calls.
///
/// @param timeout_ms  Milliseconds, at least 1; 30000 by default.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_total_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let timeout = args::limit_ms(timeout_ms, "timeout_ms")?;
        options.change(|settings| settings.total_timeout = timeout);
        Ok(())
    })
}

/// Sets how long the library waits for the answer to a login after lf_create_token() has returned
/// LF_E_OUTCOME_UNKNOWN because of a timeout or cancel. A session that such an answer brings is logged out. It is
/// done by a thread that lives only as long as something is outstanding; see lf_client_settle().
///
/// @param grace_ms  Milliseconds; 30000 by default. 0: late answers are not waited for.
/// @return LF_OK, LF_E_INVALID_HANDLE.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_late_answer_grace_ms(options: *mut lf_options, grace_ms: u32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let grace = Duration::from_millis(grace_ms.into());
        options.change(|settings| settings.late_answer_grace = grace);
        Ok(())
    })
}

/// Sets which certificate authorities are trusted.
///
/// On Linux the trust store of the system is read by lf_client_new(), unless there is a client that uses it already:
/// then the two share it, so that a change of the store counts when the last of them is gone.
///
/// @param trust  One of the LF_TRUST_ values; LF_TRUST_SYSTEM by default.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_trust(options: *mut lf_options, trust: i32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let roots = match trust {
            LF_TRUST_SYSTEM => Roots::System,
            LF_TRUST_BUNDLED => Roots::Bundled,
            LF_TRUST_ADDED_ONLY => Roots::None,
            _ => return Err(Error::invalid(format!("trust is {trust}, which is no LF_TRUST_ value"))),
        };
        options.change(|settings| settings.roots = roots);
        Ok(())
    })
}

/// Adds certificate authorities to those that are trusted. Can be called several times.
///
/// Text around the certificates does not count, nor does a certificate whose BEGIN line is commented out or indented.
/// One that is damaged has lf_client_new() fail.
///
/// @param pem  One or more certificates in PEM form; copied, read by lf_client_new(). Not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_ca_pem(options: *mut lf_options, pem: *const c_char) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let pem = Secret::new(unsafe { args::text(pem, "pem") }?);
        options.change(|settings| settings.authorities.push(Pem::Text(pem)));
        Ok(())
    })
}

/// Adds the certificate authorities of a file to those that are trusted. Can be called several times. What counts in
/// it is as for lf_options_add_ca_pem().
///
/// @param path  A file with certificates in PEM form, read by lf_client_new(). UTF-8, also on Windows; copied.
///              Not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_ca_file(options: *mut lf_options, path: *const c_char) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let path = unsafe { args::text(path, "path") }?.into();
        options.change(|settings| settings.authorities.push(Pem::File(path)));
        Ok(())
    })
}

/// Accepts exactly this server certificate, whoever signed it, for whatever name and until whenever: for servers
/// with a self-signed certificate. Once one is pinned, nothing but pinned certificates is accepted. Can be called
/// several times, so that the next certificate can be pinned before the change.
///
/// @param sha256  The SHA-256 fingerprint of the certificate: 64 hexadecimal digits, colons and spaces allowed, as
///                browsers show it and `openssl x509 -fingerprint -sha256` behind its equals sign. Checked by
///                lf_client_new(). Not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_pinned_certificate(
    options: *mut lf_options,
    sha256: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let pin = unsafe { args::text(sha256, "sha256") }?.to_owned();
        options.change(|settings| settings.pins.push(pin));
        Ok(())
    })
}

/// Sets the certificate with which the library proves itself to the server.
///
/// @param certificate_pem  The certificate, followed by its intermediates, in PEM form; copied. NULL with a NULL
///                         key takes it out again.
/// @param key_pem          Its private key in PEM form (PKCS#8, PKCS#1 or SEC1), not encrypted; copied and wiped
///                         with the options.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_pem(
    options: *mut lf_options,
    certificate_pem: *const c_char,
    key_pem: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or NUL-terminated texts.
        let certificate = unsafe { args::optional_secret(certificate_pem, "certificate_pem") }?;
        // SAFETY: as above.
        let key = unsafe { args::optional_secret(key_pem, "key_pem") }?;
        let identity = pair(certificate.map(Pem::Text), key.map(Pem::Text))?;
        options.change(|settings| settings.identity = identity);
        Ok(())
    })
}

/// Sets the certificate with which the library proves itself to the server, from files.
///
/// @param certificate_path  A PEM file as for lf_options_set_client_certificate_pem(), read by lf_client_new(). UTF-8;
///                          copied. NULL with a NULL key takes it out again.
/// @param key_path          The PEM file with its private key; may be the same file.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_file(
    options: *mut lf_options,
    certificate_path: *const c_char,
    key_path: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or NUL-terminated texts.
        let certificate = unsafe { args::optional_text(certificate_path, "certificate_path") }?;
        // SAFETY: as above.
        let key = unsafe { args::optional_text(key_path, "key_path") }?;
        let file = |path: &str| Pem::File(path.into());
        let identity = pair(certificate.map(file), key.map(file))?;
        options.change(|settings| settings.identity = identity);
        Ok(())
    })
}

/// Sets the oldest TLS version that is spoken.
///
/// @param version  LF_TLS_1_2 (the default) or LF_TLS_1_3.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_min_tls_version(options: *mut lf_options, version: i32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let min_tls = match version {
            LF_TLS_1_2 => MinTls::V1_2,
            LF_TLS_1_3 => MinTls::V1_3,
            _ => {
                return Err(Error::invalid(format!(
                    "version is {version}, which is no LF_TLS_ value"
                )));
            }
        };
        options.change(|settings| settings.min_tls = min_tls);
        Ok(())
    })
}

/// Goes through this HTTP proxy, with a CONNECT tunnel for every base address.
///
/// Without this and lf_options_use_system_proxy() no proxy is used, whatever the environment says.
///
/// @param address   "http://host:port" or "host:port"; copied. NULL: no proxy. It may hold user name and password
///                  (percent-encoded) if the next two are NULL. Other kinds of proxy are refused by
///                  lf_client_new().
/// @param username  For Basic authentication at the proxy; NULL: none.
/// @param password  Its password; NULL: an empty one.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_proxy(
    options: *mut lf_options,
    address: *const c_char,
    username: *const c_char,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or NUL-terminated texts.
        let address = unsafe { args::optional_text(address, "address") }?.map(Secret::new);
        // SAFETY: as above.
        let username = unsafe { args::optional_secret(username, "username") }?;
        // SAFETY: as above.
        let password = unsafe { args::optional_secret(password, "password") }?;
        let credentials = username.map(|name| (name, password.unwrap_or_else(|| Secret::new(""))));
        options.change(|settings| {
            settings.proxy.mode = match address {
                Some(address) => ProxyMode::Explicit { address, credentials },
                None => ProxyMode::None,
            };
        });
        Ok(())
    })
}

/// Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
/// ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself.
///
/// When the environment names none, Windows is asked: first the Internet Options of the account that the program runs
/// under, then the proxy of the machine (`netsh winhttp set proxy`), which is what a service usually has. Their lists of
/// exceptions are honoured; automatic configuration scripts (PAC, WPAD) are not.
///
/// All of this is read by lf_client_new().
///
/// @param use_it  1: use it, 0: use no proxy (the default).
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_use_system_proxy(options: *mut lf_options, use_it: i32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let use_it = args::flag(use_it, "use_it")?;
        options.change(|settings| {
            settings.proxy.mode = if use_it { ProxyMode::System } else { ProxyMode::None };
        });
        Ok(())
    })
}

/// Sets hosts that are reached without the proxy, in addition to those of the environment.
///
/// @param hosts  Entries separated by commas: a host, which covers its subdomains too ("example.com",
///               ".example.com" and "*.example.com" mean the same), an address, a network ("10.0.0.0/8"), or "*";
///               each host or address with ":port" if only that is meant. Copied; NULL empties the list.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_no_proxy(options: *mut lf_options, hosts: *const c_char) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let hosts = unsafe { args::optional_text(hosts, "hosts") }?
            .unwrap_or_default()
            .to_owned();
        options.change(|settings| settings.proxy.bypass = hosts);
        Ok(())
    })
}

/// Names the host program in the User-Agent header, before the library's own name.
///
/// @param product  Such as "CaptureStation/5.1"; copied. NULL: only the library is named.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_user_agent_product(
    options: *mut lf_options,
    product: *const c_char,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let product = unsafe { args::optional_line(product, "product") }?;
        options.change(|settings| settings.user_agent_product = product);
        Ok(())
    })
}

/// Sets how many connections are kept open between calls, and how long.
///
/// @param max_idle         At most this many idle connections; 16 by default, 0 keeps none.
/// @param idle_timeout_ms  An idle connection is not used again after this many milliseconds; 60000 by default.
/// @return LF_OK, LF_E_INVALID_HANDLE.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_pool(options: *mut lf_options, max_idle: u32, idle_timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        options.change(|settings| {
            settings.max_idle_connections = max_idle as usize;
            settings.idle_timeout = Duration::from_millis(idle_timeout_ms.into());
        });
        Ok(())
    })
}

/// Sets how large the body of an answer may be; a larger one gives LF_E_ANSWER_TOO_LARGE.
///
/// @param max_bytes  At least 1024; 262144 by default.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_max_answer_bytes(options: *mut lf_options, max_bytes: u32) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        if max_bytes < 1024 {
            return Err(Error::invalid(format!(
                "max_bytes is {max_bytes}, but must be at least 1024"
            )));
        }
        options.change(|settings| settings.max_answer_bytes = max_bytes as usize);
        Ok(())
    })
}

/// Sets how calls are repeated. Before attempt n+1 the library waits a random time of at most
/// base_delay_ms * 2^(n-1) and at most max_delay_ms, or as long as the server's Retry-After says; never beyond the
/// call's total timeout. A login is repeated only when the server cannot have taken it.
///
/// @param max_attempts   At least 1, which never repeats; 3 by default.
/// @param base_delay_ms  500 by default.
/// @param max_delay_ms   20000 by default.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_retry(
    options: *mut lf_options,
    max_attempts: u32,
    base_delay_ms: u32,
    max_delay_ms: u32,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        if max_attempts == 0 {
            return Err(Error::invalid(
                "max_attempts is 0, but every call is tried at least once",
            ));
        }
        options.change(|settings| {
            settings.retry = RetryPolicy {
                max_attempts,
                base_delay: Duration::from_millis(base_delay_ms.into()),
                max_delay: Duration::from_millis(max_delay_ms.into()),
            };
        });
        Ok(())
    })
}

/// Sets a callback for log lines. See lf_log_callback for what it may do.
///
/// @param level     What is reported: one of the LF_LOG_ levels.
/// @param callback  NULL: no log.
/// @param user      Given to the callback as it is; may be NULL. It has to stay valid until lf_client_free() of the
///                  last client made from these options has returned: no callback runs after that.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_log(
    options: *mut lf_options,
    level: i32,
    callback: lf_log_callback,
    user: *mut c_void,
) -> lf_status {
    boundary::status(|| {
        let options = registry::get::<Options>(options)?;
        let level = Level::from_code(level)
            .ok_or_else(|| Error::invalid(format!("level is {level}, which is no LF_LOG_ value")))?;
        options.lock().log = callback.map(|callback| LogTarget {
            level,
            callback,
            user: user.into(),
        });
        Ok(())
    })
}

/// Both or neither.
fn pair(certificate: Option<Pem>, key: Option<Pem>) -> Result<Option<(Pem, Pem)>, Error> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        _ => Err(Error::invalid(
            "a client certificate needs its key, and the key its certificate",
        )),
    }
}
