//! A CONNECT proxy on 127.0.0.1, well-behaved or not.

use crate::background::{Background, listen};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// Longest head of a CONNECT request taken.
const HEAD_LIMIT: usize = 64 * 1024;

#[derive(Clone, Debug, Default)]
pub struct ProxyConfig {
    /// Name and password that `Proxy-Authorization: Basic` must carry; otherwise 407.
    pub credentials: Option<(String, String)>,
    /// Answer with this status, without a tunnel, instead of 200.
    pub status: Option<u16>,
    /// Never answer.
    pub silent: bool,
    /// Close the connection once the request is read, without an answer.
    pub hang_up: bool,
    /// Tunnel to this address, whatever the target.
    pub resolve_to: Option<SocketAddr>,
    /// Send the answer one byte at a time.
    pub split_answer: bool,
    /// Bytes sent right behind the answer, before those of the target.
    pub extra_bytes: Vec<u8>,
    /// Header lines added to the answer, each without its line break.
    pub extra_headers: Vec<String>,
    /// These bytes instead of an answer; then the connection is closed.
    pub raw_answer: Option<Vec<u8>>,
}

/// A running proxy; dropping it closes its sockets and ends its thread.
pub struct Proxy {
    seen: Arc<Mutex<Seen>>,
    address: SocketAddr,
    _thread: Background,
}

#[derive(Default)]
struct Seen {
    connections: u64,
    connects: u64,
    tunnels: u64,
    reads: usize,
    target: Option<String>,
    head: Option<String>,
}

impl Proxy {
    pub fn start(config: ProxyConfig) -> std::io::Result<Proxy> {
        let listener = listen(0)?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let serving = (Arc::new(config), seen.clone());
        let thread = Background::start("lftoken-proxy", move || serve(listener, serving.0, serving.1))?;
        Ok(Proxy {
            seen,
            address,
            _thread: thread,
        })
    }

    /// `http://127.0.0.1:PORT`, without credentials.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// TCP connections accepted.
    pub fn connections(&self) -> u64 {
        lock(&self.seen).connections
    }

    /// CONNECT requests read, refused ones included.
    pub fn connects(&self) -> u64 {
        lock(&self.seen).connects
    }

    /// Tunnels opened.
    pub fn tunnels(&self) -> u64 {
        lock(&self.seen).tunnels
    }

    /// `host:port` of the latest CONNECT.
    pub fn last_target(&self) -> Option<String> {
        lock(&self.seen).target.clone()
    }

    /// The whole head of the latest request, credentials included.
    pub fn last_head(&self) -> Option<String> {
        lock(&self.seen).head.clone()
    }

    /// How many reads brought the latest head; 1 unless the client wrote it in pieces.
    pub fn reads_of_connect(&self) -> usize {
        lock(&self.seen).reads
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

async fn serve(listener: std::net::TcpListener, config: Arc<ProxyConfig>, seen: Arc<Mutex<Seen>>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    while let Ok((client, _)) = listener.accept().await {
        lock(&seen).connections += 1;
        let (config, seen) = (config.clone(), seen.clone());
        tokio::spawn(async move { connection(client, &config, &seen).await });
    }
}

async fn connection(mut client: TcpStream, config: &ProxyConfig, seen: &Mutex<Seen>) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut bytes = Vec::new();
    let mut reads = 0;
    let end = loop {
        if client.read_buf(&mut bytes).await? == 0 || bytes.len() > HEAD_LIMIT {
            return Ok(());
        }
        reads += 1;
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut words = head.split(' ');
    let target = (words.next() == Some("CONNECT")).then(|| words.next().unwrap_or("").to_owned());
    {
        let mut seen = lock(seen);
        seen.reads = reads;
        seen.head = Some(head.clone());
        if let Some(target) = &target {
            seen.connects += 1;
            seen.target = Some(target.clone());
        }
    }
    if config.hang_up {
        return Ok(());
    }
    if config.silent {
        // Ends with the client or with the proxy.
        while client.read_buf(&mut bytes).await? > 0 {
            bytes.clear();
        }
        return Ok(());
    }
    if let Some(raw) = &config.raw_answer {
        client.write_all(raw).await?;
        return client.shutdown().await;
    }
    let Some(target) = target else {
        return answer(&mut client, config, 405, "Allow: CONNECT\r\n").await;
    };
    if !authorized(&head, config) {
        let ask = "Proxy-Authenticate: Basic realm=\"lftoken stub\"\r\n";
        return answer(&mut client, config, 407, ask).await;
    }
    if let Some(status) = config.status {
        return answer(&mut client, config, status, "").await;
    }
    let server = match config.resolve_to {
        Some(address) => TcpStream::connect(address).await,
        None => TcpStream::connect(&target).await,
    };
    let Ok(mut server) = server else {
        return answer(&mut client, config, 502, "").await;
    };
    server.set_nodelay(true)?;
    lock(seen).tunnels += 1;
    let mut out = String::from("HTTP/1.1 200 Connection established\r\n");
    for line in &config.extra_headers {
        out.push_str(&format!("{line}\r\n"));
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    out.extend_from_slice(&config.extra_bytes);
    send(&mut client, &out, config.split_answer).await?;
    server.write_all(&bytes[end..]).await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

fn authorized(head: &str, config: &ProxyConfig) -> bool {
    let Some((name, password)) = &config.credentials else {
        return true;
    };
    let expected = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| name.eq_ignore_ascii_case("Proxy-Authorization") && value.trim() == expected)
}

/// Refuses, and closes the connection.
async fn answer(client: &mut TcpStream, config: &ProxyConfig, status: u16, headers: &str) -> std::io::Result<()> {
    let code = hyper::StatusCode::from_u16(status).ok();
    let reason = code.and_then(|c| c.canonical_reason()).unwrap_or("Unknown");
    let mut out = format!("HTTP/1.1 {status} {reason}\r\n{headers}");
    for line in &config.extra_headers {
        out.push_str(&format!("{line}\r\n"));
    }
    out.push_str("Content-Length: 0\r\nConnection: close\r\n\r\n");
    send(client, out.as_bytes(), config.split_answer).await?;
    client.shutdown().await
}

async fn send(client: &mut TcpStream, bytes: &[u8], split: bool) -> std::io::Result<()> {
    if !split {
        return client.write_all(bytes).await;
    }
    for byte in bytes.chunks(1) {
        client.write_all(byte).await?;
        tokio::task::yield_now().await;
    }
    Ok(())
}
