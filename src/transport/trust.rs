//! Whom TLS trusts, as the host's settings say.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, TrustAnchor, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::certificate::NotPinned;
use super::crypto;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// The trust store of the operating system.
    #[default]
    System,
    /// Mozilla's list, as it was when the library was built.
    Bundled,
    /// Only the authorities that the host adds.
    None,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinTls {
    #[default]
    V1_2,
    V1_3,
}

/// SHA-256 of a certificate.
pub type Fingerprint = [u8; 32];

#[derive(Debug, Default)]
pub struct TlsSettings {
    pub roots: Roots,
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// When there are any, exactly these certificates are accepted and nothing else.
    pub pins: Vec<Fingerprint>,
    pub identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    pub min_version: MinTls,
}

/// Builds the TLS configuration; the error says which setting is wrong.
pub fn client_config(settings: TlsSettings) -> Result<ClientConfig, String> {
    let provider = Arc::new(crypto::provider());
    let versions: &[_] = match settings.min_version {
        MinTls::V1_2 => &[&rustls::version::TLS13, &rustls::version::TLS12],
        MinTls::V1_3 => &[&rustls::version::TLS13],
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(versions)
        .map_err(|error| format!("TLS versions: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(&settings, provider)?);
    match settings.identity {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| format!("client certificate: {error}")),
    }
}

fn verifier(settings: &TlsSettings, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    if !settings.pins.is_empty() {
        return Ok(Arc::new(PinnedCertificate {
            pins: settings.pins.clone(),
            provider,
        }));
    }
    match settings.roots {
        Roots::System => system(&settings.extra_roots, provider),
        Roots::Bundled => Ok(own(webpki_roots::TLS_SERVER_ROOTS, &settings.extra_roots, provider)?),
        Roots::None => Ok(own(&[], &settings.extra_roots, provider)?),
    }
}

/// Verifies with the given authorities alone.
fn own(
    bundled: &[TrustAnchor<'static>],
    added: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut store = RootCertStore::empty();
    store.extend(bundled.iter().cloned());
    for authority in added {
        store
            .add(authority.clone())
            .map_err(|error| format!("added certificate authority: {error}"))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
        .build()
        .map_err(|error| format!("certificate authorities: {error}"))
}

/// Verifies with the trust store of the operating system and the added authorities.
#[cfg(not(windows))]
fn system(
    added: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    rustls_platform_verifier::Verifier::new_with_extra_roots(added.iter().cloned(), provider)
        .map(|verifier| Arc::new(verifier) as Arc<dyn ServerCertVerifier>)
        .map_err(|error| format!("trust store of the operating system: {error}"))
}

#[cfg(windows)]
fn system(
    added: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let system = rustls_platform_verifier::Verifier::new(provider.clone())
        .map_err(|error| format!("trust store of the operating system: {error}"))?;
    let added = if added.is_empty() {
        None
    } else {
        Some(own(&[], added, provider)?)
    };
    Ok(Arc::new(super::verify::Bounded {
        added,
        system: Arc::new(system),
    }))
}

fn fingerprint(certificate: &[u8]) -> Fingerprint {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    let mut fingerprint = Fingerprint::default();
    fingerprint.copy_from_slice(digest.as_ref());
    fingerprint
}

/// Accepts a server that proves to own one of the pinned certificates. Who signed it, for which name and
/// until when does not matter: the host has said that it is the one.
struct PinnedCertificate {
    pins: Vec<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl fmt::Debug for PinnedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinnedCertificate")
    }
}

impl ServerCertVerifier for PinnedCertificate {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = fingerprint(end_entity);
        if self.pins.contains(&shown) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(NotPinned(shown).into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
