//! The words for each reason, behind "the server's certificate".

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ExtendedKeyPurpose, OtherError};

use crate::tls::algorithms;
use crate::tls::certificate::Certificate;
use crate::tls::peer::PeerCertificate;

use super::fault::CertificateFault;

pub fn of_reason(reason: &CertificateError, peer: &PeerCertificate<'_>) -> (CertificateFault, String) {
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
            // The numbers of others come wrongly decoded from webpki.
            let is_for_clients = presented.contains(&ExtendedKeyPurpose::ClientAuth);
            let purposes = match (is_for_clients, presented.len()) {
                (true, 1) => "clients",
                (true, _) => "clients and something else",
                (false, _) => "something else",
            };
            let text = format!("is not meant for servers, or its authority's is not; what it is for: {purposes}");
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

/// Signatures of RSA keys that are too short or too long fail as if they were wrong.
fn bad_signature(peer: &PeerCertificate<'_>) -> (CertificateFault, String) {
    let bits = |one| Certificate::read(one)?.rsa_signature_bits();
    let unfit = |one| bits(one).and_then(|bits| Some((bits, rsa_key_misfit(bits)?)));
    match chain(peer).find_map(|one| unfit(one)) {
        Some((bits, misfit)) => (
            CertificateFault::OnlyByPin,
            format!(
                "is signed by an RSA key of {bits} bits, which is {misfit}: a signature algorithm that is not supported"
            ),
        ),
        None => (
            CertificateFault::OtherKey,
            "is signed by another key than that of the trusted authority of the same name".into(),
        ),
    }
}

/// What is wrong with the length of an RSA key, whose signatures are not accepted then.
pub fn rsa_key_misfit(bits: usize) -> Option<&'static str> {
    match bits {
        ..2048 => Some("too short (2048 are the least)"),
        2048..=8192 => None,
        _ => Some("too long (8192 are the most)"),
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
    let text = format!("is not for {expected}, but for another host name: {}", listed(&names));
    (CertificateFault::OtherHost, text)
}

/// The first ones, and how many more there are.
fn listed(all: &[impl AsRef<str>]) -> String {
    let shown: Vec<_> = all.iter().take(LISTED).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    match all.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

const LISTED: usize = 8;

/// A name in a certificate as one would type it, from the words of webpki: `DnsName("…")`, `IpAddress(…)`.
fn as_typed(presented: &str) -> Option<&str> {
    let (kind, name) = presented.strip_suffix(')')?.split_once('(')?;
    let name = name.trim_matches('"');
    let can_be_typed = (1..=253).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
    (matches!(kind, "DnsName" | "IpAddress") && can_be_typed).then_some(name)
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
