//! Why a certificate was not accepted: a reason to decide by, and words for a person.

mod failure;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, ExtendedKeyPurpose, OtherError};

use super::algorithms;
use super::certificate::Certificate;
use super::fingerprint::Fingerprint;
use super::peer::PeerCertificate;

pub use failure::{failure, refuses_client_certificate};

/// What is wrong with the server's certificate, as far as it matters for what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    UnknownAuthority,
    Expired,
    NotValidYet,
    OtherHost,
    /// It is signed by another key than that of the trusted authority of the same name.
    OtherKey,
    NotPinned,
    /// It may be good, but cannot be judged here; its fingerprint stands in the text.
    OnlyByPin,
    /// It is of no use to anybody.
    Unusable,
}

/// A certificate that is refused, told while it was at hand.
#[derive(Debug)]
pub struct Refused {
    pub fault: CertificateFault,
    /// Begins with "the server's certificate".
    pub text: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        CertificateError::Other(OtherError(Arc::new(refused))).into()
    }
}

/// The reason, and a text that begins with "the server's certificate".
pub fn explain(reason: &CertificateError) -> (CertificateFault, String) {
    match told(reason) {
        Some(refused) => (refused.fault, refused.text.clone()),
        None => (
            CertificateFault::Unusable,
            "the server's certificate was not accepted".into(),
        ),
    }
}

fn told(reason: &CertificateError) -> Option<&Refused> {
    match reason {
        CertificateError::Other(OtherError(other)) => other.downcast_ref(),
        _ => None,
    }
}

impl Refused {
    /// A certificate whose chain, names or dates are not accepted.
    pub fn new(reason: &CertificateError, peer: &PeerCertificate<'_>) -> Refused {
        if let Some(Refused { fault, text }) = told(reason) {
            return Refused::from((*fault, text.clone()));
        }
        let (fault, mut text) = of_reason(reason, peer);
        if fault == CertificateFault::OnlyByPin {
            let fingerprint = Fingerprint::of(peer.end_entity);
            text += &format!("; its SHA-256 fingerprint is {fingerprint}");
        }
        Refused::from((fault, format!("the server's certificate {text}")))
    }

    /// One that is another than the pinned ones.
    pub fn not_pinned(shown: Fingerprint) -> Refused {
        let text = format!("the server's certificate is not the pinned one, but has the SHA-256 fingerprint {shown}");
        Refused::from((CertificateFault::NotPinned, text))
    }

    /// One that was accepted, but whose key the server did not prove to have.
    pub fn without_key(certificate: &CertificateDer<'_>) -> Refused {
        let key = Certificate::read(certificate);
        let text = match key
            .as_ref()
            .and_then(|key| Some((key.rsa_key_bits(), key.key_algorithm()?)))
        {
            Some((Some(bits @ ..2048), _)) => {
                format!("has an RSA key of {bits} bits, which is too short: 2048 are the least")
            }
            Some((_, algorithm)) => {
                let name = algorithms::name(algorithm);
                format!("has a key ({name}) that the server did not prove to have")
            }
            None => "is damaged: it has no key that can be read".into(),
        };
        Refused::from((CertificateFault::Unusable, format!("the server's certificate {text}")))
    }
}

impl From<(CertificateFault, String)> for Refused {
    fn from((fault, text): (CertificateFault, String)) -> Refused {
        Refused { fault, text }
    }
}

fn of_reason(reason: &CertificateError, peer: &PeerCertificate<'_>) -> (CertificateFault, String) {
    use CertificateError as C;
    use CertificateFault as F;
    match reason {
        C::UnknownIssuer if is_self_signed(peer) => (F::OnlyByPin, "is self-signed".into()),
        C::UnknownIssuer => (
            F::UnknownAuthority,
            "is signed by an authority that is not trusted".into(),
        ),
        C::Expired | C::ExpiredContext { .. } => (F::Expired, expired(peer)),
        C::NotValidYet => (F::NotValidYet, "is not valid yet".into()),
        C::NotValidYetContext { not_before, .. } => (
            F::NotValidYet,
            format!("is not valid yet, but from {} UTC on", date(*not_before)),
        ),
        C::NotValidForName => (
            F::OtherHost,
            format!("is not for {}, but for another host name", peer.server_name.to_str()),
        ),
        C::NotValidForNameContext { expected, presented } => other_name(expected, presented),
        C::Revoked => (F::Unusable, "was revoked".into()),
        C::BadSignature => bad_signature(peer),
        C::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id, ..
        } => {
            let name = algorithms::name(signature_algorithm_id);
            let own = Certificate::read(peer.end_entity).and_then(|own| own.signature_algorithm());
            let which = match own == Some(signature_algorithm_id) {
                true => "is signed",
                false => "comes from an authority that is signed",
            };
            let text = format!("{which} with {name}, a signature algorithm that is not supported");
            (F::OnlyByPin, text)
        }
        C::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id,
            public_key_algorithm_id,
        } => {
            let signature = algorithms::name(signature_algorithm_id);
            let key = algorithms::name(public_key_algorithm_id);
            let text = format!(
                "is signed by a key of a kind ({key}) that is not supported with the signature algorithm {signature}"
            );
            (F::OnlyByPin, text)
        }
        C::BadEncoding => (F::Unusable, damaged(peer)),
        C::UnhandledCriticalExtension => (F::OnlyByPin, CRITICAL_EXTENSION.into()),
        C::UnknownRevocationStatus => (
            F::Unusable,
            "was not accepted: whether it was revoked cannot be told".into(),
        ),
        C::ExpiredRevocationList | C::ExpiredRevocationListContext { .. } => (
            F::Unusable,
            "was not accepted: the list of revoked certificates has expired".into(),
        ),
        C::InvalidPurpose => (F::Unusable, "is not meant for servers".into()),
        C::InvalidPurposeContext { presented, .. } => {
            let purposes: Vec<_> = presented.iter().map(purpose).collect();
            let text = format!(
                "is not meant for servers, or its authority's is not; what it is for: {}",
                purposes.join(", ")
            );
            (F::Unusable, text)
        }
        C::InvalidOcspResponse => (
            F::Unusable,
            "came with a word on its revocation (OCSP) that is not valid".into(),
        ),
        C::ApplicationVerificationFailure => (F::Unusable, "was not accepted".into()),
        C::Other(OtherError(other)) => {
            if let Some(error) = other.downcast_ref() {
                of_webpki(error, peer)
            } else if cfg!(windows) {
                // The words of the system, in its language.
                (F::Unusable, format!("was not accepted by the system: {other}"))
            } else {
                (F::Unusable, "was not accepted by the system".into())
            }
        }
        _ => older(reason),
    }
}

const CRITICAL_EXTENSION: &str =
    "cannot be judged: it, or its authority's, has a critical extension (such as a policy) that is not supported";

#[allow(deprecated, reason = "other verifiers may still say so")]
fn older(reason: &CertificateError) -> (CertificateFault, String) {
    match reason {
        CertificateError::UnsupportedSignatureAlgorithm => (
            CertificateFault::OnlyByPin,
            "is signed with a signature algorithm that is not supported".into(),
        ),
        _ => (
            CertificateFault::Unusable,
            "was not accepted for a reason that the library does not know".into(),
        ),
    }
}

/// What rustls has no kind of its own for. Errors of revocation lists are not here: none is read.
fn of_webpki(error: &webpki::Error, peer: &PeerCertificate<'_>) -> (CertificateFault, String) {
    use CertificateFault as F;
    use webpki::Error as W;
    let (fault, text) = match error {
        W::CaUsedAsEndEntity if is_self_signed(peer) => {
            (F::OnlyByPin, "is self-signed, in the form of an authority's own")
        }
        W::CaUsedAsEndEntity => (
            F::OnlyByPin,
            "has the form of an authority's own, which is not for servers",
        ),
        W::CertDistrusted => (F::Unusable, "has a key that is distrusted"),
        W::EmptyEkuExtension => (F::Unusable, "is meant for no purpose at all, or its authority's is"),
        W::EndEntityUsedAsCa => (F::Unusable, "is signed by a certificate that is not an authority's"),
        W::ExtensionValueInvalid | W::MalformedExtensions => (
            F::OnlyByPin,
            "cannot be judged: it, or its authority's, has a malformed extension",
        ),
        W::InvalidNetworkMaskConstraint | W::MalformedNameConstraint => (
            F::OnlyByPin,
            "cannot be judged: its authority's has a name constraint that is malformed",
        ),
        W::InvalidSerialNumber => (
            F::OnlyByPin,
            "cannot be judged: it, or its authority's, has a serial number of a wrong form",
        ),
        W::MalformedDnsIdentifier => (F::OnlyByPin, "cannot be judged: it has a malformed host name"),
        W::MaximumNameConstraintComparisonsExceeded => (
            F::OnlyByPin,
            "cannot be judged: it has too many names for its authority's name constraints",
        ),
        W::MaximumPathBuildCallsExceeded | W::MaximumSignatureChecksExceeded => (
            F::OnlyByPin,
            "cannot be judged: it came with too many certificates that might have signed it",
        ),
        W::MaximumPathDepthExceeded => (
            F::OnlyByPin,
            "cannot be judged: there are too many certificates between it and its authority",
        ),
        W::NameConstraintViolation => (
            F::Unusable,
            "has a name that its authority must not sign for (name constraints)",
        ),
        W::PathLenConstraintViolated => (
            F::Unusable,
            "has more certificates between it and its authority than that allows (path length)",
        ),
        W::SignatureAlgorithmMismatch => (
            F::OnlyByPin,
            "cannot be judged: it, or its authority's, names two signature algorithms",
        ),
        W::UnsupportedCertVersion => (
            F::OnlyByPin,
            "cannot be judged: it, or its authority's, is of an old form (X.509 version 1 or 2)",
        ),
        W::UnsupportedCriticalExtension => (F::OnlyByPin, CRITICAL_EXTENSION),
        W::UnsupportedNameType => (
            F::OnlyByPin,
            "cannot be judged: it has a name of a kind that is not supported",
        ),
        _ => (
            F::Unusable,
            "was not accepted for a reason that the library does not know",
        ),
    };
    (fault, text.into())
}

fn chain<'a>(peer: &PeerCertificate<'a>) -> impl Iterator<Item = &'a CertificateDer<'a>> {
    [peer.end_entity].into_iter().chain(peer.intermediates)
}

fn is_self_signed(peer: &PeerCertificate<'_>) -> bool {
    Certificate::read(peer.end_entity).is_some_and(|own| own.is_self_signed())
}

fn expired(peer: &PeerCertificate<'_>) -> String {
    let now = date(peer.now);
    let ends = chain(peer).map(|one| Certificate::read(one)?.not_after());
    match ends
        .enumerate()
        .find_map(|(index, end)| Some((index, end.filter(|end| *end < now)?)))
    {
        Some((0, end)) => format!("has expired: it was valid until {end} UTC"),
        Some((_, end)) => format!("is signed by one that has expired: that was valid until {end} UTC"),
        None => "has expired, or its authority's has".into(),
    }
}

/// Signatures of RSA keys that are too short fail as if they were wrong.
fn bad_signature(peer: &PeerCertificate<'_>) -> (CertificateFault, String) {
    let short = |one| Certificate::read(one)?.rsa_signature_bits().filter(|bits| *bits < 2048);
    match chain(peer).find_map(|one| short(one)) {
        Some(bits) => (
            CertificateFault::OnlyByPin,
            format!(
                "is signed by an RSA key of {bits} bits, which is too short: a signature algorithm that is not supported"
            ),
        ),
        None => (
            CertificateFault::OtherKey,
            "is signed by another key than that of the trusted authority of the same name".into(),
        ),
    }
}

fn damaged(peer: &PeerCertificate<'_>) -> String {
    let whole = |one: &CertificateDer<'_>| Certificate::read(one).is_some_and(|one| one.is_whole());
    let readable = |one: &CertificateDer<'_>| whole(one) && webpki::EndEntityCert::try_from(one).is_ok();
    match chain(peer).position(|one| !readable(one)) {
        None | Some(0) => "is damaged".into(),
        Some(index) => format!(
            "came with a damaged one: certificate {} of the {} that the server sent",
            index + 1,
            peer.intermediates.len() + 1
        ),
    }
}

fn other_name(expected: &ServerName<'_>, presented: &[String]) -> (CertificateFault, String) {
    let expected = expected.to_str();
    let names: Vec<_> = presented.iter().filter_map(|name| as_typed(name)).collect();
    if names.is_empty() {
        let text = "names no host where it has to (subjectAltName)".into();
        return (CertificateFault::OnlyByPin, text);
    }
    let is_address = |name: &&&str| name.parse() == expected.parse::<std::net::IpAddr>();
    if expected.parse::<std::net::IpAddr>().is_ok() && names.iter().any(|name| is_address(&name)) {
        let text = format!("has {expected} as a host name, but an address has to stand in it as an address");
        return (CertificateFault::OnlyByPin, text);
    }
    let more = match names.len().saturating_sub(NAMES) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let names = names[..names.len().min(NAMES)].join(", ");
    let text = format!("is not for {expected}, but for another host name: {names}{more}");
    (CertificateFault::OtherHost, text)
}

/// How many names are shown.
const NAMES: usize = 8;

/// A name in a certificate as one would type it, from the words of webpki: `DnsName("…")`, `IpAddress(…)`.
fn as_typed(presented: &str) -> Option<&str> {
    let (kind, name) = presented.strip_suffix(')')?.split_once('(')?;
    let name = name.trim_matches('"');
    let can_be_typed = (1..=253).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
    (matches!(kind, "DnsName" | "IpAddress") && can_be_typed).then_some(name)
}

fn purpose(purpose: &ExtendedKeyPurpose) -> String {
    match purpose {
        ExtendedKeyPurpose::ClientAuth => "clients".into(),
        ExtendedKeyPurpose::ServerAuth => "servers".into(),
        ExtendedKeyPurpose::Other(numbers) => {
            let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
            numbers.join(".")
        }
    }
}

/// In the form `2026-03-01 10:15:30`, as [`Certificate::not_after`].
fn date(time: UnixTime) -> String {
    let (days, of_day) = ((time.as_secs() / 86_400) as i64 + 719_468, time.as_secs() % 86_400);
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let of_month = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hours, minutes, seconds) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{of_month:02} {hours:02}:{minutes:02}:{seconds:02}")
}
