//! One connection to the server, with or without TLS: bytes out, bytes in.

use std::time::Instant;

use crate::common::scope::Scope;

use super::buffer::Buffer;
use super::failure::Stop;
use super::socket::{Socket, Wait};
use super::tls::Tls;

/// Room for one read without TLS.
const READ_SIZE: usize = 4 * 1024;

pub struct Connection {
    socket: Socket,
    tls: Option<Box<Tls>>,
    /// Decrypted bytes that nobody has taken yet.
    plain: Buffer,
    pub reused: bool,
    pub idle_since: Instant,
}

impl Connection {
    pub fn new(socket: Socket, tls: Option<Tls>) -> Connection {
        Connection {
            socket,
            tls: tls.map(Box::new),
            plain: Buffer::default(),
            reused: false,
            idle_since: Instant::now(),
        }
    }

    /// Gives the socket back, for TLS to be laid over a proxy's tunnel. None if more came than the
    /// proxy's own answer.
    pub fn into_socket(self) -> Option<Socket> {
        self.plain.is_empty().then_some(self.socket)
    }

    /// Sends `bytes` in one piece. On failure says whether any of them left.
    pub fn send(&mut self, bytes: &[u8], scope: &Scope) -> Result<(), (bool, Stop)> {
        let Some(tls) = &mut self.tls else {
            return self.socket.send(bytes, scope).map_err(|(sent, stop)| (sent > 0, stop));
        };
        let records = tls.encrypt(bytes).map_err(|stop| (false, stop))?;
        let result = self.socket.send(records.filled(), scope);
        records.consume(records.filled().len());
        result.map_err(|(sent, stop)| (sent > 0, stop))
    }

    /// Waits until there is more in `plain`.
    pub fn receive(&mut self, wait: &Wait<'_>) -> Result<(), Stop> {
        match &mut self.tls {
            Some(tls) => tls.receive(&mut self.socket, &mut self.plain, wait),
            None => {
                let count = self.socket.receive(self.plain.room(READ_SIZE), wait)?;
                self.plain.fill(count);
                Ok(())
            }
        }
    }

    pub fn plain(&mut self) -> &mut Buffer {
        &mut self.plain
    }

    /// Whether an idle connection can still take a request. Session tickets may have come meanwhile;
    /// anything else that came means that it is finished.
    pub fn is_alive(&mut self) -> bool {
        // Tickets come in one or two records; a peer that goes on talking is no good.
        for _ in 0..4 {
            if !self.socket.has_news() {
                return self.plain.is_empty();
            }
            let Some(tls) = &mut self.tls else {
                return false;
            };
            let expired = Scope::new(crate::common::scope::SLICE, None);
            match tls.receive(&mut self.socket, &mut self.plain, &Wait::Within(&expired)) {
                Ok(()) if self.plain.is_empty() => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether it can take another request, as far as is known without a look.
    pub fn is_open(&self) -> bool {
        self.plain.is_empty() && !self.tls.as_ref().is_some_and(|tls| tls.is_over())
    }

    pub fn tls(&self) -> Option<&Tls> {
        self.tls.as_deref()
    }

    pub fn socket(&self) -> &Socket {
        &self.socket
    }
}
