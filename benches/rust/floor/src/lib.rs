//! The least that a call over TLS can cost: prebuilt bytes, one write, one read, no parsing, no time limit.

use std::ffi::{CStr, c_char, c_void};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::ptr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const BODY: &str =
    r#"{"username":"scan-station-7","password":"correct horse battery staple","applicationName":"benchmark"}"#;

/// What the benchmark's server gives out.
const TOKEN: &str = include_str!("../../../compare/token.txt");

struct Client {
    config: Arc<ClientConfig>,
    authority: String,
    /// The server closes after each answer.
    once: bool,
    stream: Option<StreamOwned<ClientConnection, TcpStream>>,
    create: Vec<u8>,
    refresh: Vec<u8>,
    invalidate: Vec<u8>,
}

impl Client {
    fn new(address: &str, ca_file: &str) -> Client {
        let (authority, path) = address.strip_prefix("https://").unwrap().split_once('/').unwrap();
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(ca_file).unwrap() {
            roots.add(certificate.unwrap()).unwrap();
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let request = |operation: &str, rest: &str| {
            format!(
                "POST /{path}/v1-alpha/Repositories/Main%20Archive/AccessTokens/{operation} HTTP/1.1\r\n\
                 Host: {authority}\r\nUser-Agent: benchmark\r\nAccept: application/json\r\n{rest}"
            )
            .into_bytes()
        };
        let length = BODY.len();
        let bearer = format!("Content-Length: 0\r\nAuthorization: Bearer {TOKEN}\r\n");
        Client {
            config: Arc::new(config),
            authority: authority.to_owned(),
            once: path.ends_with("/once"),
            stream: None,
            create: request(
                "Create",
                &format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{BODY}"),
            ),
            refresh: request("Refresh", &format!("{bearer}Keep-Alive: 1800\r\n\r\n")),
            invalidate: request("Invalidate", &format!("{bearer}\r\n")),
        }
    }

    fn call(&mut self, request: fn(&Client) -> &[u8]) {
        let mut stream = self.stream.take().unwrap_or_else(|| self.connect());
        stream.write_all(request(self)).unwrap();
        let mut answer = [0; 4096];
        let count = stream.read(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{:?}", &answer[..count]);
        if !self.once {
            self.stream = Some(stream);
        }
    }

    fn connect(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let socket = TcpStream::connect(&self.authority).unwrap();
        socket.set_nodelay(true).unwrap();
        let host = self.authority.rsplit_once(':').unwrap().0.to_owned();
        let name = ServerName::try_from(host).unwrap();
        StreamOwned::new(ClientConnection::new(self.config.clone(), name).unwrap(), socket)
    }
}

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static client_is_shared: i32 = 0;

/// # Safety
/// Here and below: the driver passes what client.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_open(address: *const c_char, ca_file: *const c_char) -> *mut c_void {
    assert!(!ca_file.is_null(), "the floor has no trust store");
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
unsafe fn call(client: *mut c_void, request: fn(&Client) -> &[u8]) {
    // SAFETY: what client_open returned, used by one thread.
    unsafe { &mut *client.cast::<Client>() }.call(request);
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_create(client: *mut c_void) -> *mut c_void {
    // SAFETY: passed on.
    unsafe { call(client, |client| &client.create) };
    ptr::null_mut()
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_refresh(client: *mut c_void, _: *mut c_void) {
    // SAFETY: passed on.
    unsafe { call(client, |client| &client.refresh) };
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn client_invalidate(client: *mut c_void, _: *mut c_void) {
    // SAFETY: passed on.
    unsafe { call(client, |client| &client.invalidate) };
}

#[unsafe(no_mangle)]
pub extern "C" fn client_forget(_: *mut c_void) {}
