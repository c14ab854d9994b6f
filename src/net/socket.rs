//! A TCP socket whose reads and writes end with the call that made them.

use std::io;
use std::net::TcpStream;

use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};

use crate::base::deadline::Deadline;

use super::error::Stop;
use super::poll;
use super::read_timeout::ReadTimeout;

/// What fits into one packet on every path. It leaves at once, as the answer to what was sent before has acknowledged
/// that; the rest of a longer request would on some systems wait for an acknowledgement that the server delays.
const ONE_PACKET: usize = 512;

/// A prompt answer costs one receive and nothing else, unless the call can be cancelled.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    read_timeout: ReadTimeout,
    /// Whether packets leave before others are acknowledged.
    nodelay: bool,
}

/// How long a read may wait.
#[derive(Clone, Copy)]
pub enum Wait<'a> {
    Within(&'a Deadline),
    /// Take what is there.
    Not,
}

/// A send does not wait, and raises no signal when the server is gone.
#[cfg(not(any(windows, target_vendor = "apple")))]
const SEND_FLAGS: SendFlags = SendFlags::DONTWAIT.union(SendFlags::NOSIGNAL);
/// The sockets there are created with the signal switched off.
#[cfg(target_vendor = "apple")]
const SEND_FLAGS: SendFlags = SendFlags::DONTWAIT;
/// The socket never blocks there.
#[cfg(windows)]
const SEND_FLAGS: SendFlags = SendFlags::empty();

#[cfg(not(windows))]
const READ_WHAT_IS_THERE: RecvFlags = RecvFlags::DONTWAIT;
#[cfg(windows)]
const READ_WHAT_IS_THERE: RecvFlags = RecvFlags::empty();

impl Socket {
    pub fn new(stream: TcpStream) -> io::Result<Socket> {
        stream.set_nonblocking(cfg!(windows))?;
        // Not every kernel heeds the flag of a send that is not to wait; that of macOS does not.
        #[cfg(not(any(windows, target_os = "linux")))]
        stream.set_write_timeout(Some(std::time::Duration::from_millis(40)))?;
        Ok(Socket {
            stream,
            read_timeout: ReadTimeout::default(),
            nodelay: false,
        })
    }

    /// Sends all of `bytes`; after a failure some of them may have left.
    pub fn send(&mut self, bytes: &[u8], deadline: &Deadline) -> Result<(), Stop> {
        let mut sent = 0;
        while sent < bytes.len() {
            sent += self.send_some(&bytes[sent..], deadline)?;
        }
        Ok(())
    }

    fn send_some(&mut self, bytes: &[u8], deadline: &Deadline) -> Result<usize, Stop> {
        deadline.remaining()?;
        if bytes.len() > ONE_PACKET && !self.nodelay {
            self.stream.set_nodelay(true).map_err(Stop::Io)?;
            self.nodelay = true;
        }
        match send(&self.stream, bytes, SEND_FLAGS) {
            Ok(0) => Err(Stop::Closed),
            Ok(count) => Ok(count),
            Err(Errno::INTR) => Ok(0),
            Err(Errno::WOULDBLOCK) => {
                poll::wait([&self.stream], PollFlags::OUT, deadline.at(), deadline)?;
                Ok(0)
            }
            Err(error) => Err(Stop::Io(error.into())),
        }
    }

    /// Reads at least one byte. `Stop::Closed` when the other side has finished.
    pub fn receive(&mut self, room: &mut [u8], wait: Wait<'_>) -> Result<usize, Stop> {
        let mut again = false;
        loop {
            let flags = match wait {
                Wait::Within(deadline) => self.before_read(deadline, again)?,
                Wait::Not => READ_WHAT_IS_THERE,
            };
            match recv(&self.stream, &mut *room, flags) {
                Ok((_, 0)) => return Err(Stop::Closed),
                Ok((_, count)) => return Ok(count),
                Err(Errno::INTR) => {}
                // The kernel's timeout, or readiness that was none: look at the deadline and go on.
                Err(Errno::WOULDBLOCK) => {
                    if let Wait::Not = wait {
                        return Err(Stop::WouldBlock);
                    }
                    again = true;
                }
                Err(error) => return Err(Stop::Io(error.into())),
            }
        }
    }

    /// A call that can be cancelled waits for the socket and its cancel handle together; another one leaves the wait to
    /// the kernel.
    fn before_read(&mut self, deadline: &Deadline, again: bool) -> Result<RecvFlags, Stop> {
        if cfg!(windows) || deadline.ticket().is_some() {
            poll::wait([&self.stream], PollFlags::IN, deadline.at(), deadline)?;
            return Ok(READ_WHAT_IS_THERE);
        }
        let left = deadline.remaining()?;
        self.read_timeout.apply(&self.stream, left, again).map_err(Stop::Io)?;
        Ok(RecvFlags::empty())
    }

    /// Whether bytes, or the end of the connection, wait to be read.
    pub fn is_readable(&self) -> bool {
        let flags = RecvFlags::PEEK | READ_WHAT_IS_THERE;
        !matches!(recv(&self.stream, &mut [0u8], flags), Err(Errno::WOULDBLOCK))
    }

    /// For waiting on many sockets at once.
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::base::cancel::Cancel;
    use crate::base::deadline::Interrupt;

    fn pair() -> (Socket, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        (Socket::new(stream).unwrap(), server)
    }

    #[test]
    fn a_server_that_does_not_read_holds_up_no_send() {
        let (mut socket, mut server) = pair();
        let more_than_fits = vec![7; 32 << 20];

        let begun = Instant::now();
        let deadline = Deadline::after(Duration::from_millis(100), None);
        let stop = socket.send(&more_than_fits, &deadline).unwrap_err();
        assert!(matches!(stop, Stop::Interrupted(Interrupt::TimedOut)), "{stop:?}");
        assert!(begun.elapsed() < Duration::from_secs(5));

        let reading = std::thread::spawn(move || io::copy(&mut server, &mut io::sink()));
        let deadline = Deadline::after(Duration::from_secs(10), None);
        socket.send(&more_than_fits, &deadline).unwrap();
        drop(socket);
        let read = reading.join().unwrap().unwrap();
        assert!(
            read > more_than_fits.len() as u64,
            "what went before the failure came, too"
        );
    }

    #[test]
    fn a_read_ends_with_its_call_or_its_cancel_or_has_what_came() {
        let (mut socket, mut server) = pair();
        let room = &mut [0; 8];
        let short = Deadline::after(Duration::from_millis(60), None);
        let stop = socket.receive(room, Wait::Within(&short)).unwrap_err();
        assert!(matches!(stop, Stop::Interrupted(Interrupt::TimedOut)), "{stop:?}");
        assert!(matches!(socket.receive(room, Wait::Not), Err(Stop::WouldBlock)));

        let cancel = Arc::new(Cancel::default());
        let deadline = Deadline::after(Duration::from_secs(20), Some(cancel.clone()));
        server.write_all(b"ab").unwrap();
        assert_eq!(socket.receive(room, Wait::Within(&deadline)).unwrap(), 2);
        let begun = Instant::now();
        std::thread::scope(|s| {
            s.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                cancel.trigger();
                cancel.reset();
            });
            let stop = socket.receive(room, Wait::Within(&deadline)).unwrap_err();
            assert!(matches!(stop, Stop::Interrupted(Interrupt::Cancelled)), "{stop:?}");
        });
        assert!(begun.elapsed() < Duration::from_secs(10));
        drop(server);
        let deadline = Deadline::after(Duration::from_secs(20), None);
        assert!(matches!(
            socket.receive(room, Wait::Within(&deadline)),
            Err(Stop::Closed)
        ));
    }
}
