//! A CONNECT proxy on 127.0.0.1, well-behaved or not.

use crate::background::{Background, listen};
use crate::ntlm::{Login, NtlmAccount, Step};
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
    /// These schemes, NTLM or Negotiate, and the account that gets through by them; any other gets 407.
    pub windows_login: Option<(Vec<&'static str>, NtlmAccount)>,
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
    logins: Vec<String>,
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

    /// What was found of each token of a Windows login: its scheme, and "challenged", "done" or what is wrong with it.
    pub fn logins(&self) -> Vec<String> {
        lock(&self.seen).logins.clone()
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

/// Reads one request; `None` at the end of the connection. What comes behind its head stays in `bytes`.
async fn read_head(client: &mut TcpStream, bytes: &mut Vec<u8>, seen: &Mutex<Seen>) -> std::io::Result<Option<String>> {
    let mut reads = 0;
    let end = loop {
        if client.read_buf(bytes).await? == 0 || bytes.len() > HEAD_LIMIT {
            return Ok(None);
        }
        reads += 1;
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    bytes.drain(..end);
    let mut seen = lock(seen);
    seen.reads = reads;
    seen.head = Some(head.clone());
    if let Some(target) = target(&head) {
        seen.connects += 1;
        seen.target = Some(target);
    }
    Ok(Some(head))
}

/// Of a CONNECT.
fn target(head: &str) -> Option<String> {
    let mut words = head.split(' ');
    (words.next() == Some("CONNECT")).then(|| words.next().unwrap_or("").to_owned())
}

/// Answers with 407, and leaves the connection open, until the login is done; false when it failed.
async fn logged_in(
    client: &mut TcpStream,
    head: &mut String,
    bytes: &mut Vec<u8>,
    (config, seen): (&ProxyConfig, &Mutex<Seen>),
) -> std::io::Result<bool> {
    let Some((schemes, account)) = &config.windows_login else {
        return Ok(true);
    };
    let mut login = Login::new(*b"8 random");
    let asking: String = schemes
        .iter()
        .map(|scheme| format!("Proxy-Authenticate: {scheme}\r\n"))
        .collect();
    loop {
        let lines = match credentials(head) {
            None => asking.clone(),
            Some(value) => {
                let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
                let step = match STANDARD.decode(token) {
                    Ok(token) if schemes.contains(&scheme) => login.step(&token, account),
                    _ => Err(format!("no token of {schemes:?}")),
                };
                let found = match &step {
                    Ok(Step::Challenge(_)) => "challenged",
                    Ok(Step::Done) => "done",
                    Err(why) => why,
                };
                lock(seen).logins.push(format!("{scheme}: {found}"));
                match step {
                    Ok(Step::Done) => return Ok(true),
                    Ok(Step::Challenge(token)) => {
                        format!("Proxy-Authenticate: {scheme} {}\r\n", STANDARD.encode(token))
                    }
                    Err(_) => {
                        answer(client, config, 407, &asking).await?;
                        return Ok(false);
                    }
                }
            }
        };
        let page = "HTTP/1.1 407 Proxy Authentication Required\r\n";
        let out = format!("{page}{lines}Content-Length: 6\r\n\r\nlogin\n");
        send(client, out.as_bytes(), config.split_answer).await?;
        match read_head(client, bytes, seen).await? {
            Some(next) => *head = next,
            None => return Ok(false),
        }
    }
}

async fn connection(mut client: TcpStream, config: &ProxyConfig, seen: &Mutex<Seen>) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut bytes = Vec::new();
    let Some(mut head) = read_head(&mut client, &mut bytes, seen).await? else {
        return Ok(());
    };
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
    let Some(target) = target(&head) else {
        return answer(&mut client, config, 405, "Allow: CONNECT\r\n").await;
    };
    if !logged_in(&mut client, &mut head, &mut bytes, (config, seen)).await? {
        return Ok(());
    }
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
    server.write_all(&bytes).await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

fn authorized(head: &str, config: &ProxyConfig) -> bool {
    let Some((name, password)) = &config.credentials else {
        return true;
    };
    let expected = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
    credentials(head) == Some(&expected)
}

/// The value of Proxy-Authorization.
fn credentials(head: &str) -> Option<&str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut values = lines.filter(|(name, _)| name.eq_ignore_ascii_case("Proxy-Authorization"));
    values.next().map(|(_, value)| value.trim())
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
