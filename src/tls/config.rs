//! The TLS configuration of a client, from the settings of the host.

use std::fmt;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};

use crate::base::log::{Level, Log};

use super::crypto;
use super::fingerprint::Fingerprint;
use super::policy::{Anchored, AnyOf, Pinned};
use super::recorder::Recorder;
use super::verifier::{CertificatePolicy, PolicyVerifier};
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
static BUNDLED: WeakCache<Anchored> = WeakCache::new();
#[cfg(not(any(windows, target_vendor = "apple")))]
static SYSTEM: WeakCache<Anchored> = WeakCache::new();

/// A TLS configuration, and what judges certificates in it.
#[derive(Clone)]
pub struct Configured {
    pub config: Arc<ClientConfig>,
    verifier: Arc<dyn ServerCertVerifier>,
}

impl Configured {
    /// The same for one connection whose certificates are to be seen: the handshake is a whole one.
    pub fn recording(&self) -> (Arc<ClientConfig>, Arc<Recorder>) {
        let recorder = Arc::new(Recorder::new(self.verifier.clone()));
        let mut config = (*self.config).clone();
        config.dangerous().set_certificate_verifier(recorder.clone());
        config.resumption = Resumption::disabled();
        (Arc::new(config), recorder)
    }
}

/// Builds the TLS configuration; the error says which setting is wrong.
pub fn client_config(settings: TlsSettings, log: &Log) -> Result<Configured, String> {
    let provider = PROVIDER.get(|| Ok::<_, String>(Arc::new(crypto::provider())))?;
    let versions: &[_] = match settings.min_version {
        MinTls::V1_2 => &[&rustls::version::TLS13, &rustls::version::TLS12],
        MinTls::V1_3 => &[&rustls::version::TLS13],
    };
    let verifier = verifier(&settings, provider.clone(), log)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|_| "the versions of TLS cannot be used")?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone());
    let mut config = match settings.identity {
        None => builder.with_no_client_auth(),
        Some(own) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own))),
    };
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    let config = Arc::new(config);
    Ok(Configured { config, verifier })
}

fn verifier(
    settings: &TlsSettings,
    provider: Arc<CryptoProvider>,
    log: &Log,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let policy = policy(settings, &provider, log)?;
    Ok(Arc::new(PolicyVerifier { policy, provider }))
}

fn policy(
    settings: &TlsSettings,
    provider: &Arc<CryptoProvider>,
    log: &Log,
) -> Result<Arc<dyn CertificatePolicy>, String> {
    if !settings.pins.is_empty() {
        return Ok(Arc::new(Pinned(settings.pins.clone())));
    }
    let added = added(&settings.extra_roots, provider)?;
    let others = match settings.roots {
        Roots::System => match (system(provider), &added) {
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
            Some(BUNDLED.get(|| Ok::<_, String>(anchored(roots(), provider)))? as Arc<dyn CertificatePolicy>)
        }
        Roots::None => None,
    };
    match (added, others) {
        (Some(added), Some(others)) => Ok(Arc::new(AnyOf { added, others })),
        (added, others) => added.or(others).ok_or_else(|| NOTHING_TRUSTED.into()),
    }
}

const NOTHING_TRUSTED: &str = "no certificate authority is trusted";

/// The authorities of the host, if there are any.
fn added(
    authorities: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<dyn CertificatePolicy>>, String> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots
            .add(authority.clone())
            .map_err(|_| "an added certificate authority cannot be used")?;
    }
    if roots.is_empty() {
        return Ok(None);
    }
    Ok(Some(anchored(roots, provider)))
}

fn anchored(roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Arc<Anchored> {
    let provider = provider.clone();
    Arc::new(Anchored { roots, provider })
}

/// The trust store of the operating system.
fn system(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn CertificatePolicy>, String> {
    let failed = |reason: &dyn fmt::Display| format!("trust store of the operating system: {reason}");
    #[cfg(not(any(windows, target_vendor = "apple")))]
    {
        let read = || {
            let roots = super::roots::read().map_err(|reason| failed(&reason))?;
            match roots.is_empty() {
                true => Err(NOTHING_TRUSTED.to_owned()),
                false => Ok(anchored(roots, provider)),
            }
        };
        Ok(SYSTEM.get(read)?)
    }
    #[cfg(any(windows, target_vendor = "apple"))]
    {
        let system = rustls_platform_verifier::Verifier::new(provider.clone()).map_err(|error| failed(&error))?;
        let system: Arc<dyn ServerCertVerifier> = Arc::new(system);
        #[cfg(windows)]
        let system = super::bounded::Bounded { system };
        Ok(Arc::new(system))
    }
}
