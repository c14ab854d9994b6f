//! What is wrong with a certificate, to decide by.

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
