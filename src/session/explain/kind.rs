//! Calls that have no complete answer.

use crate::api::Kind;
use crate::session::advice::Advice;
use crate::session::status::Status;

use super::certificate::of_certificate;

/// The status, and advice where it is not the same for all errors of the status.
pub fn of_kind(kind: Kind) -> (Status, Option<Advice>) {
    match kind {
        Kind::Resolve => (Status::ResolveFailed, None),
        Kind::Connect => (Status::ConnectFailed, None),
        Kind::Exhausted => (Status::ConnectFailed, Some(Advice::FreeResources)),
        Kind::ProxyRefused => (Status::ProxyRefused, None),
        Kind::Certificate(fault) => (Status::TlsCertificate, of_certificate(fault)),
        Kind::Handshake => (Status::TlsHandshake, None),
        Kind::ClientCertificate => (Status::TlsHandshake, Some(Advice::SetClientCertificate)),
        Kind::TimedOut => (Status::TimedOut, None),
        Kind::Cancelled => (Status::Cancelled, None),
        Kind::Lost => (Status::ConnectionLost, None),
        Kind::Malformed => (Status::AnswerNotUnderstood, None),
        Kind::SpeaksTls => (Status::AnswerNotUnderstood, Some(Advice::UseHttps)),
        Kind::TooLarge => (Status::AnswerTooLarge, None),
        Kind::NoMemory => (Status::AnswerTooLarge, Some(Advice::FreeResources)),
    }
}
