//! The certificate with which a client proves itself: it is sent as it is, and the server judges it.

use std::sync::Arc;

use rustls::crypto::ring::sign;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey};

use crate::base::secret::Secret;

use super::algorithms;
use super::certificate::{Certificate, INTEGER, Reader, SEQUENCE};
use super::foreign::USABLE_KEYS;
use super::pem::{self, FileError};
use super::pkcs12::{self, Contents};

/// The private key in a PEM text.
pub fn signing_key(text: &[u8], password: Option<&Secret>) -> Result<Arc<dyn SigningKey>, FileError> {
    usable(&pem::private_key(text, password)?)
}

/// The key in a PKCS#12 file, with its certificate and those that issued it.
pub fn pkcs12(file: &[u8], password: Option<&Secret>) -> Result<CertifiedKey, FileError> {
    let Contents { key, certificates } = pkcs12::read(file, password)?;
    let pkcs8 = |key: &[u8]| usable(&PrivatePkcs8KeyDer::from(key).into());
    let key = pkcs8(&key).or_else(|error| {
        let completed = certificates.iter().filter_map(|one| pkcs12::completed(&key, one));
        completed.filter_map(|key| pkcs8(&key).ok()).next().ok_or(error)
    })?;
    let chain = key.public_key().and_then(|public| pkcs12::chain(certificates, &public));
    match chain {
        Some(chain) => Ok(CertifiedKey::new(chain, key)),
        None => Err(FileError::Unusable(
            "the certificate of the private key is not in it; export both together".into(),
        )),
    }
}

fn usable(key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, FileError> {
    sign::any_supported_type(key).map_err(|_| {
        FileError::Unusable(match kind(key) {
            Some(kind) if !kind.is_usable => format!("it is {}, which is not supported; {USABLE_KEYS}", kind.name),
            _ => "the private key in it is damaged".into(),
        })
    })
}

/// Certificate and key, if they belong together.
pub fn pair(chain: Vec<CertificateDer<'static>>, key: Arc<dyn SigningKey>) -> Result<CertifiedKey, &'static str> {
    let own = chain.first().and_then(|own| Certificate::read(own));
    let (Some(own), Some(public)) = (own, key.public_key()) else {
        return Err("the client certificate cannot be compared with its key");
    };
    if own.key() != public {
        return Err(
            "the client certificate and the client key do not belong together: the key is that of another certificate",
        );
    }
    Ok(CertifiedKey::new(chain, key))
}

/// What kind of key it is, for one whose key cannot be used.
struct Kind {
    name: String,
    is_usable: bool,
}

fn kind(key: &PrivateKeyDer<'_>) -> Option<Kind> {
    let mut parts = Reader(Reader(key.secret_der()).expect(SEQUENCE)?.content);
    parts.expect(INTEGER)?;
    match key {
        PrivateKeyDer::Pkcs1(_) => rsa(parts),
        PrivateKeyDer::Sec1(_) => {
            parts.next()?;
            let curve = Reader(parts.next()?.content).next()?;
            Some(named(algorithms::of_identifier(curve.content)))
        }
        PrivateKeyDer::Pkcs8(_) => {
            let name = algorithms::name(parts.expect(SEQUENCE)?.content);
            if name != "RSA" {
                return Some(named(name));
            }
            let mut inner = Reader(Reader(parts.next()?.content).expect(SEQUENCE)?.content);
            inner.expect(INTEGER)?;
            rsa(inner)
        }
        _ => None,
    }
}

fn named(name: String) -> Kind {
    Kind {
        is_usable: matches!(name.as_str(), "P-256" | "P-384" | "Ed25519"),
        name: format!("a key of the kind {name}"),
    }
}

/// From where the modulus comes next.
fn rsa(mut parts: Reader<'_>) -> Option<Kind> {
    let modulus = parts.expect(INTEGER)?.content;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let bits = (modulus.len() - zeros) * 8;
    // One of more than two bytes is at least 65537.
    let exponent = parts.expect(INTEGER)?.content;
    let small = if exponent.len() < 3 {
        " with a small exponent"
    } else {
        ""
    };
    Some(Kind {
        name: format!("an RSA key of {bits} bits{small}"),
        is_usable: matches!(bits, 2048 | 3072 | 4096) && small.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::*;
    use crate::tls::test_certificates::{Key, der, sequence};

    fn told(label: &str, key: &[u8]) -> Result<(), String> {
        let digits = base64::prelude::BASE64_STANDARD.encode(key);
        let text = format!("-----BEGIN {label}-----\n{digits}\n-----END {label}-----\n");
        signing_key(text.as_bytes(), None).map(drop).map_err(FileError::reason)
    }

    #[test]
    fn a_key_that_cannot_be_used_is_told_by_its_kind() {
        let pkcs8 = |algorithm: &[u8], key: &[u8]| sequence(&[b"\x02\x01\x00", &der(0x30, algorithm), &der(0x04, key)]);
        let with_exponent = |bits: usize, exponent: &[u8]| {
            let modulus = der(0x02, &[&[0][..], &vec![0xc5; bits / 8]].concat());
            sequence(&[b"\x02\x01\x00", &modulus, &der(0x02, exponent)])
        };
        let pkcs1 = |bits| with_exponent(bits, b"\x01\x00\x01");
        let on_secp256k1 = sequence(&[
            b"\x02\x01\x01",
            &der(0x04, &[1; 32]),
            &der(0xa0, b"\x06\x05\x2b\x81\x04\x00\x0a"),
        ]);
        let rsa = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
        for (label, key, words) in [
            (
                "PRIVATE KEY",
                pkcs8(b"\x06\x07\x2a\x86\x48\xce\x38\x04\x01", b"\x02\x01\x05"),
                "a key of the kind DSA,",
            ),
            (
                "PRIVATE KEY",
                pkcs8(
                    b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23",
                    b"x",
                ),
                "kind P-521,",
            ),
            ("PRIVATE KEY", pkcs8(b"\x06\x03\x2b\x65\x71", b"x"), "kind Ed448,"),
            (
                "PRIVATE KEY",
                pkcs8(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", b"x"),
                "kind RSA-PSS,",
            ),
            ("PRIVATE KEY", pkcs8(rsa, &pkcs1(1024)), "an RSA key of 1024 bits,"),
            ("RSA PRIVATE KEY", pkcs1(1024), "an RSA key of 1024 bits,"),
            ("RSA PRIVATE KEY", pkcs1(8192), "an RSA key of 8192 bits,"),
            ("RSA PRIVATE KEY", pkcs1(3000), "an RSA key of 3000 bits,"),
            (
                "RSA PRIVATE KEY",
                with_exponent(2048, b"\x03"),
                "an RSA key of 2048 bits with a small exponent,",
            ),
            ("EC PRIVATE KEY", on_secp256k1, "kind secp256k1,"),
            ("RSA PRIVATE KEY", pkcs1(2048), "damaged"),
            ("PRIVATE KEY", pkcs8(b"\x06\x03\x2b\x65\x70", b"x"), "damaged"),
            ("PRIVATE KEY", b"\x01\x02".to_vec(), "damaged"),
        ] {
            let error = told(label, &key).unwrap_err();
            assert!(error.contains(words), "{error}");
            assert_eq!(error.contains("P-256, P-384 or Ed25519"), words != "damaged", "{error}");
        }
        assert_eq!(told("PRIVATE KEY", Key::new().private().secret_der()), Ok(()));
    }
}
