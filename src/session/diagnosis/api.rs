//! What answers at the address, and by which clock.

use crate::api::Probe;
use crate::api::error::Error as ApiError;
use crate::api::grant::ReceivedAt;
use crate::api::probe::{Found, Presence};
use crate::api::protocol::Operation;
use crate::base::clock;
use crate::session::advice::Advice;
use crate::session::error::{Context, Error, ExchangeState};
use crate::session::status::Status;

use super::{Diagnosis, Step, Stopped, Verdict};

/// Clocks that differ by more should be set.
const CLOSE_SECONDS: i64 = 60;

impl Diagnosis<'_> {
    pub(super) fn find(&mut self, probe: &mut Probe<'_>) -> Result<(), Stopped> {
        let begun = clock::now();
        let Found {
            own: (name, presence),
            others,
            answer,
            received,
        } = match self.engine.service.find(probe, self.repository, &self.deadline) {
            Ok(found) => found,
            Err(failed) => {
                let text = format_args!("no answer came that would tell the server's time");
                self.tell(Step::Clock, Verdict::Skipped, text);
                return Err(self.fail(Step::Api, &failed.error, ""));
            }
        };
        self.clock(&received);
        for other in &others {
            self.fact(Step::Api, "answers, too", format_args!("{other}"));
        }
        match presence {
            Presence::Answers => self.pass(Step::Api, begun, format_args!("{name} answers")),
            Presence::IsMissing if !others.is_empty() => {
                let what = format!("{name} does not answer, but {} does", others.join(" and "));
                let error = self.another_api(what);
                return Err(self.stop(Step::Api, error));
            }
            Presence::Unclear if is_word_of_service(&answer) => {
                let text = format_args!("the service tells nobody without a login whether it has {name}");
                self.tell(Step::Api, Verdict::Warning, text);
            }
            _ => return Err(self.fail(Step::Api, &answer, "")),
        }
        Ok(())
    }

    fn clock(&mut self, received: &ReceivedAt) {
        let Some(server_ms) = received.server_ms else {
            self.tell(
                Step::Clock,
                Verdict::Skipped,
                format_args!("the server's answer has no date of its own"),
            );
            return;
        };
        let ahead = (received.local_ms() - server_ms) / 1000;
        let off = ahead.abs();
        if off <= CLOSE_SECONDS {
            let text = format_args!("this machine's is within {} s of the server's", off.max(1));
            self.tell(Step::Clock, Verdict::Passed, text);
        } else {
            let how = if ahead > 0 { "ahead of" } else { "behind" };
            let text = format_args!("this machine's is {off} s {how} the server's: set it right");
            self.tell(Step::Clock, Verdict::Warning, text);
        }
    }

    fn another_api(&self, what: String) -> Error {
        let mut error = Error::local(Status::Unsupported, what).advising(Advice::CheckApi);
        error.exchange = ExchangeState::Answered;
        error.context = Some(Context {
            call: "Check",
            address: self.engine.service.address(Operation::Login).to_owned(),
        });
        error
    }
}

fn is_word_of_service(answer: &ApiError) -> bool {
    matches!(answer, ApiError::Refused(problem) if problem.from_service && matches!(problem.http_status, 401 | 403))
}
