//! What a refusal says, in plain types.

use std::time::Duration;

use crate::api::problem::Problem;

/// What a refusal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub from_service: bool,
    pub error_code: Option<i32>,
    pub retry_after: Option<Duration>,
    /// Everything that can come to a person's eyes.
    pub texts: Vec<String>,
}

impl Refusal {
    pub(super) fn of(problem: Problem) -> Refusal {
        let texts = [
            problem.message,
            problem.error_class,
            problem.error_source,
            problem.operation_id,
            problem.problem_type,
            problem.title,
            problem.detail,
            problem.instance,
            problem.request_id,
            problem.location,
            problem.proxy_schemes,
        ];
        Refusal {
            from_service: problem.from_service,
            error_code: problem.error_code,
            retry_after: problem.retry_after,
            texts: texts.into_iter().flatten().chain(problem.invalid_members).collect(),
        }
    }
}
