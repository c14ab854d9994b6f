//! Why a certificate was not accepted, in words, and what to do about it.

use std::fmt;
use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, OtherError};

use super::trust::Fingerprint;

pub struct Refusal {
    pub text: String,
    /// `None`: the advice that fits an authority that is not trusted.
    pub advice: Option<&'static str>,
}

/// The server shows another certificate than the pinned ones.
#[derive(Debug)]
pub struct NotPinned(pub Fingerprint);

impl fmt::Display for NotPinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NotPinned {}

impl From<NotPinned> for rustls::Error {
    fn from(not_pinned: NotPinned) -> rustls::Error {
        CertificateError::Other(OtherError(Arc::new(not_pinned))).into()
    }
}

/// Why the server's certificate was not accepted.
pub fn explain(reason: &CertificateError) -> Refusal {
    use CertificateError as C;
    let (text, advice) = match reason {
        C::UnknownIssuer => ("is signed by an authority that is not trusted".into(), None),
        C::Expired | C::ExpiredContext { .. } => (
            "has expired".into(),
            Some("The administrator of the server has to renew it; check the clock of this machine, too."),
        ),
        C::NotValidYet | C::NotValidYetContext { .. } => {
            ("is not valid yet".into(), Some("Check the clock of this machine."))
        }
        C::NotValidForName => ("is for another host name".into(), Some(NAME_ADVICE)),
        C::NotValidForNameContext { presented, .. } if !presented.is_empty() => (
            format!("is for another host name: {}", presented.join(", ")),
            Some(NAME_ADVICE),
        ),
        C::NotValidForNameContext { .. } => ("names no host".into(), Some(PIN_ADVICE)),
        C::Revoked => (
            "was revoked".into(),
            Some("The administrator of the server has to replace it."),
        ),
        C::BadSignature
        | C::UnsupportedSignatureAlgorithmContext { .. }
        | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => (
            "is signed by another key than that of the trusted authority of the same name".into(),
            Some("The certificate of the authority that was added is probably out of date: add the current one."),
        ),
        C::Other(OtherError(other)) => match other.downcast_ref::<NotPinned>() {
            Some(shown) => (
                format!("is not the pinned one, but has the SHA-256 fingerprint {shown}"),
                Some("Pin that one if the change was intended (lf_options_add_pinned_certificate)."),
            ),
            // The verifier has no type of its own for this.
            None if format!("{other:?}").contains("CaUsedAsEndEntity") => (
                "is self-signed, in the form of an authority's own".into(),
                Some(PIN_ADVICE),
            ),
            None => (format!("was not accepted ({other})"), None),
        },
        other => (format!("was not accepted ({})", name_in_words(other)), None),
    };
    Refusal {
        text: format!("the server's certificate {text}"),
        advice,
    }
}

const NAME_ADVICE: &str = "Use a name that the certificate has in the base address.";
const PIN_ADVICE: &str = "Pin this certificate (lf_options_add_pinned_certificate).";

/// "UnhandledCriticalExtension" as "unhandled critical extension".
fn name_in_words(reason: &CertificateError) -> String {
    let debug = format!("{reason:?}");
    let name = debug
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// What to do when [`is_refusal_of_ours`].
pub const OURS_ADVICE: &str =
    "Set a client certificate that the server accepts (lf_options_set_client_certificate_file).";

/// Whether an alert says that the client's certificate is missing or bad. In TLS 1.3 the request is already on its
/// way then, but the server has not read it (RFC 8446, 4.4.4).
pub fn is_refusal_of_ours(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::CertificateRequired
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_as_sentences() {
        let text = |reason: CertificateError| explain(&reason).text;
        assert_eq!(
            text(CertificateError::UnhandledCriticalExtension),
            "the server's certificate was not accepted (unhandled critical extension)"
        );
        let not_pinned = CertificateError::Other(OtherError(Arc::new(NotPinned([0xab; 32]))));
        assert!(text(not_pinned).ends_with(":AB:AB"));
        assert!(text(CertificateError::BadSignature).contains("another key"));
    }
}
