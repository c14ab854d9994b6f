//! Files that are not what was asked for, told by how they begin.

use super::certificate::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use super::sections::{contains, sections};

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is encrypted, and there is no password.
    NeedsPassword,
    /// It is in a form that is not read, with the command that converts it.
    Unsupported(String),
    /// For another reason, which is for a person.
    Unusable(String),
}

impl FileError {
    pub fn reason(self) -> String {
        match self {
            FileError::NeedsPassword => "it is encrypted, and no password is set for it".into(),
            FileError::Unsupported(reason) | FileError::Unusable(reason) => reason,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Certificate,
    Key,
    Pkcs12,
}

/// Which keys can be used, for one who has another.
pub const USABLE_KEYS: &str =
    "keys can be RSA of 2048, 3072 or 4096 bits (with 65537 as exponent), P-256, P-384 or Ed25519";

/// What a file is that has nothing in it of what is wanted, and what to do with it.
pub fn recognise(file: &[u8], wanted: Wanted) -> FileError {
    let labels: Vec<_> = sections(file).map(|section| section.label).collect();
    let other = labels.iter().find_map(|label| other_section(label, wanted));
    match (other.or_else(|| binary(file, wanted)), wanted) {
        (Some(text), _) => FileError::Unusable(text.into()),
        (None, _) if file.trim_ascii().is_empty() => FileError::Unusable("it is empty".into()),
        (None, Wanted::Certificate) => {
            FileError::Unusable("no line in it begins with -----BEGIN CERTIFICATE-----".into())
        }
        (None, Wanted::Key) => FileError::Unusable("there is no private key in PEM form in it".into()),
        (None, Wanted::Pkcs12) if !labels.is_empty() => FileError::Unusable(PEM.into()),
        (None, Wanted::Pkcs12) => FileError::Unusable("it is no PKCS#12 file (.pfx, .p12)".into()),
    }
}

/// A private key in PEM form of a kind that is not read, by its label.
pub fn unsupported_key(label: &[u8]) -> FileError {
    FileError::Unusable(match label {
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

const PKCS12: &str = "it is a PKCS#12 file (.pfx, .p12), which as a client certificate has a setting of its own; or \
                      convert it to PEM by `openssl pkcs12 -in FILE -nodes -out NEW.pem`, and protect what comes out";
const PEM: &str = "it is PEM, not PKCS#12: certificate and key in PEM form have a setting of their own";
const PKCS7: &str = "it is a PKCS#7 file (.p7b, .p7c); convert it by \
                     `openssl pkcs7 -print_certs -in FILE -out NEW.pem` (with -inform der if it is binary)";

/// What another section in PEM form is.
fn other_section(label: &[u8], wanted: Wanted) -> Option<&'static str> {
    Some(match (label, wanted) {
        (b"TRUSTED CERTIFICATE", Wanted::Certificate) => {
            "it is a TRUSTED CERTIFICATE, a form of OpenSSL's own; convert it by `openssl x509 -in FILE -out NEW.pem`"
        }
        (b"PKCS7" | b"CMS", _) => PKCS7,
        (b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST", _) => {
            "it is the request for a certificate, which an authority answers with the certificate"
        }
        (b"X509 CRL", _) => "it is a list of revoked certificates",
        (_, Wanted::Pkcs12) => return None,
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
    let is_base64 = file.trim_ascii_start().starts_with(b"MII") && !contains(file, b"-----");
    if is_base64 && wanted == Wanted::Pkcs12 {
        return Some(
            "it is the text (base64) of a file; decode it, as by `openssl base64 -d -A -in FILE -out NEW.pfx`",
        );
    }
    if is_base64 {
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
        // The version that a key begins with.
        (INTEGER, b"\x00" | b"\x01", _) if wanted == Wanted::Key => "the private key in it is damaged",
        (INTEGER, b"\x00" | b"\x01", _) => "it is a private key in binary form, without a certificate",
        (OBJECT_IDENTIFIER, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", _) => PKCS7,
        (SEQUENCE, content, SEQUENCE)
            if begins(content, OBJECT_IDENTIFIER).is_none() && wanted == Wanted::Certificate =>
        {
            "the certificate in it is damaged"
        }
        (SEQUENCE, content, SEQUENCE) if begins(content, OBJECT_IDENTIFIER).is_none() => {
            "there is a certificate in it, in binary form, but no private key"
        }
        (SEQUENCE, content, OCTET_STRING) if begins(content, OBJECT_IDENTIFIER).is_some() => {
            "it is an encrypted private key in binary form, without a certificate"
        }
        _ => return None,
    })
}
