//! What goes into a client, a login and a call. What is not set is left to the library.

use std::ffi::{CStr, c_char, c_void};
use std::fmt;
use std::path::PathBuf;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use super::error::Level;
use super::handle::{Handle, c_text};
use super::sys::*;

#[derive(Clone, Debug)]
pub enum Pem {
    Der(Vec<u8>),
    Text(String),
    File(PathBuf),
}

/// Which API the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    V1Alpha = LF_API_V1_ALPHA as isize,
    ServerV1 = LF_API_SERVER_V1 as isize,
    ServerV2 = LF_API_SERVER_V2 as isize,
    Cloud = LF_API_CLOUD as isize,
}

#[derive(Clone, Copy, Debug)]
pub enum Trust {
    System = 0,
    Bundled = 1,
    AddedOnly = 2,
}

#[derive(Clone, Copy, Debug)]
pub enum MinTls {
    V1_2 = 12,
    V1_3 = 13,
}

#[derive(Clone, Debug)]
pub enum Proxy {
    System,
    Explicit {
        address: String,
        credentials: Option<(String, String)>,
    },
}

#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    pub max_attempts: u32,
    pub base_delay: Duration,
    pub max_delay: Duration,
}

/// The defaults of the library: its three numbers are set together.
impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
        }
    }
}

type Sink = dyn Fn(Level, &str) + Send + Sync;

/// Where log lines go.
#[derive(Clone)]
pub struct Log {
    level: Level,
    sink: Arc<Box<Sink>>,
}

impl Log {
    pub fn new(level: Level, sink: impl Fn(Level, &str) + Send + Sync + 'static) -> Log {
        Log {
            level,
            sink: Arc::new(Box::new(sink)),
        }
    }

    /// The log has to live until every client that was made from `options` has been freed.
    fn apply(&self, options: *mut lf_options) -> lf_status {
        let user = Arc::as_ptr(&self.sink) as *mut c_void;
        // SAFETY: the callback takes such a pointer, and the client keeps the log.
        unsafe { lf_options_set_log(options, self.level as i32, Some(deliver), user) }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log({:?})", self.level)
    }
}

unsafe extern "C" fn deliver(user: *mut c_void, level: i32, message: *const c_char) {
    // SAFETY: `user` is the sink of a log that its client keeps.
    let sink = unsafe { &*user.cast::<Box<Sink>>() };
    // SAFETY: the library passes a text that ends with a NUL and is valid during the call.
    let message = unsafe { CStr::from_ptr(message) };
    sink(Level::of(level), message.to_str().expect("log lines are UTF-8"));
}

#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub api: Option<Api>,
    pub base_address: Option<String>,
    pub allow_plain_http: bool,
    pub connect_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub late_answer_grace: Option<Duration>,
    pub trust: Option<Trust>,
    pub authorities: Vec<Pem>,
    pub pins: Vec<String>,
    /// Client certificate and key.
    pub identity: Option<(String, String)>,
    /// Of the client key.
    pub key_password: Option<String>,
    /// The bytes of a file with both, and its password.
    pub pkcs12: Option<(Vec<u8>, Option<String>)>,
    pub min_tls: Option<MinTls>,
    pub proxy: Option<Proxy>,
    /// Hosts that are reached directly, separated by commas.
    pub no_proxy: Option<String>,
    pub user_agent_product: Option<String>,
    pub max_idle_connections: Option<u32>,
    pub max_answer_bytes: Option<u32>,
    pub retry: Option<RetryPolicy>,
    pub log: Option<Log>,
}

impl Settings {
    pub fn options(&self) -> Handle<lf_options> {
        let options = Handle::new(lf_options_new, lf_options_free);
        let at = options.get();
        let done = |status: lf_status| assert_eq!(status, LF_OK, "of a setter");
        let text = |set, text: &str| done(options.set_text(set, text));
        if let Some(api) = self.api {
            done(lf_options_set_api(at, api as i32));
        }
        if let Some(address) = &self.base_address {
            text(lf_options_set_base_address, address);
        }
        done(lf_options_set_allow_plain_http(at, self.allow_plain_http.into()));
        if let Some(timeout) = self.connect_timeout {
            done(lf_options_set_connect_timeout_ms(at, ms(timeout)));
        }
        if let Some(timeout) = self.total_timeout {
            done(lf_options_set_total_timeout_ms(at, ms(timeout)));
        }
        if let Some(grace) = self.late_answer_grace {
            done(lf_options_set_late_answer_grace_ms(at, ms(grace)));
        }
        if let Some(trust) = self.trust {
            done(lf_options_set_trust(at, trust as i32));
        }
        for authority in &self.authorities {
            match authority {
                Pem::Text(pem) => text(lf_options_add_ca_pem, pem),
                // SAFETY: the bytes are as many as is said, and outlive the call.
                Pem::Der(bytes) => done(unsafe { lf_options_add_ca_der(at, bytes.as_ptr().cast(), bytes.len()) }),
                Pem::File(path) => text(lf_options_add_ca_file, path.to_str().expect("a path in UTF-8")),
            }
        }
        for pin in &self.pins {
            text(lf_options_add_pinned_certificate, pin);
        }
        if let Some((certificate, key)) = &self.identity {
            let (certificate, key) = (c_text(certificate), c_text(key));
            // SAFETY: the texts end with a NUL and outlive the call.
            done(unsafe { lf_options_set_client_certificate_pem(at, certificate.as_ptr(), key.as_ptr()) });
        }
        if let Some(password) = &self.key_password {
            text(lf_options_set_client_key_password, password);
        }
        if let Some((bytes, password)) = &self.pkcs12 {
            let password = password.as_deref().map(c_text);
            let password = password.as_ref().map_or(ptr::null(), |text| text.as_ptr());
            // SAFETY: the bytes are as many as is said, and the text ends with a NUL; both outlive the call.
            done(unsafe { lf_options_set_client_certificate_pkcs12(at, bytes.as_ptr().cast(), bytes.len(), password) });
        }
        if let Some(version) = self.min_tls {
            done(lf_options_set_min_tls_version(at, version as i32));
        }
        match &self.proxy {
            None => {}
            Some(Proxy::System) => done(lf_options_set_use_system_proxy(at, 1)),
            Some(Proxy::Explicit { address, credentials }) => {
                let address = c_text(address);
                let credentials = credentials
                    .as_ref()
                    .map(|(user, password)| (c_text(user), c_text(password)));
                let (user, password) = credentials
                    .as_ref()
                    .map_or((ptr::null(), ptr::null()), |(user, password)| {
                        (user.as_ptr(), password.as_ptr())
                    });
                // SAFETY: the texts are NULL or end with a NUL, and outlive the call.
                done(unsafe { lf_options_set_proxy(at, address.as_ptr(), user, password) });
            }
        }
        if let Some(hosts) = &self.no_proxy {
            text(lf_options_set_no_proxy, hosts);
        }
        if let Some(product) = &self.user_agent_product {
            text(lf_options_set_user_agent_product, product);
        }
        if let Some(count) = self.max_idle_connections {
            done(lf_options_set_pool(at, count, 60_000));
        }
        if let Some(bytes) = self.max_answer_bytes {
            done(lf_options_set_max_answer_bytes(at, bytes));
        }
        if let Some(retry) = self.retry {
            let (base, max) = (ms(retry.base_delay), ms(retry.max_delay));
            done(lf_options_set_retry(at, retry.max_attempts, base, max));
        }
        if let Some(log) = &self.log {
            done(log.apply(at));
        }
        options
    }
}

#[derive(Clone, Debug, Default)]
pub struct Credentials {
    pub username: Option<String>,
    pub password: Option<String>,
    pub organization: Option<String>,
    pub application_name: Option<String>,
    pub session_key: Option<String>,
    pub saml_token: Option<String>,
    pub access_key: Option<String>,
    pub access_key_file: Option<String>,
    pub service_principal_key: Option<String>,
    pub refresh_token: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
    pub scope: Option<String>,
    pub customer_id: Option<String>,
    pub create_cookie: bool,
    pub allow_empty_password: bool,
}

impl Credentials {
    pub fn handle(&self) -> Handle<lf_credentials> {
        let credentials = Handle::new(lf_credentials_new, lf_credentials_free);
        self.fill(credentials.get());
        credentials
    }

    /// Sets the members of credentials that are somebody else's.
    pub(crate) fn fill(&self, credentials: *mut lf_credentials) {
        let members: [(SetText<lf_credentials>, &Option<String>); 14] = [
            (lf_credentials_set_username, &self.username),
            (lf_credentials_set_password, &self.password),
            (lf_credentials_set_organization, &self.organization),
            (lf_credentials_set_application_name, &self.application_name),
            (lf_credentials_set_session_key, &self.session_key),
            (lf_credentials_set_saml_token, &self.saml_token),
            (lf_credentials_set_access_key, &self.access_key),
            (lf_credentials_set_access_key_file, &self.access_key_file),
            (lf_credentials_set_service_principal_key, &self.service_principal_key),
            (lf_credentials_set_refresh_token, &self.refresh_token),
            (lf_credentials_set_client_id, &self.client_id),
            (lf_credentials_set_client_secret, &self.client_secret),
            (lf_credentials_set_scope, &self.scope),
            (lf_credentials_set_customer_id, &self.customer_id),
        ];
        for (set, member) in members {
            if let Some(text) = member {
                let text = c_text(text);
                // SAFETY: the text ends with a NUL and outlives the call.
                assert_eq!(unsafe { set(credentials, text.as_ptr()) }, LF_OK);
            }
        }
        let status = lf_credentials_set_create_cookie(credentials, self.create_cookie.into());
        assert_eq!(status, LF_OK);
        let status = lf_credentials_set_allow_empty_password(credentials, self.allow_empty_password.into());
        assert_eq!(status, LF_OK);
    }
}

/// Ends calls from another thread.
pub struct Cancel(Handle<lf_cancel>);

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel(Handle::new(lf_cancel_new, lf_cancel_free))
    }
}

impl Cancel {
    pub fn trigger(&self) {
        assert_eq!(lf_cancel_trigger(self.0.get()), LF_OK);
    }

    pub fn reset(&self) {
        assert_eq!(lf_cancel_reset(self.0.get()), LF_OK);
    }
}

#[derive(Clone, Default)]
pub struct CallSettings {
    pub timeout: Option<Duration>,
    pub cancel: Option<Arc<Cancel>>,
    pub correlation_id: Option<String>,
}

impl CallSettings {
    pub fn handle(&self) -> Handle<lf_call> {
        let call = Handle::new(lf_call_new, lf_call_free);
        if let Some(timeout) = self.timeout {
            assert_eq!(lf_call_set_total_timeout_ms(call.get(), ms(timeout)), LF_OK);
        }
        if let Some(cancel) = &self.cancel {
            assert_eq!(lf_call_set_cancel(call.get(), cancel.0.get()), LF_OK);
        }
        if let Some(id) = &self.correlation_id {
            assert_eq!(call.set_text(lf_call_set_correlation_id, id), LF_OK);
        }
        call
    }
}

fn ms(duration: Duration) -> u32 {
    duration.as_millis().try_into().expect("a time that C can tell")
}
