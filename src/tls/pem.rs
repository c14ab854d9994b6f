//! Certificates and keys in PEM form, as people have them at hand.
//!
//! The reader of rustls is strict about lines. This one finds the sections of a file, whatever became of the white
//! space and padding in them on the way, and gives each to that reader in the form that it takes.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::base::secret::SecretBytes;

/// Why a file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemError {
    NoCertificate,
    NoKey,
    Damaged,
    /// The key needs a password.
    Encrypted,
}

impl PemError {
    pub fn reason(self) -> &'static str {
        match self {
            PemError::NoCertificate => "no line in it begins with -----BEGIN CERTIFICATE-----",
            PemError::NoKey => "there is no private key in PEM form in it",
            PemError::Damaged => "it is not valid PEM",
            PemError::Encrypted => "it is encrypted, which is not supported",
        }
    }
}

/// All certificates in `text`; at least one.
pub fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let found: Vec<_> = sections(text)
        .filter(|section| section.label == b"CERTIFICATE")
        .map(|section| CertificateDer::from_pem_slice(&section.canonical()?).map_err(|_| PemError::Damaged))
        .collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Err(PemError::NoCertificate);
    }
    Ok(found)
}

/// The first private key in `text`: PKCS#8, PKCS#1 or SEC1.
pub fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, PemError> {
    let section = sections(text)
        .find(|section| section.label.ends_with(b"PRIVATE KEY"))
        .ok_or(PemError::NoKey)?;
    if section.label.starts_with(b"ENCRYPTED") || find(section.body.unwrap_or_default(), b"ENCRYPTED").is_some() {
        return Err(PemError::Encrypted);
    }
    PrivateKeyDer::from_pem_slice(&section.canonical()?).map_err(|_| PemError::Damaged)
}

struct Section<'a> {
    label: &'a [u8],
    /// What is between BEGIN and END; `None` if the END is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// BEGIN counts at the beginning of a line: elsewhere it is a remark, or a section that somebody has taken out of use.
fn sections(text: &[u8]) -> impl Iterator<Item = Section<'_>> {
    let mut before = text;
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let begin = find(rest, BEGIN)?;
            let gap = &before[..before.len() - rest.len() + begin];
            // Files that were joined can have a byte-order mark at any beginning.
            let gap = gap.strip_suffix(b"\xef\xbb\xbf").unwrap_or(gap);
            let begins_line = gap.is_empty() || gap.ends_with(b"\n") || gap.ends_with(b"\r");
            before = rest;
            rest = &rest[begin + BEGIN.len()..];
            let Some(end) = find(rest, DASHES).filter(|_| begins_line) else {
                continue;
            };
            let label = &rest[..end];
            let body = &rest[end + DASHES.len()..];
            let end_line = [b"-----END ", label, DASHES].concat();
            let body = find(body, &end_line).map(|end| &body[..end]);
            return Some(Section { label, body });
        }
    })
}

impl Section<'_> {
    /// The section on three lines, with the padding that it should have.
    fn canonical(&self) -> Result<SecretBytes, PemError> {
        let body = self.body.ok_or(PemError::Damaged)?;
        let mut text = SecretBytes::new(Vec::with_capacity(body.len() + 2 * self.label.len() + 40));
        let digits = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != b'=';
        let count = body.iter().filter(digits).count();
        for part in [BEGIN, self.label, DASHES, b"\n"] {
            text.extend_from_slice(part);
        }
        text.extend(body.iter().filter(digits));
        text.extend_from_slice(match count % 4 {
            2 => b"==",
            3 => b"=",
            _ => b"",
        });
        for part in [b"\n-----END ".as_slice(), self.label, DASHES, b"\n"] {
            text.extend_from_slice(part);
        }
        Ok(text)
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";

    fn read(text: &str) -> Result<Vec<Vec<u8>>, PemError> {
        let found = certificates(text.as_bytes())?;
        Ok(found.iter().map(|one| one.to_vec()).collect())
    }

    #[test]
    fn certificates_are_found_between_other_text() {
        let text = "# one\r\n-----BEGIN CERTIFICATE-----\r\nAQID\r\nBA==\r\n-----END CERTIFICATE-----\r\n\
                    -----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n\
                    -----BEGIN CERTIFICATE-----\n BQ== \n\n-----END CERTIFICATE-----";
        assert_eq!(read(text), Ok(vec![vec![1, 2, 3, 4], vec![5]]));
        let joined = format!("\u{feff}{BEGIN}\nAQ==\n{END}\n\u{feff}{BEGIN}\nAg==\n{END}\n");
        assert_eq!(read(&joined), Ok(vec![vec![1], vec![2]]));
        let comment = [b"# caf\xe9\n", format!("{BEGIN}\nAQ==\n{END}").as_bytes()].concat();
        assert_eq!(certificates(&comment).unwrap()[0].as_ref(), [1]);
    }

    #[test]
    fn certificates_are_read_however_they_were_copied() {
        for digits in [
            "\nAQIDBA==\n",
            "\r\nAQID\r\nBA==\r\n",
            "\rAQID\rBA==\r",
            " AQID BA== ",
            "\n\tAQ ID\n\n\tBA = =\n",
            "\nAQIDBA\n",
        ] {
            let found = read(&format!("\u{feff}{BEGIN}{digits}{END}"));
            assert_eq!(found, Ok(vec![vec![1, 2, 3, 4]]), "{digits:?}");
        }
    }

    #[test]
    fn certificates_that_were_taken_out_are_not_read() {
        let text = "# Put what follows -----BEGIN CERTIFICATE----- here:\n\
                    #-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\n\
                    # -----BEGIN CERTIFICATE-----\n# AQ==\n# -----END CERTIFICATE-----\n\
                    -----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----\n";
        assert_eq!(read(text), Ok(vec![vec![5]]));
    }

    #[test]
    fn what_cannot_be_used_is_told_apart() {
        assert_eq!(read(""), Err(PemError::NoCertificate));
        assert_eq!(read(&format!("{BEGIN}\n!!\n{END}\n")), Err(PemError::Damaged));
        assert_eq!(read(&format!("{BEGIN}\nAAAA\n")), Err(PemError::Damaged));
        let key = |text: &str| private_key(text.as_bytes()).unwrap_err();
        assert_eq!(key(&format!("{BEGIN}\nAAAA\n{END}\n")), PemError::NoKey);
        assert_eq!(
            key("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"),
            PemError::Encrypted
        );
        assert_eq!(
            key("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----"),
            PemError::Encrypted
        );
        let plain = "# not ENCRYPTED\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
        assert!(private_key(plain.as_bytes()).is_ok());
    }
}
