//! Opens a TCP connection: addresses raced as RFC 8305 advises, cancellable at any moment.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::PollFlags;
use socket2::{Domain, Protocol, SockAddr, Type};

use crate::base::clock;
use crate::base::deadline::Deadline;

use super::error::{Error, Kind, Stop};
use super::poll;
use super::socket::Socket;

/// How long one address is tried alone before the next one joins in (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// `poll` of older Windows says nothing of connections that failed, so they are asked this often.
#[cfg(windows)]
const LOOK: Duration = Duration::from_millis(40);

/// `peer` names the other side in errors.
pub fn connect(addresses: &[SocketAddr], peer: &str, deadline: &Deadline) -> Result<Socket, Error> {
    let mut race = Race {
        waiting: alternate_families(addresses),
        running: Vec::new(),
        next_start: clock::now(),
        last_error: None,
    };
    let outcome = loop {
        match race.step(deadline) {
            Ok(Some(stream)) => break Socket::new(stream).map_err(Stop::Io),
            Ok(None) => {}
            Err(stop) => break Err(stop),
        }
    };
    outcome.map_err(|stop| match stop {
        Stop::Io(error) => Error::refused(Kind::Connect, &format!("could not connect to {peer}"), &error),
        stop => Error::stopped(&stop, &format!("connecting to {peer}")),
    })
}

struct Race {
    /// Addresses not tried yet, the next one last.
    waiting: Vec<SocketAddr>,
    running: Vec<socket2::Socket>,
    next_start: Instant,
    last_error: Option<io::Error>,
}

impl Race {
    /// Starts what is due, waits for what is running, and returns the first connection that stands.
    fn step(&mut self, deadline: &Deadline) -> Result<Option<TcpStream>, Stop> {
        deadline.remaining()?;
        let due = self.running.is_empty() || clock::now() >= self.next_start;
        if let Some(address) = due.then(|| self.waiting.pop()).flatten() {
            self.next_start = clock::now() + HEAD_START;
            match start(address) {
                Ok(socket) => self.running.push(socket),
                Err(error) => self.last_error = Some(error),
            }
        }
        if self.running.is_empty() && self.waiting.is_empty() {
            let error = self.last_error.take();
            return Err(Stop::Io(error.unwrap_or_else(|| io::ErrorKind::NotFound.into())));
        }
        if self.running.is_empty() {
            return Ok(None);
        }
        let until = if self.waiting.is_empty() {
            deadline.at()
        } else {
            self.next_start
        };
        #[cfg(windows)]
        let until = until.min(clock::now() + LOOK);
        let events = poll::wait(&self.running, PollFlags::OUT, until, deadline)?;
        for (index, events) in events.into_iter().enumerate().rev() {
            // Elsewhere every socket is asked: `poll` of older Windows is silent about connections that failed.
            let asked = cfg!(not(target_os = "linux")) || events.intersects(PollFlags::ERR | PollFlags::HUP);
            let failed = if asked {
                self.running[index].take_error()
            } else {
                Ok(None)
            };
            match failed {
                Ok(None) if !events.is_empty() => return Ok(Some(self.running.swap_remove(index).into())),
                Ok(None) => {}
                Ok(Some(error)) | Err(error) => {
                    self.running.swap_remove(index);
                    self.last_error = Some(error);
                }
            }
        }
        Ok(None)
    }
}

fn start(address: SocketAddr) -> io::Result<socket2::Socket> {
    let kind = Type::STREAM;
    #[cfg(target_os = "linux")]
    let kind = kind.nonblocking();
    let socket = socket2::Socket::new(Domain::for_address(address), kind, Some(Protocol::TCP))?;
    #[cfg(not(target_os = "linux"))]
    socket.set_nonblocking(true)?;
    match socket.connect(&SockAddr::from(address)) {
        Ok(()) => Ok(socket),
        Err(error) if is_in_progress(&error) => Ok(socket),
        Err(error) => Err(error),
    }
}

fn is_in_progress(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
        || error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error())
}

/// The system's order, but changing between IPv6 and IPv4 as long as there are both. Next one last.
fn alternate_families(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut first, mut second): (Vec<_>, Vec<_>) = addresses
        .iter()
        .copied()
        .rev()
        .partition(|address: &SocketAddr| address.is_ipv6() == first_is_v6);
    let mut order = Vec::with_capacity(addresses.len());
    while !first.is_empty() || !second.is_empty() {
        order.extend(first.pop());
        order.extend(second.pop());
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate_in_the_systems_order() {
        let parse = |text: &str| text.parse::<SocketAddr>().unwrap();
        let (a6, b6, a4) = (parse("[::1]:1"), parse("[::2]:1"), parse("127.0.0.1:1"));
        assert_eq!(alternate_families(&[a6, b6, a4]), [b6, a4, a6]);
        assert_eq!(alternate_families(&[]), []);
    }

    #[test]
    fn a_dead_address_does_not_hold_up_a_good_one() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let good = listener.local_addr().unwrap();
        let dead = {
            let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            closed.local_addr().unwrap()
        };
        let deadline = Deadline::after(Duration::from_secs(5), None);
        let socket = connect(&[dead, good], "test", &deadline).unwrap();
        assert_eq!(socket.stream().peer_addr().unwrap(), good);

        let refused = connect(&[dead], "test", &deadline).unwrap_err();
        assert_eq!(refused.kind, Kind::Connect);
        assert!(refused.os_code.is_some());
    }
}
