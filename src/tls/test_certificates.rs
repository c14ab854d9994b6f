//! Certificates of all kinds, also of those that no program makes any more, written out part by part.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

pub const ECDSA_SHA256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
pub const ECDSA_SHA512: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04";
pub const RSA_SHA1: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00";
pub const RSA_SHA256: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
const P256: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P521: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23";
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

pub fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head: &[u8] = match length {
        0..=0x7f => &[tag, length as u8],
        0x80..=0xff => &[tag, 0x81, length as u8],
        _ => &[tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content].concat()
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, &parts.concat())
}

/// A key on P-256.
pub struct Key {
    pkcs8: Vec<u8>,
    pub public: Vec<u8>,
}

impl Key {
    pub fn new() -> Key {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        let pkcs8 = pkcs8.as_ref().to_vec();
        let public = public(P256, signer(&pkcs8).public_key().as_ref());
        Key { pkcs8, public }
    }

    pub fn private(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.pkcs8.clone()).into()
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        signer(&self.pkcs8)
            .sign(&SystemRandom::new(), message)
            .unwrap()
            .as_ref()
            .to_vec()
    }
}

fn signer(pkcs8: &[u8]) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &SystemRandom::new()).unwrap()
}

fn public(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let key = der(0x03, &[&[0], key].concat());
    sequence(&[&der(0x30, algorithm), &key])
}

/// Public keys that nobody has the private ones of.
pub fn p521() -> Vec<u8> {
    public(P521, &[4; 133])
}

pub fn rsa(bits: usize) -> Vec<u8> {
    let modulus = der(0x02, &[&[0][..], &vec![0xc5; bits / 8]].concat());
    public(RSA, &sequence(&[&modulus, b"\x02\x03\x01\x00\x01"]))
}

pub struct Recipe<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    pub public: &'a [u8],
    pub signer: Option<&'a Key>,
    /// The length of what stands as a signature without a signer.
    pub signature_bytes: usize,
    /// Of the signature; with a signer, what it says only.
    pub algorithm: &'a [u8],
    /// None at all: version 1.
    pub extensions: Option<Vec<Vec<u8>>>,
    pub valid: (&'a str, &'a str),
}

impl<'a> Recipe<'a> {
    /// For "localhost" and 127.0.0.1.
    pub fn leaf(key: &'a Key, signer: &'a Key) -> Recipe<'a> {
        Recipe {
            issuer: "Probe CA",
            subject: "localhost",
            public: &key.public,
            signer: Some(signer),
            signature_bytes: 128,
            algorithm: ECDSA_SHA256,
            extensions: Some(vec![names(&[dns("localhost"), address(&[127, 0, 0, 1])])]),
            valid: ("250101000000Z", "491231235959Z"),
        }
    }

    pub fn self_signed(key: &'a Key) -> Recipe<'a> {
        Recipe {
            issuer: "localhost",
            ..Recipe::leaf(key, key)
        }
    }

    pub fn authority(key: &'a Key) -> Recipe<'a> {
        Recipe {
            subject: "Probe CA",
            extensions: Some(vec![is_authority()]),
            ..Recipe::leaf(key, key)
        }
    }

    pub fn make(&self) -> CertificateDer<'static> {
        let name = |name: &str| {
            let common_name = sequence(&[b"\x06\x03\x55\x04\x03", &der(0x0c, name.as_bytes())]);
            sequence(&[&der(0x31, &common_name)])
        };
        let algorithm = der(0x30, self.algorithm);
        let (version, extensions) = match &self.extensions {
            None => (vec![], vec![]),
            Some(extensions) => (der(0xa0, b"\x02\x01\x02"), der(0xa3, &der(0x30, &extensions.concat()))),
        };
        let (from, to) = self.valid;
        let validity = sequence(&[&der(0x17, from.as_bytes()), &der(0x17, to.as_bytes())]);
        let own = sequence(&[
            &version,
            b"\x02\x01\x07",
            &algorithm,
            &name(self.issuer),
            &validity,
            &name(self.subject),
            self.public,
            &extensions,
        ]);
        let signature = self
            .signer
            .map_or_else(|| vec![0x5a; self.signature_bytes], |signer| signer.sign(&own));
        let signature = der(0x03, &[&[0], signature.as_slice()].concat());
        sequence(&[&own, &algorithm, &signature]).into()
    }
}

pub fn extension(identifier: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { b"\x01\x01\xff" } else { b"" };
    sequence(&[&der(0x06, identifier), critical, &der(0x04, value)])
}

pub fn names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(b"\x55\x1d\x11", false, &der(0x30, &names.concat()))
}

pub fn dns(name: &str) -> Vec<u8> {
    der(0x82, name.as_bytes())
}

pub fn address(bytes: &[u8]) -> Vec<u8> {
    der(0x87, bytes)
}

pub fn is_authority() -> Vec<u8> {
    extension(b"\x55\x1d\x13", true, b"\x30\x03\x01\x01\xff")
}

/// An authority that signs no other authorities.
pub fn is_last_authority() -> Vec<u8> {
    extension(b"\x55\x1d\x13", true, b"\x30\x06\x01\x01\xff\x02\x01\x00")
}

pub fn any_policy() -> Vec<u8> {
    extension(b"\x55\x1d\x20", true, b"\x30\x08\x30\x06\x06\x04\x55\x1d\x20\x00")
}

pub fn requires_policy() -> Vec<u8> {
    extension(b"\x55\x1d\x24", true, b"\x30\x03\x80\x01\x00")
}

pub fn for_clients() -> Vec<u8> {
    extension(
        b"\x55\x1d\x25",
        false,
        b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02",
    )
}

pub fn for_many_purposes() -> Vec<u8> {
    let purposes = [
        &b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02"[..],
        &b"\x06\x01\x29".repeat(100),
    ];
    extension(b"\x55\x1d\x25", false, &sequence(&purposes))
}
