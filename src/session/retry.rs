//! What may be repeated, and after how long.

use std::hash::BuildHasher;
use std::time::Duration;

use crate::api::{Fault, Operation, Problem};
use crate::transport::{Failure, Kind, Progress};

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
    /// How long to wait before the next attempt; `None` if there must not be one.
    pub fn delay(&self, operation: Operation, fault: &Fault, attempts: u32) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        match fault {
            Fault::Transport(failure) => may_repeat(operation, failure).then(|| self.backoff(attempts)),
            Fault::Refused(problem) => self.after_refusal(operation, problem, attempts),
            Fault::Inexpressible(_) | Fault::Declined { .. } | Fault::Unreadable { .. } => None,
        }
    }

    fn after_refusal(&self, operation: Operation, problem: &Problem, attempts: u32) -> Option<Duration> {
        match (problem.http_status, operation) {
            // Without a time from the server another attempt within seconds only makes it worse.
            (429, _) | (503, Operation::Create) => problem.retry_after,
            (_, Operation::Create) => None,
            (500 | 502 | 503 | 504, _) => problem.retry_after.or_else(|| Some(self.backoff(attempts))),
            _ => None,
        }
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = self.base_delay.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        let random = std::hash::RandomState::new().hash_one(attempts) >> 11;
        doubled.min(self.max_delay).mul_f64(random as f64 / (1u64 << 53) as f64)
    }
}

fn may_repeat(operation: Operation, failure: &Failure) -> bool {
    match failure.kind {
        // Somebody has to change something first.
        Kind::Certificate | Kind::ClientCertificate | Kind::Malformed | Kind::TooLarge | Kind::Cancelled => false,
        Kind::ProxyRefused => failure.proxy_status.is_some_and(|status| status >= 500),
        Kind::Resolve | Kind::Connect | Kind::Handshake | Kind::TimedOut | Kind::Lost => {
            operation != Operation::Create || failure.progress == Progress::NothingSent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport(kind: Kind, progress: Progress) -> Fault {
        Fault::Transport(Failure::new(kind, "x").at(progress))
    }

    fn refused(http_status: u16, retry_after: Option<u64>) -> Fault {
        Fault::Refused(Box::new(Problem {
            http_status,
            retry_after: retry_after.map(Duration::from_secs),
            ..Problem::default()
        }))
    }

    #[test]
    fn a_create_that_may_have_arrived_is_never_repeated() {
        let policy = RetryPolicy::default();
        let may = |fault| policy.delay(Operation::Create, &fault, 1).is_some();
        for kind in [
            Kind::Resolve,
            Kind::Connect,
            Kind::Handshake,
            Kind::TimedOut,
            Kind::Lost,
        ] {
            assert!(may(transport(kind, Progress::NothingSent)), "{kind:?}");
            assert!(!may(transport(kind, Progress::Sent)), "{kind:?}");
            assert!(!may(transport(kind, Progress::AnswerBegun)), "{kind:?}");
        }
        for status in [400, 401, 403, 404, 500, 502, 504, 503, 429] {
            assert!(!may(refused(status, None)), "{status}");
        }
        for status in [400, 401, 403, 404, 500, 502, 504] {
            assert!(!may(refused(status, Some(1))), "{status}");
        }
        assert!(may(refused(429, Some(1))));
        assert!(may(refused(503, Some(1))));
    }

    #[test]
    fn refresh_and_invalidate_are_repeated_but_not_after_a_refusal_of_the_token() {
        let policy = RetryPolicy::default();
        for operation in [Operation::Refresh, Operation::Invalidate] {
            let may = |fault| policy.delay(operation, &fault, 1).is_some();
            assert!(may(transport(Kind::Lost, Progress::AnswerBegun)));
            assert!(may(refused(500, None)));
            assert!(may(refused(429, Some(1))));
            assert!(!may(refused(429, None)));
            for status in [400, 401, 403, 404] {
                assert!(!may(refused(status, Some(1))), "{status}");
            }
            assert!(policy.delay(operation, &refused(500, None), 3).is_none());
        }
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
