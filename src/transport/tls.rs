//! TLS over a socket, with the buffers in our own hands so that they can be wiped.

use std::sync::Arc;

use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{ConnectionState, EncodeError, EncryptError, InsufficientSizeError};
use rustls::{ClientConfig, Error, ProtocolVersion};

use super::buffer::Buffer;
use super::failure::Stop;
use super::socket::{Socket, Wait};

/// Room for one read; TLS records are at most a little larger, and the buffer grows for them.
const READ_SIZE: usize = 8 * 1024;

pub struct Tls {
    session: UnbufferedClientConnection,
    incoming: Buffer,
    /// Encoded records that have not been sent. The last handshake record waits here to leave
    /// together with the request.
    outgoing: Buffer,
    closed: bool,
    /// What went wrong behind data that has been handed out.
    broken: Option<Error>,
}

#[derive(PartialEq, Eq)]
enum State {
    NeedsBytes,
    Ready,
}

impl Tls {
    pub fn new(config: Arc<ClientConfig>, name: ServerName<'static>) -> Result<Tls, Error> {
        Ok(Tls {
            session: UnbufferedClientConnection::new(config, name)?,
            incoming: Buffer::default(),
            outgoing: Buffer::default(),
            closed: false,
            broken: None,
        })
    }

    pub fn is_1_3(&self) -> bool {
        self.session.protocol_version() == Some(ProtocolVersion::TLSv1_3)
    }

    /// Whether no more can come.
    pub fn is_over(&self) -> bool {
        self.closed || self.broken.is_some()
    }

    pub fn handshake(&mut self, socket: &mut Socket, wait: &Wait<'_>) -> Result<(), Stop> {
        let mut nothing = Buffer::default();
        loop {
            match self.advance(&mut nothing) {
                Ok(State::Ready) if !self.closed => return Ok(()),
                Ok(State::Ready) => return Err(Stop::Closed),
                Ok(State::NeedsBytes) => {}
                Err(error) => {
                    self.send_alert(&error, socket, wait);
                    return Err(error.into());
                }
            }
            self.flush(socket, wait)?;
            self.read(socket, wait)?;
        }
    }

    /// Encrypts `bytes` behind whatever still waits to be sent. Returns all that has to be sent now.
    pub fn encrypt(&mut self, bytes: &[u8]) -> Result<&mut Buffer, Stop> {
        loop {
            let status = self.session.process_tls_records(self.incoming.filled_mut());
            let discard = status.discard;
            let done = match status.state.map_err(Stop::from)? {
                ConnectionState::WriteTraffic(mut traffic) => {
                    grow(&mut self.outgoing, bytes.len() + 64, |room| {
                        traffic.encrypt(bytes, room).map_err(|error| match error {
                            EncryptError::InsufficientSize(size) => Need::Room(size),
                            EncryptError::EncryptExhausted => Need::GivenUp,
                        })
                    })?;
                    true
                }
                ConnectionState::EncodeTlsData(mut data) => {
                    encode(&mut self.outgoing, |room| data.encode(room))?;
                    false
                }
                ConnectionState::TransmitTlsData(data) => {
                    data.done();
                    false
                }
                // The peer said something where nothing was due: close_notify, or data before the request.
                _ => return Err(Stop::Closed),
            };
            self.incoming.consume(discard);
            if done {
                return Ok(&mut self.outgoing);
            }
        }
    }

    /// Reads once and moves what it decrypts to `plain`. `Stop::Closed` after a clean end.
    pub fn receive(&mut self, socket: &mut Socket, plain: &mut Buffer, wait: &Wait<'_>) -> Result<(), Stop> {
        if let Some(error) = self.broken.take() {
            return Err(error.into());
        }
        if self.closed {
            return Err(Stop::Closed);
        }
        if let Err(stop) = self.read(socket, wait) {
            // Without close_notify an end of the stream proves nothing: it may have been cut.
            return Err(match stop {
                Stop::Closed => Stop::Io(std::io::ErrorKind::UnexpectedEof.into()),
                other => other,
            });
        }
        let before = plain.filled().len();
        match self.advance(plain) {
            Ok(_) => {}
            // An answer that came before the failure counts.
            Err(error) if plain.filled().len() > before => self.broken = Some(error),
            Err(error) => return Err(error.into()),
        }
        if self.closed && plain.is_empty() {
            return Err(Stop::Closed);
        }
        Ok(())
    }

    fn read(&mut self, socket: &mut Socket, wait: &Wait<'_>) -> Result<(), Stop> {
        let count = socket.receive(self.incoming.room(READ_SIZE), wait)?;
        self.incoming.fill(count);
        Ok(())
    }

    fn flush(&mut self, socket: &mut Socket, wait: &Wait<'_>) -> Result<(), Stop> {
        let Wait::Within(scope) = wait else {
            return Ok(());
        };
        socket.send(self.outgoing.filled(), scope).map_err(|(_, stop)| stop)?;
        self.outgoing.consume(self.outgoing.filled().len());
        Ok(())
    }

    /// Tells the server why the handshake ended, if that can be said at once.
    fn send_alert(&mut self, error: &Error, socket: &mut Socket, wait: &Wait<'_>) {
        let queued = match error {
            // The record is still there, and rustls must not read it a second time.
            Error::InvalidMessage(_) | Error::PeerSentOversizedRecord | Error::DecryptError => {
                let status = self.session.process_tls_records(self.incoming.filled_mut());
                match status.state {
                    Ok(ConnectionState::EncodeTlsData(mut data)) => {
                        encode(&mut self.outgoing, |room| data.encode(room)).is_ok()
                    }
                    _ => false,
                }
            }
            _ => self.advance(&mut Buffer::default()).is_err(),
        };
        if queued {
            let _ = self.flush(socket, wait);
        }
    }

    /// Works through what has been received until more is needed.
    fn advance(&mut self, plain: &mut Buffer) -> Result<State, Error> {
        loop {
            let status = self.session.process_tls_records(self.incoming.filled_mut());
            let mut discard = status.discard;
            let state = match status.state {
                Err(error) => {
                    self.incoming.consume(discard);
                    return Err(error);
                }
                Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                    while let Some(record) = traffic.next_record() {
                        let record = record?;
                        discard += record.discard;
                        plain.extend(record.payload);
                    }
                    None
                }
                Ok(ConnectionState::EncodeTlsData(mut data)) => {
                    encode(&mut self.outgoing, |room| data.encode(room))
                        .map_err(|_| Error::General("a handshake record could not be encoded".into()))?;
                    None
                }
                Ok(ConnectionState::TransmitTlsData(data)) => {
                    data.done();
                    None
                }
                Ok(ConnectionState::PeerClosed) => {
                    self.closed = true;
                    None
                }
                Ok(ConnectionState::BlockedHandshake) => Some(State::NeedsBytes),
                Ok(_) => Some(State::Ready),
            };
            self.incoming.consume(discard);
            if let Some(state) = state {
                return Ok(state);
            }
        }
    }
}

enum Need {
    Room(InsufficientSizeError),
    GivenUp,
}

fn encode(outgoing: &mut Buffer, mut write: impl FnMut(&mut [u8]) -> Result<usize, EncodeError>) -> Result<(), Stop> {
    grow(outgoing, 512, |room| {
        write(room).map_err(|error| match error {
            EncodeError::InsufficientSize(size) => Need::Room(size),
            EncodeError::AlreadyEncoded => Need::GivenUp,
        })
    })
}

/// Lets `write` fill the buffer, with more room when it asks for more.
fn grow(
    buffer: &mut Buffer,
    guess: usize,
    mut write: impl FnMut(&mut [u8]) -> Result<usize, Need>,
) -> Result<(), Stop> {
    let mut size = guess;
    loop {
        match write(buffer.room(size)) {
            Ok(count) => {
                buffer.fill(count);
                return Ok(());
            }
            Err(Need::Room(needed)) if needed.required_size > size => size = needed.required_size,
            Err(_) => return Err(Stop::Tls(Error::General("a record could not be encoded".into()))),
        }
    }
}
