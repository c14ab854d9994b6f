//! Certificates that are not judged: pinned ones, and the client's own.

use rustls::crypto::ring::sign;
use rustls::pki_types::CertificateDer;

use crate::base::log::Log;
use crate::tls::config::{Roots, TlsSettings, client_config};
use crate::tls::explain::CertificateFault as Fault;
use crate::tls::fingerprint::Fingerprint;
use crate::tls::identity;
use crate::tls::test_certificates::*;

use super::{VERSIONS, alone, told};

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
    for version in VERSIONS {
        for (bits, words) in [
            (1024, "RSA key of 1024 bits, which is too short"),
            (8704, "RSA key of 8704 bits, which is too long"),
        ] {
            let unfit = Recipe {
                public: &rsa(bits),
                ..Recipe::self_signed(&key)
            }
            .make();
            let (_, text) = told(alone(&key, unfit.clone()).with_pin(&unfit, version));
            assert!(text.contains(words), "{text}");
        }
        let (_, text) = told(alone(&key, vec![0x30, 0].into()).with_pin(&vec![0x30, 0].into(), version));
        assert!(text.contains("no key that can be read"), "{text}");
    }
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
    assert!(client_config(settings, &Log::default()).is_ok_and(|tls| tls.config.client_auth_cert_resolver.has_certs()));
}
