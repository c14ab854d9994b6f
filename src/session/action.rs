//! What kind of thing has to be done about a failure: what a host branches on instead of on every status.

use crate::api::protocol::Capabilities;

use super::status::Status;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing failed, or the host itself ended the call.
    None,
    /// The program has to be corrected.
    FixCall,
    /// An administrator has to change the set-up.
    FixSetup,
    /// A person has to correct the credentials.
    FixCredentials,
    LogInAgain,
    /// The session may still be open: end it before another one is opened.
    LogOutThenIn,
    /// The same call may succeed later without anybody changing anything.
    TryLater,
    /// A session may be open that nobody holds.
    CheckSession,
    /// The library has a defect.
    ReportDefect,
}

/// What is known of a failure besides its status.
pub struct Circumstances<'a> {
    /// That of the server, or of the proxy that refused; 0 if there is none.
    pub http_status: u16,
    /// A Laserfiche code.
    pub server_code: Option<i32>,
    pub capabilities: &'a Capabilities,
}

impl Action {
    /// The cautious answer, when nothing but the status is known.
    pub fn of_status(status: Status) -> Action {
        use Status as S;
        match status {
            S::Ok | S::Cancelled => Action::None,
            S::InvalidArgument | S::InvalidHandle | S::BufferTooSmall => Action::FixCall,
            S::Unsupported
            | S::ProxyRefused
            | S::TlsCertificate
            | S::TlsHandshake
            | S::BadRequest
            | S::AccessDenied
            | S::RepositoryNotFound
            | S::AccountLocked
            | S::AnswerNotUnderstood
            | S::AnswerTooLarge => Action::FixSetup,
            S::CredentialsRefused | S::PasswordExpired => Action::FixCredentials,
            S::SessionGone => Action::LogInAgain,
            S::SessionUnconfirmed => Action::LogOutThenIn,
            S::ResolveFailed
            | S::ConnectFailed
            | S::TimedOut
            | S::ConnectionLost
            | S::LicenseExhausted
            | S::RateLimited
            | S::ServerError
            | S::NotLoggedOut => Action::TryLater,
            S::OutcomeUnknown => Action::CheckSession,
            S::Internal => Action::ReportDefect,
        }
    }

    /// The answer for a call that went to a server.
    pub fn of(status: Status, known: &Circumstances<'_>) -> Action {
        match (status, known.server_code) {
            // No licence of this kind, or no valid licence file: waiting does not help.
            (Status::LicenseExhausted, Some(9520 | 9521 | 9529)) => Action::FixSetup,
            // The proxy itself is in trouble.
            (Status::ProxyRefused, _) if known.http_status >= 500 => Action::TryLater,
            (Status::SessionUnconfirmed, _) if !known.capabilities.logout => Action::LogInAgain,
            _ => Action::of_status(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::protocol::Renewal;

    #[test]
    fn what_is_known_refines_the_status() {
        let capabilities = |logout| Capabilities {
            takes_licence: true,
            login_repeatable: false,
            renewal: Renewal::Route,
            logout,
            keep_alive: true,
        };
        let action = |status, http_status, server_code, logout| {
            Action::of(
                status,
                &Circumstances {
                    http_status,
                    server_code,
                    capabilities: &capabilities(logout),
                },
            )
        };
        assert_eq!(
            action(Status::LicenseExhausted, 403, Some(9030), true),
            Action::TryLater
        );
        assert_eq!(
            action(Status::LicenseExhausted, 403, Some(9521), true),
            Action::FixSetup
        );
        assert_eq!(action(Status::ProxyRefused, 403, None, true), Action::FixSetup);
        assert_eq!(action(Status::ProxyRefused, 502, None, true), Action::TryLater);
        assert_eq!(
            action(Status::SessionUnconfirmed, 401, None, true),
            Action::LogOutThenIn
        );
        assert_eq!(action(Status::SessionUnconfirmed, 401, None, false), Action::LogInAgain);
        assert_eq!(action(Status::OutcomeUnknown, 0, None, true), Action::CheckSession);
    }
}
