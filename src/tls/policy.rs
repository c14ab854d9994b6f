//! How the library itself judges a server's certificate.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerified;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};

use super::explain::Refused;
use super::fingerprint::Fingerprint;
use super::peer::PeerCertificate;
use super::verifier::CertificatePolicy;

/// Accepts what leads to one of these authorities. The verifier that rustls has for this would bring along a reader of
/// revocation lists, of which there are none.
pub struct Anchored {
    pub roots: RootCertStore,
    pub provider: Arc<CryptoProvider>,
}

impl CertificatePolicy for Anchored {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        let certificate = ParsedCertificate::try_from(peer.end_entity)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        verify_server_cert_signed_by_trust_anchor(&certificate, &self.roots, peer.intermediates, peer.now, algorithms)?;
        verify_server_name(&certificate, peer.server_name)?;
        Ok(ServerCertVerified::assertion())
    }
}

/// Accepts what one of two accepts: the authorities that a client adds, and those that it shares with others.
pub struct AnyOf {
    pub added: Arc<dyn CertificatePolicy>,
    pub others: Arc<dyn CertificatePolicy>,
}

impl CertificatePolicy for AnyOf {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        match self.added.judge(peer) {
            Ok(accepted) => Ok(accepted),
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => self.others.judge(peer),
            // Who knows the issuer gives the better reason. The other one is still asked, for it may know a newer key of
            // that issuer.
            Err(reason) => self.others.judge(peer).map_err(|_| reason),
        }
    }
}

/// As macOS says.
#[cfg(target_vendor = "apple")]
impl CertificatePolicy for Arc<dyn rustls::client::danger::ServerCertVerifier> {
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
