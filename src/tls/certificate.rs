//! The outline of a certificate, read without a judgement of what is in it.
//!
//! The reader of webpki refuses whole certificates for what it does not know in them. A pin holds for any certificate,
//! and a message names what is wrong with one, so the few places that both need are found here.

use rustls::pki_types::SubjectPublicKeyInfoDer;

/// Parts of a certificate (RFC 5280, 4.1), as they stand in it.
pub struct Certificate<'a> {
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    /// The beginning and the end of its validity.
    validity: [Option<Element<'a>>; 2],
    /// The SubjectPublicKeyInfo with its tag.
    key: &'a [u8],
    /// Of the signature: the contents of its AlgorithmIdentifier, and its value.
    signature: Option<(&'a [u8], &'a [u8])>,
    /// Nothing stands behind it.
    ends: bool,
}

impl<'a> Certificate<'a> {
    /// `None` if it is not even in the form of a certificate.
    pub fn read(der: &'a [u8]) -> Option<Certificate<'a>> {
        let mut file = Reader(der);
        let mut whole = Reader(file.expect(SEQUENCE)?.content);
        let mut parts = Reader(whole.expect(SEQUENCE)?.content);
        let mut first = parts.next()?;
        if first.tag == VERSION {
            first = parts.next()?;
        }
        if first.tag != INTEGER {
            return None;
        }
        parts.expect(SEQUENCE)?;
        let issuer = parts.expect(SEQUENCE)?.content;
        let mut validity = Reader(parts.expect(SEQUENCE)?.content);
        let subject = parts.expect(SEQUENCE)?.content;
        let key = parts.expect(SEQUENCE)?.whole;
        let algorithm = whole.expect(SEQUENCE);
        let value = whole.expect(BIT_STRING);
        Some(Certificate {
            issuer,
            subject,
            validity: [validity.next(), validity.next()],
            key,
            signature: algorithm
                .zip(value)
                .map(|(algorithm, value)| (algorithm.content, value.content)),
            ends: file.0.is_empty() && whole.0.is_empty(),
        })
    }

    pub fn key(&self) -> SubjectPublicKeyInfoDer<'a> {
        self.key.into()
    }

    /// Whether its issuer has its own name.
    pub fn is_self_signed(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether it has all parts, and nothing behind them.
    pub fn is_whole(&self) -> bool {
        self.ends && self.signature.is_some()
    }

    /// The contents of the AlgorithmIdentifier that it is signed with.
    pub fn signature_algorithm(&self) -> Option<&'a [u8]> {
        self.signature.map(|(algorithm, _)| algorithm)
    }

    /// The bits of the RSA key that it is signed with, if it is an RSA key: a signature has the length of its key.
    pub fn rsa_signature_bits(&self) -> Option<usize> {
        let (algorithm, value) = self.signature?;
        is_rsa(algorithm).then(|| value.len().saturating_sub(1) * 8)
    }

    /// The contents of the AlgorithmIdentifier of its key.
    pub fn key_algorithm(&self) -> Option<&'a [u8]> {
        let mut parts = Reader(Reader(self.key).expect(SEQUENCE)?.content);
        Some(parts.expect(SEQUENCE)?.content)
    }

    /// The bits of its key, if it is an RSA key.
    pub fn rsa_key_bits(&self) -> Option<usize> {
        let mut parts = Reader(Reader(self.key).expect(SEQUENCE)?.content);
        if !is_rsa(parts.expect(SEQUENCE)?.content) {
            return None;
        }
        // The count of unused bits stands first.
        let (_, key) = parts.expect(BIT_STRING)?.content.split_first()?;
        let mut numbers = Reader(Reader(key).expect(SEQUENCE)?.content);
        let modulus = numbers.expect(INTEGER)?.content;
        let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
        let first = modulus.get(zeros)?;
        Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
    }

    /// The beginning of its validity, as [`Certificate::not_after`] has it.
    pub fn not_before(&self) -> Option<String> {
        date(self.validity[0].as_ref()?)
    }

    /// The end of its validity in the form `2026-03-01 10:15:30`, which sorts as the times do.
    pub fn not_after(&self) -> Option<String> {
        date(self.validity[1].as_ref()?)
    }
}

fn date(time: &Element<'_>) -> Option<String> {
    let digits = std::str::from_utf8(time.content).ok()?.strip_suffix('Z')?;
    // RFC 5280, 4.1.2.5.1: two digits are a year up to 2049.
    let century = match (time.tag, digits.bytes().next()?) {
        (UTC_TIME, b'0'..b'5') => "20",
        (UTC_TIME, _) => "19",
        _ => "",
    };
    let digits = format!("{century}{digits}");
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from, to| &digits[from..to];
    let (date, time) = (
        [part(0, 4), part(4, 6), part(6, 8)],
        [part(8, 10), part(10, 12), part(12, 14)],
    );
    Some(format!("{} {}", date.join("-"), time.join(":")))
}

/// 1.2.840.113549.1.1, which all kinds of RSA keys and signatures begin with.
fn is_rsa(algorithm: &[u8]) -> bool {
    algorithm
        .get(2..)
        .is_some_and(|oid| oid.starts_with(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01"))
}

pub const INTEGER: u8 = 0x02;
pub const OBJECT_IDENTIFIER: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;
pub const OCTET_STRING: u8 = 0x04;
const BIT_STRING: u8 = 0x03;
const UTC_TIME: u8 = 0x17;
const VERSION: u8 = 0xa0;

pub struct Element<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// With tag and length.
    pub whole: &'a [u8],
}

/// The elements of DER, one behind the other.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn next(&mut self) -> Option<Element<'a>> {
        let (tag, length, behind) = match *self.0 {
            // A tag of several bytes stands nowhere in a certificate or key.
            [tag, ..] if tag & 0x1f == 0x1f => return None,
            [tag, length @ ..=0x7f, ref behind @ ..] => (tag, usize::from(length), behind),
            [tag, count @ 0x81..=0x84, ref behind @ ..] => {
                let (length, behind) = behind.split_at_checked(usize::from(count & 0x7f))?;
                let length = length.iter().fold(0, |length, byte| length << 8 | u64::from(*byte));
                (tag, usize::try_from(length).ok()?, behind)
            }
            _ => return None,
        };
        let (content, rest) = behind.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - rest.len()];
        self.0 = rest;
        Some(Element { tag, content, whole })
    }

    pub fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }
}
