//! Why a certificate was not accepted: a reason to decide by, and words for a person.

mod failure;
mod fault;
mod reasons;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error, OtherError};

use super::algorithms;
use super::certificate::Certificate;
use super::fingerprint::Fingerprint;
use super::peer::PeerCertificate;

pub use failure::{OFFER, failure, refuses_client_certificate};
pub use fault::CertificateFault;

/// A certificate that is refused, told while it was at hand.
#[derive(Debug)]
pub struct Refused {
    pub fault: CertificateFault,
    /// Begins with "the server's certificate".
    pub text: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        CertificateError::Other(OtherError(Arc::new(refused))).into()
    }
}

/// The reason, and a text that begins with "the server's certificate".
pub fn explain(reason: &CertificateError) -> (CertificateFault, String) {
    match told(reason) {
        Some(refused) => (refused.fault, refused.text.clone()),
        None => (
            CertificateFault::Unusable,
            "the server's certificate was not accepted".into(),
        ),
    }
}

fn told(reason: &CertificateError) -> Option<&Refused> {
    match reason {
        CertificateError::Other(OtherError(other)) => other.downcast_ref(),
        _ => None,
    }
}

impl Refused {
    /// A certificate whose chain, names or dates are not accepted.
    pub fn new(reason: &CertificateError, peer: &PeerCertificate<'_>) -> Refused {
        if let Some(Refused { fault, text }) = told(reason) {
            return Refused::from((*fault, text.clone()));
        }
        let (fault, mut text) = reasons::of_reason(reason, peer);
        if fault == CertificateFault::OnlyByPin {
            let fingerprint = Fingerprint::of(peer.end_entity);
            text += &format!("; its SHA-256 fingerprint is {fingerprint}");
        }
        Refused::from((fault, format!("the server's certificate {text}")))
    }

    /// One that is another than the pinned ones.
    pub fn not_pinned(shown: Fingerprint) -> Refused {
        let text = format!("the server's certificate is not the pinned one, but has the SHA-256 fingerprint {shown}");
        Refused::from((CertificateFault::NotPinned, text))
    }

    /// One that was accepted, but whose key the server did not prove to have.
    pub fn without_key(certificate: &CertificateDer<'_>) -> Refused {
        let key = Certificate::read(certificate);
        let text = match key
            .as_ref()
            .and_then(|key| Some((key.rsa_key_bits(), key.key_algorithm()?)))
        {
            Some((bits, algorithm)) => match bits.and_then(|bits| Some((bits, reasons::rsa_key_misfit(bits)?))) {
                Some((bits, misfit)) => format!("has an RSA key of {bits} bits, which is {misfit}"),
                None => {
                    let name = algorithms::name(algorithm);
                    format!("has a key ({name}) that the server did not prove to have")
                }
            },
            None => "is damaged: it has no key that can be read".into(),
        };
        Refused::from((CertificateFault::Unusable, format!("the server's certificate {text}")))
    }
}

impl From<(CertificateFault, String)> for Refused {
    fn from((fault, text): (CertificateFault, String)) -> Refused {
        Refused { fault, text }
    }
}
