//! How long to wait after a failure before the next call, where time alone can change something.

use std::time::Duration;

use super::action::Action;
use super::error::Error;
use super::status::Status;

/// After a login of unknown outcome that the library can no longer do anything about. Its licence stays taken for longer
/// than anybody would wait; a minute keeps a program that logs in again and again from taking many.
const UNKNOWN_OUTCOME: Duration = Duration::from_secs(60);

impl Error {
    /// The library looks after a session that the login may have opened, for at most `time`.
    pub fn looked_after(mut self, time: Option<Duration>) -> Error {
        self.looked_after = time;
        self
    }

    /// Counted from the failure. `None` where waiting changes nothing: something has to be done, at once or by somebody.
    pub fn suggested_wait(&self) -> Option<Duration> {
        let asked = self.problem.retry_after;
        match self.action {
            Action::TryLater => Some(asked.unwrap_or_else(|| usual(self.status))),
            // What a server asks for tells nothing of the session that it may have opened.
            Action::CheckSession => Some(
                self.looked_after
                    .unwrap_or(UNKNOWN_OUTCOME)
                    .max(asked.unwrap_or_default()),
            ),
            _ => None,
        }
    }
}

/// Until another attempt has a chance, if the server asks for nothing.
fn usual(status: Status) -> Duration {
    Duration::from_secs(match status {
        // The host itself ended it.
        Status::Cancelled => 0,
        // Nothing is known to be wrong: another connection may do (BadRequest is a 408 here), and a login takes no longer.
        Status::ConnectionLost | Status::BadRequest | Status::Pending => 1,
        // A service that starts anew answers so meanwhile; a program has to give back what it has used up.
        Status::ServerError | Status::Internal => 10,
        // Servers count requests by the minute, and somebody has to log out or idle out.
        Status::RateLimited | Status::LicenseExhausted => 60,
        // A network, a name server or a proxy comes back, and a server that is overloaded gets some air.
        _ => 5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn error(status: Status, action: Action, retry_after: Option<Duration>) -> Error {
        let mut error = Error::local(status, "x").acting(action);
        error.problem.retry_after = retry_after;
        error
    }

    #[test]
    fn every_failure_that_may_pass_has_a_time() {
        for (status, seconds) in [
            (Status::ResolveFailed, 5),
            (Status::ConnectFailed, 5),
            (Status::TimedOut, 5),
            (Status::NotLoggedOut, 5),
            (Status::ConnectionLost, 1),
            (Status::Pending, 1),
            (Status::ServerError, 10),
            (Status::RateLimited, 60),
            (Status::LicenseExhausted, 60),
        ] {
            assert_eq!(status.action(), Action::TryLater);
            let failure = |retry_after| error(status, Action::TryLater, retry_after).suggested_wait();
            assert_eq!(failure(None), Some(seconds * SECOND), "{status:?}");
            // The server knows better, in both directions.
            for asked in [Duration::ZERO, SECOND / 2, 3600 * SECOND] {
                assert_eq!(failure(Some(asked)), Some(asked), "{status:?}");
            }
        }
        assert_eq!(
            error(Status::Cancelled, Action::TryLater, None).suggested_wait(),
            Some(Duration::ZERO)
        );
        assert_eq!(Error::exhausted("x").suggested_wait(), Some(10 * SECOND));
    }

    #[test]
    fn where_waiting_changes_nothing_none_is_suggested() {
        for status in Status::ALL {
            let action = status.action();
            let may_pass = matches!(action, Action::TryLater | Action::CheckSession);
            for asked in [None, Some(SECOND)] {
                assert_eq!(
                    error(*status, action, asked).suggested_wait().is_some(),
                    may_pass,
                    "{status:?}"
                );
            }
        }
        // No licence is there however long one waits.
        assert_eq!(
            error(Status::LicenseExhausted, Action::FixSetup, None).suggested_wait(),
            None
        );
    }

    #[test]
    fn an_unknown_outcome_takes_as_long_as_it_is_looked_after() {
        let unknown = |time, retry_after| {
            let error = error(Status::OutcomeUnknown, Action::CheckSession, retry_after);
            error.looked_after(time).suggested_wait()
        };
        assert!(unknown(Some(Duration::MAX), None) > Some(24 * 3600 * SECOND));
        assert_eq!(unknown(Some(50 * SECOND), None), Some(50 * SECOND));
        assert_eq!(unknown(None, None), Some(60 * SECOND));
        assert_eq!(unknown(None, Some(SECOND)), Some(60 * SECOND));
        assert_eq!(unknown(Some(50 * SECOND), Some(90 * SECOND)), Some(90 * SECOND));
        // A refusal that does not prove that no session is open.
        let doubtful = error(Status::AccessDenied, Action::CheckSession, None);
        assert_eq!(doubtful.suggested_wait(), Some(60 * SECOND));
    }
}
