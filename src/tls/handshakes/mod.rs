//! Handshakes with servers that show certificates of all kinds.

mod pins;
mod reasons;

use std::sync::Arc;

use rustls::crypto::ring::{default_provider, sign};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{Error, ServerConfig, ServerConnection, SupportedProtocolVersion};

use crate::base::log::Log;

use crate::tls::config::{Roots, TlsSettings, client_config};
use crate::tls::explain::{CertificateFault as Fault, explain};
use crate::tls::fingerprint::Fingerprint;
use crate::tls::stream::{State, Tls};
use crate::tls::test_certificates::Key;

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

struct Server<'a> {
    chain: Vec<CertificateDer<'static>>,
    key: &'a Key,
}

impl Server<'_> {
    fn config(&self, version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
        let key = sign::any_supported_type(&self.key.private()).unwrap();
        let own = SingleCertAndKey::from(CertifiedKey::new(self.chain.clone(), key));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(own));
        Arc::new(config)
    }

    fn handshake(
        &self,
        settings: TlsSettings,
        host: &str,
        version: &'static SupportedProtocolVersion,
    ) -> Result<(), Error> {
        let config = client_config(settings, &Log::default()).unwrap().config;
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let mut client = Tls::new(config, name)?;
        let mut server = ServerConnection::new(self.config(version)).unwrap();
        for _ in 0..10 {
            if client.advance_handshake()? == State::Ready {
                return Ok(());
            }
            let mut to_server = client.outgoing().filled();
            while !to_server.is_empty() {
                server.read_tls(&mut to_server).unwrap();
            }
            let sent = client.outgoing().filled().len();
            client.outgoing().consume(sent);
            server.process_new_packets().unwrap();
            let mut to_client = Vec::new();
            while server.wants_write() {
                server.write_tls(&mut to_client).unwrap();
            }
            for part in to_client.chunks(1024) {
                client.room()[..part.len()].copy_from_slice(part);
                client.received(part.len());
            }
        }
        panic!("the handshake does not end");
    }

    fn with_pin(&self, of: &CertificateDer<'_>, version: &'static SupportedProtocolVersion) -> Result<(), Error> {
        let settings = TlsSettings {
            pins: vec![Fingerprint::of(of)],
            ..TlsSettings::default()
        };
        self.handshake(settings, "localhost", version)
    }

    /// What is said of the certificate for `host` by one who trusts `authorities`.
    fn refusal(&self, authorities: &[&CertificateDer<'static>], host: &str) -> (Fault, String) {
        let told = VERSIONS.map(|version| {
            let settings = TlsSettings {
                roots: if authorities.is_empty() {
                    Roots::Bundled
                } else {
                    Roots::None
                },
                extra_roots: authorities.iter().map(|one| (*one).clone()).collect(),
                ..TlsSettings::default()
            };
            told(self.handshake(settings, host, version))
        });
        assert_eq!(told[0], told[1]);
        told.into_iter().next().unwrap()
    }
}

fn told(outcome: Result<(), Error>) -> (Fault, String) {
    let Err(Error::InvalidCertificate(reason)) = outcome else {
        panic!("not refused for its certificate: {outcome:?}");
    };
    let (fault, text) = explain(&reason);
    assert!(text.starts_with("the server's certificate "), "{text}");
    (fault, text)
}

fn alone<'a>(key: &'a Key, certificate: CertificateDer<'static>) -> Server<'a> {
    Server {
        chain: vec![certificate],
        key,
    }
}
