//! A key and its certificates in a PKCS#12 file (.pfx, .p12), as Windows, OpenSSL, Java and browsers write it (RFC 7292).

mod bags;
mod ber;
mod ec;

use rustls::pki_types::CertificateDer;

use crate::base::memory;
use crate::base::secret::{Secret, SecretBytes};

use super::certificate::{Certificate, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use super::foreign::{self, FileError, Wanted};
use super::pbe::{self, Failure, Password, Work};
use bags::Bags;
use ber::{EXPLICIT, within};

pub use bags::Contents;
pub use ec::completed;

/// The largest file that is read: a key and some certificates have a few kilobytes, and each is compared with all others.
const LIMIT: usize = 128 * 1024;
const IMPLICIT: u8 = 0x80;

/// Why `openssl` is named in an error: it reads what is not read here, and writes what is.
pub const CONVERT: &str = "convert it by `openssl pkcs12 -in FILE -legacy -nodes -out KEY.pem`, then \
                           `openssl pkcs12 -export -in KEY.pem -out NEW.pfx`, and delete KEY.pem";

/// Reads a file. Without a password, one that needs none, or an empty one, can be read.
pub fn read(file: &[u8], password: Option<&Secret>) -> Result<Contents, FileError> {
    if file.len() > LIMIT {
        return Err(FileError::Unusable(
            "it is larger than 128 KiB; export the key with its own certificates alone".into(),
        ));
    }
    // What is read of it is copied some times on the way.
    if !memory::is_left_for(8 * file.len()) {
        return Err(FileError::Unusable("there is no memory left to read it".into()));
    }
    if !begins(file) {
        return Err(foreign::recognise(file, Wanted::Pkcs12));
    }
    let mut work = Work::default();
    let bags = open(file, password, &mut work).map_err(|failure| match failure {
        Failure::WrongPassword if password.is_none() => FileError::NeedsPassword,
        Failure::WrongPassword => FileError::Unusable("its password is another one, or it is damaged".into()),
        Failure::TooMuchWork => FileError::Unusable(format!(
            "its password is hashed so often that reading it would take too long; {CONVERT}"
        )),
        Failure::Unsupported(what) => FileError::Unsupported(format!(
            "it is protected with {what}, which is not supported; {CONVERT}"
        )),
        Failure::Damaged => FileError::Unusable("the PKCS#12 file is damaged".into()),
    })?;
    bags.contents()
}

/// Whether it begins as PKCS#12 does: with version 3, before a sequence.
fn begins(file: &[u8]) -> bool {
    let (Some(tag), Some(length)) = (file.first(), file.get(1)) else {
        return false;
    };
    let head = match length {
        0x81..=0x84 => 2 + usize::from(length & 0x7f),
        _ => 2,
    };
    *tag == SEQUENCE
        && file
            .get(head..)
            .is_some_and(|rest| rest.starts_with(b"\x02\x01\x03\x30"))
}

fn open(file: &[u8], password: Option<&Secret>, work: &mut Work) -> Result<Bags, Failure> {
    let file = ber::definite(file).ok_or(Failure::Damaged)?;
    let mut parts = within(&file, SEQUENCE)?;
    parts.expect(INTEGER).ok_or(Failure::Damaged)?;
    let (kind, content) = content_info(&mut parts)?;
    match kind {
        DATA => {}
        SIGNED_DATA => return Err(Failure::Unsupported("a signature in place of a password")),
        _ => return Err(Failure::Damaged),
    }
    let safe = within(content, OCTET_STRING)?.0;
    let mac = parts.next();
    let password = match mac {
        Some(mac) => verified(mac.content, safe, password, work)?,
        None => Password::new(password.map_or("", Secret::expose)),
    };
    let mut bags = Bags::default();
    let contents = ber::definite(safe).ok_or(Failure::Damaged)?;
    let mut contents = within(&contents, SEQUENCE)?;
    while !contents.0.is_empty() {
        let (kind, content) = content_info(&mut contents)?;
        match kind {
            DATA => bags.add(within(content, OCTET_STRING)?.0, &password, work)?,
            ENCRYPTED_DATA => {
                let opened = decrypted(content, &password, work)?;
                // A wrong password can leave something that ends as it should.
                ber::definite(&opened).ok_or(Failure::WrongPassword)?;
                bags.add(&opened, &password, work)?;
            }
            ENVELOPED_DATA => return Err(Failure::Unsupported("the key of a certificate in place of a password")),
            _ => return Err(Failure::Damaged),
        }
    }
    Ok(bags)
}

/// The password in the form that fits the MAC: for an empty one, there are two.
fn verified(mac: &[u8], safe: &[u8], password: Option<&Secret>, work: &mut Work) -> Result<Password, Failure> {
    let text = password.map_or("", Secret::expose);
    let proper = Password::new(text);
    match pbe::verify(mac, safe, &proper, work) {
        Err(Failure::WrongPassword) if text.is_empty() => {
            let none = Password::none();
            pbe::verify(mac, safe, &none, work).map(|()| none)
        }
        result => result.map(|()| proper),
    }
}

fn decrypted(content: &[u8], password: &Password, work: &mut Work) -> Result<SecretBytes, Failure> {
    let mut parts = within(content, SEQUENCE)?;
    parts.expect(INTEGER).ok_or(Failure::Damaged)?;
    let mut parts = Reader(parts.expect(SEQUENCE).ok_or(Failure::Damaged)?.content);
    parts.expect(OBJECT_IDENTIFIER).ok_or(Failure::Damaged)?;
    let algorithm = parts.expect(SEQUENCE).ok_or(Failure::Damaged)?.content;
    let sealed = parts.next().ok_or(Failure::Damaged)?;
    match sealed.tag {
        IMPLICIT => pbe::decrypt(algorithm, sealed.content, password, work),
        // In pieces.
        EXPLICIT => {
            let sealed = ber::joined(sealed.content).ok_or(Failure::Damaged)?;
            pbe::decrypt(algorithm, &sealed, password, work)
        }
        _ => Err(Failure::Damaged),
    }
}

const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";

/// What kind of content it is, and the content.
fn content_info<'a>(parts: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8]), Failure> {
    let mut info = Reader(parts.expect(SEQUENCE).ok_or(Failure::Damaged)?.content);
    let kind = info.expect(OBJECT_IDENTIFIER).ok_or(Failure::Damaged)?;
    let content = info.expect(EXPLICIT).ok_or(Failure::Damaged)?;
    Ok((kind.content, content.content))
}

/// The certificate of `key`, and from each the one that issued it, as far as they are there.
pub fn chain(mut left: Vec<CertificateDer<'static>>, key: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let own = left
        .iter()
        .position(|one| Certificate::read(one).is_some_and(|read| *read.key() == *key))?;
    let mut chain = vec![left.swap_remove(own)];
    loop {
        let next = {
            let last = Certificate::read(chain.last()?)?;
            let is_issuer =
                |one: &CertificateDer<'_>| Certificate::read(one).is_some_and(|one| one.subject == last.issuer);
            if last.is_self_signed() {
                None
            } else {
                left.iter().position(is_issuer)
            }
        };
        match next {
            Some(next) => chain.push(left.swap_remove(next)),
            None => return Some(chain),
        }
    }
}

#[cfg(test)]
mod tests;
