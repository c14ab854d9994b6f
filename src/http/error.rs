//! Why a request has no complete answer. Plain data.

use crate::net::error::{Error as NetError, Kind as NetKind, Stop as NetStop};
use crate::tls::explain::{CertificateFault, explain, failure, refuses_client_certificate};
use crate::tls::interrupt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Resolve,
    Connect,
    /// The process has run out of what a connection needs: file handles, memory or threads.
    Exhausted,
    /// The proxy answered the CONNECT with something other than 2xx.
    ProxyRefused,
    /// The proxy wants to be logged in to by another scheme than Basic.
    ProxyScheme,
    /// The server's certificate was not accepted.
    Certificate(CertificateFault),
    /// TLS could not be agreed for another reason.
    Handshake,
    /// The server did not accept our certificate, or wants one.
    ClientCertificate,
    TimedOut,
    Cancelled,
    /// The connection broke before the answer was complete.
    Lost,
    /// What came was not HTTP.
    Malformed,
    /// What came was TLS, but plain HTTP was spoken.
    SpeaksTls,
    /// What came was no TLS, but TLS was spoken.
    NoTls,
    TooLarge,
    /// No memory is left for the answer.
    NoMemory,
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

/// What was going on when a request failed, as far as it changes what to do about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Exchange,
    /// A connection to the server was being made.
    Connecting,
    /// The same, and the time for it passed.
    ConnectTimeout,
    /// The proxy was being reached.
    Proxy,
}

#[derive(Clone, Debug)]
pub struct Error {
    pub kind: Kind,
    /// What failed, with which host; never a secret.
    pub what: String,
    pub os_code: Option<i32>,
    pub progress: Progress,
    pub phase: Phase,
    /// The status a proxy refused with.
    pub proxy_status: Option<u16>,
}

/// Why reading or writing a connection stopped.
#[derive(Debug)]
pub enum Stop {
    Net(NetStop),
    Tls(rustls::Error),
    /// The other side does not speak TLS, but perhaps HTTP.
    NoTls {
        is_http: bool,
    },
}

impl Error {
    pub fn new(kind: Kind, what: impl Into<String>) -> Error {
        Error {
            kind,
            what: what.into(),
            os_code: None,
            progress: Progress::NothingSent,
            phase: Phase::Exchange,
            proxy_status: None,
        }
    }

    /// `doing` is what was stopped, such as "connecting to example.com:443".
    pub fn stopped(stop: &Stop, doing: &str) -> Error {
        match stop {
            Stop::Net(stop) => NetError::stopped(stop, doing).into(),
            Stop::Tls(rustls::Error::InvalidCertificate(reason)) => {
                let (fault, what) = explain(reason);
                Error::new(Kind::Certificate(fault), what)
            }
            Stop::NoTls { is_http: true } => {
                Error::new(Kind::NoTls, format!("plain HTTP came, and no TLS, while {doing}"))
            }
            Stop::NoTls { is_http: false } => {
                Error::new(Kind::NoTls, format!("something else than TLS came while {doing}"))
            }
            Stop::Tls(error) => {
                let kind = match error {
                    rustls::Error::AlertReceived(alert) if refuses_client_certificate(*alert) => {
                        Kind::ClientCertificate
                    }
                    _ => Kind::Handshake,
                };
                Error::new(kind, format!("TLS failed while {doing}: {}", failure(error)))
            }
        }
    }

    pub fn during(mut self, phase: Phase) -> Error {
        self.phase = phase;
        self
    }

    pub fn at(mut self, progress: Progress) -> Error {
        self.progress = progress;
        self
    }
}

impl From<NetError> for Error {
    fn from(error: NetError) -> Error {
        let kind = match error.kind {
            NetKind::Resolve => Kind::Resolve,
            NetKind::Connect => Kind::Connect,
            NetKind::Exhausted => Kind::Exhausted,
            NetKind::TimedOut => Kind::TimedOut,
            NetKind::Cancelled => Kind::Cancelled,
            NetKind::Lost => Kind::Lost,
        };
        Error {
            os_code: error.os_code,
            ..Error::new(kind, error.what)
        }
    }
}

impl From<NetStop> for Stop {
    fn from(stop: NetStop) -> Stop {
        Stop::Net(stop)
    }
}

impl From<rustls::Error> for Stop {
    fn from(error: rustls::Error) -> Stop {
        match interrupt(&error) {
            Some(interrupt) => Stop::Net(interrupt.into()),
            None => Stop::Tls(error),
        }
    }
}
