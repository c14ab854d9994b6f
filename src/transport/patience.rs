//! How a read waits for at most one slice.
//!
//! The kernel's own timeout costs no system call as long as it stays the same. On Windows it is late by half a
//! second and leaves the socket in an undefined state, so there the socket never blocks and `poll` waits.

#[cfg(not(windows))]
pub use kernel::Patience;
#[cfg(windows)]
pub use polled::Patience;

#[cfg(not(windows))]
mod kernel {
    use std::io;
    use std::net::TcpStream;
    use std::time::Duration;

    #[derive(Debug)]
    pub struct Patience {
        /// Zero as long as none is set.
        timeout: Duration,
    }

    impl Patience {
        pub fn new(stream: &TcpStream) -> io::Result<Patience> {
            stream.set_nonblocking(false)?;
            // Not every kernel heeds the flag of a send that is not to wait; that of macOS does not.
            #[cfg(not(target_os = "linux"))]
            stream.set_write_timeout(Some(crate::common::scope::SLICE))?;
            Ok(Patience {
                timeout: Duration::ZERO,
            })
        }

        /// Has the next read give up after `slice`.
        pub fn before_read(&mut self, stream: &TcpStream, slice: Duration) -> io::Result<()> {
            if slice != self.timeout {
                stream.set_read_timeout(Some(slice))?;
                self.timeout = slice;
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
    }
}
