//! A TCP socket whose reads and writes end with the call that made them.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};

use crate::common::scope::{Interrupt, Scope};

use super::connect::wait;
use super::failure::Stop;
use super::patience::Patience;

/// What fits into one packet on every path. It leaves at once, as the answer to what was sent before has acknowledged
/// that; the rest of a longer request would on some systems wait for an acknowledgement that the server delays.
const ONE_PACKET: usize = 512;

/// Waits in slices, which are shorter only near a deadline, so that a prompt answer costs one receive and
/// nothing else.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    patience: Patience,
    /// Whether packets leave before others are acknowledged.
    is_prompt: bool,
}

/// How long a read may wait.
pub enum Wait<'a> {
    Within(&'a Scope),
    /// Take what is there; the socket is non-blocking.
    Not,
}

/// Takes no time, and ends no process whose server is gone.
#[cfg(not(any(windows, target_vendor = "apple")))]
const AT_ONCE: SendFlags = SendFlags::DONTWAIT.union(SendFlags::NOSIGNAL);
/// Sockets are made without the signal there; they wait for one slice at most, see `Patience`.
#[cfg(target_vendor = "apple")]
const AT_ONCE: SendFlags = SendFlags::DONTWAIT;
/// The socket never blocks there.
#[cfg(windows)]
const AT_ONCE: SendFlags = SendFlags::empty();

impl Socket {
    pub fn new(stream: TcpStream) -> io::Result<Socket> {
        Ok(Socket {
            patience: Patience::new(&stream)?,
            stream,
            is_prompt: false,
        })
    }

    /// Sends all of `bytes`; on failure says how many went out before it.
    pub fn send(&mut self, bytes: &[u8], scope: &Scope) -> Result<(), (usize, Stop)> {
        let mut sent = 0;
        while sent < bytes.len() {
            self.send_some(&bytes[sent..], scope)
                .map(|count| sent += count)
                .map_err(|stop| (sent, stop))?;
        }
        Ok(())
    }

    fn send_some(&mut self, bytes: &[u8], scope: &Scope) -> Result<usize, Stop> {
        let slice = scope.next_slice()?;
        if bytes.len() > ONE_PACKET && !self.is_prompt {
            self.stream.set_nodelay(true).map_err(Stop::Io)?;
            self.is_prompt = true;
        }
        match send(&self.stream, bytes, AT_ONCE) {
            Ok(0) => Err(Stop::Closed),
            Ok(count) => Ok(count),
            Err(Errno::INTR) => Ok(0),
            Err(Errno::WOULDBLOCK) => {
                wait(&mut [PollFd::new(&self.stream, PollFlags::OUT)], slice).map_err(Stop::Io)?;
                Ok(0)
            }
            Err(error) => Err(Stop::Io(error.into())),
        }
    }

    /// Reads at least one byte. `Stop::Closed` when the other side has finished.
    pub fn receive(&mut self, room: &mut [u8], wait: &Wait<'_>) -> Result<usize, Stop> {
        loop {
            if let Wait::Within(scope) = wait {
                let slice = scope.next_slice()?;
                self.patience.before_read(&self.stream, slice).map_err(Stop::Io)?;
            }
            match self.stream.read(room) {
                Ok(0) => return Err(Stop::Closed),
                Ok(count) => return Ok(count),
                Err(error) if is_pause(&error) => match wait {
                    Wait::Within(_) => {}
                    Wait::Not => return Err(Interrupt::TimedOut.into()),
                },
                Err(error) => return Err(Stop::Io(error)),
            }
        }
    }

    /// Whether bytes, or the end of the connection, wait to be read.
    pub fn has_news(&self) -> bool {
        #[cfg(not(windows))]
        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        // The socket never blocks there.
        #[cfg(windows)]
        let flags = RecvFlags::PEEK;
        !matches!(recv(&self.stream, &mut [0u8], flags), Err(Errno::WOULDBLOCK))
    }

    pub fn set_nonblocking(&self) -> io::Result<()> {
        self.stream.set_nonblocking(true)
    }

    /// For waiting on many sockets at once.
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

/// The kernel's timeout or a signal: nothing happened, look at the deadline and go on.
fn is_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_server_that_does_not_read_holds_up_no_send() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        let mut socket = Socket::new(stream).unwrap();
        let more_than_fits = vec![7; 32 << 20];

        let begun = Instant::now();
        let scope = Scope::new(Duration::from_millis(100), None);
        let (sent, stop) = socket.send(&more_than_fits, &scope).unwrap_err();
        assert!(matches!(stop, Stop::Interrupted(Interrupt::TimedOut)), "{stop:?}");
        assert!(begun.elapsed() < Duration::from_millis(200));

        let reading = std::thread::spawn(move || io::copy(&mut server, &mut io::sink()));
        let scope = Scope::new(Duration::from_secs(10), None);
        socket.send(&more_than_fits[sent..], &scope).unwrap();
        drop(socket);
        assert_eq!(reading.join().unwrap().unwrap(), more_than_fits.len() as u64);
    }
}
