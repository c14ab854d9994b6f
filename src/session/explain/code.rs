//! The codes of the Laserfiche Server.

use crate::session::status::Status;

/// A code says more than the HTTP status, which several situations share.
pub fn of_code(opens_session: bool, code: Option<i32>) -> Option<Status> {
    match code {
        Some(9030 | 9520 | 9521 | 9529 | 6507 | 6527) if opens_session => Some(Status::LicenseExhausted),
        Some(9011 | 9152 | 9153 | 9336) if opens_session => Some(Status::AccountLocked),
        Some(9075 | 9076) if opens_session => Some(Status::PasswordExpired),
        Some(9010 | 9073 | 9355 | 9530 | 9534 | 6508) if opens_session => Some(Status::CredentialsRefused),
        Some(9018 | 9046) => Some(Status::RepositoryNotFound),
        Some(9035) => Some(Status::RateLimited),
        Some(9013) => Some(Status::AccessDenied),
        _ => None,
    }
}
