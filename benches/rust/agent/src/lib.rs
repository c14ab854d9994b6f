//! The three calls with ureq's agent, as its documentation shows it, with time limits.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    username: &'static str,
    password: &'static str,
    application_name: &'static str,
}

const LOGIN: Login = Login {
    username: "scan-station-7",
    password: "correct horse battery staple",
    application_name: "benchmark",
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    auth_token: String,
    expire_time: String,
}

#[derive(Deserialize)]
struct Value<T> {
    value: T,
}

struct Client {
    agent: Agent,
    base: String,
}

impl Client {
    fn new(address: &str, ca_file: &str) -> Client {
        let pem = std::fs::read(ca_file).unwrap();
        let authorities: Vec<Certificate<'static>> = parse_pem(&pem)
            .filter_map(|item| match item.unwrap() {
                PemItem::Certificate(certificate) => Some(certificate),
                _ => None,
            })
            .collect();
        let tls = TlsConfig::builder().root_certs(RootCerts::from(authorities)).build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(30)))
            .proxy(None)
            .user_agent("benchmark")
            .build();
        Client {
            agent: agent.into(),
            base: format!("{address}/v1-alpha/Repositories/Main%20Archive/AccessTokens"),
        }
    }

    fn create(&self) -> Result<Session, ureq::Error> {
        self.agent
            .post(format!("{}/Create", self.base))
            .header("Accept", "application/json")
            .send_json(&LOGIN)?
            .body_mut()
            .read_json()
    }

    fn refresh(&self, session: &mut Session) -> Result<(), ureq::Error> {
        let value: Value<String> = self
            .agent
            .post(format!("{}/Refresh", self.base))
            .header("Accept", "application/json")
            .header("Authorization", format!("Bearer {}", session.auth_token))
            .header("Keep-Alive", "1800")
            .send_empty()?
            .body_mut()
            .read_json()?;
        session.expire_time = value.value;
        Ok(())
    }

    fn invalidate(&self, session: &Session) -> Result<bool, ureq::Error> {
        let value: Value<bool> = self
            .agent
            .post(format!("{}/Invalidate", self.base))
            .header("Accept", "application/json")
            .header("Authorization", format!("Bearer {}", session.auth_token))
            .send_empty()?
            .body_mut()
            .read_json()?;
        Ok(value.value)
    }
}

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static client_is_shared: i32 = 1;

/// # Safety
/// Here and below: the driver passes what client.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_open(address: *const c_char, ca_file: *const c_char) -> *mut c_void {
    assert!(!ca_file.is_null(), "measured with one authority only");
    // SAFETY: two C strings.
    let (address, ca_file) = unsafe { (CStr::from_ptr(address), CStr::from_ptr(ca_file)) };
    let client = Client::new(address.to_str().unwrap(), ca_file.to_str().unwrap());
    Box::into_raw(Box::new(client)).cast()
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_close(client: *mut c_void) {
    // SAFETY: what client_open returned.
    drop(unsafe { Box::from_raw(client.cast::<Client>()) });
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_create(client: *mut c_void) -> *mut c_void {
    // SAFETY: what client_open returned.
    let session = unsafe { &*client.cast::<Client>() }.create().unwrap();
    Box::into_raw(Box::new(session)).cast()
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_refresh(client: *mut c_void, token: *mut c_void) {
    // SAFETY: what client_open and client_create returned; one thread uses the token.
    let (client, session) = unsafe { (&*client.cast::<Client>(), &mut *token.cast::<Session>()) };
    client.refresh(session).unwrap();
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_invalidate(client: *mut c_void, token: *mut c_void) {
    // SAFETY: what client_open and client_create returned.
    let (client, session) = unsafe { (&*client.cast::<Client>(), &*token.cast::<Session>()) };
    assert!(client.invalidate(session).unwrap(), "not logged out");
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_forget(token: *mut c_void) {
    if token != ptr::null_mut() {
        // SAFETY: what client_create returned.
        drop(unsafe { Box::from_raw(token.cast::<Session>()) });
    }
}
