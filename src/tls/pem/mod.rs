//! Certificates and keys in PEM form, as people have them at hand.
//!
//! The reader of rustls is strict about lines. Each section goes to it in the form that it takes.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::certificate::Certificate;
use super::foreign::{self, Wanted};
use super::sections::{contains, sections};

pub use super::foreign::PemError;

fn damaged(number: usize, count: usize) -> PemError {
    PemError::Unusable(match count {
        1 => "the certificate in it is damaged".into(),
        _ => format!("certificate {number} of the {count} in it is damaged"),
    })
}

/// All certificates in `text`; at least one. Whether they are of any use is not looked at.
pub fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let found: Vec<_> = each_certificate(text).collect();
    let count = found.len();
    if count == 0 {
        return Err(foreign::recognise(text, Wanted::Certificate));
    }
    let read = |(index, one): (usize, Option<_>)| one.ok_or_else(|| damaged(index + 1, count));
    found.into_iter().enumerate().map(read).collect()
}

/// The certificates in `text` that can be read; at least one.
#[cfg(any(test, feature = "fuzzing", not(any(windows, target_vendor = "apple"))))]
pub fn readable(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let found: Vec<_> = each_certificate(text).flatten().collect();
    if found.is_empty() {
        return certificates(text);
    }
    Ok(found)
}

/// `None` stands for one that is damaged.
fn each_certificate(text: &[u8]) -> impl Iterator<Item = Option<CertificateDer<'static>>> {
    // The second label is that of old programs.
    let is_one = |label: &[u8]| matches!(label, b"CERTIFICATE" | b"X509 CERTIFICATE");
    sections(text)
        .filter(move |section| is_one(section.label))
        .map(|section| CertificateDer::from_pem_slice(&section.canonical(b"CERTIFICATE")?).ok())
}

/// All certificates in `text`, each of which can be trusted as an authority.
pub fn authorities(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    checked(certificates(text)?, |one| webpki::anchor_from_trusted_cert(one).is_ok())
}

/// The client's own certificate, and what comes with it: each is at least a certificate. The server judges them.
pub fn own_certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    checked(certificates(text)?, |one| Certificate::read(one).is_some())
}

fn checked(
    found: Vec<CertificateDer<'static>>,
    is_good: impl Fn(&CertificateDer<'static>) -> bool,
) -> Result<Vec<CertificateDer<'static>>, PemError> {
    match found.iter().position(|one| !is_good(one)) {
        None => Ok(found),
        Some(index) => Err(damaged(index + 1, found.len())),
    }
}

/// The first private key in `text`: PKCS#8, PKCS#1 or SEC1.
pub fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, PemError> {
    let section = sections(text)
        .find(|section| section.label.ends_with(b"PRIVATE KEY"))
        .ok_or_else(|| foreign::recognise(text, Wanted::Key))?;
    if section.label.starts_with(b"ENCRYPTED") || contains(section.body.unwrap_or_default(), b"ENCRYPTED") {
        return Err(PemError::Encrypted);
    }
    if !matches!(section.label, b"PRIVATE KEY" | b"RSA PRIVATE KEY" | b"EC PRIVATE KEY") {
        return Err(foreign::unsupported_key(section.label));
    }
    section
        .canonical(section.label)
        .and_then(|text| PrivateKeyDer::from_pem_slice(&text).ok())
        .ok_or_else(|| PemError::Unusable("the private key in it is damaged".into()))
}

#[cfg(test)]
mod tests;
