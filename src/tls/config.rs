//! The TLS configuration of a client, from the settings of the host.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};

use crate::base::log::{Level, Log};

use super::crypto;
use super::fingerprint::Fingerprint;
use super::policy::{AnyOf, Pinned};
use super::verifier::PolicyVerifier;
use super::weak_cache::WeakCache;

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

#[derive(Debug, Default)]
pub struct TlsSettings {
    pub roots: Roots,
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// When there are any, exactly these certificates are accepted and nothing else.
    pub pins: Vec<Fingerprint>,
    pub identity: Option<CertifiedKey>,
    pub min_version: MinTls,
}

/// For one server; rustls keeps up to eight sessions of each.
const SESSIONS: usize = 8;

static PROVIDER: WeakCache<CryptoProvider> = WeakCache::new();
static BUNDLED: WeakCache<WebPkiServerVerifier> = WeakCache::new();
#[cfg(not(any(windows, target_vendor = "apple")))]
static SYSTEM: WeakCache<WebPkiServerVerifier> = WeakCache::new();

/// Builds the TLS configuration; the error says which setting is wrong.
pub fn client_config(settings: TlsSettings, log: &Log) -> Result<ClientConfig, String> {
    let provider = PROVIDER.get(|| Ok::<_, String>(Arc::new(crypto::provider())))?;
    let versions: &[_] = match settings.min_version {
        MinTls::V1_2 => &[&rustls::version::TLS13, &rustls::version::TLS12],
        MinTls::V1_3 => &[&rustls::version::TLS13],
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(versions)
        .map_err(|_| "the versions of TLS cannot be used")?
        .dangerous()
        .with_custom_certificate_verifier(verifier(&settings, provider, log)?);
    let mut config = match settings.identity {
        None => builder.with_no_client_auth(),
        Some(own) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own))),
    };
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(config)
}

fn verifier(
    settings: &TlsSettings,
    provider: Arc<CryptoProvider>,
    log: &Log,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    if !settings.pins.is_empty() {
        return Ok(Arc::new(PolicyVerifier {
            policy: Pinned(settings.pins.clone()),
            provider,
        }));
    }
    let added = added(&settings.extra_roots, &provider)?;
    let others = match settings.roots {
        Roots::System => match (system(&provider), &added) {
            (Err(reason), Some(_)) => {
                log.write(
                    Level::Warn,
                    format_args!("only added authorities are trusted: {reason}"),
                );
                None
            }
            (system, _) => Some(system?),
        },
        Roots::Bundled => {
            let roots = || webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
            Some(BUNDLED.get(|| with_roots(roots(), &provider))? as Arc<dyn ServerCertVerifier>)
        }
        Roots::None => None,
    };
    match (added, others) {
        (Some(added), Some(others)) => Ok(Arc::new(PolicyVerifier {
            policy: AnyOf { added, others },
            provider,
        })),
        (added, others) => Ok(Arc::new(PolicyVerifier {
            policy: added.or(others).ok_or("no certificate authority is trusted")?,
            provider,
        })),
    }
}

/// Verifies with the authorities of the host alone, if there are any.
fn added(
    authorities: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<dyn ServerCertVerifier>>, String> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots
            .add(authority.clone())
            .map_err(|_| "an added certificate authority cannot be used")?;
    }
    if roots.is_empty() {
        return Ok(None);
    }
    Ok(Some(with_roots(roots, provider)?))
}

fn with_roots(roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .map_err(|_| "no certificate authority is trusted".into())
}

/// Verifies with the trust store of the operating system.
fn system(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let failed = |reason: &dyn fmt::Display| format!("trust store of the operating system: {reason}");
    #[cfg(not(any(windows, target_vendor = "apple")))]
    {
        let read = || super::roots::read().map_err(|reason| failed(&reason));
        Ok(SYSTEM.get(|| with_roots(read()?, provider))?)
    }
    #[cfg(any(windows, target_vendor = "apple"))]
    {
        let system = rustls_platform_verifier::Verifier::new(provider.clone()).map_err(|error| failed(&error))?;
        #[cfg(windows)]
        let system = PolicyVerifier {
            policy: super::bounded::Bounded {
                system: Arc::new(system),
            },
            provider: provider.clone(),
        };
        Ok(Arc::new(system))
    }
}
