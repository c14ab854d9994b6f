//! The way to the service, gone one step at a time for the person who has to mend it. No credentials are sent.

mod api;
mod network;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::api::error::Error as ApiError;
use crate::api::protocol::Operation;
use crate::base::clock;
use crate::base::deadline::Deadline;

use super::call::CallSettings;
use super::engine::Engine;
use super::error::Error;
use super::explain::{self, Attempted};

/// In the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Library,
    Proxy,
    Name,
    Connect,
    Tls,
    Clock,
    Api,
}

const ORDER: [Step; 7] = [
    Step::Library,
    Step::Proxy,
    Step::Name,
    Step::Connect,
    Step::Tls,
    Step::Clock,
    Step::Api,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No verdict, but something that was found: `name: value`.
    Fact,
    Passed,
    Warning,
    Failed,
    Skipped,
}

/// What is told while the check goes on.
pub struct Finding<'a> {
    pub step: Step,
    pub verdict: Verdict,
    pub text: &'a str,
    /// Of a step that failed.
    pub cause: Option<&'a Arc<Error>>,
}

/// A step that takes longer makes every call slow.
const SLOW_MS: u128 = 2000;

/// Tells each step. The error is that of the first one that failed.
pub fn check(
    engine: &Engine,
    repository: &str,
    call: &CallSettings,
    tell: &mut dyn FnMut(&Finding<'_>),
) -> Result<(), Error> {
    let mut diagnosis = Diagnosis {
        engine,
        repository,
        deadline: engine.deadline(call),
        tell,
    };
    diagnosis.steps().map_err(|Stopped(error)| error)
}

struct Diagnosis<'a> {
    engine: &'a Engine,
    repository: &'a str,
    deadline: Deadline,
    tell: &'a mut dyn FnMut(&Finding<'_>),
}

/// A step has failed, and was told.
struct Stopped(Error);

impl Diagnosis<'_> {
    fn steps(&mut self) -> Result<(), Stopped> {
        self.library();
        let engine = self.engine;
        let mut probe = engine
            .service
            .probe()
            .map_err(|error| self.fail(Step::Proxy, &error, ""))?;
        self.proxy(&probe);
        self.reach(&mut probe)?;
        self.secure(&mut probe)?;
        self.find(&mut probe)
    }

    fn library(&mut self) {
        let service = &self.engine.service;
        self.fact(Step::Library, "api", format_args!("{}", service.capabilities().name));
        self.fact(
            Step::Library,
            "address",
            format_args!("{}", service.address(Operation::Login)),
        );
        let (version, os, arch) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
        self.tell(
            Step::Library,
            Verdict::Passed,
            format_args!("lftoken {version} for {os}, {arch}"),
        );
    }

    fn fact(&mut self, step: Step, name: &str, value: fmt::Arguments<'_>) {
        self.tell(step, Verdict::Fact, format_args!("{name}: {value}"));
    }

    #[inline(never)]
    fn tell(&mut self, step: Step, verdict: Verdict, text: fmt::Arguments<'_>) {
        (self.tell)(&Finding {
            step,
            verdict,
            text: &text.to_string(),
            cause: None,
        });
    }

    /// Passed, unless it took so long that somebody should know.
    #[inline(never)]
    fn pass(&mut self, step: Step, begun: Instant, text: fmt::Arguments<'_>) {
        let ms = ms_since(begun);
        let (verdict, slow) = match ms {
            0..=SLOW_MS => (Verdict::Passed, ""),
            _ => (Verdict::Warning, ", which is slow"),
        };
        self.tell(step, verdict, format_args!("{text} ({ms} ms{slow})"));
    }

    /// The step failed, and those behind it are left out. `hint` goes on behind what failed.
    #[inline(never)]
    fn fail(&mut self, step: Step, error: &ApiError, hint: &str) -> Stopped {
        let attempted = Attempted {
            operation: Operation::Login,
            repository: self.repository,
            kind: None,
            address: self.engine.service.address(Operation::Login),
            capabilities: self.engine.service.capabilities(),
            attempts: 1,
        };
        let mut error = explain::describe(&attempted, error);
        error.what += hint;
        self.stop(step, error)
    }

    fn stop(&mut self, step: Step, mut error: Error) -> Stopped {
        if let Some(context) = &mut error.context {
            context.call = "Check";
        }
        let cause = Arc::new(error);
        (self.tell)(&Finding {
            step,
            verdict: Verdict::Failed,
            text: &cause.what,
            cause: Some(&cause),
        });
        let behind = ORDER.iter().skip_while(|other| **other != step).skip(1);
        for later in behind {
            self.tell(*later, Verdict::Skipped, format_args!("an earlier step failed"));
        }
        Stopped((*cause).clone())
    }
}

fn ms_since(begun: Instant) -> u128 {
    clock::now().saturating_duration_since(begun).as_millis()
}
