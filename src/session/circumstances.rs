//! What is known of a failure can change what has to be done about it.

use crate::api::protocol::{Capabilities, Operation};

use super::action::Action;
use super::explain::code::to_do;
use super::status::Status;

/// What is known of a failure besides its status.
pub struct Circumstances<'a> {
    pub operation: Operation,
    /// That of the server, or of the proxy that refused; 0 if there is none.
    pub http_status: u16,
    /// A Laserfiche code.
    pub server_code: Option<i32>,
    /// Something in front of the service wants what only an administrator can give it.
    pub is_wish: bool,
    pub capabilities: &'a Capabilities,
}

impl Circumstances<'_> {
    /// What kind of thing has to be done about a call that went to a server.
    pub fn action(&self, status: Status) -> Action {
        match (status, self.server_code) {
            (Status::CredentialsRefused | Status::SessionUnconfirmed, _) if self.is_wish => Action::FixSetup,
            // The request did not come in time.
            (Status::BadRequest, _) if self.http_status == 408 => Action::TryLater,
            // The proxy itself is in trouble.
            (Status::ProxyRefused, _) if self.http_status >= 500 => Action::TryLater,
            (Status::SessionUnconfirmed, _) if !self.capabilities.logout => Action::LogInAgain,
            // The session is still open, and nobody else will end it.
            (Status::Cancelled, _) if self.operation == Operation::Logout => Action::TryLater,
            (_, code) => to_do(status, code).map_or(status.action(), |(action, _)| action),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::V1_ALPHA_CAPABILITIES;

    #[test]
    fn what_is_known_refines_the_status() {
        let capabilities = |logout| Capabilities {
            logout,
            ..V1_ALPHA_CAPABILITIES
        };
        let action = |status, http_status, server_code, logout| {
            let capabilities = capabilities(logout);
            let known = Circumstances {
                operation: Operation::Refresh,
                http_status,
                server_code,
                is_wish: http_status == 401 && status == Status::CredentialsRefused,
                capabilities: &capabilities,
            };
            known.action(status)
        };
        assert_eq!(
            action(Status::LicenseExhausted, 403, Some(9030), true),
            Action::TryLater
        );
        assert_eq!(
            action(Status::LicenseExhausted, 403, Some(9521), true),
            Action::FixSetup
        );
        assert_eq!(action(Status::CredentialsRefused, 401, None, true), Action::FixSetup);
        assert_eq!(action(Status::BadRequest, 408, None, true), Action::TryLater);
        assert_eq!(action(Status::BadRequest, 400, None, true), Action::FixSetup);
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
