//! One connection to the server, with or without TLS: bytes out, bytes in.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::base::buffer::Buffer;
use crate::base::clock::{self, Moment};
use crate::base::deadline::Deadline;
use crate::net::error::Stop as NetStop;
use crate::net::socket::{Socket, Wait};
use crate::tls;
use crate::tls::stream::{State, Tls, Unsendable};

use super::error::Stop;

/// Room for one read without TLS.
const READ_SIZE: usize = 4 * 1024;

pub struct Connection {
    socket: Socket,
    tls: Option<Box<Tls>>,
    /// Decrypted bytes that nobody has taken yet.
    plain: Buffer,
    pub reused: bool,
    pub idle_since: Moment,
}

impl Connection {
    pub fn plain(socket: Socket) -> Connection {
        Connection {
            socket,
            tls: None,
            plain: Buffer::default(),
            reused: false,
            idle_since: clock::moment(),
        }
    }

    /// Agrees on TLS.
    pub fn secure(
        mut socket: Socket,
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        deadline: &Deadline,
    ) -> Result<Connection, Stop> {
        let mut tls = Tls::new(config, name)?;
        tls::within(deadline, || handshake(&mut tls, &mut socket, deadline))?;
        Ok(Connection {
            tls: Some(Box::new(tls)),
            ..Connection::plain(socket)
        })
    }

    /// Gives the socket back, for TLS to be laid over a proxy's tunnel. None if more came than the
    /// proxy's own answer.
    pub fn into_socket(self) -> Option<Socket> {
        self.plain.is_empty().then_some(self.socket)
    }

    /// Sends `bytes` in one piece. After a failure not all of them have left.
    pub fn send(&mut self, bytes: &[u8], deadline: &Deadline) -> Result<(), Stop> {
        let Some(tls) = &mut self.tls else {
            return self.socket.send(bytes, deadline).map_err(Stop::from);
        };
        tls.encrypt(bytes).map_err(|error| match error {
            Unsendable::PeerSpoke => NetStop::Closed.into(),
            Unsendable::Tls(error) => Stop::from(error),
        })?;
        let records = tls.outgoing();
        let result = self.socket.send(records.filled(), deadline);
        records.consume(records.filled().len());
        result.map_err(Stop::from)
    }

    /// Waits until there is more in [`Connection::buffer`]. `Closed` after a clean end.
    pub fn receive(&mut self, wait: Wait<'_>) -> Result<(), Stop> {
        let Some(tls) = &mut self.tls else {
            let count = self.socket.receive(self.plain.room(READ_SIZE), wait)?;
            self.plain.fill(count);
            return Ok(());
        };
        if let Some(error) = tls.take_failure() {
            return Err(error.into());
        }
        if tls.peer_has_closed() {
            return Err(NetStop::Closed.into());
        }
        let count = self.socket.receive(tls.room(), wait).map_err(|stop| match stop {
            // Without close_notify an end of the stream proves nothing: it may have been cut.
            NetStop::Closed => NetStop::Io(std::io::ErrorKind::UnexpectedEof.into()),
            stop => stop,
        })?;
        tls.received(count);
        tls.decrypt(&mut self.plain)?;
        if tls.peer_has_closed() && self.plain.is_empty() {
            return Err(NetStop::Closed.into());
        }
        Ok(())
    }

    /// Bytes of the answer that came and were not consumed.
    pub fn buffer(&mut self) -> &mut Buffer {
        &mut self.plain
    }

    /// The same, for a look.
    pub fn received(&self) -> &[u8] {
        self.plain.filled()
    }

    /// Whether an idle connection can still take a request: what lies there already would be taken for its answer.
    /// Session tickets may have come meanwhile; anything else that came means that it is finished.
    pub fn is_alive(&mut self) -> bool {
        // Tickets come in one or two records; a peer that goes on talking is no good.
        for _ in 0..4 {
            if !self.socket.is_readable() {
                return self.plain.is_empty();
            }
            if self.tls.is_none() {
                return false;
            }
            match self.receive(Wait::Not) {
                Ok(()) if self.plain.is_empty() => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether it can take another request, as far as is known without a look.
    pub fn is_open(&self) -> bool {
        self.plain.is_empty() && !self.tls.as_ref().is_some_and(|tls| tls.is_closed())
    }

    pub fn tls(&self) -> Option<&Tls> {
        self.tls.as_deref()
    }

    pub fn socket(&self) -> &Socket {
        &self.socket
    }
}

fn handshake(tls: &mut Tls, socket: &mut Socket, deadline: &Deadline) -> Result<(), Stop> {
    let mut received = 0;
    loop {
        let state = tls.advance_handshake();
        if state.is_err()
            && tls.unread().len() == received
            && let Some(stop) = no_tls(tls.unread())
        {
            return Err(stop);
        }
        if let Err(error) = &state
            && !tls.queue_alert(error)
        {
            return Err(error.clone().into());
        }
        if let Ok(State::Ready) = state {
            return if tls.peer_has_closed() {
                Err(NetStop::Closed.into())
            } else {
                // What is still to be sent leaves together with the request.
                Ok(())
            };
        }
        let records = tls.outgoing();
        let sent = socket.send(records.filled(), deadline);
        records.consume(records.filled().len());
        // An alert is for the server; the error that it tells of is what counts here.
        state?;
        sent?;
        let count = socket.receive(tls.room(), Wait::Within(deadline))?;
        tls.received(count);
        received += count;
    }
}

/// Whether the first bytes of the other side can be no record of TLS (RFC 8446, 5.1).
fn no_tls(bytes: &[u8]) -> Option<Stop> {
    let first = bytes.first()?;
    (!(0x14..=0x18).contains(first)).then(|| Stop::NoTls {
        is_http: bytes.starts_with(b"HTTP/"),
    })
}
