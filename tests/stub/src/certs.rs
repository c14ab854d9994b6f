//! Certificates made at each start, so that no key lies in the repository.

use crate::config::{CertKind, Config};
use crate::text::hex;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use std::io::{Error, Result};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ServerConfig, WebPkiClientVerifier};
use tokio_rustls::rustls::{RootCertStore, crypto::ring, version};

type Ca = CertifiedIssuer<'static, KeyPair>;

/// Everything a client may need to trust the stub or to be trusted by it.
pub struct Identities {
    pub ca_pem: String,
    pub certificate_pem: String,
    pub certificate_sha256: String,
    pub client: (String, String),
    pub other_client: (String, String),
    ca_der: CertificateDer<'static>,
    /// The server's certificate and the authority that signed it.
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identities {
    pub fn new(config: &Config) -> Result<Identities> {
        make(config.certificate, &config.certificate_names).map_err(Error::other)
    }

    pub fn acceptor(&self, config: &Config) -> Result<TlsAcceptor> {
        let versions: &[_] = match (config.tls12_only, config.tls13_only) {
            (true, false) => &[&version::TLS12],
            (false, true) => &[&version::TLS13],
            (false, false) => &[&version::TLS13, &version::TLS12],
            (true, true) => {
                return Err(Error::other("tls12_only and tls13_only exclude each other"));
            }
        };
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(versions)
            .map_err(Error::other)?;
        let builder = if config.client_auth {
            let mut roots = RootCertStore::empty();
            roots.add(self.ca_der.clone()).map_err(Error::other)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(Error::other)?)
        } else {
            builder.with_no_client_auth()
        };
        let mut tls = builder
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .map_err(Error::other)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(tls)))
    }
}

fn make(kind: CertKind, more_names: &[String]) -> std::result::Result<Identities, rcgen::Error> {
    let ca = authority("lftoken stub CA")?;
    let other_ca = authority("lftoken stub CA that nobody trusts")?;

    let mut names = match kind {
        CertKind::WrongName => vec!["wrong.example"],
        _ => vec!["localhost", "127.0.0.1", "::1"],
    };
    names.extend(more_names.iter().map(String::as_str));
    let mut params = leaf("lftoken stub", &names, ExtendedKeyUsagePurpose::ServerAuth)?;
    if kind == CertKind::Expired {
        params.not_before = OffsetDateTime::now_utc() - Duration::days(30);
        params.not_after = OffsetDateTime::now_utc() - Duration::days(1);
    }
    if kind == CertKind::NotYetValid {
        params.not_before = OffsetDateTime::now_utc() + Duration::days(1);
    }
    let key = KeyPair::generate()?;
    let intermediate = CertifiedIssuer::signed_by(
        authority_params("lftoken stub intermediate CA")?,
        KeyPair::generate()?,
        &ca,
    )?;
    let signer = match kind {
        CertKind::SelfSigned => None,
        CertKind::MissingIntermediate => Some(&intermediate),
        CertKind::UnknownCa => Some(&other_ca),
        _ => Some(&ca),
    };
    let certificate = match signer {
        Some(signer) => params.signed_by(&key, signer)?,
        None => params.self_signed(&key)?,
    };
    let shown = signer.filter(|_| kind != CertKind::MissingIntermediate);
    let chain = [certificate.der()].into_iter().chain(shown.map(|signer| signer.der()));
    let digest = ::ring::digest::digest(&::ring::digest::SHA256, certificate.der());
    Ok(Identities {
        ca_pem: ca.pem(),
        certificate_pem: certificate.pem(),
        certificate_sha256: hex(digest.as_ref()),
        client: client(&ca)?,
        other_client: client(&other_ca)?,
        ca_der: ca.der().clone(),
        chain: chain.cloned().collect(),
        key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
    })
}

fn authority(name: &str) -> std::result::Result<Ca, rcgen::Error> {
    Ca::self_signed(authority_params(name)?, KeyPair::generate()?)
}

fn authority_params(name: &str) -> std::result::Result<CertificateParams, rcgen::Error> {
    let mut params = dated(name, &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn client(ca: &Ca) -> std::result::Result<(String, String), rcgen::Error> {
    let params = leaf("lftoken client", &[], ExtendedKeyUsagePurpose::ClientAuth)?;
    let key = KeyPair::generate()?;
    Ok((params.signed_by(&key, ca)?.pem(), key.serialize_pem()))
}

fn leaf(
    name: &str,
    names: &[&str],
    usage: ExtendedKeyUsagePurpose,
) -> std::result::Result<CertificateParams, rcgen::Error> {
    let mut params = dated(name, names)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![usage];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn dated(name: &str, names: &[&str]) -> std::result::Result<CertificateParams, rcgen::Error> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = OffsetDateTime::now_utc() - Duration::days(2);
    params.not_after = OffsetDateTime::now_utc() + Duration::days(30);
    Ok(params)
}
