//! The names of the algorithms that certificates are signed with and keys are made for.

use super::certificate::{OBJECT_IDENTIFIER, Reader};

/// By the contents of their object identifiers, which are public constants.
const NAMES: &[(&[u8], &str)] = &[
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", "RSA"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", "RSA with MD2"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "RSA with MD5"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "RSA with SHA-1"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA-PSS"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "RSA with SHA-256"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "RSA with SHA-384"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "RSA with SHA-512"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "RSA with SHA-224"),
    (b"\x2b\x0e\x03\x02\x1d", "RSA with SHA-1"),
    (b"\x2a\x86\x48\xce\x3d\x04\x01", "ECDSA with SHA-1"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "ECDSA with SHA-224"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", "ECDSA with SHA-256"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", "ECDSA with SHA-384"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", "ECDSA with SHA-512"),
    (b"\x2a\x86\x48\xce\x38\x04\x01", "DSA"),
    (b"\x2a\x86\x48\xce\x38\x04\x03", "DSA with SHA-1"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x01", "DSA with SHA-224"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x02", "DSA with SHA-256"),
    (b"\x2b\x65\x6e", "X25519"),
    (b"\x2b\x65\x6f", "X448"),
    (b"\x2b\x65\x70", "Ed25519"),
    (b"\x2b\x65\x71", "Ed448"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x11", "ML-DSA-44"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", "ML-DSA-65"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x13", "ML-DSA-87"),
    (b"\x2a\x81\x1c\xcf\x55\x01\x83\x75", "SM2"),
    // Curves, which stand beside "elliptic curve".
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x01", "P-192"),
    (b"\x2b\x81\x04\x00\x21", "P-224"),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", "P-256"),
    (b"\x2b\x81\x04\x00\x22", "P-384"),
    (b"\x2b\x81\x04\x00\x23", "P-521"),
    (b"\x2b\x81\x04\x00\x0a", "secp256k1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", "brainpoolP256r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", "brainpoolP384r1"),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", "brainpoolP512r1"),
];

/// Identifiers in use have some ten bytes. What a server makes up is not to fill a message.
const LONGEST: usize = 32;

const ELLIPTIC_CURVE: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

/// The name of an algorithm from the contents of its AlgorithmIdentifier; for a key on a curve, that of the curve.
pub fn name(algorithm: &[u8]) -> String {
    let mut parts = Reader(algorithm);
    let Some(own) = parts.expect(OBJECT_IDENTIFIER) else {
        return "an algorithm without a name".into();
    };
    if own.content != ELLIPTIC_CURVE {
        return of_identifier(own.content);
    }
    match parts.expect(OBJECT_IDENTIFIER) {
        Some(curve) => of_identifier(curve.content),
        None => "elliptic curve with parameters of its own".into(),
    }
}

/// The name, or else the identifier in its numbers, for one who looks it up.
pub fn of_identifier(identifier: &[u8]) -> String {
    match NAMES.iter().find(|(known, _)| *known == identifier) {
        Some((_, name)) => (*name).into(),
        None if identifier.len() > LONGEST => "one with a very long number".into(),
        None => dotted(identifier),
    }
}

fn dotted(identifier: &[u8]) -> String {
    let mut text = String::new();
    let mut number: u64 = 0;
    for byte in identifier {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            let first = (number / 40).min(2);
            text += &match text.is_empty() {
                true => format!("{first}.{}", number - first * 40),
                false => format!(".{number}"),
            };
            number = 0;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_are_named() {
        assert_eq!(name(b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"), "ECDSA with SHA-512");
        let on_curve = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23";
        assert_eq!(name(on_curve), "P-521");
        assert_eq!(
            name(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00"),
            "RSA with SHA-1"
        );
        assert_eq!(name(b"\x06\x03\x88\x37\x03"), "2.999.3");
        assert!(name(b"").contains("without a name"));
        // However long a number is.
        assert!(!name(&[b"\x06\x20".as_slice(), &[0xff; 32]].concat()).contains('.'));
        assert!(name(&[b"\x06\x7f".as_slice(), &[0x7f; 127]].concat()).len() < 50);
    }
}
