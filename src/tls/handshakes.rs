//! Handshakes with servers that show certificates of all kinds.

use std::sync::Arc;

use rustls::crypto::ring::{default_provider, sign};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{Error, ServerConfig, ServerConnection, SupportedProtocolVersion};

use crate::base::log::Log;

use super::config::{Roots, TlsSettings, client_config};
use super::explain::{CertificateFault as Fault, explain};
use super::fingerprint::Fingerprint;
use super::identity;
use super::stream::{State, Tls};
use super::test_certificates::*;

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
        let config = client_config(settings, &Log::default()).unwrap();
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let mut client = Tls::new(Arc::new(config), name)?;
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

#[test]
fn a_pin_holds_whatever_the_certificate_looks_like() {
    let (key, other) = (Key::new(), Key::new());
    let with = |extension| {
        Recipe {
            extensions: Some(vec![extension]),
            ..Recipe::self_signed(&key)
        }
        .make()
    };
    let version_1 = Recipe {
        extensions: None,
        ..Recipe::self_signed(&key)
    };
    let mut trailing = Recipe::self_signed(&key).make().to_vec();
    trailing.extend([0, 0]);
    for (name, certificate) in [
        ("good", Recipe::leaf(&key, &other).make()),
        ("version 1", version_1.make()),
        ("bytes behind it", trailing.into()),
        ("critical policy", with(any_policy())),
        (
            "critical and unknown",
            with(extension(b"\x55\x1d\x7f", true, b"\x05\x00")),
        ),
        ("malformed names", with(extension(b"\x55\x1d\x11", false, b"\xff"))),
        ("for clients", with(for_clients())),
        ("an authority", with(is_authority())),
        (
            "signed with SHA-1",
            Recipe {
                algorithm: RSA_SHA1,
                signer: None,
                ..Recipe::leaf(&key, &other)
            }
            .make(),
        ),
        (
            "signed with SHA-512",
            Recipe {
                algorithm: ECDSA_SHA512,
                ..Recipe::leaf(&key, &other)
            }
            .make(),
        ),
        (
            "dates the wrong way round",
            Recipe {
                valid: ("491231235959Z", "250101000000Z"),
                ..Recipe::self_signed(&key)
            }
            .make(),
        ),
        (
            "dates that are none",
            Recipe {
                valid: ("x", "y"),
                ..Recipe::self_signed(&key)
            }
            .make(),
        ),
    ] {
        let server = alone(&key, certificate.clone());
        let another_pin = Recipe::self_signed(&other).make();
        for version in VERSIONS {
            server
                .with_pin(&certificate, version)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let (fault, text) = told(server.with_pin(&another_pin, version));
            assert_eq!(fault, Fault::NotPinned, "{name}: {text}");
            assert!(
                text.contains(&Fingerprint::of(&certificate).to_string()),
                "{name}: {text}"
            );
            // Who shows a certificate has to have its key.
            let thief = alone(&other, certificate.clone());
            let (fault, text) = told(thief.with_pin(&certificate, version));
            assert_eq!(fault, Fault::Unusable, "{name}: {text}");
            assert!(
                text.contains("P-256") && text.contains("did not prove"),
                "{name}: {text}"
            );
        }
    }
    let short = Recipe {
        public: &rsa(1024),
        ..Recipe::self_signed(&key)
    }
    .make();
    for version in VERSIONS {
        let (_, text) = told(alone(&key, short.clone()).with_pin(&short, version));
        assert!(text.contains("RSA key of 1024 bits"), "{text}");
        let (_, text) = told(alone(&key, vec![0x30, 0].into()).with_pin(&vec![0x30, 0].into(), version));
        assert!(text.contains("no key that can be read"), "{text}");
    }
}

#[test]
fn each_reason_has_its_own_words() {
    let (ca_key, key, between_key) = (Key::new(), Key::new(), Key::new());
    let ca = Recipe::authority(&ca_key).make();
    let leaf = || Recipe::leaf(&key, &ca_key);
    let with = |extensions: Vec<Vec<u8>>| {
        Recipe {
            extensions: Some(extensions),
            ..leaf()
        }
        .make()
    };
    let local = || names(&[dns("localhost")]);
    let between = |extensions: Vec<Vec<u8>>| {
        let between = Recipe {
            subject: "Between",
            public: &between_key.public,
            extensions: Some(extensions),
            ..Recipe::authority(&ca_key)
        };
        let leaf = Recipe {
            issuer: "Between",
            ..Recipe::leaf(&key, &between_key)
        };
        Server {
            chain: vec![leaf.make(), between.make()],
            key: &key,
        }
    };
    let damaged = |certificate: CertificateDer<'static>| CertificateDer::from([certificate.as_ref(), &[0, 0]].concat());
    let mut damaged_between = between(vec![is_authority()]);
    damaged_between.chain[1] = damaged(damaged_between.chain[1].clone());
    let fingerprint = |server: &Server<'_>| format!("its SHA-256 fingerprint is {}", Fingerprint::of(&server.chain[0]));

    for (name, server, fault, words) in [
        (
            "version 1",
            alone(
                &key,
                Recipe {
                    extensions: None,
                    ..leaf()
                }
                .make(),
            ),
            Fault::OnlyByPin,
            "X.509 version 1",
        ),
        (
            "bytes behind it",
            alone(&key, damaged(leaf().make())),
            Fault::Unusable,
            "certificate is damaged",
        ),
        (
            "bytes behind another",
            damaged_between,
            Fault::Unusable,
            "certificate 2 of the 2 that the server sent",
        ),
        (
            "critical policy",
            between(vec![is_authority(), any_policy()]),
            Fault::OnlyByPin,
            "critical extension",
        ),
        (
            "policy constraints",
            between(vec![is_authority(), requires_policy()]),
            Fault::OnlyByPin,
            "critical extension",
        ),
        (
            "for clients",
            alone(&key, with(vec![local(), for_clients()])),
            Fault::Unusable,
            "not meant for servers, or its authority's is not; what it is for: clients",
        ),
        (
            "between is no authority",
            between(vec![]),
            Fault::Unusable,
            "is not an authority's",
        ),
        (
            "SHA-512",
            alone(
                &key,
                Recipe {
                    algorithm: ECDSA_SHA512,
                    ..leaf()
                }
                .make(),
            ),
            Fault::OnlyByPin,
            "is signed with ECDSA with SHA-512, a signature algorithm that is not supported",
        ),
        (
            "SHA-1",
            alone(
                &key,
                Recipe {
                    algorithm: RSA_SHA1,
                    signer: None,
                    ..leaf()
                }
                .make(),
            ),
            Fault::OnlyByPin,
            "is signed with RSA with SHA-1, a signature algorithm that is not supported",
        ),
        (
            "another key",
            alone(
                &key,
                Recipe {
                    signer: Some(&between_key),
                    ..leaf()
                }
                .make(),
            ),
            Fault::OtherKey,
            "another key",
        ),
        (
            "expired",
            alone(
                &key,
                Recipe {
                    valid: ("250101000000Z", "250301101530Z"),
                    ..leaf()
                }
                .make(),
            ),
            Fault::Expired,
            "it was valid until 2025-03-01 10:15:30 UTC",
        ),
        (
            "not valid yet",
            alone(
                &key,
                Recipe {
                    valid: ("480301101530Z", "491231235959Z"),
                    ..leaf()
                }
                .make(),
            ),
            Fault::NotValidYet,
            "from 2048-03-01 10:15:30 UTC on",
        ),
        (
            "another name",
            alone(
                &key,
                with(vec![names(&[dns("files.corp.example"), address(&[10, 0, 0, 1])])]),
            ),
            Fault::OtherHost,
            "not for localhost, but for another host name: files.corp.example, 10.0.0.1",
        ),
        ("no name", alone(&key, with(vec![])), Fault::OnlyByPin, "names no host"),
        (
            "an authority's",
            alone(&key, with(vec![local(), is_authority()])),
            Fault::OnlyByPin,
            "has the form of an authority's own",
        ),
        (
            "self-signed",
            alone(&key, Recipe::self_signed(&key).make()),
            Fault::OnlyByPin,
            "is self-signed",
        ),
        (
            "self-signed authority",
            alone(
                &key,
                Recipe {
                    extensions: Some(vec![local(), is_authority()]),
                    ..Recipe::self_signed(&key)
                }
                .make(),
            ),
            Fault::OnlyByPin,
            "is self-signed",
        ),
        (
            "unknown authority",
            alone(
                &key,
                Recipe {
                    issuer: "Nobody",
                    ..leaf()
                }
                .make(),
            ),
            Fault::UnknownAuthority,
            "authority that is not trusted",
        ),
    ] {
        let (told, text) = server.refusal(&[&ca], "localhost");
        assert!(text.contains(words), "{name}: {text}");
        assert_eq!(told, fault, "{name}: {text}");
        assert_eq!(
            text.contains(&fingerprint(&server)),
            fault == Fault::OnlyByPin,
            "{name}: {text}"
        );
        assert!(!text.contains("(\""), "{name}: {text}");
        assert!(
            told == Fault::OtherKey || !text.contains("another key"),
            "{name}: {text}"
        );
        for version in VERSIONS {
            let pinned = server.with_pin(&server.chain[0], version);
            pinned.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn authorities_with_keys_of_other_kinds() {
    let key = Key::new();
    let made = |public: &[u8], algorithm| {
        let ca = Recipe {
            public,
            signer: None,
            ..Recipe::authority(&key)
        }
        .make();
        let leaf = Recipe {
            signer: None,
            algorithm,
            ..Recipe::leaf(&key, &key)
        }
        .make();
        alone(&key, leaf).refusal(&[&ca], "localhost")
    };
    let (fault, text) = made(&p521(), ECDSA_SHA256);
    assert_eq!(fault, Fault::OnlyByPin, "{text}");
    assert!(
        text.contains("(P-521)") && text.contains("signature algorithm ECDSA with SHA-256"),
        "{text}"
    );
    let (fault, text) = made(&rsa(1024), RSA_SHA256);
    assert_eq!(fault, Fault::OnlyByPin, "{text}");
    assert!(
        text.contains("RSA key of 1024 bits") && !text.contains("another"),
        "{text}"
    );
}

#[test]
fn a_path_that_is_too_long_is_told() {
    let (ca_key, one_key, two_key, key) = (Key::new(), Key::new(), Key::new(), Key::new());
    let ca = Recipe::authority(&ca_key).make();
    let two = Recipe {
        issuer: "One",
        subject: "Two",
        public: &two_key.public,
        ..Recipe::authority(&one_key)
    }
    .make();
    let leaf = Recipe {
        issuer: "Two",
        ..Recipe::leaf(&key, &two_key)
    }
    .make();
    let limit = Recipe {
        subject: "One",
        public: &one_key.public,
        extensions: Some(vec![is_last_authority()]),
        ..Recipe::authority(&ca_key)
    }
    .make();
    let (fault, text) = Server {
        chain: vec![leaf, two, limit],
        key: &key,
    }
    .refusal(&[&ca], "localhost");
    assert_eq!(fault, Fault::Unusable, "{text}");
    assert!(text.contains("path length"), "{text}");
}

#[test]
fn an_address_that_stands_as_a_host_name_is_told() {
    let (ca_key, key) = (Key::new(), Key::new());
    let ca = Recipe::authority(&ca_key).make();
    let leaf = Recipe {
        extensions: Some(vec![names(&[dns("127.0.0.1")])]),
        ..Recipe::leaf(&key, &ca_key)
    };
    let (fault, text) = alone(&key, leaf.make()).refusal(&[&ca], "127.0.0.1");
    assert_eq!(fault, Fault::OnlyByPin, "{text}");
    assert!(text.contains("has 127.0.0.1 as a host name"), "{text}");
}

#[test]
fn a_client_certificate_is_not_judged() {
    let (key, other) = (Key::new(), Key::new());
    let pair = |certificate: CertificateDer<'static>, key: &Key| {
        identity::pair(vec![certificate], sign::any_supported_type(&key.private()).unwrap())
    };
    let version_1 = Recipe {
        extensions: None,
        ..Recipe::leaf(&key, &other)
    }
    .make();
    assert!(pair(version_1.clone(), &key).is_ok());
    assert!(pair(version_1, &other).is_err_and(|error| error.contains("another certificate")));
    let critical = Recipe {
        extensions: Some(vec![any_policy()]),
        ..Recipe::leaf(&key, &other)
    }
    .make();
    assert!(pair(critical, &key).is_ok());
    let mut settings = TlsSettings {
        roots: Roots::Bundled,
        ..TlsSettings::default()
    };
    settings.identity = pair(Recipe::self_signed(&key).make(), &key).ok();
    assert!(client_config(settings, &Log::default()).is_ok_and(|config| config.client_auth_cert_resolver.has_certs()));
}
