//! The TLS side of one connection, without I/O: received bytes go in, records to be sent come out. The buffers are the
//! library's own, so that they can be wiped.

use std::sync::Arc;

use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{ConnectionState, EncodeError, EncryptError, InsufficientSizeError};
use rustls::{ClientConfig, Error, ProtocolVersion};

use crate::base::buffer::Buffer;

use super::crypto::suite_name;

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

/// How the handshake stands.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    NeedsBytes,
    Ready,
}

/// Why nothing can be sent.
#[derive(Debug)]
pub enum Unsendable {
    /// The peer said something where nothing was due: that it closes, or data before the request.
    PeerSpoke,
    Tls(Error),
}

impl From<Error> for Unsendable {
    fn from(error: Error) -> Unsendable {
        Unsendable::Tls(error)
    }
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

    /// The name of the cipher suite that was agreed on.
    pub fn suite(&self) -> Option<&'static str> {
        suite_name(self.session.negotiated_cipher_suite()?.suite())
    }

    /// Whether no more can come.
    pub fn is_closed(&self) -> bool {
        self.closed || self.broken.is_some()
    }

    /// Room for received bytes; [`Tls::received`] says how many came.
    pub fn room(&mut self) -> &mut [u8] {
        self.incoming.room(READ_SIZE)
    }

    pub fn received(&mut self, count: usize) {
        self.incoming.fill(count);
    }

    /// What has been received and not been read as records.
    pub fn unread(&self) -> &[u8] {
        self.incoming.filled()
    }

    /// What has to be sent; consume what was.
    pub fn outgoing(&mut self) -> &mut Buffer {
        &mut self.outgoing
    }

    /// Encrypts `bytes` behind whatever still waits to be sent.
    pub fn encrypt(&mut self, bytes: &[u8]) -> Result<(), Unsendable> {
        loop {
            let status = self.session.process_tls_records(self.incoming.filled_mut());
            let discard = status.discard;
            let done = match status.state? {
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
                _ => return Err(Unsendable::PeerSpoke),
            };
            self.incoming.consume(discard);
            if done {
                return Ok(());
            }
        }
    }

    /// Decrypts what was received into `plain`.
    pub fn decrypt(&mut self, plain: &mut Buffer) -> Result<(), Error> {
        let before = plain.filled().len();
        match self.advance(plain) {
            Ok(_) => Ok(()),
            // An answer that came before the failure counts.
            Err(error) if plain.filled().len() > before => {
                self.broken = Some(error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The failure behind data that has been handed out.
    pub fn take_failure(&mut self) -> Option<Error> {
        self.broken.take()
    }

    /// Whether the peer has said that it sends no more.
    pub fn peer_has_closed(&self) -> bool {
        self.closed
    }

    /// Works through what was received of the handshake.
    pub fn advance_handshake(&mut self) -> Result<State, Error> {
        self.advance(&mut Buffer::default())
    }

    /// Puts the alert that tells the server why the handshake ended into what has to be sent. Whether there is one.
    pub fn queue_alert(&mut self, error: &Error) -> bool {
        match error {
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
            _ => self.advance_handshake().is_err(),
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
                    encode(&mut self.outgoing, |room| data.encode(room))?;
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

fn encode(outgoing: &mut Buffer, mut write: impl FnMut(&mut [u8]) -> Result<usize, EncodeError>) -> Result<(), Error> {
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
) -> Result<(), Error> {
    let mut size = guess;
    loop {
        match write(buffer.room(size)) {
            Ok(count) => {
                buffer.fill(count);
                return Ok(());
            }
            Err(Need::Room(needed)) if needed.required_size > size => size = needed.required_size,
            Err(_) => return Err(Error::General("a record could not be encoded".into())),
        }
    }
}
