//! Why an exchange ended without an answer, and how far it had come.

use std::io;

use rustls::AlertDescription;

use crate::common::scope::Interrupt;
use crate::common::secret::Wiped;

use super::late::Late;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Resolve,
    Connect,
    /// The proxy answered the CONNECT with something other than 2xx.
    ProxyRefused,
    /// The server's certificate was not accepted.
    Certificate,
    /// TLS could not be agreed for another reason.
    Handshake,
    TimedOut,
    Cancelled,
    /// The connection broke before the answer was complete.
    Lost,
    /// What came was not HTTP.
    Malformed,
    TooLarge,
}

/// How far the request and its answer got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// The server cannot have acted on the request.
    NothingSent,
    /// The request left and no byte of an answer came.
    Sent,
    /// Part of an answer came.
    AnswerBegun,
}

#[derive(Debug)]
pub struct Failure {
    pub kind: Kind,
    /// What failed, against which host; never a secret.
    pub detail: String,
    pub os_code: Option<i32>,
    pub progress: Progress,
    /// The status a proxy refused with.
    pub proxy_status: Option<u16>,
    /// What had come of the answer's body.
    pub received: Wiped,
    /// The exchange, when its answer may still come.
    pub late: Option<Box<Late>>,
}

impl Failure {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Failure {
        Failure {
            kind,
            detail: detail.into(),
            os_code: None,
            progress: Progress::NothingSent,
            proxy_status: None,
            received: Wiped::default(),
            late: None,
        }
    }

    /// Turns the end of a wait into a failure of `doing`, such as "connecting to example.com:443".
    pub fn from_stop(stop: Stop, doing: &str) -> Failure {
        match stop {
            Stop::Interrupted(Interrupt::TimedOut) => Failure::new(Kind::TimedOut, format!("timed out while {doing}")),
            Stop::Interrupted(Interrupt::Cancelled) => {
                Failure::new(Kind::Cancelled, format!("cancelled while {doing}"))
            }
            Stop::Io(error) => Failure {
                os_code: error.raw_os_error(),
                ..Failure::new(Kind::Lost, format!("connection lost while {doing}: {error}"))
            },
            Stop::Closed => Failure::new(
                Kind::Lost,
                format!("the other side closed the connection while {doing}"),
            ),
            Stop::Tls(error) => {
                let (kind, text) = explain_tls(&error);
                Failure::new(kind, format!("{text} while {doing}"))
            }
        }
    }

    pub fn at(mut self, progress: Progress) -> Failure {
        self.progress = progress;
        self
    }
}

/// Why reading or writing a connection stopped.
#[derive(Debug)]
pub enum Stop {
    Interrupted(Interrupt),
    Io(io::Error),
    Closed,
    Tls(rustls::Error),
}

impl From<rustls::Error> for Stop {
    fn from(error: rustls::Error) -> Stop {
        #[cfg(windows)]
        if let Some(interrupt) = super::verify::interrupt(&error) {
            return Stop::Interrupted(interrupt);
        }
        Stop::Tls(error)
    }
}

impl From<Interrupt> for Stop {
    fn from(interrupt: Interrupt) -> Stop {
        Stop::Interrupted(interrupt)
    }
}

/// Whether the peer refused the handshake with this alert. In TLS 1.3 the client may have sent its
/// request by then, but a server that refuses the handshake has not read it (RFC 8446, 4.4.4).
pub fn is_handshake_refusal(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::HandshakeFailure
            | A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied
            | A::DecryptError
            | A::ProtocolVersion
            | A::InsufficientSecurity
            | A::CertificateRequired
    )
}

fn explain_tls(error: &rustls::Error) -> (Kind, String) {
    use rustls::CertificateError as C;
    let rustls::Error::InvalidCertificate(reason) = error else {
        return (Kind::Handshake, format!("TLS failed ({error})"));
    };
    let text = match reason {
        C::UnknownIssuer => "the server's certificate is signed by an authority that is not trusted".into(),
        C::Expired | C::ExpiredContext { .. } => "the server's certificate has expired".into(),
        C::NotValidYet | C::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet (is the clock right?)".into()
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => {
            "the server's certificate is for another host name".into()
        }
        C::Revoked => "the server's certificate was revoked".into(),
        C::ApplicationVerificationFailure => "the server's certificate is not the pinned one".into(),
        other => format!("the server's certificate was not accepted ({other:?})"),
    };
    (Kind::Certificate, text)
}
