//! A server that says, byte for byte, what a test wants, and a relay that can go dead.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Nobody here waits longer.
const LIMIT: Duration = Duration::from_secs(20);

/// Serves each connection on a thread of its own, which is told its number, from 0 on.
pub struct Server {
    port: u16,
    accepted: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(serve: impl Fn(usize, TcpStream) -> Result<()> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            accepted: Arc::default(),
            stop: Arc::default(),
        };
        let (accepted, stop, serve) = (server.accepted.clone(), server.stop.clone(), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (number, serve) = (accepted.fetch_add(1, Ordering::Relaxed), serve.clone());
                let _ = stream.set_read_timeout(Some(LIMIT));
                thread::spawn(move || serve(number, stream));
            }
        });
        server
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn base_address(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.port)
    }

    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// The head of the next request, whose body is read, too; `None` when there is none.
pub fn request(stream: &mut TcpStream) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.split("Content-Length: ").nth(1);
    let length = length.map_or(0, |rest| rest.split('\r').next().unwrap().parse().unwrap());
    stream.read_exact(&mut vec![0; length])?;
    Ok(Some(head))
}

pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// What a healthy server answers.
pub fn healthy(request: &str) -> String {
    ok(match request {
        _ if request.contains("/Create") => strategies::CREATED,
        _ if request.contains("/Refresh") => strategies::REFRESHED,
        _ => strategies::INVALIDATED,
    })
}

/// Answers all requests of a connection.
pub fn serve_well(mut stream: TcpStream) -> Result<()> {
    while let Some(request) = request(&mut stream)? {
        stream.write_all(healthy(&request).as_bytes())?;
    }
    Ok(())
}

/// Carries bytes to a server and back, until it is told that its connections are dead: then these swallow what comes and
/// never say a word, and new ones are as good as ever. So it is after a failover, or behind a firewall that has forgotten.
pub struct Relay {
    server: Server,
    alive: Arc<Mutex<Vec<Arc<AtomicBool>>>>,
}

impl Relay {
    pub fn to(port: u16) -> Relay {
        let alive = Arc::<Mutex<Vec<Arc<AtomicBool>>>>::default();
        let all = alive.clone();
        let server = Server::start(move |_, client| {
            let own = Arc::new(AtomicBool::new(true));
            all.lock().unwrap().push(own.clone());
            let server = TcpStream::connect(("127.0.0.1", port))?;
            let back = (server.try_clone()?, client.try_clone()?, own.clone());
            thread::spawn(move || carry(back.0, back.1, &back.2));
            carry(client, server, &own)
        });
        Relay { server, alive }
    }

    pub fn port(&self) -> u16 {
        self.server.port()
    }

    pub fn accepted(&self) -> usize {
        self.server.accepted()
    }

    /// The connections that there are go dead.
    pub fn cut(&self) {
        for own in self.alive.lock().unwrap().drain(..) {
            own.store(false, Ordering::Relaxed);
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, alive: &AtomicBool) -> Result<()> {
    let mut room = [0; 4096];
    loop {
        let count = from.read(&mut room).unwrap_or(0);
        let is_alive = alive.load(Ordering::Relaxed);
        if count == 0 {
            return if is_alive { to.shutdown(Shutdown::Write) } else { Ok(()) };
        }
        if is_alive {
            to.write_all(&room[..count])?;
        }
    }
}
