//! Certificates that were not accepted.

use crate::api::CertificateFault;
use crate::session::advice::Advice;

/// `None` for the advice of the status.
pub fn of_certificate(fault: CertificateFault) -> Option<Advice> {
    use CertificateFault as F;
    match fault {
        F::UnknownAuthority => None,
        F::Expired => Some(Advice::RenewCertificate),
        F::NotValidYet => Some(Advice::CheckClock),
        F::OtherHost => Some(Advice::UseCertificateName),
        F::OnlyByPin => Some(Advice::PinCertificate),
        F::Unusable => Some(Advice::ReplaceCertificate),
        F::OtherKey => Some(Advice::UpdateAuthority),
        F::NotPinned => Some(Advice::AskForFingerprint),
    }
}
