//! The stream hyper serves: it records what comes in and replaces what goes out by a [`Plan`].
//!
//! hyper parses requests and keeps the connection's state. The handler queues the plan of the real
//! answer and gives hyper an empty one. As long as a plan is queued, everything hyper writes is
//! swallowed; at hyper's flush the plan's bytes go out instead.

use crate::logins::InFlight;
use crate::plan::{Plan, Step};
use crate::socket::Socket;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::collections::VecDeque;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::ReadBuf;
use tokio::time::{Instant, Sleep, sleep};

/// Bytes of a next request taken in while an answer is still on its way.
const EARLY_LIMIT: usize = 64 * 1024;

/// Shared by the stream and the handler of one connection.
#[derive(Clone, Default)]
pub struct Tap(Arc<Mutex<TapState>>);

#[derive(Default)]
struct TapState {
    raw: Vec<u8>,
    plans: VecDeque<Plan>,
}

impl Tap {
    fn lock(&self) -> MutexGuard<'_, TapState> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The head of the request being handled, as received.
    pub fn take_head(&self) -> Vec<u8> {
        let mut state = self.lock();
        let end = state
            .raw
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .map_or(0, |at| at + 4);
        state.raw.drain(..end).collect()
    }

    /// Forgets the body that belonged to the head. `None`: its length on the wire is not known.
    pub fn skip_body(&self, length: Option<usize>) {
        let mut state = self.lock();
        let end = length.unwrap_or(usize::MAX).min(state.raw.len());
        state.raw.drain(..end);
    }

    pub fn send(&self, plan: Plan) {
        self.lock().plans.push_back(plan);
    }
}

pub struct Wire {
    socket: Socket,
    tap: Tap,
    steps: VecDeque<Step>,
    login: Option<InFlight>,
    written: usize,
    needs_flush: bool,
    pause: Option<Pin<Box<Sleep>>>,
    early: Vec<u8>,
    idle: Option<(Duration, Pin<Box<Sleep>>)>,
    reset: bool,
}

impl Wire {
    pub fn new(socket: Socket, tap: Tap, idle_close: Option<Duration>) -> Wire {
        Wire {
            socket,
            tap,
            steps: VecDeque::new(),
            login: None,
            written: 0,
            needs_flush: false,
            pause: None,
            early: Vec::new(),
            idle: idle_close.map(|limit| (limit, Box::pin(sleep(limit)))),
            reset: false,
        }
    }

    fn busy(&self) -> bool {
        !self.steps.is_empty() || !self.tap.lock().plans.is_empty()
    }

    fn touch(&mut self) {
        if let Some((limit, timer)) = &mut self.idle {
            timer.as_mut().reset(Instant::now() + *limit);
        }
    }

    /// Carries out queued plans to their end.
    fn run(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            if self.steps.is_empty() && !self.needs_flush {
                self.login = None;
                let Some(plan) = self.tap.lock().plans.pop_front() else {
                    return Poll::Ready(Ok(()));
                };
                self.steps = plan.steps;
                self.login = plan.login;
            }
            ready!(self.step(cx))?;
            self.touch();
        }
    }

    fn step(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        if self.needs_flush {
            ready!(self.socket.flush(cx))?;
            self.needs_flush = false;
            return Poll::Ready(Ok(()));
        }
        match self.steps.front() {
            Some(Step::Write(bytes)) => {
                let sent = ready!(self.socket.write(cx, &bytes[self.written..]))?;
                self.written += sent;
                if sent == 0 && !bytes.is_empty() {
                    return Poll::Ready(Err(ErrorKind::WriteZero.into()));
                }
                if self.written == bytes.len() {
                    self.written = 0;
                    self.needs_flush = true;
                    self.steps.pop_front();
                }
            }
            Some(Step::Sleep(pause)) => {
                let pause = *pause;
                let timer = self.pause.get_or_insert_with(|| Box::pin(sleep(pause)));
                if timer.as_mut().poll(cx).is_pending() {
                    self.watch_peer(cx)?;
                    return Poll::Pending;
                }
                self.pause = None;
                self.steps.pop_front();
            }
            Some(Step::Reset) => {
                self.socket.reset_on_close();
                self.reset = true;
                return Poll::Ready(Err(ErrorKind::ConnectionReset.into()));
            }
            None => {}
        }
        Poll::Ready(Ok(()))
    }

    /// Notices during a pause that the client has gone, so that the connection does not outlive it.
    fn watch_peer(&mut self, cx: &mut Context<'_>) -> Result<()> {
        while self.early.len() < EARLY_LIMIT {
            let mut bytes = [0; 2048];
            let mut buf = ReadBuf::new(&mut bytes);
            match self.socket.read(cx, &mut buf) {
                Poll::Pending => return Ok(()),
                Poll::Ready(Err(error)) => return Err(error),
                Poll::Ready(Ok(())) if buf.filled().is_empty() => {
                    return Err(Error::new(ErrorKind::UnexpectedEof, "the client has gone"));
                }
                Poll::Ready(Ok(())) => self.early.extend_from_slice(buf.filled()),
            }
        }
        Ok(())
    }
}

impl Read for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, mut out: ReadBufCursor<'_>) -> Poll<Result<()>> {
        let this = &mut *self;
        let mut bytes = [0; 8192];
        let room = out.remaining().min(bytes.len());
        let count = if this.early.is_empty() {
            let mut buf = ReadBuf::new(&mut bytes[..room]);
            match this.socket.read(cx, &mut buf) {
                Poll::Ready(done) => done?,
                Poll::Pending => {
                    let busy = this.busy();
                    let timer = this.idle.as_mut().filter(|_| !busy);
                    let over = timer.is_some_and(|(_, timer)| timer.as_mut().poll(cx).is_ready());
                    // An end of the stream makes hyper close an idle connection cleanly.
                    return if over { Poll::Ready(Ok(())) } else { Poll::Pending };
                }
            }
            buf.filled().len()
        } else {
            let count = room.min(this.early.len());
            bytes[..count].copy_from_slice(&this.early[..count]);
            this.early.drain(..count);
            count
        };
        this.tap.lock().raw.extend_from_slice(&bytes[..count]);
        this.touch();
        out.put_slice(&bytes[..count]);
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if self.busy() {
            return Poll::Ready(Ok(bytes.len()));
        }
        self.socket.write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.run(cx))?;
        self.socket.flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        if self.reset {
            return Poll::Ready(Ok(()));
        }
        ready!(self.run(cx))?;
        self.socket.shutdown(cx)
    }
}
