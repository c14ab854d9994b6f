//! The certificate with which a client proves itself: it is sent as it is, and the server judges it.

use std::sync::Arc;

use rustls::crypto::ring::sign;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey};

use super::algorithms;
use super::certificate::{Certificate, INTEGER, Reader, SEQUENCE};
use super::foreign::USABLE_KEYS;
use super::pem::{self, PemError};

/// The private key in a PEM text.
pub fn signing_key(text: &[u8]) -> Result<Arc<dyn SigningKey>, PemError> {
    let key = pem::private_key(text)?;
    sign::any_supported_type(&key).map_err(|_| {
        PemError::Unusable(match kind(&key) {
            Some(kind) => format!("it is {kind}, which is not supported or damaged; {USABLE_KEYS}"),
            None => "the private key in it is damaged".into(),
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
fn kind(key: &PrivateKeyDer<'_>) -> Option<String> {
    let mut parts = Reader(Reader(key.secret_der()).expect(SEQUENCE)?.content);
    parts.expect(INTEGER)?;
    Some(match key {
        PrivateKeyDer::Pkcs1(_) => rsa(parts)?,
        PrivateKeyDer::Sec1(_) => {
            parts.next()?;
            let curve = parts.next()?;
            format!(
                "a key on the curve {}",
                algorithms::of_identifier(Reader(curve.content).next()?.content)
            )
        }
        PrivateKeyDer::Pkcs8(_) => {
            let name = algorithms::name(parts.expect(SEQUENCE)?.content);
            if name != "RSA" {
                return Some(format!("a key of the kind {name}"));
            }
            let mut inner = Reader(Reader(parts.next()?.content).expect(SEQUENCE)?.content);
            inner.expect(INTEGER)?;
            rsa(inner)?
        }
        _ => return None,
    })
}

/// From where the modulus comes next.
fn rsa(mut parts: Reader<'_>) -> Option<String> {
    let modulus = parts.expect(INTEGER)?.content;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    Some(format!("an RSA key of {} bits", (modulus.len() - zeros) * 8))
}
