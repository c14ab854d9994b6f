//! What is in a PKCS#12 file: keys and certificates, each in a bag, with a name for people.

use rustls::pki_types::CertificateDer;

use crate::base::secret::SecretBytes;

use super::ber::{self, EXPLICIT, within};
use crate::tls::certificate::{OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use crate::tls::foreign::FileError;
use crate::tls::pbe::{self, Failure, Password, Work};

/// Bags with bags in them, as no program writes them, but RFC 7292 allows.
const MAX_DEPTH: usize = 4;
/// How much of a name an error shows.
const NAME_CHARACTERS: usize = 40;
/// How many names it shows.
const NAMES: usize = 5;

/// The one key in a file, in PKCS#8, and all certificates with it.
pub struct Contents {
    pub key: SecretBytes,
    pub certificates: Vec<CertificateDer<'static>>,
}

#[derive(Default)]
pub struct Bags {
    keys: Vec<Key>,
    certificates: Vec<CertificateDer<'static>>,
}

struct Key {
    name: Option<String>,
    pkcs8: SecretBytes,
}

impl Bags {
    /// Adds what is in `safe`, which is BER.
    pub fn add(&mut self, safe: &[u8], password: &Password, work: &mut Work) -> Result<(), Failure> {
        let safe = ber::definite(safe).ok_or(Failure::Damaged)?;
        self.add_all(within(&safe, SEQUENCE)?, password, work, 0)
    }

    fn add_all(
        &mut self,
        mut bags: Reader<'_>,
        password: &Password,
        work: &mut Work,
        depth: usize,
    ) -> Result<(), Failure> {
        while !bags.0.is_empty() {
            let mut bag = Reader(bags.expect(SEQUENCE).ok_or(Failure::Damaged)?.content);
            let kind = bag.expect(OBJECT_IDENTIFIER).ok_or(Failure::Damaged)?.content;
            let value = bag.expect(EXPLICIT).ok_or(Failure::Damaged)?.content;
            let Some((kind, b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01")) = kind.split_last() else {
                continue;
            };
            match kind {
                1 => self.add_key(SecretBytes::new(value.to_vec()), &mut bag),
                2 => {
                    let key = pbe::open_key(value, password, work)?;
                    self.add_key(key, &mut bag);
                }
                3 => self.certificates.extend(certificate(value)?),
                6 if depth < MAX_DEPTH => self.add_all(within(value, SEQUENCE)?, password, work, depth + 1)?,
                // Lists of revoked certificates and secrets of other kinds.
                _ => {}
            }
        }
        Ok(())
    }

    fn add_key(&mut self, pkcs8: SecretBytes, attributes: &mut Reader<'_>) {
        // Java lets one key stand under several names.
        if self.keys.iter().all(|key| *key.pkcs8 != *pkcs8) {
            let name = attributes.next().and_then(|set| friendly_name(set.content));
            self.keys.push(Key { name, pkcs8 });
        }
    }

    /// The one key, with all certificates.
    pub fn contents(mut self) -> Result<Contents, FileError> {
        let Some(key) = self.keys.pop() else {
            return Err(FileError::Unusable(
                "there is no private key in it; export the certificate again, with its key".into(),
            ));
        };
        if self.keys.is_empty() {
            return Ok(Contents {
                key: key.pkcs8,
                certificates: self.certificates,
            });
        }
        self.keys.push(key);
        let names: Vec<_> = self
            .keys
            .iter()
            .take(NAMES)
            .map(|key| key.name.as_deref().unwrap_or("one without a name"))
            .collect();
        Err(FileError::Unusable(format!(
            "there are {} private keys in it ({}), and nothing says which one is meant; export that one alone",
            self.keys.len(),
            names.join(", ")
        )))
    }
}

/// One of X.509; others are left out.
fn certificate(value: &[u8]) -> Result<Option<CertificateDer<'static>>, Failure> {
    let mut parts = within(value, SEQUENCE)?;
    let kind = parts.expect(OBJECT_IDENTIFIER).ok_or(Failure::Damaged)?.content;
    let value = parts.expect(EXPLICIT).ok_or(Failure::Damaged)?.content;
    if kind != b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01" {
        return Ok(None);
    }
    let der = within(value, OCTET_STRING)?.0;
    Ok(Some(der.to_vec().into()))
}

fn friendly_name(attributes: &[u8]) -> Option<String> {
    let mut attributes = Reader(attributes);
    while let Some(attribute) = attributes.expect(SEQUENCE) {
        let mut parts = Reader(attribute.content);
        if parts.expect(OBJECT_IDENTIFIER)?.content == b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14" {
            let name = Reader(parts.next()?.content).next()?;
            let (units, _) = name.content.as_chunks();
            let characters = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)));
            let readable = characters.filter_map(Result::ok).filter(|one| !one.is_control());
            return Some(format!("\"{}\"", readable.take(NAME_CHARACTERS).collect::<String>()));
        }
    }
    None
}
