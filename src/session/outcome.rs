//! What is known of the session that a failed login may have opened.

use crate::api::Progress;
use crate::api::error::{Error, Failed};
use crate::api::late::PendingLogin;
use crate::api::problem::Problem;
use crate::api::protocol::Capabilities;
use crate::base::secret::Secret;

use super::explain::code::of_code;

#[derive(Debug)]
pub enum LoginOutcome {
    /// The server opened none.
    NoSession,
    /// It may have done what was asked, but that takes no licence.
    NoLicence,
    /// One is open, and this is its token.
    Session(Secret),
    /// It was refused, but by something in front of the service, which may have seen the service's answer: an error page
    /// in its place, a filter on answers.
    Doubtful,
    /// Nobody knows. An answer that may still come would tell.
    Unknown(Option<PendingLogin>),
}

impl LoginOutcome {
    /// Takes out of `failed` what the outcome holds.
    pub fn of(failed: &mut Failed, capabilities: &Capabilities) -> LoginOutcome {
        if opened_nothing(&failed.error) {
            return LoginOutcome::NoSession;
        }
        if !capabilities.takes_licence {
            return LoginOutcome::NoLicence;
        }
        match failed.token.take() {
            Some(token) => LoginOutcome::Session(token),
            None if is_doubtful(&failed.error) => LoginOutcome::Doubtful,
            None => LoginOutcome::Unknown(failed.pending.take()),
        }
    }
}

fn opened_nothing(error: &Error) -> bool {
    match error {
        Error::Unencodable(_) | Error::Declined(_) => true,
        Error::Exchange(error) => error.progress == Progress::NothingSent,
        Error::Refused(problem) => refusal_proves_it(problem),
        Error::Unreadable { .. } => false,
    }
}

/// Whether a refusal proves that there is no session. What stands between us and the service answers in its place
/// when it has lost track of a request, or does not like the answer; then little is proved.
fn refusal_proves_it(problem: &Problem) -> bool {
    match problem.http_status {
        // Who has no answer of the service cannot know what it has done, unless its own refusal comes along.
        502 | 504 => problem.from_service && of_code(true, problem.error_code).is_some(),
        300..=499 if problem.from_service => true,
        // Said of the request itself, before it is passed on.
        401 | 404 | 405 | 407 | 408 | 411 | 413 | 421 | 429 | 431 => true,
        500..=599 => problem.has_words_of_service(),
        _ => false,
    }
}

/// Whether something in front of the service sends elsewhere, which it does before it passes a request on: what can be
/// used once only is still good.
pub fn is_redirect(error: &Error) -> bool {
    matches!(error, Error::Refused(problem) if (300..400).contains(&problem.http_status))
}

fn is_doubtful(error: &Error) -> bool {
    matches!(error, Error::Refused(problem) if (300..500).contains(&problem.http_status))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_service_itself_proves_that_no_session_was_opened() {
        let proves = |http_status, from_service, retry_after| {
            refusal_proves_it(&Problem {
                http_status,
                from_service,
                message: from_service.then(|| "text".into()),
                retry_after,
                ..Problem::default()
            })
        };
        for status in [401, 404, 405, 407, 408, 411, 413, 421, 429, 431] {
            assert!(proves(status, false, None), "{status}");
        }
        for status in [302, 400, 403, 406, 409] {
            assert!(proves(status, true, None), "{status}");
        }
        for status in [101, 302, 307, 400, 402, 403, 406, 409, 410, 422, 451] {
            assert!(!proves(status, false, None), "{status}");
        }
        for status in [500, 502, 503, 504, 520, 524] {
            assert!(!proves(status, false, None), "{status}");
        }
        assert!(!proves(503, false, Some(Duration::ZERO)));
        assert!(proves(500, true, None));
        assert!(proves(503, true, Some(Duration::ZERO)));
        for status in [502, 504] {
            assert!(!proves(status, true, None), "{status}");
            let coded = |error_code| {
                refusal_proves_it(&Problem {
                    http_status: status,
                    from_service: true,
                    error_code: Some(error_code),
                    ..Problem::default()
                })
            };
            // Of a code that is not known it may be that a time limit was over.
            assert!(coded(9030) && !coded(9999), "{status}");
        }
    }
}
