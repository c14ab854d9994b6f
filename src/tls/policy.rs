//! How the library itself judges a server's certificate.

use std::sync::Arc;

use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::{CertificateError, Error};

use super::explain::Refused;
use super::fingerprint::Fingerprint;
use super::peer::PeerCertificate;
use super::verifier::CertificatePolicy;

/// Accepts what one of two verifiers accepts: the authorities that a client adds, and those that it shares with others.
pub struct AnyOf {
    pub added: Arc<dyn ServerCertVerifier>,
    pub others: Arc<dyn ServerCertVerifier>,
}

impl CertificatePolicy for AnyOf {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        match peer.verify_with(&*self.added) {
            Ok(accepted) => Ok(accepted),
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => peer.verify_with(&*self.others),
            // The verifier that knows the issuer gives the better reason. It still asks the other one, which may know a
            // newer key of that issuer.
            Err(reason) => peer.verify_with(&*self.others).map_err(|_| reason),
        }
    }
}

/// As this one verifier says.
impl CertificatePolicy for Arc<dyn ServerCertVerifier> {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        peer.verify_with(&**self)
    }
}

/// Accepts a server that proves that it owns one of the pinned certificates. Its issuer, names and dates do not matter:
/// the host has said that this certificate is the right one.
pub struct Pinned(pub Vec<Fingerprint>);

impl CertificatePolicy for Pinned {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        let fingerprint = Fingerprint::of(peer.end_entity);
        if self.0.contains(&fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Refused::not_pinned(fingerprint).into())
    }
}
