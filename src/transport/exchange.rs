//! One request and its answer on one connection, as a state that can be carried on elsewhere: what a
//! caller has no more time for, the reaper reads to the end.

use std::time::Instant;

use ureq_proto::BodyMode;
use ureq_proto::client::state::{RecvBody, RecvResponse};
use ureq_proto::client::{Call, RecvBodyResult, RecvResponseResult, SendRequestResult};
use ureq_proto::http;
use ureq_proto::http::header::HeaderMap;

use crate::common::scope::Scope;

use super::certificate;
use super::connection::Connection;
use super::failure::{Failure, Kind, Progress, Stop};
use super::request::{Method, Request};
use super::socket::Wait;

/// The largest head of an answer that is read.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// How many bytes on the wire one byte of body may cost: a chunk of one byte costs six.
const MAX_FRAMING: usize = 8;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub received_at: Instant,
}

enum Stage {
    Head(Call<RecvResponse>),
    Body(Call<RecvBody>),
    /// It cannot be read as HTTP; what comes is only kept.
    Raw,
    Over,
}

pub struct Exchange {
    connection: Connection,
    stage: Stage,
    answer: Answer,
    max_body_bytes: usize,
    received_bytes: usize,
    reusable: bool,
    /// Names the server in failures.
    peer: String,
}

impl Exchange {
    /// Sends the request.
    pub fn begin(
        mut connection: Connection,
        request: &Request,
        max_body_bytes: usize,
        peer: &str,
        scope: &Scope,
    ) -> Result<Exchange, Failure> {
        let call = answer_to(request.method())
            .map_err(|error| Failure::new(Kind::Malformed, format!("request to {peer} refused: {error}")))?;
        connection.send(request.bytes(), scope).map_err(|(any_left, stop)| {
            let progress = if any_left {
                Progress::Sent
            } else {
                Progress::NothingSent
            };
            Failure::from_stop(stop, &format!("sending the request to {peer}")).at(progress)
        })?;
        Ok(Exchange {
            connection,
            stage: Stage::Head(call),
            answer: Answer {
                status: 0,
                headers: HeaderMap::new(),
                body: Vec::new(),
                received_at: Instant::now(),
            },
            max_body_bytes,
            received_bytes: 0,
            reusable: false,
            peer: peer.to_owned(),
        })
    }

    /// Reads until the answer is complete. After an interrupt it can be called again.
    pub fn receive(&mut self, wait: &Wait<'_>) -> Result<(), Failure> {
        loop {
            self.parse()?;
            if matches!(self.stage, Stage::Over) {
                self.answer.received_at = Instant::now();
                return Ok(());
            }
            self.read_more(wait)?;
        }
    }

    fn read_more(&mut self, wait: &Wait<'_>) -> Result<(), Failure> {
        let before = self.connection.plain().filled().len();
        match self.connection.receive(wait) {
            Ok(()) => {
                self.received_bytes += self.connection.plain().filled().len() - before;
                self.check_size()
            }
            Err(Stop::Closed) if self.ends_with_connection() => {
                self.stage = Stage::Over;
                Ok(())
            }
            Err(stop) => Err(self.stopped(stop)),
        }
    }

    /// Reads until the head of the answer is complete; enough to know whether a tunnel stands.
    pub fn receive_head(&mut self, wait: &Wait<'_>) -> Result<(), Failure> {
        loop {
            self.parse()?;
            if self.answer.status != 0 {
                return Ok(());
            }
            self.read_more(wait)?;
        }
    }

    pub fn status(&self) -> u16 {
        self.answer.status
    }

    pub fn into_connection(self) -> Connection {
        self.connection
    }

    /// The complete answer, and the connection if it can take another request.
    pub fn finish(self) -> (Answer, Option<Connection>) {
        let reusable = self.reusable && self.connection.is_open();
        (self.answer, reusable.then_some(self.connection))
    }

    /// What has come so far, if anything; without a complete head all of it is in the body.
    pub fn begun(&mut self) -> Option<Answer> {
        let mut answer = self.answer.clone();
        answer.body.extend_from_slice(self.connection.plain().filled());
        (answer.status != 0 || !answer.body.is_empty()).then_some(answer)
    }

    /// Goes on reading an answer that is not HTTP or too large, for what may still be found in it.
    pub fn salvage(&mut self) {
        self.stage = Stage::Raw;
        self.received_bytes = 0;
    }

    pub fn is_raw(&self) -> bool {
        matches!(self.stage, Stage::Raw)
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    fn parse(&mut self) -> Result<(), Failure> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Over => return Ok(()),
                Stage::Raw => {
                    self.stage = Stage::Raw;
                    let plain = self.connection.plain();
                    self.answer.body.extend_from_slice(plain.filled());
                    plain.consume(plain.filled().len());
                    return Ok(());
                }
                Stage::Head(call) if is_interim(self.connection.plain().filled()) => {
                    self.stage = Stage::Head(call);
                    let plain = self.connection.plain();
                    let Some(end) = plain.filled().windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
                        return Ok(());
                    };
                    plain.consume(end + 4);
                }
                Stage::Head(call) if self.connection.plain().is_empty() => {
                    self.stage = Stage::Head(call);
                    return Ok(());
                }
                Stage::Head(mut call) => {
                    let plain = self.connection.plain();
                    let (used, head) = match call.try_response(plain.filled(), false) {
                        Ok(parsed) => parsed,
                        Err(error) => return Err(self.malformed(&error)),
                    };
                    plain.consume(used);
                    let Some(head) = head else {
                        self.stage = Stage::Head(call);
                        if used == 0 {
                            return Ok(());
                        }
                        continue;
                    };
                    self.answer.status = head.status().as_u16();
                    self.answer.headers = head.into_parts().0.headers;
                    match call.proceed() {
                        Some(RecvResponseResult::RecvBody(call)) => self.stage = Stage::Body(call),
                        Some(RecvResponseResult::Cleanup(call)) => {
                            self.reusable = !call.must_close_connection();
                        }
                        Some(RecvResponseResult::Redirect(call)) => {
                            self.reusable = !call.must_close_connection();
                        }
                        None => {}
                    }
                }
                Stage::Body(mut call) => {
                    if let Err(error) = self.read_body(&mut call) {
                        return Err(self.malformed(&error));
                    }
                    if self.answer.body.len() > self.max_body_bytes {
                        return Err(self.too_large(self.max_body_bytes));
                    }
                    let until_close = matches!(call.body_mode(), BodyMode::CloseDelimited);
                    if until_close || !call.can_proceed() {
                        self.stage = Stage::Body(call);
                        return Ok(());
                    }
                    self.reusable = match call.proceed() {
                        Some(RecvBodyResult::Cleanup(call)) => !call.must_close_connection(),
                        Some(RecvBodyResult::Redirect(call)) => !call.must_close_connection(),
                        None => false,
                    };
                }
            }
        }
    }

    fn read_body(&mut self, call: &mut Call<RecvBody>) -> Result<(), ureq_proto::Error> {
        let body = &mut self.answer.body;
        let plain = self.connection.plain();
        loop {
            let begin = body.len();
            body.resize(begin + plain.filled().len(), 0);
            let read = call.read(plain.filled(), &mut body[begin..]);
            let (used, written) = match read {
                Ok(counts) => counts,
                Err(error) => {
                    body.truncate(begin);
                    return Err(error);
                }
            };
            body.truncate(begin + written);
            plain.consume(used);
            if used == 0 {
                return Ok(());
            }
        }
    }

    /// Bounds what framing and 1xx answers may add to the body itself.
    fn check_size(&self) -> Result<(), Failure> {
        let max = match self.stage {
            Stage::Body(_) => MAX_HEAD_BYTES.saturating_add(self.max_body_bytes.saturating_mul(MAX_FRAMING)),
            Stage::Raw => MAX_HEAD_BYTES.saturating_add(self.max_body_bytes),
            _ => MAX_HEAD_BYTES,
        };
        if self.received_bytes > max {
            return Err(self.too_large(max));
        }
        Ok(())
    }

    fn too_large(&self, max: usize) -> Failure {
        let text = format!("the answer of {} is larger than {max} bytes", self.peer);
        Failure::new(Kind::TooLarge, text).at(Progress::AnswerBegun)
    }

    fn ends_with_connection(&self) -> bool {
        matches!(&self.stage, Stage::Body(call) if call.can_proceed())
    }

    fn malformed(&mut self, error: &ureq_proto::Error) -> Failure {
        if self.connection.tls().is_none() && is_tls_alert(self.connection.plain().filled()) {
            return Failure {
                advice: Some("Use https in the base address."),
                ..Failure::new(
                    Kind::Malformed,
                    format!("{} speaks TLS, but was spoken to without", self.peer),
                )
            };
        }
        let text = format!("the answer of {} is not HTTP: {error}", self.peer);
        Failure::new(Kind::Malformed, text).at(Progress::AnswerBegun)
    }

    fn stopped(&self, stop: Stop) -> Failure {
        let doing = format!("waiting for the answer of {}", self.peer);
        if let (Stop::Tls(rustls::Error::AlertReceived(alert)), Some(tls)) = (&stop, self.connection.tls())
            && self.received_bytes == 0
            && !self.connection.reused
            && tls.is_1_3()
            && certificate::is_refusal_of_ours(*alert)
        {
            return Failure {
                advice: Some(certificate::OURS_ADVICE),
                ..Failure::new(
                    Kind::ClientCertificate,
                    format!("the server refused the client certificate, or the lack of one ({alert:?})"),
                )
            };
        }
        let progress = match self.received_bytes {
            0 => Progress::Sent,
            _ => Progress::AnswerBegun,
        };
        let failure = Failure::from_stop(stop, &doing).at(progress);
        match failure.kind {
            // The handshake was over.
            Kind::Handshake => Failure {
                kind: Kind::Lost,
                ..failure
            },
            _ => failure,
        }
    }
}

/// Whether an interim answer comes first (RFC 9110, 15.2); its headers do not matter here.
fn is_interim(head: &[u8]) -> bool {
    head.starts_with(b"HTTP/1.1 1") && !head.starts_with(b"HTTP/1.1 101")
}

/// A TLS record of type alert.
fn is_tls_alert(bytes: &[u8]) -> bool {
    matches!(bytes, [0x15, 0x03, ..])
}

/// The state that reads the answer. Of the request it has to know only whether it asks for a tunnel.
fn answer_to(method: Method) -> Result<Call<RecvResponse>, ureq_proto::Error> {
    let mut request = http::Request::new(());
    if method == Method::Connect {
        *request.method_mut() = http::Method::CONNECT;
        *request.uri_mut() = http::Uri::from_static("tunnel:443");
    }
    let mut call = Call::new(request)?.proceed();
    call.write(&mut [0; 64])?;
    match call.proceed()? {
        Some(SendRequestResult::RecvResponse(call)) => Ok(call),
        _ => Err(ureq_proto::Error::OutputOverflow),
    }
}
