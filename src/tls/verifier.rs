//! Makes a verifier for rustls of the library's own ways to judge a certificate.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{DigitallySignedStruct, Error, PeerMisbehaved, SignatureScheme};
use webpki::RawPublicKeyEntity;

use super::certificate::Certificate;
use super::explain::Refused;
use super::peer::PeerCertificate;

/// Judges a certificate; whether the server has its key is for [`PolicyVerifier`] to find out.
pub trait CertificatePolicy: Send + Sync {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error>;
}

/// Tells what is wrong with a certificate while it is at hand: later there is nothing left but the kind of the error.
pub struct PolicyVerifier {
    pub policy: Arc<dyn CertificatePolicy>,
    pub provider: Arc<CryptoProvider>,
}

impl fmt::Debug for PolicyVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicyVerifier")
    }
}

impl ServerCertVerifier for PolicyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let peer = PeerCertificate {
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        };
        self.policy.judge(&peer).map_err(|error| match error {
            Error::InvalidCertificate(reason) => Refused::new(&reason, &peer).into(),
            error => error,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let unproven = || Refused::without_key(certificate).into();
        let key = key_of(certificate).ok_or_else(unproven)?;
        let key = RawPublicKeyEntity::try_from(&key).map_err(|_| unproven())?;
        let known = self.provider.signature_verification_algorithms.mapping;
        let (_, algorithms) = known
            .iter()
            .find(|(scheme, _)| *scheme == signature.scheme)
            .ok_or(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
        let proves = |algorithm| key.verify_signature(algorithm, message, signature.signature()).is_ok();
        if algorithms.iter().any(|algorithm| proves(*algorithm)) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        Err(unproven())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let unproven = || Refused::without_key(certificate).into();
        let key = key_of(certificate).ok_or_else(unproven)?;
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature_with_raw_key(message, &key, signature, algorithms).map_err(|error| match error {
            misbehaved @ Error::PeerMisbehaved(_) => misbehaved,
            _ => unproven(),
        })
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The key alone is asked for: a certificate that was accepted, be it by its pin, need not be one that webpki can read.
fn key_of<'a>(certificate: &'a CertificateDer<'_>) -> Option<SubjectPublicKeyInfoDer<'a>> {
    Certificate::read(certificate).map(|certificate| certificate.key())
}
