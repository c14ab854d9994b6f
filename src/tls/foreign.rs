//! Files that are not what was asked for, told by how they begin.

use super::certificate::{INTEGER, OBJECT_IDENTIFIER, Reader, SEQUENCE};
use super::sections::{contains, sections};

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PemError {
    /// The key needs a password.
    Encrypted,
    /// For another reason, which is for a person.
    Unusable(String),
}

impl PemError {
    pub fn reason(self) -> String {
        match self {
            PemError::Encrypted => "it is encrypted, which is not supported".into(),
            PemError::Unusable(reason) => reason,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Certificate,
    Key,
}

/// Which keys can be used, for one who has another.
pub const USABLE_KEYS: &str =
    "keys can be RSA of 2048, 3072 or 4096 bits (with 65537 as exponent), P-256, P-384 or Ed25519";

/// What a file is that has nothing in it of what is wanted, and what to do with it.
pub fn recognise(file: &[u8], wanted: Wanted) -> PemError {
    let labels: Vec<_> = sections(file).map(|section| section.label).collect();
    let text = utf16(file)
        .or_else(|| labels.iter().find_map(|label| other_section(label, wanted)))
        .or_else(|| binary(file, wanted));
    match (text, wanted) {
        (Some(ENCRYPTED), _) => PemError::Encrypted,
        (Some(text), _) => PemError::Unusable(text.into()),
        (None, _) if file.trim_ascii().is_empty() => PemError::Unusable("it is empty".into()),
        (None, Wanted::Certificate) => {
            PemError::Unusable("no line in it begins with -----BEGIN CERTIFICATE-----".into())
        }
        (None, Wanted::Key) => PemError::Unusable("there is no private key in PEM form in it".into()),
    }
}

/// A private key in PEM form of a kind that is not read, by its label.
pub fn unsupported_key(label: &[u8]) -> PemError {
    PemError::Unusable(match label {
        b"OPENSSH PRIVATE KEY" => {
            "it is a key of OpenSSH; convert a copy of it by `ssh-keygen -p -m PKCS8 -f COPY`".into()
        }
        _ => {
            let kind = label.strip_suffix(b"PRIVATE KEY").unwrap_or(label);
            let kind: String = kind
                .iter()
                .take(20)
                .filter(|byte| byte.is_ascii_graphic())
                .map(|byte| char::from(*byte))
                .collect();
            format!("it is a key of the kind {kind}, which is not supported; {USABLE_KEYS}")
        }
    })
}

/// Stands for [`PemError::Encrypted`].
const ENCRYPTED: &str = "";
const PKCS12: &str = "it is a PKCS#12 file (.pfx, .p12), not PEM; convert it by \
                      `openssl pkcs12 -in FILE -nodes -out NEW.pem`, and protect what comes out";
const PKCS7: &str = "it is a PKCS#7 file (.p7b, .p7c); convert it by \
                     `openssl pkcs7 -print_certs -in FILE -out NEW.pem` (with -inform der if it is binary)";
const DER: &str = "it is a certificate in binary form (DER), not PEM; convert it by \
                   `openssl x509 -inform der -in FILE -out NEW.pem`";

const UTF16: &str = "it is text in UTF-16; save it as UTF-8 or ANSI, or `iconv -f UTF-16 -t UTF-8 FILE > NEW.pem`";

fn utf16(file: &[u8]) -> Option<&'static str> {
    match file {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(UTF16),
        // Without a byte-order mark; which byte comes first shows only at the ends.
        _ => contains(file, b"-\0-\0-\0-").then_some(UTF16),
    }
}

/// What another section in PEM form is.
fn other_section(label: &[u8], wanted: Wanted) -> Option<&'static str> {
    Some(match (label, wanted) {
        (b"TRUSTED CERTIFICATE", Wanted::Certificate) => {
            "it is a TRUSTED CERTIFICATE, a form of OpenSSL's own; convert it by `openssl x509 -in FILE -out NEW.pem`"
        }
        (b"PKCS7" | b"CMS", Wanted::Certificate) => PKCS7,
        (b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST", _) => {
            "it is the request for a certificate, which an authority answers with the certificate"
        }
        (b"X509 CRL", _) => "it is a list of revoked certificates",
        (b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE", Wanted::Key) => {
            "there is a certificate in it, but no private key"
        }
        (b"PUBLIC KEY" | b"RSA PUBLIC KEY", _) => "there is only a public key in it",
        (b"EC PARAMETERS" | b"DSA PARAMETERS" | b"DH PARAMETERS", _) => {
            "there are only the parameters of a key in it, but not the key"
        }
        (label, Wanted::Certificate) if label.ends_with(b"PRIVATE KEY") => {
            "there is a private key in it, but no certificate"
        }
        _ => return None,
    })
}

/// What a file is that has no section.
fn binary(file: &[u8], wanted: Wanted) -> Option<&'static str> {
    if file.starts_with(b"\xfe\xed\xfe\xed") || file.starts_with(b"\xce\xce\xce\xce") {
        return Some(
            "it is a key store of Java, not PEM; convert it to PKCS#12 with keytool, then to PEM with openssl",
        );
    }
    if file.trim_ascii_start().starts_with(b"MII") && !contains(file, b"-----") {
        return Some("it has the digits of PEM without the BEGIN and END lines around them");
    }
    // Firefox and Java write PKCS#12 and PKCS#7 in BER, where a length need not be known.
    let content = match file {
        [SEQUENCE, 0x80, content @ ..] => content,
        _ => Reader(file).expect(SEQUENCE)?.content,
    };
    let mut parts = Reader(content);
    let first = parts.next()?;
    let second = *parts.0.first()?;
    let begins = |content, tag| Reader(content).expect(tag);
    Some(match (first.tag, first.content, second) {
        (INTEGER, b"\x03", SEQUENCE) => PKCS12,
        // Of a number the key in another form begins with: its version.
        (INTEGER, b"\x00" | b"\x01", _) if wanted == Wanted::Key => {
            "it is a private key in binary form (DER), not PEM; convert it by `openssl pkey -inform der -in FILE -out NEW.pem`"
        }
        (INTEGER, b"\x00" | b"\x01", _) => "it is a private key in binary form, not a certificate",
        (OBJECT_IDENTIFIER, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", _) => PKCS7,
        (SEQUENCE, content, SEQUENCE)
            if begins(content, OBJECT_IDENTIFIER).is_none() && wanted == Wanted::Certificate =>
        {
            DER
        }
        (SEQUENCE, content, SEQUENCE) if begins(content, OBJECT_IDENTIFIER).is_none() => {
            "there is a certificate in it, in binary form, but no private key"
        }
        (SEQUENCE, content, OCTET_STRING) if begins(content, OBJECT_IDENTIFIER).is_some() && wanted == Wanted::Key => {
            ENCRYPTED
        }
        _ => return None,
    })
}

const OCTET_STRING: u8 = 0x04;
