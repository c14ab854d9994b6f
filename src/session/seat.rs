//! What is known of the session that a failed login may have opened.

use crate::api::{Fault, Problem, Service};
use crate::common::secret::Secret;
use crate::transport::{Late, Progress};

pub enum Seat {
    /// The server opened no session.
    Free,
    /// A session is open, and this is its token.
    Taken(Secret),
    /// Nobody knows; an answer that may still come would tell.
    Unknown(Option<Box<Late>>),
}

impl Seat {
    pub fn after(fault: &mut Fault, service: &Service) -> Seat {
        match fault {
            Fault::Inexpressible(_) | Fault::Declined { .. } => Seat::Free,
            Fault::Refused(problem) if opened_nothing(problem) => Seat::Free,
            Fault::Refused(_) => Seat::Unknown(None),
            Fault::Transport(failure) if failure.progress == Progress::NothingSent => Seat::Free,
            Fault::Transport(failure) => {
                let begun = failure.begun.as_ref();
                match begun.and_then(|answer| service.find_token(&answer.body)) {
                    Some(token) => Seat::Taken(token),
                    None => Seat::Unknown(failure.late.take()),
                }
            }
            Fault::Unreadable { token, .. } => match token.take() {
                Some(token) => Seat::Taken(token),
                None => Seat::Unknown(None),
            },
        }
    }
}

/// Whether a refusal proves that there is no session. What stands between us and the service answers in its place
/// when it has lost track of a request, and then nothing is proved.
fn opened_nothing(problem: &Problem) -> bool {
    match problem.http_status {
        408 => false,
        300..=499 => true,
        502 | 504 => false,
        503 if problem.retry_after.is_some() => true,
        500..=599 => problem.is_from_service(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_service_itself_proves_that_no_session_was_opened() {
        let opened_nothing = |http_status, message: Option<&str>, retry_after| {
            opened_nothing(&Problem {
                http_status,
                message: message.map(str::to_owned),
                retry_after,
                ..Problem::default()
            })
        };
        for status in [302, 400, 401, 403, 404, 409, 429] {
            assert!(opened_nothing(status, None, None), "{status}");
        }
        for status in [101, 408, 500, 502, 503, 504, 520, 524] {
            assert!(!opened_nothing(status, None, None), "{status}");
        }
        assert!(opened_nothing(500, Some("from the service"), None));
        assert!(opened_nothing(503, None, Some(Duration::ZERO)));
        for status in [502, 504] {
            assert!(!opened_nothing(status, Some("from a gateway"), None), "{status}");
        }
    }
}
