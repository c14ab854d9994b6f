//! Pages of the web, as a browser opens them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// As often in a row it lets itself be sent elsewhere.
const MOST_REDIRECTS: usize = 3;

pub struct WebClient {
    tls: Arc<ClientConfig>,
}

/// What a server answers.
pub struct Page {
    pub status: u16,
    /// Where it sends the browser.
    pub location: Option<String>,
    pub text: String,
}

/// Opens an address with plain http; returns where it is sent.
pub fn visit(address: &str) -> String {
    let page = WebClient::of_plain_http().get(address).unwrap();
    page.location.unwrap_or_else(|| panic!("no redirect: {}", page.text))
}

impl WebClient {
    /// One that trusts this authority, in PEM form.
    pub fn trusting(authority: &str) -> WebClient {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_slice(authority.as_bytes()).unwrap();
        roots.add(authority).unwrap();
        WebClient::with(roots)
    }

    pub fn of_plain_http() -> WebClient {
        WebClient::with(RootCertStore::empty())
    }

    fn with(roots: RootCertStore) -> WebClient {
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        WebClient { tls: Arc::new(tls) }
    }

    /// Opens an address, goes where it is sent, and tells what the last page holds.
    pub fn open(&self, address: &str) -> io::Result<String> {
        let mut page = self.get(address)?;
        for _ in 0..MOST_REDIRECTS {
            match page.location {
                Some(next) => page = self.get(&next)?,
                None => return Ok(page.text),
            }
        }
        Err(io::Error::other("sent elsewhere again and again"))
    }

    /// Opens an address, which has a port.
    pub fn get(&self, address: &str) -> io::Result<Page> {
        self.get_with(address, None)
    }

    /// The same with the value of an Authorization header.
    pub fn get_with(&self, address: &str, authorization: Option<&str>) -> io::Result<Page> {
        let wrong = || io::Error::new(ErrorKind::InvalidInput, format!("no address with a port: {address}"));
        let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (name, port) = host.rsplit_once(':').ok_or_else(wrong)?;
        let port: u16 = port.parse().map_err(|_| wrong())?;
        let name = name.trim_matches(['[', ']']);
        let mut stream = TcpStream::connect((name, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let authorization = authorization.map_or(String::new(), |value| format!("Authorization: {value}\r\n"));
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{authorization}Connection: close\r\n\r\n");
        if scheme == "http" {
            return exchange(&mut stream, &request);
        }
        let name = ServerName::try_from(name.to_owned()).map_err(|_| wrong())?;
        let connection = ClientConnection::new(self.tls.clone(), name).map_err(io::Error::other)?;
        exchange(&mut StreamOwned::new(connection, stream), &request)
    }
}

fn exchange(stream: &mut (impl Read + Write), request: &str) -> io::Result<Page> {
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        // Without the end of TLS, as servers like to close.
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(error),
        _ => {}
    }
    let answer = String::from_utf8_lossy(&answer);
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let location = lines.find(|(name, _)| name.eq_ignore_ascii_case("Location"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(Page {
        status: status.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "no answer"))?,
        location: location.map(|(_, value)| value.to_owned()),
        text: text.to_owned(),
    })
}
