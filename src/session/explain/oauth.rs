//! The errors of OAuth 2.0 (RFC 6749, section 5.2), and what to do about credentials of each kind.

use crate::api::login::Kind;
use crate::api::problem::Problem;
use crate::session::action::Action;
use crate::session::advice::Advice;
use crate::session::status::Status;

/// What an error of OAuth means, if the refusal has one. It says more than the HTTP status, but not of a server that
/// failed, or that wants fewer requests.
pub fn of_oauth(problem: &Problem) -> Option<Status> {
    Some(match error(problem)? {
        "invalid_client" | "invalid_grant" => Status::CredentialsRefused,
        "unauthorized_client" => Status::AccessDenied,
        "invalid_scope" | "invalid_request" => Status::BadRequest,
        "unsupported_grant_type" => Status::Unsupported,
        _ => return None,
    })
}

fn error(problem: &Problem) -> Option<&str> {
    let is_refusal = problem.from_service && matches!(problem.http_status, 400 | 401 | 403);
    problem.problem_type.as_deref().filter(|_| is_refusal)
}

/// What to do about a login that was refused, where that depends on what it proved itself with.
pub fn to_do(status: Status, kind: Option<Kind>, problem: &Problem) -> Option<(Action, Advice)> {
    let kind = kind?;
    if problem.wish.is_some() {
        return None;
    }
    match (status, error(problem), kind) {
        // A web page is not the service's, which may not have seen the key.
        (Status::CredentialsRefused, _, Kind::AccessKey) if problem.from_service || !problem.is_page => {
            Some((Action::FixCredentials, Advice::CheckAccessKey))
        }
        (Status::CredentialsRefused, Some("invalid_client"), Kind::Code | Kind::RefreshToken) => {
            Some((Action::FixCredentials, Advice::CheckClient))
        }
        // What something in front of the service refuses was not used up.
        (Status::CredentialsRefused, _, Kind::Code | Kind::RefreshToken) if problem.from_service => {
            Some((Action::LogInAgain, Advice::AuthorizeAgain))
        }
        (Status::AccessDenied, Some("unauthorized_client"), _) => Some((Action::FixSetup, Advice::AllowGrant)),
        (Status::BadRequest, Some("invalid_scope"), _) => Some((Action::FixSetup, Advice::CheckScope)),
        (Status::Unsupported, Some("unsupported_grant_type"), _) => Some((Action::FixSetup, Advice::OtherApi)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(http_status: u16, error: &str) -> Problem {
        Problem {
            http_status,
            from_service: true,
            problem_type: Some(error.into()),
            ..Problem::default()
        }
    }

    #[test]
    fn an_error_of_oauth_says_more_than_the_status() {
        for http_status in [400, 401, 403] {
            for (error, status) in [
                ("invalid_client", Some(Status::CredentialsRefused)),
                ("invalid_grant", Some(Status::CredentialsRefused)),
                ("unauthorized_client", Some(Status::AccessDenied)),
                ("invalid_scope", Some(Status::BadRequest)),
                ("invalid_request", Some(Status::BadRequest)),
                ("unsupported_grant_type", Some(Status::Unsupported)),
                ("accessDenied", None),
            ] {
                assert_eq!(of_oauth(&refused(http_status, error)), status, "{http_status} {error}");
            }
        }
        for http_status in [404, 429, 500, 503] {
            assert_eq!(of_oauth(&refused(http_status, "invalid_client")), None, "{http_status}");
        }
        let in_front = Problem {
            from_service: false,
            ..refused(401, "invalid_client")
        };
        assert_eq!(of_oauth(&in_front), None);
    }

    #[test]
    fn what_to_do_depends_on_the_credentials() {
        let refused = |kind, error| {
            let problem = refused(401, error);
            to_do(of_oauth(&problem).unwrap(), Some(kind), &problem)
        };
        let authorize = Some((Action::LogInAgain, Advice::AuthorizeAgain));
        let client = Some((Action::FixCredentials, Advice::CheckClient));
        let key = Some((Action::FixCredentials, Advice::CheckAccessKey));
        assert_eq!(refused(Kind::AccessKey, "invalid_client"), key);
        assert_eq!(refused(Kind::AccessKey, "invalid_grant"), key);
        assert_eq!(refused(Kind::RefreshToken, "invalid_client"), client);
        assert_eq!(refused(Kind::RefreshToken, "invalid_grant"), authorize);
        assert_eq!(refused(Kind::Code, "invalid_grant"), authorize);
        assert_eq!(refused(Kind::Password, "invalid_grant"), None);
        let in_front = Problem {
            from_service: false,
            ..self::refused(401, "invalid_grant")
        };
        assert_eq!(to_do(Status::CredentialsRefused, Some(Kind::Code), &in_front), None);
        let bare = to_do(Status::CredentialsRefused, Some(Kind::AccessKey), &in_front);
        assert_eq!(bare, key);
        let page = Problem {
            is_page: true,
            ..in_front
        };
        assert_eq!(to_do(Status::CredentialsRefused, Some(Kind::AccessKey), &page), None);
        let scope = Some((Action::FixSetup, Advice::CheckScope));
        assert_eq!(refused(Kind::AccessKey, "invalid_scope"), scope);
        let grant = Some((Action::FixSetup, Advice::AllowGrant));
        assert_eq!(refused(Kind::Code, "unauthorized_client"), grant);
        let api = Some((Action::FixSetup, Advice::OtherApi));
        assert_eq!(refused(Kind::Password, "unsupported_grant_type"), api);
    }
}
