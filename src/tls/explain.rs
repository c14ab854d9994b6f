//! Why a certificate was not accepted: a reason to decide by, and words for a person.

use rustls::{AlertDescription, CertificateError, OtherError};

use super::policy::NotPinned;

/// What is wrong with the server's certificate, as far as it matters for what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    UnknownAuthority,
    Expired,
    NotValidYet,
    OtherHost,
    /// It names no host at all.
    NoHost,
    Revoked,
    /// It is signed by another key than that of the trusted authority of the same name.
    OtherKey,
    NotPinned,
    /// It is an authority's own certificate, which must not be a server's.
    SelfSignedAuthority,
    Other,
}

/// The reason, and a text that begins with "the server's certificate".
pub fn explain(reason: &CertificateError) -> (CertificateFault, String) {
    use CertificateError as C;
    use CertificateFault as F;
    let refused = |why: &str| format!("was not accepted ({why})");
    let (fault, text) = match reason {
        C::UnknownIssuer => (
            F::UnknownAuthority,
            "is signed by an authority that is not trusted".into(),
        ),
        C::Expired | C::ExpiredContext { .. } => (F::Expired, "has expired".into()),
        C::NotValidYet | C::NotValidYetContext { .. } => (F::NotValidYet, "is not valid yet".into()),
        C::NotValidForName => (F::OtherHost, "is for another host name".into()),
        C::NotValidForNameContext { presented, .. } if !presented.is_empty() => (
            F::OtherHost,
            format!("is for another host name: {}", presented.join(", ")),
        ),
        C::NotValidForNameContext { .. } => (F::NoHost, "names no host".into()),
        C::Revoked => (F::Revoked, "was revoked".into()),
        C::BadSignature
        | C::UnsupportedSignatureAlgorithmContext { .. }
        | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => (
            F::OtherKey,
            "is signed by another key than that of the trusted authority of the same name".into(),
        ),
        C::Other(OtherError(other)) => {
            if let Some(NotPinned(shown)) = other.downcast_ref() {
                let text = format!("is not the pinned one, but has the SHA-256 fingerprint {shown}");
                (F::NotPinned, text)
            } else if let Some(webpki::Error::CaUsedAsEndEntity) = other.downcast_ref() {
                let text = "is self-signed, in the form of an authority's own".into();
                (F::SelfSignedAuthority, text)
            } else {
                (F::Other, refused(&other.to_string()))
            }
        }
        C::BadEncoding => (F::Other, refused("it is damaged")),
        C::UnhandledCriticalExtension => (F::Other, refused("it has a critical extension that is not known")),
        C::UnknownRevocationStatus => (F::Other, refused("whether it was revoked cannot be told")),
        C::ExpiredRevocationList | C::ExpiredRevocationListContext { .. } => {
            (F::Other, refused("the list of revoked certificates has expired"))
        }
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => (F::Other, refused("it is not for a TLS server")),
        C::InvalidOcspResponse => (F::Other, refused("its OCSP response is not valid")),
        _ => (F::Other, refused("for a reason that the library does not know")),
    };
    (fault, format!("the server's certificate {text}"))
}

/// Whether an alert says that the client's certificate is missing or bad. In TLS 1.3 the request is already on its
/// way then, but the server has not read it (RFC 8446, 4.4.4).
pub fn refuses_client_certificate(alert: AlertDescription) -> bool {
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
    use std::sync::Arc;

    use super::*;
    use crate::tls::fingerprint::Fingerprint;

    #[test]
    fn reasons_are_told_by_their_types() {
        let other = |error| explain(&CertificateError::Other(error));
        let pin = Fingerprint::parse(&"ab".repeat(32)).unwrap();
        let (fault, text) = other(OtherError(Arc::new(NotPinned(pin))));
        assert!(
            fault == CertificateFault::NotPinned && text.ends_with(":AB:AB"),
            "{text}"
        );
        let (fault, _) = other(OtherError(Arc::new(webpki::Error::CaUsedAsEndEntity)));
        assert_eq!(fault, CertificateFault::SelfSignedAuthority);
        let (fault, _) = other(OtherError(Arc::new(webpki::Error::EndEntityUsedAsCa)));
        assert_eq!(fault, CertificateFault::Other);
        let (fault, text) = explain(&CertificateError::BadSignature);
        assert!(
            fault == CertificateFault::OtherKey && text.contains("another key"),
            "{text}"
        );
    }
}
