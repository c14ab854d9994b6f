//! What a password protects: the encryption of keys (PKCS#8) and of PKCS#12 files, and the MAC of the latter.
//!
//! Sources: RFC 8018 (PBES2, PBKDF2), RFC 7292 (appendices B and C: the schemes of PKCS#12).

mod cipher;
mod kdf;
mod limits;

use std::num::NonZeroU32;

use ring::{digest, hmac, pbkdf2};

use crate::base::secret::SecretBytes;

use super::certificate::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use cipher::Cipher;
use kdf::Purpose;

pub use limits::{Failure, Work};

/// A password in the forms that are hashed.
pub struct Password {
    utf8: SecretBytes,
    /// In UTF-16 with a NUL, as PKCS#12 has it. Some programs write nothing at all for an empty one.
    utf16: SecretBytes,
}

impl Password {
    pub fn new(text: &str) -> Password {
        let mut utf16 = SecretBytes::new(Vec::with_capacity(2 * text.len() + 2));
        for unit in text.encode_utf16().chain([0]) {
            utf16.extend_from_slice(&unit.to_be_bytes());
        }
        Password {
            utf8: SecretBytes::new(text.as_bytes().to_vec()),
            utf16,
        }
    }

    pub fn none() -> Password {
        Password {
            utf8: SecretBytes::default(),
            utf16: SecretBytes::default(),
        }
    }
}

/// The text behind `sealed`; `algorithm` is the contents of its AlgorithmIdentifier.
pub fn decrypt(algorithm: &[u8], sealed: &[u8], password: &Password, work: &mut Work) -> Result<SecretBytes, Failure> {
    let mut parts = Reader(algorithm);
    let scheme = parts.expect(OBJECT_IDENTIFIER).ok_or(Failure::Damaged)?.content;
    let cipher = match scheme {
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d" => return pbes2(parts, sealed, password, work),
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03" => Cipher::Des3,
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04" => Cipher::Des2,
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x05" => Cipher::Rc2Bits128,
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06" => Cipher::Rc2Bits40,
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x01" | b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x02" => {
            return Err(Failure::Unsupported("RC4"));
        }
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, _] => return Err(Failure::Unsupported("single DES or RC2")),
        _ => return Err(Failure::Unsupported("a cipher that is not known")),
    };
    let mut parameters = sequence(&mut parts)?;
    let salt = octets(&mut parameters)?;
    let iterations = number(&mut parameters)?;
    let mut derive = |purpose, length| {
        kdf::derive(
            &digest::SHA1_FOR_LEGACY_USE_ONLY,
            purpose,
            &password.utf16,
            salt,
            iterations,
            length,
            work,
        )
    };
    let key = derive(Purpose::Key, cipher.key_bytes())?;
    let iv = derive(Purpose::Iv, cipher.block_bytes())?;
    cipher.decrypt(&key, &iv, sealed)
}

fn pbes2(mut parts: Reader<'_>, sealed: &[u8], password: &Password, work: &mut Work) -> Result<SecretBytes, Failure> {
    let mut parameters = sequence(&mut parts)?;
    let mut derivation = sequence(&mut parameters)?;
    let mut encryption = sequence(&mut parameters)?;
    let cipher = match oid(&mut encryption)? {
        b"\x60\x86\x48\x01\x65\x03\x04\x01\x02" => Cipher::Aes128,
        b"\x60\x86\x48\x01\x65\x03\x04\x01\x2a" => Cipher::Aes256,
        b"\x2a\x86\x48\x86\xf7\x0d\x03\x07" => Cipher::Des3,
        _ => {
            return Err(Failure::Unsupported(
                "a cipher other than AES-128, AES-256 (with CBC) and 3DES",
            ));
        }
    };
    let iv = octets(&mut encryption)?;
    match oid(&mut derivation)? {
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c" => {}
        b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b" => return Err(Failure::Unsupported("scrypt")),
        _ => return Err(Failure::Unsupported("something else than PBKDF2")),
    }
    let mut derivation = sequence(&mut derivation)?;
    let salt = octets(&mut derivation)?;
    let iterations = number(&mut derivation)?;
    // With the length of its blocks.
    let mut hash = (pbkdf2::PBKDF2_HMAC_SHA1, 20);
    // The length of the key follows from the cipher.
    while let Some(part) = derivation.next() {
        if part.tag == SEQUENCE {
            hash = match oid(&mut Reader(part.content))? {
                b"\x2a\x86\x48\x86\xf7\x0d\x02\x07" => (pbkdf2::PBKDF2_HMAC_SHA1, 20),
                b"\x2a\x86\x48\x86\xf7\x0d\x02\x09" => (pbkdf2::PBKDF2_HMAC_SHA256, 32),
                b"\x2a\x86\x48\x86\xf7\x0d\x02\x0a" => (pbkdf2::PBKDF2_HMAC_SHA384, 48),
                b"\x2a\x86\x48\x86\xf7\x0d\x02\x0b" => (pbkdf2::PBKDF2_HMAC_SHA512, 64),
                _ => return Err(Failure::Unsupported("PBKDF2 with another hash than SHA-1 and SHA-2")),
            };
        }
    }
    let mut key = SecretBytes::new(vec![0; cipher.key_bytes()]);
    let (hash, block) = hash;
    work.spend(
        iterations.get(),
        key.len().div_ceil(block),
        salt.len() + password.utf8.len(),
    )?;
    pbkdf2::derive(hash, iterations, salt, &password.utf8, &mut key);
    cipher.decrypt(&key, iv, sealed)
}

/// The PKCS#8 key in an EncryptedPrivateKeyInfo.
pub fn open_key(sealed: &[u8], password: &Password, work: &mut Work) -> Result<SecretBytes, Failure> {
    let mut parts = sequence(&mut Reader(sealed))?;
    let algorithm = parts.expect(SEQUENCE).ok_or(Failure::Damaged)?.content;
    let key = decrypt(algorithm, octets(&mut parts)?, password, work)?;
    // One wrong password of 256 leaves something that ends as it should.
    Reader(&key).expect(SEQUENCE).ok_or(Failure::WrongPassword)?;
    Ok(key)
}

/// Whether a MAC of PKCS#12 fits `text`; `mac` is the contents of its MacData.
pub fn verify(mac: &[u8], text: &[u8], password: &Password, work: &mut Work) -> Result<(), Failure> {
    let mut parts = Reader(mac);
    let mut info = sequence(&mut parts)?;
    let mut algorithm = sequence(&mut info)?;
    let (hash, hmac) = match oid(&mut algorithm)? {
        b"\x2b\x0e\x03\x02\x1a" => (&digest::SHA1_FOR_LEGACY_USE_ONLY, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x01" => (&digest::SHA256, hmac::HMAC_SHA256),
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x02" => (&digest::SHA384, hmac::HMAC_SHA384),
        b"\x60\x86\x48\x01\x65\x03\x04\x02\x03" => (&digest::SHA512, hmac::HMAC_SHA512),
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e" => return Err(Failure::Unsupported("a MAC of the kind PBMAC1")),
        _ => return Err(Failure::Unsupported("a MAC with another hash than SHA-1 and SHA-2")),
    };
    let value = octets(&mut info)?;
    let salt = octets(&mut parts)?;
    let iterations = if parts.0.is_empty() {
        NonZeroU32::MIN
    } else {
        number(&mut parts)?
    };
    let length = hash.output_len();
    let key = kdf::derive(hash, Purpose::Mac, &password.utf16, salt, iterations, length, work)?;
    hmac::verify(&hmac::Key::new(hmac, &key), text, value).map_err(|_| Failure::WrongPassword)
}

fn sequence<'a>(parts: &mut Reader<'a>) -> Result<Reader<'a>, Failure> {
    parts
        .expect(SEQUENCE)
        .map(|part| Reader(part.content))
        .ok_or(Failure::Damaged)
}

fn oid<'a>(parts: &mut Reader<'a>) -> Result<&'a [u8], Failure> {
    parts
        .expect(OBJECT_IDENTIFIER)
        .map(|part| part.content)
        .ok_or(Failure::Damaged)
}

fn octets<'a>(parts: &mut Reader<'a>) -> Result<&'a [u8], Failure> {
    parts
        .expect(OCTET_STRING)
        .map(|part| part.content)
        .ok_or(Failure::Damaged)
}

/// A count of iterations.
fn number(parts: &mut Reader<'_>) -> Result<NonZeroU32, Failure> {
    let digits = parts.expect(INTEGER).ok_or(Failure::Damaged)?.content;
    if digits.first().is_none_or(|first| *first >= 0x80) {
        return Err(Failure::Damaged);
    }
    let fold = |sum: u32, digit: &u8| sum.checked_mul(256)?.checked_add(u32::from(*digit));
    let number = digits.iter().try_fold(0, fold).ok_or(Failure::TooMuchWork)?;
    NonZeroU32::new(number).ok_or(Failure::Damaged)
}

#[cfg(test)]
mod tests;
