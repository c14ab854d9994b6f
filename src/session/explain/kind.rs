//! Calls that have no complete answer.

use crate::api::{Kind, Phase};
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
        Kind::ProxyScheme => (Status::ProxyRefused, Some(Advice::PassProxyWithoutLogin)),
        Kind::Certificate(fault) => (Status::TlsCertificate, of_certificate(fault)),
        Kind::Handshake => (Status::TlsHandshake, None),
        Kind::ClientCertificate => (Status::TlsHandshake, Some(Advice::SetClientCertificate)),
        Kind::TimedOut => (Status::TimedOut, None),
        Kind::Cancelled => (Status::Cancelled, None),
        Kind::Lost => (Status::ConnectionLost, None),
        Kind::Malformed => (Status::AnswerNotUnderstood, None),
        Kind::SpeaksTls => (Status::AnswerNotUnderstood, Some(Advice::UseHttps)),
        Kind::NoTls => (Status::TlsHandshake, Some(Advice::UseTlsPort)),
        Kind::TooLarge => (Status::AnswerTooLarge, None),
        Kind::NoMemory => (Status::AnswerTooLarge, Some(Advice::FreeResources)),
    }
}

/// What was going on can tell more than what happened: neither a proxy nor a time limit is mended at the base address.
pub fn of_phase(phase: Phase, kind: Kind) -> Option<Advice> {
    match (phase, kind) {
        (Phase::Proxy, Kind::Resolve | Kind::Connect | Kind::TimedOut) => Some(Advice::CheckProxyAddress),
        (Phase::ConnectTimeout, Kind::TimedOut) => Some(Advice::AllowTimeToConnect),
        (Phase::Connecting, Kind::TimedOut) => Some(Advice::CheckWay),
        _ => None,
    }
}
