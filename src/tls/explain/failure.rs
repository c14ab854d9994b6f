//! Why TLS failed, but for certificates: alerts of the server, and what it sends that cannot be.

use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible, PeerMisbehaved};

/// What a server has to know for a handshake to succeed.
pub const OFFER: &str = "this library offers TLS 1.2 and 1.3 with ECDHE and AES-GCM, and knows certificates with RSA keys of \
                     2048 to 8192 bits (but not RSA-PSS ones), P-256, P-384 and Ed25519. Windows Server 2012 R2 and \
                     older have none of that for RSA certificates: they need a P-256 one";

/// A text that goes on behind "TLS failed while …: ".
pub fn failure(error: &Error) -> String {
    use Error as E;
    let text = match error {
        E::AlertReceived(alert) => return format!("the server {}", alert_text(*alert)),
        E::InvalidMessage(message) => return invalid(*message).into(),
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            "the server sent a message that was not due, against the rules of TLS"
        }
        E::PeerIncompatible(reason) => return incompatible(reason),
        E::PeerMisbehaved(reason) => return misbehaved(reason),
        E::InvalidCertificate(_) => "the server's certificate was not accepted",
        E::NoCertificatesPresented => "the server showed no certificate",
        E::UnsupportedNameType => "the host name is of a kind that is not supported",
        E::DecryptError => "what came cannot be decrypted: it was changed on the way, or the server is at fault",
        E::EncryptError => "a message could not be encrypted",
        E::PeerSentOversizedRecord => "the server sent a record that is too long: it may speak no TLS on this port",
        E::NoApplicationProtocol => "the server speaks no HTTP/1.1 over TLS",
        E::FailedToGetCurrentTime => "this machine does not know what time it is",
        E::FailedToGetRandomBytes => "this machine has no random numbers",
        E::HandshakeNotComplete => "the handshake was not complete",
        E::InvalidCertRevocationList(_) => "a list of revoked certificates cannot be used",
        E::InvalidEncryptedClientHello(_) | E::BadMaxFragmentSize | E::InconsistentKeys(_) => {
            "the library set it up wrongly; this is a defect of its own"
        }
        // Of the library itself, and of the system's verifier.
        E::General(text) => return text.clone(),
        E::Other(other) => return other.to_string(),
        _ => "for a reason that the library does not know",
    };
    text.into()
}

fn invalid(message: InvalidMessage) -> &'static str {
    match message {
        InvalidMessage::InvalidContentType
        | InvalidMessage::UnknownProtocolVersion
        | InvalidMessage::MessageTooLarge
        | InvalidMessage::InvalidEmptyPayload => "what came is not TLS: the server may speak plain http on this port",
        InvalidMessage::CertificatePayloadTooLarge => "the certificates that the server sent are too large",
        InvalidMessage::HandshakePayloadTooLarge => "the server sent a message that is too large",
        InvalidMessage::UnsupportedCompression => "the server wants compression, which is not supported",
        InvalidMessage::UnsupportedCurveType | InvalidMessage::UnsupportedKeyExchangeAlgorithm(_) => {
            "the server wants a key exchange that is not supported"
        }
        _ => "the server sent a message that cannot be read",
    }
}

fn incompatible(reason: &PeerIncompatible) -> String {
    use PeerIncompatible as P;
    match reason {
        P::ServerDoesNotSupportTls12Or13 => {
            "the server speaks neither TLS 1.2 nor TLS 1.3, but an older version".into()
        }
        P::ServerTlsVersionIsDisabledByOurConfig | P::Tls12NotOffered | P::Tls12NotOfferedOrEnabled => {
            "the server speaks no newer version than TLS 1.2, but TLS 1.3 was asked for".into()
        }
        P::NoCipherSuitesInCommon
        | P::NoKxGroupsInCommon
        | P::NoSignatureSchemesInCommon
        | P::NamedGroupsExtensionRequired
        | P::NoEcPointFormatsInCommon
        | P::UncompressedEcPointsRequired => format!("the server has nothing in common with this library; {OFFER}"),
        P::NoCertificateRequestSignatureSchemesInCommon => {
            "the server wants a client certificate of a kind that is not set".into()
        }
        P::ExtendedMasterSecretExtensionRequired => {
            "the server does not know the extended master secret of TLS 1.2 (RFC 7627)".into()
        }
        _ => format!("the server answered in a way that does not fit; {OFFER}"),
    }
}

fn misbehaved(reason: &PeerMisbehaved) -> String {
    use PeerMisbehaved as P;
    match reason {
        P::SelectedUnofferedCipherSuite
        | P::SelectedUnusableCipherSuiteForVersion
        | P::SelectedUnofferedKxGroup
        | P::SignedHandshakeWithUnadvertisedSigScheme
        | P::SignedKxWithWrongAlgorithm => format!("the server chose what was not offered; {OFFER}"),
        P::AttemptedDowngradeToTls12WhenTls13IsSupported => {
            "something between this machine and the server forces an older version of TLS".into()
        }
        P::TooManyRenegotiationRequests => "the server wants to negotiate anew, which is not supported".into(),
        P::TooManyWarningAlertsReceived | P::TooManyEmptyFragments | P::TooManyKeyUpdateRequests => {
            "the server sends the same over and over".into()
        }
        _ => "the server broke the rules of TLS".into(),
    }
}

/// What an alert means, behind "the server". The name by which administrators find it stands in brackets.
fn alert_text(alert: AlertDescription) -> String {
    use AlertDescription as A;
    let text = match alert {
        A::CloseNotify => "closed the connection (close_notify)",
        A::UnexpectedMessage => "got a message that it did not expect (unexpected_message)",
        A::BadRecordMac => "got a message that was changed on the way (bad_record_mac)",
        A::DecryptionFailed => "could not decrypt a message (decryption_failed)",
        A::RecordOverflow => "got a message that is too long for it (record_overflow)",
        A::DecompressionFailure => "could not decompress a message (decompression_failure)",
        A::HandshakeFailure => {
            return format!("found nothing in common, or wants a client certificate (handshake_failure); {OFFER}");
        }
        A::NoCertificate => "misses a client certificate (no_certificate)",
        A::BadCertificate => "says that the client certificate is missing or bad (bad_certificate)",
        A::UnsupportedCertificate => "says that the client certificate is of a wrong kind (unsupported_certificate)",
        A::CertificateRevoked => "says that the client certificate was revoked (certificate_revoked)",
        A::CertificateExpired => "says that the client certificate has expired (certificate_expired)",
        A::CertificateUnknown => "did not accept the client certificate (certificate_unknown)",
        A::IllegalParameter => "found a value in the handshake that cannot be (illegal_parameter)",
        A::UnknownCA => "does not trust the authority of the client certificate (unknown_ca)",
        A::AccessDenied => "accepts the client certificate, but denies access (access_denied)",
        A::DecodeError => "could not read a message of the handshake (decode_error)",
        A::DecryptError => "could not verify a signature or key of the handshake (decrypt_error)",
        A::ExportRestriction => "wants cryptography that was weakened for export (export_restriction)",
        A::ProtocolVersion => {
            "speaks no version of TLS that is offered (protocol_version): TLS 1.2 or 1.3 has to be switched on there, \
             and 1.3 where that was set as the oldest"
        }
        A::InsufficientSecurity => "wants stronger cryptography than is offered (insufficient_security)",
        A::InternalError => "failed on its own (internal_error)",
        A::InappropriateFallback => "says that a newer version of TLS should be tried (inappropriate_fallback)",
        A::UserCanceled => "gave the handshake up (user_canceled)",
        A::NoRenegotiation => "does not negotiate anew (no_renegotiation)",
        A::MissingExtension => "misses something in the handshake (missing_extension)",
        A::UnsupportedExtension => "got an extension that it does not take (unsupported_extension)",
        A::CertificateUnobtainable => "could not fetch the client certificate (certificate_unobtainable)",
        A::UnrecognisedName => {
            "does not know the host name (unrecognized_name): the base address has to have a name that is set up there"
        }
        A::BadCertificateStatusResponse => "did not accept a word on revocation (bad_certificate_status_response)",
        A::BadCertificateHashValue => "found another client certificate than announced (bad_certificate_hash_value)",
        A::UnknownPSKIdentity => "does not know the session that was to be resumed (unknown_psk_identity)",
        A::CertificateRequired => "wants a client certificate (certificate_required)",
        A::NoApplicationProtocol => "does not speak HTTP/1.1 on this port (no_application_protocol)",
        A::EncryptedClientHelloRequired => "wants its name encrypted (ech_required), which is not supported",
        other => {
            return format!(
                "ended the handshake for a reason that has no name (alert {})",
                u8::from(other)
            );
        }
    };
    text.into()
}

/// Whether an alert says that the client's certificate is missing or bad. In TLS 1.3 the request is already on its
/// way then, but the server has not read it (RFC 8446, 4.4.4).
pub fn refuses_client_certificate(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::NoCertificate
            | A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied
            | A::CertificateUnobtainable
            | A::BadCertificateHashValue
            | A::CertificateRequired
    )
}
