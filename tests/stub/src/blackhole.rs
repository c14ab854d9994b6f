//! Addresses that fail a client before it can speak HTTP.

use crate::background::{Background, listen};
use socket2::{Domain, Socket, Type};
use std::io::{Error, Result};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A listener whose backlog is full, so that `connect` gets no answer. Works on Linux; on systems that
/// refuse instead, `start` fails.
pub struct NeverAccepts {
    address: SocketAddr,
    _listener: Socket,
    _fillers: Vec<Socket>,
}

impl NeverAccepts {
    pub fn start() -> Result<NeverAccepts> {
        let listener = bound()?;
        listener.listen(0)?;
        let address = address(&listener)?;
        let mut fillers = Vec::new();
        for _ in 0..16 {
            let filler = Socket::new(Domain::IPV4, Type::STREAM, None)?;
            filler.set_nonblocking(true)?;
            let _ = filler.connect(&address.into());
            fillers.push(filler);
            // A connect that is still open after this long is one that will not be answered.
            match TcpStream::connect_timeout(&address, Duration::from_millis(40)) {
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                    return Ok(NeverAccepts {
                        address,
                        _listener: listener,
                        _fillers: fillers,
                    });
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::other("the backlog does not fill"))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Accepts connections and never sends a byte.
pub struct NeverAnswers {
    address: SocketAddr,
    accepted: Arc<AtomicU64>,
    _thread: Background,
}

impl NeverAnswers {
    pub fn start() -> Result<NeverAnswers> {
        let (address, accepted, thread) = speak(None)?;
        Ok(NeverAnswers {
            address,
            accepted,
            _thread: thread,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

/// Sends fixed bytes on every connection, then nothing more.
pub struct Garbage {
    address: SocketAddr,
    accepted: Arc<AtomicU64>,
    _thread: Background,
}

impl Garbage {
    pub fn start(bytes: impl Into<Vec<u8>>) -> Result<Garbage> {
        let (address, accepted, thread) = speak(Some(bytes.into()))?;
        Ok(Garbage {
            address,
            accepted,
            _thread: thread,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

/// A port that refuses connections; it is held, so that no one else gets it meanwhile.
pub struct Refused {
    address: SocketAddr,
    _socket: Socket,
}

impl Refused {
    pub fn start() -> Result<Refused> {
        let socket = bound()?;
        Ok(Refused {
            address: address(&socket)?,
            _socket: socket,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

fn bound() -> Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    Ok(socket)
}

fn address(socket: &Socket) -> Result<SocketAddr> {
    let address = socket.local_addr()?.as_socket();
    address.ok_or_else(|| Error::other("the socket has no address"))
}

/// Accepts, sends the bytes if there are any, and reads until the client goes.
fn speak(bytes: Option<Vec<u8>>) -> Result<(SocketAddr, Arc<AtomicU64>, Background)> {
    let listener = listen(0)?;
    let address = listener.local_addr()?;
    let accepted = Arc::new(AtomicU64::new(0));
    let count = accepted.clone();
    let thread = Background::start("lftoken-blackhole", move || async move {
        let Ok(listener) = TcpListener::from_std(listener) else {
            return;
        };
        while let Ok((mut client, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let bytes = bytes.clone();
            tokio::spawn(async move {
                if let Some(bytes) = bytes {
                    client.write_all(&bytes).await?;
                    client.shutdown().await?;
                }
                let mut sink = [0; 4096];
                while client.read(&mut sink).await? > 0 {}
                Ok::<_, Error>(())
            });
        }
    })?;
    Ok((address, accepted, thread))
}
