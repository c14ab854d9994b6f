use base64::prelude::*;

use super::*;
use crate::base::secret::Secret;
use crate::tls::foreign::FileError;
use crate::tls::pem;
use crate::tls::test_certificates::{der, sequence};

const PASSWORD: &str = "Grüße 😀";
const PLAIN: &str = include_str!("../fixtures/plain.pem");
/// Written by `openssl pkcs8 -topk8`: by default, with -v1 PBE-SHA1-3DES, and with AES-128 and SHA-512.
const KEYS: [&str; 3] = [
    include_str!("../fixtures/key-new.pem"),
    include_str!("../fixtures/key-old.pem"),
    include_str!("../fixtures/key-512.pem"),
];

fn read(text: &[u8], password: Option<&str>) -> Result<Vec<u8>, FileError> {
    let password = password.map(Secret::new);
    pem::private_key(text, password.as_ref()).map(|key| key.secret_der().to_vec())
}

#[test]
fn encrypted_keys_are_read() {
    let plain = read(PLAIN.as_bytes(), None).unwrap();
    for text in KEYS {
        assert_eq!(read(text.as_bytes(), Some(PASSWORD)).unwrap(), plain);
        let digits: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let binary = BASE64_STANDARD.decode(digits).unwrap();
        assert_eq!(read(&binary, Some(PASSWORD)).unwrap(), plain);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(
            read(&[b"\xff\xfe", &utf16[..]].concat(), Some(PASSWORD)).unwrap(),
            plain
        );
        assert_eq!(read(text.as_bytes(), None), Err(FileError::NeedsPassword));
        let error = read(text.as_bytes(), Some("other")).unwrap_err().reason();
        assert!(error.contains("its password is another one"), "{error}");
        for end in 0..binary.len() {
            assert!(read(&binary[..end], Some(PASSWORD)).is_err(), "{end}");
        }
    }
    assert_eq!(read(PLAIN.as_bytes(), Some("for another")).unwrap(), plain);
}

#[test]
fn what_is_not_read_comes_with_the_command_that_converts_it() {
    for (text, words) in [
        (include_str!("../fixtures/key-scrypt.pem"), "encrypted with scrypt"),
        (
            include_str!("../fixtures/key-094.pem"),
            "`openssl pkcs8 -topk8 -in FILE",
        ),
    ] {
        match read(text.as_bytes(), Some(PASSWORD)) {
            Err(FileError::Unsupported(reason)) => {
                assert!(
                    reason.contains(words) && reason.contains("openssl pkcs8 -topk8"),
                    "{reason}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_work_for_a_key_is_bounded() {
    let with = |iterations: &[u8], hash: &[u8]| {
        let derivation = sequence(&[&der(0x04, b"saltsalt"), &der(0x02, iterations), hash]);
        let derivation = sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", &derivation]);
        let cipher = sequence(&[b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a", &der(0x04, &[0; 16])]);
        [
            &b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"[..],
            &sequence(&[&derivation, &cipher]),
        ]
        .concat()
    };
    let parameters = |iterations: &[u8]| with(iterations, b"");
    let password = Password::new("x");
    let tried = |iterations: &[u8]| decrypt(&parameters(iterations), &[0; 32], &password, &mut Work::default()).err();
    for iterations in [&b"\x3b\x9a\xca\x00"[..], b"\x00\xff\xff\xff\xff\xff"] {
        assert_eq!(tried(iterations), Some(Failure::TooMuchWork));
    }
    // A key of 32 bytes is one block of SHA-256, and two of SHA-1.
    let sha256 = sequence(&[b"\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x09", b"\x05\x00"]);
    for (hash, left) in [(sha256, true), (Vec::new(), false)] {
        let mut work = Work::default();
        work.spend(1_999_990, 1, 0).unwrap();
        let tried = decrypt(&with(b"\x08", &hash), &[0; 32], &password, &mut work).err();
        assert_eq!(tried == Some(Failure::WrongPassword), left, "{tried:?}");
    }
    assert_eq!(tried(b"\x00"), Some(Failure::Damaged));
    assert_eq!(tried(b"\x01"), Some(Failure::WrongPassword));
    let old = |kind: u8| {
        let scheme = der(0x06, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01", &[kind][..]].concat());
        let rest = sequence(&[&der(0x04, b"saltsalt"), b"\x02\x01\x01"]);
        decrypt(&[scheme, rest].concat(), &[0; 8], &password, &mut Work::default()).err()
    };
    assert_eq!(old(1), Some(Failure::Unsupported("RC4")));
    assert_eq!(old(3), Some(Failure::WrongPassword));
}
