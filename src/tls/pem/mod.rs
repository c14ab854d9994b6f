//! Certificates and keys in PEM form, as people have them at hand, and in the binary form (DER) that is inside of it.
//!
//! The reader of rustls is strict about lines. Each section goes to it in the form that it takes.

mod utf16;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::base::secret::Secret;

use super::certificate::{Certificate, INTEGER, OCTET_STRING, Reader, SEQUENCE};
use super::foreign::{self, Wanted};
use super::pbe::{self, Failure, Password, Work};
use super::sections::{contains, sections};

pub use super::foreign::FileError;

fn damaged(number: usize, count: usize) -> FileError {
    FileError::Unusable(match count {
        1 => "the certificate in it is damaged".into(),
        _ => format!("certificate {number} of the {count} in it is damaged"),
    })
}

/// All certificates in `text`; at least one. Whether they are of any use is not looked at.
pub fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, FileError> {
    let text = utf16::decoded(text);
    let found: Vec<_> = each_certificate(&text).collect();
    let count = found.len();
    if count == 0 {
        return match Certificate::read(&text).filter(Certificate::is_whole) {
            Some(_) => Ok(vec![text.to_vec().into()]),
            None => Err(foreign::recognise(&text, Wanted::Certificate)),
        };
    }
    let read = |(index, one): (usize, Option<_>)| one.ok_or_else(|| damaged(index + 1, count));
    found.into_iter().enumerate().map(read).collect()
}

/// The certificates in `text` that can be read; at least one.
#[cfg(any(test, feature = "fuzzing", not(any(windows, target_vendor = "apple"))))]
pub fn readable(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, FileError> {
    let decoded = utf16::decoded(text);
    let found: Vec<_> = each_certificate(&decoded).flatten().collect();
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
pub fn authorities(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, FileError> {
    checked(certificates(text)?, |one| webpki::anchor_from_trusted_cert(one).is_ok())
}

/// The client's own certificate, and what comes with it: each is at least a certificate. The server judges them.
pub fn own_certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, FileError> {
    checked(certificates(text)?, |one| Certificate::read(one).is_some())
}

fn checked(
    found: Vec<CertificateDer<'static>>,
    is_good: impl Fn(&CertificateDer<'static>) -> bool,
) -> Result<Vec<CertificateDer<'static>>, FileError> {
    match found.iter().position(|one| !is_good(one)) {
        None => Ok(found),
        Some(index) => Err(damaged(index + 1, found.len())),
    }
}

/// The first private key in `text`: PKCS#8, PKCS#1 or SEC1. The password is for one that is encrypted.
pub fn private_key(text: &[u8], password: Option<&Secret>) -> Result<PrivateKeyDer<'static>, FileError> {
    let damaged = || FileError::Unusable("the private key in it is damaged".into());
    let text = utf16::decoded(text);
    let Some(section) = sections(&text).find(|section| section.label.ends_with(b"PRIVATE KEY")) else {
        return binary_key(&text, password);
    };
    if contains(section.body.unwrap_or_default(), b"ENCRYPTED") {
        return Err(FileError::Unsupported(
            "it is encrypted in the old form of OpenSSL (Proc-Type: 4,ENCRYPTED), which is not supported; convert it \
             by `openssl pkcs8 -topk8 -in FILE -out NEW.pem`"
                .into(),
        ));
    }
    if section.label == b"ENCRYPTED PRIVATE KEY" {
        // The reader of rustls knows no such label.
        let sealed = section
            .canonical(b"PRIVATE KEY")
            .and_then(|text| PrivateKeyDer::from_pem_slice(&text).ok())
            .ok_or_else(damaged)?;
        return decrypted(sealed.secret_der(), password);
    }
    if !matches!(section.label, b"PRIVATE KEY" | b"RSA PRIVATE KEY" | b"EC PRIVATE KEY") {
        return Err(foreign::unsupported_key(section.label));
    }
    section
        .canonical(section.label)
        .and_then(|text| PrivateKeyDer::from_pem_slice(&text).ok())
        .ok_or_else(damaged)
}

fn binary_key(file: &[u8], password: Option<&Secret>) -> Result<PrivateKeyDer<'static>, FileError> {
    if let Some(Ok(key)) = begins_as_key(file).map(|()| PrivateKeyDer::try_from(file)) {
        return Ok(key.clone_key());
    }
    if is_encrypted(file).is_some() {
        return decrypted(file, password);
    }
    Err(foreign::recognise(file, Wanted::Key))
}

/// A sequence, and no more, that begins with the version of a key. The reader of rustls takes much for a key.
fn begins_as_key(der: &[u8]) -> Option<()> {
    let mut file = Reader(der);
    let version = Reader(file.expect(SEQUENCE)?.content).expect(INTEGER)?;
    (file.0.is_empty() && matches!(version.content, [0 | 1])).then_some(())
}

/// An AlgorithmIdentifier and an octet string.
fn is_encrypted(der: &[u8]) -> Option<()> {
    let mut parts = Reader(Reader(der).expect(SEQUENCE)?.content);
    parts.expect(SEQUENCE)?;
    parts.expect(OCTET_STRING)?;
    parts.0.is_empty().then_some(())
}

fn decrypted(sealed: &[u8], password: Option<&Secret>) -> Result<PrivateKeyDer<'static>, FileError> {
    let password = password.ok_or(FileError::NeedsPassword)?;
    let opened = pbe::open_key(sealed, &Password::new(password.expose()), &mut Work::default());
    let mut key = opened.map_err(|failure| match failure {
        Failure::WrongPassword => FileError::Unusable("its password is another one, or it is damaged".into()),
        Failure::TooMuchWork => FileError::Unusable(format!(
            "its password is hashed so often that reading it would take too long; {CONVERT}"
        )),
        Failure::Unsupported(what) => FileError::Unsupported(format!(
            "it is encrypted with {what}, which is not supported; {CONVERT}"
        )),
        Failure::Damaged => FileError::Unusable("the private key in it is damaged".into()),
    })?;
    Ok(PrivatePkcs8KeyDer::from(std::mem::take(&mut *key)).into())
}

const CONVERT: &str = "convert it by `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW.pem`";

#[cfg(test)]
mod tests;
