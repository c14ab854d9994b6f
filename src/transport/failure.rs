//! Why an exchange ended without an answer, and how far it had come.

use std::io;

use crate::common::scope::Interrupt;

use super::certificate;
use super::exchange::Answer;
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
    /// The server did not accept our certificate, or wants one.
    ClientCertificate,
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
    /// What to do, where that is not the same for all failures of the kind.
    pub advice: Option<&'static str>,
    pub os_code: Option<i32>,
    pub progress: Progress,
    /// The status a proxy refused with.
    pub proxy_status: Option<u16>,
    /// What had come of the answer; its status is 0 if its head was not complete.
    pub begun: Option<Box<Answer>>,
    /// The exchange, when its answer may still come.
    pub late: Option<Box<Late>>,
}

impl Failure {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Failure {
        Failure {
            kind,
            detail: detail.into(),
            advice: None,
            os_code: None,
            progress: Progress::NothingSent,
            proxy_status: None,
            begun: None,
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
            Stop::Tls(rustls::Error::InvalidCertificate(reason)) => {
                let refusal = certificate::explain(&reason);
                Failure {
                    advice: refusal.advice,
                    ..Failure::new(Kind::Certificate, refusal.text)
                }
            }
            Stop::Tls(error) => Failure::new(Kind::Handshake, format!("TLS failed ({error}) while {doing}")),
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
