//! What answers at an address, found out without credentials.
//!
//! The routes of logins take POST alone, so that a GET without credentials opens nothing, and the service says that it
//! knows the route by refusing the method. A route that no API has is asked first: what answers that one in the same way
//! tells nothing.

use crate::base::deadline::Deadline;
use crate::http::answer::Answer;
use crate::http::client::probe::Probe;
use crate::http::request::Request;

use super::error::{Error, Failed};
use super::generation::ALL;
use super::grant::ReceivedAt;
use super::protocol::{Operation, with_common_headers};
use super::route::{of_repository, unencodable};
use super::service::Service;

/// Whether a generation of the API answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Answers,
    IsMissing,
    /// All routes are answered alike.
    Unclear,
}

/// What answers at the address of a client.
pub struct Found {
    /// What the client's own generation is called, and whether it answers.
    pub own: (&'static str, Presence),
    /// The others that answer.
    pub others: Vec<&'static str>,
    /// The answer on the client's own route, as an error.
    pub answer: Error,
    /// When the first answer came.
    pub received: ReceivedAt,
}

/// Where no repository is named.
const NO_REPOSITORY: &str = "-";

impl Service {
    /// The way to the server.
    pub fn probe(&self) -> Result<Probe<'_>, Error> {
        let endpoint = self.endpoint(Operation::Login)?;
        Ok(endpoint.probe())
    }

    /// Asks which generations answer. No credentials are sent.
    pub fn find(&self, probe: &mut Probe<'_>, repository: &str, deadline: &Deadline) -> Result<Found, Failed> {
        let base_path = self.base_path().unwrap_or_default();
        let repository = if repository.is_empty() {
            NO_REPOSITORY
        } else {
            repository
        };
        let unknown = of_repository(base_path, "v0", repository, &["Token"]);
        let none = self.get(probe, &unknown, deadline)?;
        let mut received = ReceivedAt::of(&none);
        if none.header("age").is_some() {
            // The time at which some cache got the answer.
            received.server_ms = None;
        }
        let own_name = self.capabilities().name;
        let mut own = Presence::Unclear;
        let mut answer = self.as_error(&none);
        let mut others = Vec::new();
        for generation in ALL {
            let path = (generation.login_path)(base_path, repository);
            let answered = self.get(probe, &path, deadline)?;
            let error = self.as_error(&answered);
            let is_from_service = matches!(&error, Error::Refused(problem) if problem.from_service);
            let presence = presence(answered.status, is_from_service, none.status);
            if generation.name == own_name {
                own = presence;
                answer = error;
            } else if presence == Presence::Answers {
                others.push(generation.name);
            }
        }
        Ok(Found {
            own: (own_name, own),
            others,
            answer,
            received,
        })
    }

    fn get(&self, probe: &mut Probe<'_>, path: &str, deadline: &Deadline) -> Result<Answer, Failed> {
        let endpoint = self.endpoint(Operation::Login)?;
        let request = Request::get(path, endpoint.host_header())
            .and_then(|request| with_common_headers(request, endpoint))
            .map_err(|error| Error::Unencodable(unencodable(error)))?;
        probe
            .ask(&request, deadline)
            .map_err(|incomplete| Failed::from(Error::Exchange(incomplete.error)))
    }
}

/// What an answer on a route says, when a route that there is not is answered with the status `none`.
fn presence(status: u16, is_from_service: bool, none: u16) -> Presence {
    match status {
        404 | 410 | 501 => Presence::IsMissing,
        status if status == none => Presence::Unclear,
        // Only a route that there is can want another method.
        405 => Presence::Answers,
        // What the service's routes say to another method, or without a body and credentials.
        400 | 401 | 403 | 415 if none == 404 || is_from_service => Presence::Answers,
        _ => Presence::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_that_others_do_not_get_shows_an_api() {
        for (status, is_from_service, none, expected) in [
            (405, false, 404, Presence::Answers),
            (401, false, 404, Presence::Answers),
            (415, false, 404, Presence::Answers),
            (404, false, 404, Presence::IsMissing),
            (404, true, 401, Presence::IsMissing),
            // A gateway that lets nobody in.
            (401, false, 401, Presence::Unclear),
            (401, true, 401, Presence::Unclear),
            (405, true, 401, Presence::Answers),
            (405, false, 401, Presence::Answers),
            (405, false, 200, Presence::Answers),
            (405, false, 302, Presence::Answers),
            (405, false, 405, Presence::Unclear),
            // A page for all.
            (200, false, 200, Presence::Unclear),
            (302, false, 302, Presence::Unclear),
            (503, false, 404, Presence::Unclear),
            (200, false, 404, Presence::Unclear),
        ] {
            assert_eq!(
                presence(status, is_from_service, none),
                expected,
                "{status} beside {none}"
            );
        }
    }
}
