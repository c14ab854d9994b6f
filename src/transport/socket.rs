//! A TCP socket whose reads and writes end with the call that made them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};

use crate::common::scope::{Interrupt, Scope};

use super::failure::Stop;
use super::patience::Patience;

/// Waits in slices, which are shorter only near a deadline, so that a prompt answer costs one receive and
/// nothing else.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    patience: Patience,
}

/// How long a read may wait.
pub enum Wait<'a> {
    Within(&'a Scope),
    /// Take what is there; the socket is non-blocking.
    Not,
}

impl Socket {
    pub fn new(stream: TcpStream) -> io::Result<Socket> {
        stream.set_nodelay(true)?;
        Ok(Socket {
            patience: Patience::new(&stream)?,
            stream,
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
        self.patience.before_write(&self.stream, slice).map_err(Stop::Io)?;
        match self.stream.write(bytes) {
            Ok(0) => Err(Stop::Closed),
            Err(error) if is_pause(&error) => Ok(0),
            other => other.map_err(Stop::Io),
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
