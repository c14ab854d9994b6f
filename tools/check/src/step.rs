//! What a step has found.

use binding::{CheckStep, Error, Status, Verdict, advice, status_name};

use crate::names;
use crate::redact::Redactor;

/// One step, and the verdict on it.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: &'static str,
    pub verdict: Verdict,
    pub text: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    pub failure: Option<Box<Failure>>,
}

/// Why a step failed, and what to do.
#[derive(Clone, Debug)]
pub struct Failure {
    pub error: Error,
    pub to_do: String,
}

/// Steps of the library, as they are called here.
pub fn name(step: CheckStep) -> &'static str {
    match step {
        CheckStep::Library => "library",
        CheckStep::Proxy => "proxy",
        CheckStep::Name => "name",
        CheckStep::Connect => "connect",
        CheckStep::Tls => "tls",
        CheckStep::Clock => "clock",
        CheckStep::Api => "api",
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fact => "fact",
        Verdict::Passed => "passed",
        Verdict::Warning => "warning",
        Verdict::Failed => "failed",
        Verdict::Skipped => "skipped",
    }
}

impl Step {
    pub fn new(name: &'static str, verdict: Verdict, text: impl Into<String>) -> Step {
        Step {
            name,
            verdict,
            text: text.into(),
            facts: Vec::new(),
            failure: None,
        }
    }

    pub fn failed(name: &'static str, error: Error) -> Step {
        let text = error.description.clone();
        Step {
            failure: Some(Box::new(Failure::of(error))),
            ..Step::new(name, Verdict::Failed, text)
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Step {
        self.facts.push((name.to_owned(), value.into()));
        self
    }

    /// The library's texts have no secret; this holds if they ever had.
    pub fn redacted(mut self, redactor: &Redactor) -> Step {
        let clean = |text: &mut String| *text = redactor.line(text);
        clean(&mut self.text);
        for (name, value) in &mut self.facts {
            clean(name);
            clean(value);
        }
        if let Some(failure) = &mut self.failure {
            clean(&mut failure.to_do);
            let problem = &mut failure.error.problem;
            for text in [
                &mut failure.error.description,
                &mut failure.error.message,
                &mut problem.server_message,
                &mut problem.operation_id,
                &mut problem.request_id,
                &mut problem.title,
                &mut problem.detail,
            ] {
                clean(text);
            }
        }
        self
    }
}

impl Failure {
    pub fn of(error: Error) -> Failure {
        Failure {
            to_do: advice(error.advice, names::option),
            error,
        }
    }

    pub fn status(&self) -> &'static str {
        status_name(self.error.status as i32)
    }

    pub fn is_interrupt(&self) -> bool {
        self.error.status == Status::Cancelled || self.error.cause == Status::Cancelled
    }
}
