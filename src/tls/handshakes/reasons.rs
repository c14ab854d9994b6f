//! Certificates that are refused, each with its own words.

use rustls::pki_types::CertificateDer;

use crate::tls::explain::CertificateFault as Fault;
use crate::tls::fingerprint::Fingerprint;
use crate::tls::test_certificates::*;

use super::{Server, VERSIONS, alone};

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
            "for much else",
            alone(&key, with(vec![local(), for_many_purposes()])),
            Fault::Unusable,
            "what it is for: clients and something else",
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
    let made = |public: &[u8], algorithm, signature_bytes| {
        let ca = Recipe {
            public,
            signer: None,
            ..Recipe::authority(&key)
        }
        .make();
        let leaf = Recipe {
            signer: None,
            signature_bytes,
            algorithm,
            ..Recipe::leaf(&key, &key)
        }
        .make();
        alone(&key, leaf).refusal(&[&ca], "localhost")
    };
    let (fault, text) = made(&p521(), ECDSA_SHA256, 128);
    assert_eq!(fault, Fault::OnlyByPin, "{text}");
    assert!(
        text.contains("(P-521)") && text.contains("signature algorithm ECDSA with SHA-256"),
        "{text}"
    );
    for (bits, words) in [
        (1024, "RSA key of 1024 bits, which is too short"),
        (8704, "RSA key of 8704 bits, which is too long"),
    ] {
        let (fault, text) = made(&rsa(bits), RSA_SHA256, bits / 8);
        assert_eq!(fault, Fault::OnlyByPin, "{text}");
        assert!(text.contains(words) && !text.contains("another"), "{text}");
    }
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
