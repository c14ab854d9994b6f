//! Wakes threads that wait in `poll`: a file descriptor that is readable once it was signalled.
//!
//! Linux has eventfd for this. Elsewhere it is a UDP socket that is connected to itself over loopback, which needs
//! nothing that the standard library does not have, on Windows 7 either.

use std::io;

#[cfg(target_os = "linux")]
#[derive(Debug)]
pub struct Waker(rustix::fd::OwnedFd);

#[cfg(target_os = "linux")]
impl Waker {
    pub fn new() -> io::Result<Waker> {
        use rustix::event::{EventfdFlags, eventfd};
        Ok(Waker(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?))
    }

    /// Makes the descriptor readable until it is cleared.
    pub fn signal(&self) {
        // It fails only when the count is full: then it is readable already.
        let _ = rustix::io::write(&self.0, &1u64.to_ne_bytes());
    }

    pub fn clear(&self) {
        let _ = rustix::io::read(&self.0, &mut [0u8; 8]);
    }

    pub fn descriptor(&self) -> &impl rustix::fd::AsFd {
        &self.0
    }
}

#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub struct Waker(std::net::UdpSocket);

#[cfg(not(target_os = "linux"))]
impl Waker {
    pub fn new() -> io::Result<Waker> {
        let socket = std::net::UdpSocket::bind(("127.0.0.1", 0))?;
        // Connected, it takes datagrams from nobody but itself.
        socket.connect(socket.local_addr()?)?;
        socket.set_nonblocking(true)?;
        Ok(Waker(socket))
    }

    /// Makes the descriptor readable until it is cleared.
    pub fn signal(&self) {
        // It fails only when the buffer is full: then it is readable already.
        let _ = self.0.send(&[1]);
    }

    pub fn clear(&self) {
        while self.0.recv(&mut [0]).is_ok() {}
    }

    pub fn descriptor(&self) -> &std::net::UdpSocket {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use super::*;

    #[test]
    fn it_is_readable_from_signal_to_clear() {
        let waker = Waker::new().unwrap();
        let is_readable = || {
            let mut entries = [PollFd::new(waker.descriptor(), PollFlags::IN)];
            let no_time = Timespec { tv_sec: 0, tv_nsec: 0 };
            poll(&mut entries, Some(&no_time)).unwrap() == 1
        };
        assert!(!is_readable());
        waker.signal();
        waker.signal();
        assert!(is_readable() && is_readable());
        waker.clear();
        assert!(!is_readable());
    }
}
