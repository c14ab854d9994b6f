//! A request on its way: on a connection that is there, or on a new one.
//!
//! A connection that was idle may be dead without anybody knowing: after a failover, or behind a firewall that has
//! forgotten it, what is sent on it vanishes. So a request that must not be sent twice takes none that was idle for long,
//! and any other goes out again, on a new connection, when the old one keeps silent. That is no attempt more: the call has
//! the answer that comes first.

use std::time::Duration;

use rustix::event::PollFlags;

use crate::base::deadline::Deadline;
use crate::base::log::Level;
use crate::http::answer::Answer;
use crate::http::connection::Connection;
use crate::http::error::{Error, Kind, Progress};
use crate::http::exchange::{Exchange, Received};
use crate::http::pending::Incomplete;
use crate::http::request::Request;
use crate::net::poll;
use crate::net::socket::Wait;

use super::{Endpoint, Replay};

/// A request that must not be sent twice takes a connection that was used within this time.
const JUST_USED: Duration = Duration::from_secs(1);
/// Another one waits on a reused connection for this part of its time, and then sends again on a new one.
const SILENCE: u32 = 4;

/// How it goes on a reused connection.
enum Reused {
    Done(Result<Answer, Box<Incomplete>>),
    /// It was closed, and the request may go out again.
    Closed(Progress),
    /// Nothing has come yet, and the request may go out again.
    Silent(Box<Exchange>),
}

impl Endpoint {
    /// Sends the request and waits for its answer. It is sent once more, on a new connection, when a reused one turns out
    /// to be closed before the server can have taken it; unless its replay is [`Replay::Never`], also when it may have, or
    /// when nothing comes for a part of the time.
    pub fn send(&self, request: &Request, replay: Replay, deadline: &Deadline) -> Result<Answer, Box<Incomplete>> {
        let limit = match replay {
            Replay::Safe => Duration::MAX,
            Replay::Never => JUST_USED,
        };
        let Some(connection) = self.pool.take(limit) else {
            return self.receive(self.begin_anew(request, deadline)?, deadline);
        };
        match self.reuse(connection, request, replay, deadline) {
            Reused::Done(outcome) => outcome,
            Reused::Closed(progress) => {
                self.say("a pooled connection had been closed");
                let exchange = self
                    .begin_anew(request, deadline)
                    .map_err(|error| beyond(progress, error))?;
                self.receive(exchange, deadline)
            }
            Reused::Silent(silent) => {
                self.say("nothing comes on a pooled connection");
                match self.begin_anew(request, deadline) {
                    Ok(fresh) => self.receive_first(*silent, fresh, deadline),
                    Err(error) => self
                        .last_look(*silent)
                        .ok_or_else(|| beyond(Progress::Sent, error).into()),
                }
            }
        }
    }

    /// Sends the request on `connection`, or on a new one. The connection comes back if it can take another request.
    pub(super) fn ask(
        &self,
        connection: Option<Connection>,
        request: &Request,
        deadline: &Deadline,
    ) -> Result<(Answer, Option<Connection>), Box<Incomplete>> {
        let mut exchange = match connection {
            Some(connection) => self.begin(connection, request, deadline)?,
            None => self.begin_anew(request, deadline)?,
        };
        match exchange.receive(Wait::Within(deadline)) {
            Ok(_) => Ok(exchange.finish()),
            Err(error) => Err(self.incomplete(exchange, error)),
        }
    }

    fn say(&self, what: &str) {
        self.shared.config.log.write(
            Level::Debug,
            format_args!("{what}; going on with a new one to {}", self.peer),
        );
    }

    fn begin(&self, connection: Connection, request: &Request, deadline: &Deadline) -> Result<Exchange, Error> {
        let max_bytes = self.shared.config.max_answer_bytes;
        Exchange::begin(connection, request, max_bytes, &self.peer, deadline)
    }

    /// On a new connection.
    fn begin_anew(&self, request: &Request, deadline: &Deadline) -> Result<Exchange, Error> {
        let connection = self.connect(deadline)?;
        self.begin(connection, request, deadline)
    }

    fn reuse(&self, connection: Connection, request: &Request, replay: Replay, deadline: &Deadline) -> Reused {
        let mut exchange = match self.begin(connection, request, deadline) {
            Ok(exchange) => exchange,
            Err(error) if error.kind == Kind::Lost => return Reused::Closed(error.progress),
            Err(error) => return Reused::Done(Err(error.into())),
        };
        if replay == Replay::Never {
            return Reused::Done(self.receive(exchange, deadline));
        }
        match exchange.receive(Wait::Within(&deadline.part(SILENCE))) {
            Ok(_) => return Reused::Done(Ok(self.finish(exchange))),
            Err(error) if error.progress == Progress::Sent && error.kind == Kind::Lost => {
                self.forget_older(&exchange);
                return Reused::Closed(error.progress);
            }
            Err(error) if error.kind != Kind::TimedOut => return Reused::Done(Err(self.incomplete(exchange, error))),
            Err(error) if error.progress == Progress::Sent && deadline.remaining().is_ok() => {
                self.forget_older(&exchange);
                return Reused::Silent(Box::new(exchange));
            }
            Err(_) => {}
        }
        Reused::Done(self.receive(exchange, deadline))
    }

    fn receive(&self, mut exchange: Exchange, deadline: &Deadline) -> Result<Answer, Box<Incomplete>> {
        match exchange.receive(Wait::Within(deadline)) {
            Ok(_) => Ok(self.finish(exchange)),
            Err(error) => Err(self.incomplete(exchange, error)),
        }
    }

    /// Waits for the answer of both exchanges of one request, and takes the one that comes first.
    fn receive_first(
        &self,
        mut silent: Exchange,
        mut fresh: Exchange,
        deadline: &Deadline,
    ) -> Result<Answer, Box<Incomplete>> {
        loop {
            match silent.receive(Wait::Not) {
                Ok(Received::Complete) => return Ok(self.finish(silent)),
                Ok(Received::Pending) => {}
                Err(_) => return self.receive(fresh, deadline),
            }
            match fresh.receive(Wait::Not) {
                Ok(Received::Complete) => return Ok(self.finish(fresh)),
                Ok(Received::Pending) => {}
                Err(error) => return Err(self.incomplete(fresh, error)),
            }
            let sockets = [&silent, &fresh].map(|exchange| exchange.connection().socket().stream());
            if let Err(stop) = poll::wait(sockets, PollFlags::IN, deadline.at(), deadline) {
                let error = fresh.stopped(&stop.into());
                return Err(self.incomplete(fresh, error));
            }
        }
    }

    /// The answer that has come after all.
    fn last_look(&self, mut silent: Exchange) -> Option<Answer> {
        let received = silent.receive(Wait::Not);
        matches!(received, Ok(Received::Complete)).then(|| self.finish(silent))
    }

    fn finish(&self, exchange: Exchange) -> Answer {
        let (answer, connection) = exchange.finish();
        if let Some(connection) = connection {
            self.pool.put(connection);
        }
        answer
    }

    fn incomplete(&self, exchange: Exchange, error: Error) -> Box<Incomplete> {
        if error.progress == Progress::Sent {
            self.forget_older(&exchange);
        }
        Box::new(Incomplete::of(exchange, error))
    }

    /// No byte comes on a connection: those that were used before it are no better.
    fn forget_older(&self, exchange: &Exchange) {
        self.pool.forget_unused_since(exchange.connection().idle_since);
    }
}

/// The error of what came after an exchange that had got as far as `progress`.
fn beyond(progress: Progress, error: Error) -> Error {
    let progress = progress.max(error.progress);
    error.at(progress)
}
