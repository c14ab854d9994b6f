//! A port on which only this machine can be reached: for a browser, which comes to 127.0.0.1 or to ::1.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use rustix::io::Errno;
use socket2::{Domain, Protocol, SockAddr, Type};

use crate::base::port;

use super::socket::Socket;

/// How many connections the system keeps until they are taken.
const BACKLOG: i32 = 16;
/// How many more ports of the system's choice are tried, as one may be free at one of the two addresses only.
const ATTEMPTS: usize = 16;

#[derive(Debug)]
pub struct Loopback {
    sockets: Vec<socket2::Socket>,
    port: u16,
}

/// At which address the port cannot be had, and why.
#[derive(Debug)]
pub struct Unavailable {
    pub address: SocketAddr,
    pub error: io::Error,
}

impl Unavailable {
    /// Whether somebody else has it.
    pub fn is_taken(&self) -> bool {
        is_taken(&self.error)
    }
}

impl Loopback {
    /// Takes `port`, for itself alone, at both addresses; 0 is one that the system chooses. A machine without IPv6 has
    /// the first address only.
    pub fn bind(port: u16) -> Result<Loopback, Unavailable> {
        let mut result = Loopback::try_bind(port);
        let again = if port == 0 { ATTEMPTS } else { 0 };
        for _ in 0..again {
            match &result {
                Err(unavailable) if unavailable.is_taken() => result = Loopback::try_bind(port),
                _ => break,
            }
        }
        result
    }

    fn try_bind(port: u16) -> Result<Loopback, Unavailable> {
        let (v4, port) = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let sockets = match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok((v6, _)) => vec![v4, v6],
            Err(Unavailable { error, .. }) if is_missing(&error) => vec![v4],
            Err(unavailable) => return Err(unavailable),
        };
        Ok(Loopback { sockets, port })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// To be polled for connections.
    pub fn sockets(&self) -> &[socket2::Socket] {
        &self.sockets
    }

    /// A connection that has been made, if there is one. Does not wait.
    pub fn accept(&self) -> io::Result<Option<Socket>> {
        for socket in &self.sockets {
            match socket.accept() {
                Ok((connection, _)) => return Socket::new(connection.into()).map(Some),
                Err(error) if has_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

fn listen(address: SocketAddr) -> Result<(socket2::Socket, u16), Unavailable> {
    let listen = || {
        let socket = socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        port::keep_for(&socket)?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        socket.bind(&SockAddr::from(address))?;
        socket.listen(BACKLOG)?;
        let bound = socket.local_addr()?.as_socket();
        Ok((socket, bound.map_or(address.port(), |bound| bound.port())))
    };
    listen().map_err(|error| Unavailable { address, error })
}

/// Windows says so, too, of a port that another program shares.
fn is_taken(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrInUse || (cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied)
}

/// Whether the machine has no such address.
fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(Errno::AFNOSUPPORT.raw_os_error())
}

/// Whether nobody is there to be accepted, or no longer.
fn has_gone(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, WouldBlock};
    matches!(
        error.kind(),
        WouldBlock | Interrupted | ConnectionAborted | ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::time::Duration;

    use rustix::event::PollFlags;

    use super::*;
    use crate::base::deadline::Deadline;
    use crate::net::poll;
    use crate::net::socket::Wait;

    fn addresses(port: u16) -> [SocketAddr; 2] {
        [(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]
    }

    fn has_ipv6() -> bool {
        TcpListener::bind(addresses(0)[1]).is_ok()
    }

    fn in_time() -> Deadline {
        Deadline::after(Duration::from_secs(20), None)
    }

    fn accepted(loopback: &Loopback) -> Socket {
        let deadline = in_time();
        loop {
            if let Some(socket) = loopback.accept().unwrap() {
                return socket;
            }
            poll::wait(loopback.sockets(), PollFlags::IN, deadline.at(), &deadline).unwrap();
        }
    }

    #[test]
    fn it_is_reached_at_both_addresses_and_has_one_port() {
        let loopback = Loopback::bind(0).unwrap();
        assert_ne!(loopback.port(), 0);
        assert_eq!(loopback.sockets().len(), if has_ipv6() { 2 } else { 1 });
        assert!(loopback.accept().unwrap().is_none());
        for address in &addresses(loopback.port())[..loopback.sockets().len()] {
            let stream = TcpStream::connect(address).unwrap();
            let peer = accepted(&loopback).stream().peer_addr().unwrap();
            assert_eq!(peer, stream.local_addr().unwrap());
        }
    }

    #[test]
    fn a_port_that_somebody_has_at_either_address_is_refused() {
        for (index, address) in addresses(0)
            .into_iter()
            .enumerate()
            .filter(|(index, _)| *index == 0 || has_ipv6())
        {
            let other = TcpListener::bind(address).unwrap();
            let port = other.local_addr().unwrap().port();
            let unavailable = Loopback::bind(port).unwrap_err();
            assert_eq!(unavailable.address, addresses(port)[index]);
            assert!(unavailable.is_taken(), "{unavailable:?}");
            drop(other);
            assert_eq!(Loopback::bind(port).unwrap().port(), port);
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_shares_the_port() {
        let loopback = Loopback::bind(0).unwrap();
        let everywhere: [SocketAddr; 2] = [
            (Ipv4Addr::UNSPECIFIED, loopback.port()).into(),
            (Ipv6Addr::UNSPECIFIED, loopback.port()).into(),
        ];
        let both = addresses(loopback.port());
        let here = &both[..loopback.sockets().len()];
        // Other systems give the more special address what comes.
        let elsewhere = if cfg!(target_os = "linux") {
            &everywhere[..here.len()]
        } else {
            &[]
        };
        for address in here.iter().chain(elsewhere) {
            let socket = socket2::Socket::new(Domain::for_address(*address), Type::STREAM, None).unwrap();
            socket.set_reuse_address(true).unwrap();
            socket.set_reuse_port(true).unwrap();
            let bound = socket.bind(&SockAddr::from(*address)).and_then(|()| socket.listen(1));
            assert!(is_taken(&bound.unwrap_err()), "{address}");
        }
    }

    /// As the next login of a user does, who has just come back from the first.
    #[test]
    fn a_port_whose_connections_have_ended_can_be_had_again() {
        let loopback = Loopback::bind(0).unwrap();
        let port = loopback.port();
        let stream = TcpStream::connect(addresses(port)[0]).unwrap();
        // Closed on this side first, it is remembered for a minute.
        drop(accepted(&loopback));
        drop(loopback);
        let mut other_side = Socket::new(stream).unwrap();
        assert!(other_side.receive(&mut [0], Wait::Within(&in_time())).is_err());
        drop(other_side);
        assert_eq!(Loopback::bind(port).unwrap().port(), port);
    }
}
