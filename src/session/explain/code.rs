//! The codes of the Laserfiche Server: what each of them means, whatever the HTTP status that it comes with.

use crate::session::action::Action;
use crate::session::advice::Advice;
use crate::session::status::Status;

/// Codes that mean the same.
struct Row {
    codes: &'static [i32],
    means: Status,
    action: Action,
    /// Where it is not that of the status.
    advice: Option<Advice>,
}

const fn row(codes: &'static [i32], means: Status, action: Action, advice: Option<Advice>) -> Row {
    Row {
        codes,
        means,
        action,
        advice,
    }
}

/// What they mean to every call.
const ANYWHERE: &[Row] = &[
    // It passes by itself, as soon as somebody logs out.
    row(&[9030, 6507, 6527], Status::LicenseExhausted, Action::TryLater, None),
    // It does not: somebody has to allot a licence.
    row(
        &[9520, 9521, 9529],
        Status::LicenseExhausted,
        Action::FixSetup,
        Some(Advice::AllotLicence),
    ),
    row(&[9011, 9152, 9153, 9336], Status::AccountLocked, Action::FixSetup, None),
    row(&[9075, 9076], Status::PasswordExpired, Action::FixCredentials, None),
    row(&[9018, 9046], Status::RepositoryNotFound, Action::FixSetup, None),
    row(&[9035], Status::RateLimited, Action::TryLater, None),
    row(&[9013], Status::AccessDenied, Action::FixSetup, None),
];

/// What they mean to a call that sends credentials.
const LOGIN: &[Row] = &[
    // 9037 and 9067 are about the session whose key is sent.
    row(
        &[9010, 6508, 9355, 9037, 9067],
        Status::CredentialsRefused,
        Action::FixCredentials,
        None,
    ),
    row(
        &[9073],
        Status::CredentialsRefused,
        Action::FixSetup,
        Some(Advice::OtherCredentials),
    ),
    row(
        &[9530, 9534],
        Status::CredentialsRefused,
        Action::FixCredentials,
        Some(Advice::NewSamlToken),
    ),
    // Servers say so for wrong credentials, too, and accounts get locked by repeating those.
    row(
        &[9528],
        Status::CredentialsRefused,
        Action::FixCredentials,
        Some(Advice::CheckDirectory),
    ),
];

/// What they mean to a call about a session that is open. That one has ended says `ends_session`.
const SESSION: &[Row] = &[
    // "Access denied", after a login that succeeded.
    row(&[9010], Status::AccessDenied, Action::FixSetup, None),
];

/// A code says more than the HTTP status, which several situations share; `None` for those of which nothing is known.
pub fn of_code(opens_session: bool, code: Option<i32>) -> Option<Status> {
    let code = code?;
    let own = if opens_session { LOGIN } else { SESSION };
    let mut rows = ANYWHERE.iter().chain(own);
    rows.find(|row| row.codes.contains(&code)).map(|row| row.means)
}

/// What to do about a failure with this code, if it has the status that the code stands for.
pub fn to_do(status: Status, code: Option<i32>) -> Option<(Action, Option<Advice>)> {
    let code = code?;
    let mut rows = ANYWHERE.iter().chain(LOGIN).chain(SESSION);
    rows.find(|row| row.means == status && row.codes.contains(&code))
        .map(|row| (row.action, row.advice))
}

/// Whether the code says that the same request cannot succeed before somebody does something.
pub fn forbids_repeating(code: Option<i32>) -> bool {
    of_code(true, code)
        .and_then(|status| to_do(status, code))
        .is_some_and(|(action, _)| action != Action::TryLater)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::V1_ALPHA_CAPABILITIES;
    use crate::api::error::Error as ApiError;
    use crate::api::login::Kind;
    use crate::api::problem::Problem;
    use crate::api::protocol::Operation;
    use crate::session::explain::{Attempted, describe};

    type Expected = Option<(Status, Action)>;

    /// Every code of the contract's section 4: to a login, and to a refresh unless the HTTP status decides there.
    #[rustfmt::skip]
    const CODES: &[(i32, Expected, Expected)] = &[
        (9010, Some((Status::CredentialsRefused, Action::FixCredentials)), Some((Status::AccessDenied, Action::FixSetup))),
        (9528, Some((Status::CredentialsRefused, Action::FixCredentials)), None),
        (9011, LOCKED, LOCKED),
        (9152, LOCKED, LOCKED),
        (9153, LOCKED, LOCKED),
        (9336, LOCKED, LOCKED),
        (9073, Some((Status::CredentialsRefused, Action::FixSetup)), None),
        (9075, EXPIRED, EXPIRED),
        (9076, EXPIRED, EXPIRED),
        (9355, Some((Status::CredentialsRefused, Action::FixCredentials)), None),
        (9530, Some((Status::CredentialsRefused, Action::FixCredentials)), None),
        (9534, Some((Status::CredentialsRefused, Action::FixCredentials)), None),
        (9030, FULL, FULL),
        (6507, FULL, FULL),
        (6527, FULL, FULL),
        (9520, NOT_ALLOTTED, NOT_ALLOTTED),
        (9521, NOT_ALLOTTED, NOT_ALLOTTED),
        (9529, NOT_ALLOTTED, NOT_ALLOTTED),
        (9035, BUSY, BUSY),
        (9018, UNKNOWN, UNKNOWN),
        (9046, UNKNOWN, UNKNOWN),
        (9037, Some((Status::CredentialsRefused, Action::FixCredentials)), GONE),
        (9067, Some((Status::CredentialsRefused, Action::FixCredentials)), GONE),
        (9013, DENIED, DENIED),
        (6508, Some((Status::CredentialsRefused, Action::FixCredentials)), None),
        (7023, None, None),
        (7331, None, None),
        (7339, None, None),
        (7349, None, None),
    ];
    const LOCKED: Expected = Some((Status::AccountLocked, Action::FixSetup));
    const EXPIRED: Expected = Some((Status::PasswordExpired, Action::FixCredentials));
    const FULL: Expected = Some((Status::LicenseExhausted, Action::TryLater));
    const NOT_ALLOTTED: Expected = Some((Status::LicenseExhausted, Action::FixSetup));
    const BUSY: Expected = Some((Status::RateLimited, Action::TryLater));
    const UNKNOWN: Expected = Some((Status::RepositoryNotFound, Action::FixSetup));
    const GONE: Expected = Some((Status::SessionGone, Action::LogInAgain));
    const DENIED: Expected = Some((Status::AccessDenied, Action::FixSetup));

    fn described(operation: Operation, http_status: u16, code: Option<i32>) -> crate::session::error::Error {
        let attempted = Attempted {
            operation,
            repository: "Archive",
            kind: Some(Kind::Password),
            address: "lf.example.com:443/LFRepositoryAPI",
            capabilities: &V1_ALPHA_CAPABILITIES,
            attempts: 1,
        };
        let problem = Problem {
            http_status,
            error_code: code,
            from_service: true,
            message: Some("text".into()),
            ..Problem::default()
        };
        describe(&attempted, &ApiError::Refused(Box::new(problem)))
    }

    #[test]
    fn every_code_decides_whatever_the_http_status() {
        // A refresh is not asked with 401: the service's own ends the session, whatever code comes with it.
        for http_status in [400, 401, 402, 403, 404, 405, 409, 410, 429, 500, 501, 502, 503, 504] {
            for (code, login, refresh) in CODES {
                for (operation, expected) in [(Operation::Login, login), (Operation::Refresh, refresh)] {
                    if operation == Operation::Refresh && http_status == 401 {
                        continue;
                    }
                    let error = described(operation, http_status, Some(*code));
                    let bare = described(operation, http_status, None);
                    let (status, action) = expected.unwrap_or((bare.status, bare.action));
                    assert_eq!(
                        (error.status, error.action),
                        (status, action),
                        "{operation:?} {http_status} {code}"
                    );
                    assert_eq!(error.is_retryable(), action == Action::TryLater);
                    assert!(error.advice.is_some());
                }
            }
        }
    }

    #[test]
    fn a_code_has_advice_of_its_own() {
        let advice = |code| described(Operation::Login, 403, Some(code)).advice;
        assert_eq!(advice(9030), Some(Advice::FreeLicences));
        assert_eq!(advice(9521), Some(Advice::AllotLicence));
        assert_eq!(advice(9073), Some(Advice::OtherCredentials));
        assert_eq!(advice(9534), Some(Advice::NewSamlToken));
        assert_eq!(advice(9528), Some(Advice::CheckDirectory));
        assert_eq!(to_do(Status::NotLoggedOut, Some(9030)), None);
    }

    #[test]
    fn a_code_that_needs_somebody_forbids_another_attempt() {
        for (code, login, _) in CODES {
            let may_pass = login.is_none_or(|(_, action)| action == Action::TryLater);
            assert_eq!(forbids_repeating(Some(*code)), !may_pass, "{code}");
        }
        assert!(!forbids_repeating(None) && !forbids_repeating(Some(204)));
    }
}
