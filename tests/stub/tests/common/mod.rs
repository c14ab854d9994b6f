//! A raw client: what it sends and receives is exactly what the tests see.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod cloud;
pub mod resource;

use lftoken_stub::{Config, Fault, Stub};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

pub type Tls = StreamOwned<ClientConnection, TcpStream>;

pub const LOGIN: &str = r#"{"username":"svc","password":"correct horse battery staple"}"#;

pub fn plain() -> Stub {
    Stub::start(Config {
        tls: false,
        ..Config::default()
    })
    .unwrap()
}

pub fn fault(spec: &str) -> Fault {
    Fault::parse(spec).unwrap()
}

pub fn tcp(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

pub fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

pub fn create(repo: &str) -> Vec<u8> {
    create_with(repo, "", LOGIN)
}

pub fn create_with(repo: &str, query: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /repository/v1-alpha/Repositories/{repo}/AccessTokens/Create{query} HTTP/1.1\r\nHost: stub\r\n\
         Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A Refresh or Invalidate; `headers` are whole lines.
pub fn bodiless(op: &str, repo: &str, headers: &str) -> Vec<u8> {
    format!(
        "POST /repository/v1-alpha/Repositories/{repo}/AccessTokens/{op} HTTP/1.1\r\nHost: stub\r\n\
         Accept: application/json\r\n{headers}Content-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

pub fn with_token(op: &str, repo: &str, token: &str) -> Vec<u8> {
    bodiless(op, repo, &format!("Authorization: Bearer {token}\r\n"))
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or(serde_json::Value::Null)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut same = lines.filter(|(n, _)| n.eq_ignore_ascii_case(name));
        same.next().map(|(_, value)| value.trim())
    }

    pub fn token(&self) -> String {
        self.json()["authToken"].as_str().expect("a token").into()
    }
}

/// Sends a request and reads one answer with a length.
pub fn exchange(stream: &mut (impl Read + Write), request: &[u8]) -> Result<Answer> {
    stream.write_all(request)?;
    stream.flush()?;
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut answer = Answer {
        status,
        head,
        body: String::new(),
    };
    let length = answer.header("Content-Length").map_or(0, |v| v.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    answer.body = String::from_utf8(body).unwrap();
    Ok(answer)
}

/// Sends a request on a connection of its own.
pub fn ask(stub: &Stub, request: &[u8]) -> Answer {
    exchange(&mut tcp(stub.port()), request).unwrap()
}

/// Sends a request and reads to the end of the connection; also how it ended.
pub fn drain(stub: &Stub, request: &[u8]) -> (Vec<u8>, Result<()>) {
    let mut stream = tcp(stub.port());
    stream.write_all(request).unwrap();
    to_end(&mut stream)
}

pub fn to_end(stream: &mut impl Read) -> (Vec<u8>, Result<()>) {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        match stream.read(&mut piece) {
            Ok(0) => return (bytes, Ok(())),
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) => return (bytes, Err(error)),
        }
    }
}

pub fn client(ca_pem: &str, identity: Option<(&str, &str)>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    Arc::new(match identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
            builder.with_client_auth_cert(vec![certificate], key).unwrap()
        }
    })
}

pub fn tls(config: &Arc<ClientConfig>, stream: TcpStream, name: &str) -> Tls {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    StreamOwned::new(ClientConnection::new(config.clone(), name).unwrap(), stream)
}

/// Waits until a condition holds; the stub's counters follow the client by a moment.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..300 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("never: {what}");
}

/// A POST of a form; `headers` are whole lines.
pub fn post_form(path: &str, headers: &str, members: &[(&str, &str)]) -> Vec<u8> {
    let pairs = members.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    post_text(path, headers, &pairs.collect::<Vec<_>>().join("&"))
}

pub fn post_text(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: stub\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Accept: application/json\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

pub fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: stub\r\n\r\n").into_bytes()
}

pub fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}

/// The members of a query.
pub fn query(url: &str) -> Vec<(String, String)> {
    let (_, query) = url.split_once('?').unwrap_or_else(|| panic!("{url} has no query"));
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.into(), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'%' => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
                rest = &tail[2..];
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
