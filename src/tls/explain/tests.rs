use std::process::Command;

use rustls::{AlertDescription, Error, PeerIncompatible, PeerMisbehaved};

use super::*;

/// The names of the variants of a public enum in the source of the crate that the library is built with.
fn variants(package: &str, name: &str) -> Vec<String> {
    // Of other platforms' crates nobody may have the sources.
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "metadata",
        "--offline",
        "--format-version",
        "1",
        "--filter-platform",
        host,
    ]);
    cargo.arg("--manifest-path");
    let metadata = cargo
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let found = packages.iter().find(|one| one["name"] == package).unwrap();
    let folder = std::path::Path::new(found["manifest_path"].as_str().unwrap())
        .parent()
        .unwrap();
    let source = std::fs::read_to_string(folder.join("src/error.rs")).unwrap();
    let items = syn::parse_file(&source).unwrap().items;
    let variants = items.into_iter().find_map(|item| match item {
        syn::Item::Enum(one) if one.ident == name => Some(one.variants),
        _ => None,
    });
    variants
        .unwrap()
        .iter()
        .map(|variant| variant.ident.to_string())
        .collect()
}

/// Those of revocation lists, which the library does not read; those that rustls has a kind of its own for; and one that
/// is not made any more.
const NOT_FROM_WEBPKI: &[&str] = &[
    "BadDer",
    "BadDerTime",
    "CertExpired",
    "CertNotValidForName",
    "CertNotValidYet",
    "CertRevoked",
    "CrlExpired",
    "InvalidCertValidity",
    "InvalidCrlNumber",
    "InvalidCrlSignatureForPublicKey",
    "InvalidSignatureForPublicKey",
    "IssuerNotCrlSigner",
    "RequiredEkuNotFound",
    "RequiredEkuNotFoundContext",
    "TrailingData",
    "UnknownIssuer",
    "UnknownRevocationStatus",
    "UnsupportedCrlIssuingDistributionPoint",
    "UnsupportedCrlSignatureAlgorithm",
    "UnsupportedCrlSignatureAlgorithmContext",
    "UnsupportedCrlSignatureAlgorithmForPublicKey",
    "UnsupportedCrlSignatureAlgorithmForPublicKeyContext",
    "UnsupportedCrlVersion",
    "UnsupportedDeltaCrl",
    "UnsupportedIndirectCrl",
    "UnsupportedRevocationReason",
    "UnsupportedRevocationReasonsPartitioning",
    "UnsupportedSignatureAlgorithm",
    "UnsupportedSignatureAlgorithmContext",
    "UnsupportedSignatureAlgorithmForPublicKey",
    "UnsupportedSignatureAlgorithmForPublicKeyContext",
];

/// An update of a crate may bring more: then this folder has to follow.
#[test]
fn every_reason_of_the_crates_has_words() {
    let (here, failure) = (include_str!("reasons.rs"), include_str!("failure.rs"));
    for (package, name, source, prefix, elsewhere) in [
        ("rustls-webpki", "Error", here, "W::", NOT_FROM_WEBPKI),
        (
            "rustls",
            "CertificateError",
            here,
            "C::",
            &["UnsupportedSignatureAlgorithm"],
        ),
        ("rustls", "Error", failure, "E::", &[]),
    ] {
        let variants = variants(package, name);
        assert!(variants.len() > 15);
        for variant in variants {
            let is_told = source.split(prefix).skip(1).any(|rest| {
                rest.strip_prefix(&variant)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
            assert!(
                is_told != elsewhere.contains(&variant.as_str()),
                "{package} {name}::{variant}"
            );
        }
    }
}

#[test]
fn every_alert_has_its_own_words() {
    let mut seen = Vec::new();
    for code in 0..=u8::MAX {
        let alert = AlertDescription::from(code);
        let text = failure(&Error::AlertReceived(alert));
        assert!(
            text.starts_with("the server ") && !text.contains(&format!("{alert:?}")),
            "{text}"
        );
        assert!(!seen.contains(&text), "{text}");
        let has_name = !format!("{alert:?}").contains("Unknown(") && alert.as_str().is_some();
        assert_ne!(has_name, text.contains("no name"), "{text}");
        seen.push(text);
    }
    let handshake_failure = failure(&Error::AlertReceived(AlertDescription::HandshakeFailure));
    for part in [
        "ECDHE",
        "AES-GCM",
        "2048",
        "P-256",
        "P-384",
        "Windows Server 2012 R2",
        "client certificate",
    ] {
        assert!(handshake_failure.contains(part), "{handshake_failure}");
    }
    assert!(failure(&Error::AlertReceived(AlertDescription::ProtocolVersion)).contains("TLS 1.2"));
}

#[test]
fn no_failure_is_told_in_the_words_of_a_program() {
    for error in [
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
        Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
        Error::PeerIncompatible(PeerIncompatible::KeyShareExtensionRequired),
        Error::PeerMisbehaved(PeerMisbehaved::SelectedUnofferedCipherSuite),
        Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare),
        Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType),
        Error::InvalidMessage(rustls::InvalidMessage::MessageTooShort),
        Error::InvalidCertificate(CertificateError::Revoked),
        Error::NoCertificatesPresented,
        Error::DecryptError,
        Error::PeerSentOversizedRecord,
        Error::FailedToGetRandomBytes,
    ] {
        let text = failure(&error);
        let camel = |word: &str| {
            word.chars()
                .zip(word.chars().skip(1))
                .any(|(one, next)| one.is_lowercase() && next.is_uppercase())
        };
        assert!(
            !text.contains("peer") && !text.split_whitespace().any(camel),
            "{error:?}: {text}"
        );
    }
    let plain = failure(&Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType));
    assert!(plain.contains("plain http"), "{plain}");
}
