//! The certificates that a server shows, told to a person.

use super::certificate::{Certificate, OBJECT_IDENTIFIER, Reader, SEQUENCE};
use super::fingerprint::Fingerprint;

/// One certificate in words.
#[derive(Debug)]
pub struct ShownCertificate {
    pub subject: String,
    pub issuer: String,
    pub is_self_signed: bool,
    /// `2026-03-01 10:15:30`, in UTC; `None` if it has none that can be read.
    pub not_before: Option<String>,
    pub not_after: Option<String>,
    pub fingerprint: Fingerprint,
}

impl ShownCertificate {
    /// `None` if it is not even in the form of a certificate.
    pub fn read(der: &[u8]) -> Option<ShownCertificate> {
        let certificate = Certificate::read(der)?;
        Some(ShownCertificate {
            subject: name(certificate.subject),
            issuer: name(certificate.issuer),
            is_self_signed: certificate.is_self_signed(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            fingerprint: Fingerprint::of(der),
        })
    }
}

/// So many characters of a name are shown.
const MAX_CHARS: usize = 200;
const SET: u8 = 0x31;
const BMP_STRING: u8 = 0x1e;

/// A distinguished name as `CN=…, O=…`, with the parts that administrators tell certificates apart by.
fn name(der: &[u8]) -> String {
    let mut parts = Reader(der);
    let mut texts = Vec::new();
    while let Some(part) = parts.expect(SET) {
        texts.extend(attribute(part.content));
    }
    texts.reverse();
    let text = if texts.is_empty() {
        "(no name)".to_owned()
    } else {
        texts.join(", ")
    };
    text.chars().take(MAX_CHARS).collect()
}

fn attribute(der: &[u8]) -> Option<String> {
    let mut pair = Reader(Reader(der).expect(SEQUENCE)?.content);
    // RFC 4519; all of them begin with 2.5.4.
    let label = match pair.expect(OBJECT_IDENTIFIER)?.content {
        b"\x55\x04\x03" => "CN",
        b"\x55\x04\x0a" => "O",
        b"\x55\x04\x0b" => "OU",
        _ => return None,
    };
    let value = pair.next()?;
    let text = if value.tag == BMP_STRING {
        let units = value
            .content
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    } else {
        String::from_utf8_lossy(value.content).into_owned()
    };
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(format!("{label}={text}"))
}
