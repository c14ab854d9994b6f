//! One request and its answer on one connection, as a state that can be carried on elsewhere: what a caller has no more
//! time for, another thread reads to the end.

mod errors;
pub mod head;

use std::sync::Arc;

use ureq_proto::BodyMode;
use ureq_proto::client::state::RecvBody;
use ureq_proto::client::{Call, RecvBodyResult, RecvResponseResult};
use ureq_proto::http::Response;

use crate::base::clock;
use crate::base::deadline::Deadline;
use crate::net::error::Stop as NetStop;
use crate::net::socket::Wait;

use super::answer::Answer;
use super::connection::Connection;
use super::error::{Error, Kind, Stop};
use super::request::Request;
use head::{Found, Head};

/// The largest head of an answer that is read.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// How many reads a look at a pending answer makes at most.
const MOST_READS: usize = 16;
/// How many bytes on the wire one byte of body may cost: a chunk of one byte costs six.
const MAX_FRAMING: usize = 8;

enum Stage {
    Head(Head),
    Body(Call<RecvBody>),
    /// It cannot be read as HTTP; what comes is only kept.
    Raw,
    Complete,
    /// It cannot be read on.
    Failed,
}

/// How far a read has come.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    Complete,
    /// Nothing more is there, and the caller did not want to wait.
    Pending,
}

pub struct Exchange {
    connection: Connection,
    stage: Stage,
    answer: Answer,
    max_body_bytes: usize,
    received_bytes: usize,
    /// So many bytes may come before memory is asked for again.
    memory_found_for: usize,
    /// How often what [`Exchange::partial`] shows has begun anew.
    restarts: usize,
    reusable: bool,
    /// Names the server in errors.
    peer: Arc<str>,
}

impl Exchange {
    /// Sends the request.
    pub fn begin(
        mut connection: Connection,
        request: &Request,
        max_body_bytes: usize,
        peer: &Arc<str>,
        deadline: &Deadline,
    ) -> Result<Exchange, Error> {
        let (bytes, call) = request
            .encode()
            .map_err(|error| Error::new(Kind::Malformed, format!("request to {peer} refused: {error}")))?;
        // No server can act on a part of a request: it lacks bytes that its length announces, or the end of its head.
        connection
            .send(&bytes, deadline)
            .map_err(|stop| Error::stopped(&stop, &format!("sending the request to {peer}")))?;
        Ok(Exchange {
            connection,
            stage: Stage::Head(Head::new(call)),
            answer: Answer::empty(),
            max_body_bytes,
            received_bytes: 0,
            memory_found_for: 0,
            restarts: 0,
            reusable: false,
            peer: peer.clone(),
        })
    }

    /// Reads until the answer is complete. After an interrupt it can be called again.
    pub fn receive(&mut self, wait: Wait<'_>) -> Result<Received, Error> {
        self.receive_until(wait, |exchange| matches!(exchange.stage, Stage::Complete))
            .inspect(|_| self.answer.received_at = clock::moment())
    }

    /// Reads until the head of the answer is complete; enough to know whether a tunnel stands.
    pub fn receive_head(&mut self, wait: Wait<'_>) -> Result<Received, Error> {
        self.receive_until(wait, |exchange| exchange.answer.status != 0)
    }

    fn receive_until(&mut self, wait: Wait<'_>, done: fn(&Exchange) -> bool) -> Result<Received, Error> {
        // A caller that looks at several answers must not be held up by one that never pauses.
        let mut reads = 0..MOST_READS;
        loop {
            self.parse()?;
            if done(self) {
                return Ok(Received::Complete);
            }
            if let (Wait::Not, None) = (wait, reads.next()) {
                return Ok(Received::Pending);
            }
            let before = self.connection.received().len();
            match self.connection.receive(wait) {
                Ok(()) => {
                    self.received_bytes += self.connection.received().len() - before;
                    self.check_size()?;
                }
                Err(Stop::Net(NetStop::WouldBlock)) => return Ok(Received::Pending),
                Err(Stop::Net(NetStop::Closed)) if self.ends_with_connection() => self.stage = Stage::Complete,
                Err(stop) => return Err(self.stopped(&stop)),
            }
        }
    }

    /// What has come of the answer; its head is complete once it has a status.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    pub fn into_connection(self) -> Connection {
        self.connection
    }

    /// The complete answer, and the connection if it can take another request.
    pub fn finish(mut self) -> (Answer, Option<Connection>) {
        // After 408 the server is about to close it.
        let reusable = self.reusable && self.connection.is_open() && self.answer.status != 408;
        self.answer.add_excess(self.connection.received());
        (self.answer, reusable.then_some(self.connection))
    }

    /// What has come of the answer, as far as it is decoded; without a complete head all of it.
    pub fn partial(&self) -> &[u8] {
        if self.answer.status == 0 && !self.is_raw() {
            self.connection.received()
        } else {
            self.answer.body()
        }
    }

    /// Changes when [`Exchange::partial`] begins anew; until then it only grows.
    pub fn restarts(&self) -> usize {
        self.restarts
    }

    /// The same as an answer, if anything came, and behind it what is not decoded. The exchange can be carried on
    /// nevertheless.
    pub fn partial_answer(&self) -> Option<Answer> {
        let mut answer = Answer {
            status: self.answer.status,
            headers: self.answer.headers.clone(),
            ..Answer::empty()
        };
        answer.body.extend(self.partial());
        if answer.status != 0 {
            answer.add_excess(self.connection.received());
        }
        (answer.status != 0 || !answer.body.is_empty()).then_some(answer)
    }

    /// The same of an exchange that is over, without a copy of the body.
    pub fn into_partial_answer(mut self) -> Option<Answer> {
        if self.answer.status == 0 {
            self.keep_raw();
        } else {
            self.answer.add_excess(self.connection.received());
        }
        (self.answer.status != 0 || !self.answer.body.is_empty()).then_some(self.answer)
    }

    /// Goes on reading an answer that is not HTTP or too large, for what may still be found in it.
    pub fn salvage(&mut self) {
        self.stage = Stage::Raw;
        self.received_bytes = 0;
        self.memory_found_for = 0;
        self.restarts += 1;
        self.keep_raw();
    }

    fn keep_raw(&mut self) {
        let plain = self.connection.buffer();
        self.answer.body.extend(plain.filled());
        plain.consume(plain.filled().len());
    }

    pub fn is_raw(&self) -> bool {
        matches!(self.stage, Stage::Raw)
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    fn parse(&mut self) -> Result<(), Error> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Failed) {
                Stage::Complete => {
                    self.stage = Stage::Complete;
                    return Ok(());
                }
                Stage::Failed => return Err(self.malformed(&"it was given up before")),
                Stage::Raw => {
                    self.stage = Stage::Raw;
                    self.keep_raw();
                    return Ok(());
                }
                Stage::Head(mut head) => match head.read(self.connection.buffer()) {
                    Ok(Found::Part) => {
                        self.stage = Stage::Head(head);
                        return Ok(());
                    }
                    Ok(Found::Interim) => {
                        self.stage = Stage::Head(head);
                        self.restarts += 1;
                    }
                    Ok(Found::Whole(parsed)) => self.enter_body(head, parsed),
                    Err(fault) => return Err(self.no_head(&fault)),
                },
                Stage::Body(mut call) => {
                    if let Err(error) = self.read_body(&mut call) {
                        return Err(self.malformed(&error));
                    }
                    if self.answer.body().len() > self.max_body_bytes {
                        return Err(self.too_large(self.max_body_bytes));
                    }
                    let until_close = matches!(call.body_mode(), BodyMode::CloseDelimited);
                    if until_close || !call.can_proceed() {
                        self.stage = Stage::Body(call);
                        return Ok(());
                    }
                    self.stage = Stage::Complete;
                    self.reusable = match call.proceed() {
                        Some(RecvBodyResult::Cleanup(call)) => !call.must_close_connection(),
                        Some(RecvBodyResult::Redirect(call)) => !call.must_close_connection(),
                        None => false,
                    };
                }
            }
        }
    }

    fn enter_body(&mut self, head: Head, parsed: Response<()>) {
        self.restarts += 1;
        self.answer.status = parsed.status().as_u16();
        self.answer.headers = parsed.into_parts().0.headers;
        self.stage = Stage::Complete;
        match head.proceed() {
            Some(RecvResponseResult::RecvBody(call)) => self.stage = Stage::Body(call),
            Some(RecvResponseResult::Cleanup(call)) => self.reusable = !call.must_close_connection(),
            Some(RecvResponseResult::Redirect(call)) => self.reusable = !call.must_close_connection(),
            None => {}
        }
    }

    fn read_body(&mut self, call: &mut Call<RecvBody>) -> Result<(), ureq_proto::Error> {
        let body = &mut self.answer.body;
        let plain = self.connection.buffer();
        loop {
            let most = plain.filled().len();
            let (used, written) = call.read(plain.filled(), &mut body.room(most)[..most])?;
            body.fill(written);
            plain.consume(used);
            if used == 0 {
                return Ok(());
            }
        }
    }

    fn ends_with_connection(&self) -> bool {
        matches!(&self.stage, Stage::Body(call) if call.can_proceed())
    }
}
