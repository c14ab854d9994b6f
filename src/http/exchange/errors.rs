//! Why an exchange has no complete answer.

use std::fmt;

use crate::base::memory;
use crate::http::error::{Error, Kind, Progress, Stop};
use crate::tls::stream::Tls;

use super::head::Fault;
use super::{Exchange, MAX_FRAMING, MAX_HEAD_BYTES, Stage};

impl Exchange {
    /// Bounds what framing and 1xx answers may add to the body itself.
    pub(super) fn check_size(&mut self) -> Result<(), Error> {
        let max = match self.stage {
            Stage::Body(_) => MAX_HEAD_BYTES.saturating_add(self.max_body_bytes.saturating_mul(MAX_FRAMING)),
            Stage::Raw => MAX_HEAD_BYTES.saturating_add(self.max_body_bytes),
            _ => MAX_HEAD_BYTES,
        };
        if self.received_bytes > max {
            return Err(self.too_large(max));
        }
        self.check_memory()
    }

    /// Whether an answer that has doubled may double once more.
    fn check_memory(&mut self) -> Result<(), Error> {
        if self.received_bytes < self.memory_found_for {
            return Ok(());
        }
        let twice = self.received_bytes.saturating_mul(2);
        if memory::is_left_for(twice) {
            self.memory_found_for = twice;
            return Ok(());
        }
        let text = format!("no memory is left for the answer of {}", self.peer);
        Err(Error::new(Kind::NoMemory, text).at(Progress::AnswerBegun))
    }

    pub(super) fn too_large(&self, max: usize) -> Error {
        let text = format!("the answer of {} is larger than {max} bytes", self.peer);
        Error::new(Kind::TooLarge, text).at(Progress::AnswerBegun)
    }

    /// The error of an answer whose head cannot be read. The first bytes of all may be a TLS alert: who sends it has
    /// understood nothing of the request.
    pub(super) fn no_head(&self, fault: &Fault) -> Error {
        let peer = &self.peer;
        let received = self.connection.received();
        let is_first = !self.connection.reused && received.len() == self.received_bytes;
        if is_first && self.connection.tls().is_none() && is_tls_alert(received) {
            return Error::new(Kind::SpeaksTls, format!("{peer} speaks TLS, but was spoken to without"));
        }
        self.malformed(fault)
    }

    pub(super) fn malformed(&self, reason: &dyn fmt::Display) -> Error {
        let peer = &self.peer;
        let text = format!("the answer of {peer} is not HTTP: {reason}");
        Error::new(Kind::Malformed, text).at(Progress::AnswerBegun)
    }

    /// The error of an exchange whose answer does not come any more because of `stop`.
    pub fn stopped(&self, stop: &Stop) -> Error {
        let progress = match self.received_bytes {
            0 => Progress::Sent,
            _ => Progress::AnswerBegun,
        };
        let mut error = Error::stopped(stop, &format!("waiting for the answer of {}", self.peer)).at(progress);
        let is_1_3 = self.connection.tls().is_some_and(Tls::is_1_3);
        match error.kind {
            // In TLS 1.3 a server reads the certificate when the request is on its way already, and then not that.
            Kind::ClientCertificate if is_1_3 && self.received_bytes == 0 && !self.connection.reused => {
                error.progress = Progress::NothingSent;
            }
            // The handshake was over.
            Kind::ClientCertificate | Kind::Handshake => error.kind = Kind::Lost,
            _ => {}
        }
        error
    }
}

/// A TLS record of type alert.
fn is_tls_alert(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15, 0x03, ..])
}
