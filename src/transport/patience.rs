//! How a read or a write waits for at most one slice.
//!
//! The kernel's own timeouts cost no system call as long as they stay the same. On Windows they are late by half a
//! second and leave the socket in an undefined state, so there the socket never blocks and `poll` waits.

#[cfg(not(windows))]
pub use kernel::Patience;
#[cfg(windows)]
pub use polled::Patience;

#[cfg(not(windows))]
mod kernel {
    use std::io;
    use std::net::TcpStream;
    use std::time::Duration;

    use crate::common::scope::SLICE;

    #[derive(Debug)]
    pub struct Patience {
        read: Duration,
        write: Duration,
    }

    impl Patience {
        pub fn new(stream: &TcpStream) -> io::Result<Patience> {
            stream.set_nonblocking(false)?;
            stream.set_read_timeout(Some(SLICE))?;
            stream.set_write_timeout(Some(SLICE))?;
            Ok(Patience {
                read: SLICE,
                write: SLICE,
            })
        }

        /// Has the next read give up after `slice`.
        pub fn before_read(&mut self, stream: &TcpStream, slice: Duration) -> io::Result<()> {
            if slice != self.read {
                stream.set_read_timeout(Some(slice))?;
                self.read = slice;
            }
            Ok(())
        }

        /// Has the next write give up after `slice`.
        pub fn before_write(&mut self, stream: &TcpStream, slice: Duration) -> io::Result<()> {
            if slice != self.write {
                stream.set_write_timeout(Some(slice))?;
                self.write = slice;
            }
            Ok(())
        }
    }
}

#[cfg(windows)]
mod polled {
    use std::io;
    use std::net::TcpStream;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags};

    use super::super::connect::wait;

    #[derive(Debug)]
    pub struct Patience;

    impl Patience {
        pub fn new(stream: &TcpStream) -> io::Result<Patience> {
            stream.set_nonblocking(true)?;
            Ok(Patience)
        }

        /// Waits for at most `slice` until a read has something.
        pub fn before_read(&mut self, stream: &TcpStream, slice: Duration) -> io::Result<()> {
            wait(&mut [PollFd::new(stream, PollFlags::IN)], slice)
        }

        /// Waits for at most `slice` until a write finds room.
        pub fn before_write(&mut self, stream: &TcpStream, slice: Duration) -> io::Result<()> {
            wait(&mut [PollFd::new(stream, PollFlags::OUT)], slice)
        }
    }
}
