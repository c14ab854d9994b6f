use base64::prelude::*;
use rustls::pki_types::PrivateKeyDer;

use super::*;
use crate::tls::identity;
use crate::tls::test_certificates::{Key, Recipe, der, sequence};

/// Written by OpenSSL 3 with its defaults, with -legacy, and with the ciphers that hardly anybody chooses.
const FILES: [(&str, &str); 3] = [
    ("new", include_str!("../fixtures/new.pfx.txt")),
    ("old", include_str!("../fixtures/old.pfx.txt")),
    ("rare", include_str!("../fixtures/rare.pfx.txt")),
];
/// Written by keytool of Java 17, which leaves out the public half of a key.
const JAVA: &str = include_str!("../fixtures/java.pfx.txt");
const PASSWORD: &str = "Grüße 😀";

fn bytes(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text.replace('\n', "")).unwrap()
}

fn secret(text: &str) -> Option<Secret> {
    Some(Secret::new(text))
}

/// How many certificates are sent, or why the file cannot be used.
fn told(file: &[u8], password: Option<&str>) -> Result<usize, String> {
    let password = password.and_then(secret);
    identity::pkcs12(file, password.as_ref())
        .map(|own| own.cert.len())
        .map_err(FileError::reason)
}

fn refused(file: &[u8], password: Option<&str>, words: &str) {
    let error = told(file, password).unwrap_err();
    assert!(error.contains(words), "{error}");
    assert!(!error.contains(PASSWORD), "{error}");
}

#[test]
fn files_of_real_programs_are_read() {
    for (name, text) in FILES {
        let file = bytes(text);
        assert_eq!(told(&file, Some(PASSWORD)), Ok(2), "{name}");
        refused(&file, Some("Grusse"), "its password is another one");
        refused(&file, Some(""), "its password is another one");
        refused(&file, None, "no password is set for it");
    }
    assert_eq!(told(&bytes(JAVA), Some("Grusse1")), Ok(1));
}

#[test]
fn a_file_that_was_cut_or_changed_is_refused() {
    for (name, text) in FILES {
        let file = bytes(text);
        for end in 0..file.len() {
            assert!(told(&file[..end], Some(PASSWORD)).is_err(), "{name} {end}");
        }
        for at in (0..file.len()).step_by(7) {
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            // The MAC covers all that counts, but not how the file ends or what its version is.
            let _ = told(&changed, Some(PASSWORD));
        }
    }
}

#[test]
fn what_is_no_pkcs12_is_told_apart() {
    let key = Key::new();
    let certificate = Recipe::self_signed(&key).make();
    for (file, words) in [
        (&b""[..], "it is empty"),
        (b"hello", "it is no PKCS#12 file"),
        (b"-----BEGIN CERTIFICATE-----\nAA==\n", "it is PEM, not PKCS#12"),
        (b"-----BEGIN PKCS7-----\nAA==\n", "`openssl pkcs7 -print_certs"),
        (FILES[0].1.as_bytes(), "it is the text (base64) of a file"),
        (
            &certificate,
            "there is a certificate in it, in binary form, but no private key",
        ),
        (key.private().secret_der(), "without a certificate"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "key store of Java"),
    ] {
        refused(file, Some("x"), words);
    }
    refused(&vec![0; LIMIT + 1], None, "larger than 128 KiB");
}

fn oid(last: &[u8]) -> Vec<u8> {
    der(0x06, &[b"\x2a\x86\x48\x86\xf7\x0d\x01", last].concat())
}

fn key_bag(key: &Key, name: Option<&str>) -> Vec<u8> {
    let PrivateKeyDer::Pkcs8(pkcs8) = key.private() else {
        unreachable!()
    };
    let units: Vec<u8> = name
        .unwrap_or_default()
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let name = name.map(|_| der(0x31, &sequence(&[&oid(b"\x09\x14"), &der(0x31, &der(0x1e, &units))])));
    sequence(&[
        &oid(b"\x0c\x0a\x01\x01"),
        &der(0xa0, pkcs8.secret_pkcs8_der()),
        &name.unwrap_or_default(),
    ])
}

fn certificate_bag(certificate: &[u8]) -> Vec<u8> {
    let value = sequence(&[&oid(b"\x09\x16\x01"), &der(0xa0, &der(0x04, certificate))]);
    sequence(&[&oid(b"\x0c\x0a\x01\x03"), &der(0xa0, &value)])
}

fn info(kind: &[u8], content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &der(0xa0, content)])
}

/// A file with neither encryption nor MAC.
fn plain(bags: &[Vec<u8>]) -> Vec<u8> {
    let safe = sequence(&[&bags.concat()]);
    let safe = sequence(&[&info(b"\x07\x01", &der(0x04, &safe))]);
    sequence(&[b"\x02\x01\x03", &info(b"\x07\x01", &der(0x04, &safe))])
}

/// The same in BER, with lengths that are told by an end, and octet strings in pieces.
fn indefinite(der: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut parts = Reader(der);
    while let Some(part) = parts.next() {
        match part.tag {
            OCTET_STRING => {
                out.extend_from_slice(b"\x24\x80");
                for piece in part.content.chunks(50) {
                    out.extend([OCTET_STRING, piece.len() as u8]);
                    out.extend_from_slice(piece);
                }
                out.extend_from_slice(b"\0\0");
            }
            tag if tag & 0x20 != 0 => {
                out.extend([tag, 0x80]);
                out.extend(indefinite(part.content));
                out.extend_from_slice(b"\0\0");
            }
            _ => out.extend_from_slice(part.whole),
        }
    }
    out
}

#[test]
fn certificates_stand_in_any_order() {
    let (root, middle, own, other) = (Key::new(), Key::new(), Key::new(), Key::new());
    let named = |issuer, subject, key, signer| {
        Recipe {
            issuer,
            subject,
            ..Recipe::leaf(key, signer)
        }
        .make()
    };
    let chain = [
        named("Middle", "station", &own, &middle),
        named("Root", "Middle", &middle, &root),
        named("Root", "Root", &root, &root),
    ];
    let stranger = named("Nobody", "Other", &other, &other);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let mut bags = vec![certificate_bag(&stranger), key_bag(&own, None)];
        bags.extend(order.map(|index| certificate_bag(&chain[index])));
        for file in [plain(&bags), indefinite(&plain(&bags))] {
            assert_eq!(identity::pkcs12(&file, None).unwrap().cert, chain);
        }
    }
    refused(
        &plain(&[key_bag(&own, None), certificate_bag(&stranger)]),
        None,
        "the certificate of the private key is not in it",
    );
    refused(
        &plain(&[certificate_bag(&chain[0])]),
        None,
        "there is no private key in it",
    );
}

#[test]
fn several_keys_are_refused_by_name() {
    let (one, other) = (Key::new(), Key::new());
    let bags = [key_bag(&one, Some("Büro\n")), key_bag(&other, None)];
    refused(
        &plain(&bags),
        None,
        "there are 2 private keys in it (\"Büro\", one without a name)",
    );
    let certificate = certificate_bag(&Recipe::self_signed(&one).make());
    let twice = [key_bag(&one, Some("a")), key_bag(&one, Some("b")), certificate];
    assert_eq!(told(&plain(&twice), None), Ok(1));
}

/// A file that is whole, with a MAC of `password` as it is hashed.
fn with_mac(hashed: &[u8], iterations: &[u8], value: Option<&[u8]>) -> Vec<u8> {
    let key = Key::new();
    let bags = [key_bag(&key, None), certificate_bag(&Recipe::self_signed(&key).make())];
    let safe = sequence(&[&info(b"\x07\x01", &der(0x04, &sequence(&[&bags.concat()])))]);
    let mac = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, hashed);
    let mac = ring::hmac::sign(&mac, &safe);
    let sha1 = sequence(&[
        &sequence(&[b"\x06\x05\x2b\x0e\x03\x02\x1a"]),
        &der(0x04, value.unwrap_or(mac.as_ref())),
    ]);
    let mac = sequence(&[&sha1, &der(0x04, b"saltsalt"), &der(0x02, iterations)]);
    sequence(&[b"\x02\x01\x03", &info(b"\x07\x01", &der(0x04, &safe)), &mac])
}

/// D of 64 bytes, S repeated to 64, and P: the key of the MAC after one round.
fn mac_key(password: &[u8]) -> Vec<u8> {
    let repeated: Vec<u8> = match password {
        [] => vec![],
        _ => password.iter().copied().cycle().take(64).collect(),
    };
    let text = [vec![3; 64], b"saltsalt".repeat(8), repeated].concat();
    ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &text)
        .as_ref()
        .to_vec()
}

#[test]
fn no_password_is_an_empty_one_in_two_forms() {
    for hashed in [&b""[..], b"\0\0"] {
        let file = with_mac(&mac_key(hashed), b"\x01", None);
        assert_eq!(told(&file, None), Ok(1));
        assert_eq!(told(&file, Some("")), Ok(1));
        refused(&file, Some("x"), "its password is another one");
    }
}

#[test]
fn iterations_without_end_are_refused() {
    for iterations in [
        &b"\x3b\x9a\xca\x00"[..],
        b"\x00\xff\xff\xff\xff",
        b"\x7f\xff\xff\xff\xff\xff",
        b"\x1e\x84\x81",
    ] {
        refused(&with_mac(b"", iterations, None), Some("x"), "would take too long");
    }
    for iterations in [&b"\x00"[..], b"\xff", b""] {
        refused(&with_mac(b"", iterations, None), Some("x"), "damaged");
    }
    // The wrong MAC of an empty password costs both forms.
    refused(&with_mac(b"", b"\x0f\x42\x40", None), None, "would take too long");
}
