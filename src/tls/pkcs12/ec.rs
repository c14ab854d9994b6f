//! Keys of Java, which leave out their public half: ring wants both, and the certificate has it.

use crate::base::secret::SecretBytes;

use super::ber::put;
use crate::tls::certificate::{Certificate, INTEGER, OCTET_STRING, Reader, SEQUENCE};

/// An ECPrivateKey in PKCS#8 with the public key of `certificate`, if it is of the same curve and had none. Whether the two
/// belong together is not looked at.
pub fn completed(pkcs8: &[u8], certificate: &[u8]) -> Option<SecretBytes> {
    let mut parts = Reader(Reader(pkcs8).expect(SEQUENCE)?.content);
    let version = parts.expect(INTEGER)?;
    let algorithm = parts.expect(SEQUENCE)?;
    let inner = parts.expect(OCTET_STRING)?;
    let mut key = Reader(Reader(inner.content).expect(SEQUENCE)?.content);
    let number = key.expect(INTEGER)?;
    let private = key.expect(OCTET_STRING)?;
    let certificate = Certificate::read(certificate)?;
    if certificate.key_algorithm()? != algorithm.content {
        return None;
    }
    let public = certificate.key();
    let mut public = Reader(Reader(&public).expect(SEQUENCE)?.content);
    public.expect(SEQUENCE)?;
    let bits = public.next()?;

    let wrapped = |tag, parts: &[&[u8]]| {
        let mut content = SecretBytes::default();
        for part in parts {
            content.extend_from_slice(part);
        }
        let mut out = SecretBytes::default();
        put(tag, &content, &mut out);
        out
    };
    let public = wrapped(PUBLIC_KEY, &[bits.whole]);
    let key = wrapped(SEQUENCE, &[number.whole, private.whole, &public]);
    let key = wrapped(OCTET_STRING, &[&key]);
    Some(wrapped(SEQUENCE, &[version.whole, algorithm.whole, &key]))
}

const PUBLIC_KEY: u8 = 0xa1;
