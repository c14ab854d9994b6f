//! What may be repeated, and after how long.

use std::time::Duration;

use crate::api::error::Error;
use crate::api::problem::Problem;
use crate::api::{Kind, Progress};
use crate::base::random;

use super::explain::code::forbids_repeating;

/// Exponential backoff with full jitter.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    /// How often a call is tried in all; 1 never repeats.
    pub max_attempts: u32,
    pub base_delay: Duration,
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// How long to wait before the next attempt; `None` if there must not be one. A request that is `repeatable` may
    /// reach the server twice.
    pub fn delay(&self, repeatable: bool, error: &Error, attempts: u32) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        match error {
            Error::Exchange(error) => {
                may_repeat(repeatable, error.kind, error.progress, error.proxy_status).then(|| self.backoff(attempts))
            }
            Error::Refused(problem) => self.after_refusal(repeatable, problem, attempts),
            Error::Unencodable(_) | Error::Declined(_) | Error::Unreadable { .. } => None,
        }
    }

    fn after_refusal(&self, repeatable: bool, problem: &Problem, attempts: u32) -> Option<Duration> {
        if forbids_repeating(problem.error_code) {
            return None;
        }
        match problem.http_status {
            // Without a time from the server another attempt within seconds only makes it worse.
            429 => problem.retry_after,
            // It did not come in time; the connection is not used again.
            408 if repeatable => Some(self.backoff(attempts)),
            500 | 502..=504 | 520..=526 if repeatable => problem.retry_after.or_else(|| Some(self.backoff(attempts))),
            // The service has refused to take it. Of a gateway that says so nobody knows what it has passed on before.
            503 if problem.has_words_of_service() => problem.retry_after,
            _ => None,
        }
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = self.base_delay.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        doubled.min(self.max_delay).mul_f64(random::unit())
    }
}

fn may_repeat(repeatable: bool, kind: Kind, progress: Progress, proxy_status: Option<u16>) -> bool {
    match kind {
        // Somebody has to change something first.
        Kind::Certificate(_)
        | Kind::ClientCertificate
        | Kind::Malformed
        | Kind::SpeaksTls
        | Kind::NoTls
        | Kind::ProxyScheme
        | Kind::TooLarge
        | Kind::NoMemory
        | Kind::Cancelled => false,
        Kind::ProxyRefused => proxy_status.is_some_and(|status| status >= 500),
        Kind::Resolve | Kind::Connect | Kind::Exhausted | Kind::Handshake | Kind::TimedOut | Kind::Lost => {
            repeatable || progress == Progress::NothingSent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::HttpError;

    fn exchange(kind: Kind, progress: Progress) -> Error {
        Error::Exchange(HttpError::new(kind, "x").at(progress))
    }

    fn refused(http_status: u16, retry_after: Option<u64>, from_service: bool) -> Error {
        Error::Refused(Box::new(Problem {
            http_status,
            from_service,
            message: from_service.then(|| "text".into()),
            retry_after: retry_after.map(Duration::from_secs),
            ..Problem::default()
        }))
    }

    #[test]
    fn what_may_have_arrived_is_not_repeated_unless_it_is_repeatable() {
        let policy = RetryPolicy::default();
        let may = |error| policy.delay(false, &error, 1).is_some();
        for kind in [
            Kind::Resolve,
            Kind::Connect,
            Kind::Exhausted,
            Kind::Handshake,
            Kind::TimedOut,
            Kind::Lost,
        ] {
            assert!(may(exchange(kind, Progress::NothingSent)), "{kind:?}");
            assert!(!may(exchange(kind, Progress::Sent)), "{kind:?}");
            assert!(!may(exchange(kind, Progress::AnswerBegun)), "{kind:?}");
        }
        for status in [400, 401, 403, 404, 408, 500, 502, 504, 503, 429] {
            assert!(!may(refused(status, None, true)), "{status}");
        }
        for status in [400, 401, 403, 404, 500, 502, 504] {
            assert!(!may(refused(status, Some(1), true)), "{status}");
        }
        assert!(may(refused(429, Some(1), false)));
        assert!(may(refused(503, Some(1), true)));
        assert!(!may(refused(503, Some(1), false)));
    }

    #[test]
    fn what_the_service_says_by_a_code_is_not_asked_again() {
        let policy = RetryPolicy::default();
        let with_code = |http_status, error_code| {
            Error::Refused(Box::new(Problem {
                http_status,
                error_code: Some(error_code),
                from_service: true,
                retry_after: Some(Duration::from_secs(1)),
                ..Problem::default()
            }))
        };
        for http_status in [429, 500, 503] {
            for is_repeatable in [true, false] {
                for code in [9010, 9011, 9075, 9521, 9528] {
                    let delay = policy.delay(is_repeatable, &with_code(http_status, code), 1);
                    assert_eq!(delay, None, "{http_status} {code}");
                }
            }
            assert!(policy.delay(true, &with_code(http_status, 9035), 1).is_some());
        }
        assert!(policy.delay(false, &with_code(503, 9030), 1).is_some());
    }

    #[test]
    fn what_is_repeatable_is_repeated_but_not_after_a_refusal_of_the_token() {
        let policy = RetryPolicy::default();
        let may = |error| policy.delay(true, &error, 1).is_some();
        assert!(may(exchange(Kind::Lost, Progress::AnswerBegun)));
        assert!(may(refused(500, None, false)));
        assert!(may(refused(429, Some(1), false)));
        assert!(may(refused(408, None, false)) && may(refused(524, None, false)));
        assert!(!may(refused(429, None, true)));
        for status in [400, 401, 403, 404] {
            assert!(!may(refused(status, Some(1), true)), "{status}");
        }
        assert!(policy.delay(true, &refused(500, None, true), 3).is_none());
    }

    #[test]
    fn backoff_grows_and_is_capped() {
        let policy = RetryPolicy::default();
        for attempts in 1..40 {
            let most = Duration::from_millis(500 << (attempts - 1).min(6)).min(policy.max_delay);
            assert!(policy.backoff(attempts) <= most);
        }
        let delays: Vec<_> = (0..20).map(|_| policy.backoff(3)).collect();
        assert!(delays.iter().any(|delay| *delay != delays[0]), "no jitter");
    }
}
