//! Reading the token of a managed session: at once, or when there is one.

use std::mem;
use std::sync::Arc;

use crate::base::clock::{self, Moment};
use crate::base::secret::Secret;
use crate::session::advice::Advice;
use crate::session::call::CallSettings;
use crate::session::error::Error;
use crate::session::status::Status;

use super::failure::{Cause, closed};
use super::published::{Published, SCHEME};
use super::step::{Reading, Since, Tried};
use super::{Inner, Session};

impl Session {
    /// The value of an Authorization header, without waiting. [`Status::Pending`]: a login is on its way.
    pub fn try_header(&self) -> Result<Arc<Secret>, Error> {
        self.last_read.set();
        let read = self.step(|inner, now| inner.read(now, None));
        read.unwrap_or_else(|| {
            let what = "there is no token yet";
            Err(Error::local(Status::Pending, what))
        })
    }

    /// The same, waiting as long as the call may.
    pub fn header(&self, call: &CallSettings) -> Result<Arc<Secret>, Error> {
        let deadline = self.opener.engine.deadline(call);
        self.last_read.set();
        let since = self.state.lock().machine.since();
        let mut waits = false;
        loop {
            let read = self.step(|inner, now| {
                let read = inner.read(now, Some(since).filter(|_| waits));
                inner.stats.waits += u64::from(read.is_none() && !waits);
                read
            });
            if let Some(read) = read {
                return read;
            }
            waits = true;
            // Nothing may be under way any more, though something was when it was asked for.
            let waited = self
                .state
                .wait_for(&deadline, |inner| match inner.read(clock::moment(), Some(since)) {
                    None if inner.machine.is_under_way() => None,
                    read => Some(read),
                });
            self.last_read.set();
            match waited {
                Ok(Some(read)) => return read,
                Ok(None) => {}
                Err(interrupt) => {
                    let what = format!("waiting for a token of repository {}", self.repository);
                    return Err(Error::local(interrupt.into(), what));
                }
            }
        }
    }
}

impl Inner {
    /// `None`: wait.
    fn read(&mut self, now: Moment, since: Option<Since>) -> Option<Result<Arc<Secret>, Error>> {
        let failed = match self.machine.read(now, since) {
            Reading::Wait => return None,
            Reading::Closed => closed(),
            Reading::Failed(cause, Tried::Now) => Error::clone(&cause.error),
            Reading::Failed(cause, Tried::Before(retry_at)) => untried(cause, retry_at, now),
            Reading::Token => return self.header().map(Ok),
        };
        Some(Err(failed))
    }
}

/// The failure of an earlier try, for somebody who comes before the next one.
fn untried(cause: &Cause, retry_at: Option<Moment>, now: Moment) -> Error {
    let mut error = Error::clone(&cause.error);
    let when = match retry_at {
        Some(at) => format!("is tried again in {} s", at.since(now).as_secs() + 1),
        None => {
            error.advice = Some(Advice::RetryCredentials);
            "is not tried again by itself".to_owned()
        }
    };
    error.what = format!("{}; that was earlier, and {when}", error.what);
    error
}

impl Session {
    /// Has `publisher` told what readers may take from now on, which it puts where they find it without a lock. It is called
    /// with the session locked.
    pub fn publish_to(&self, publisher: impl Fn(Option<Published>) + Send + Sync + 'static) {
        // There is one place.
        let _ = self.publisher.set(Box::new(publisher));
    }

    /// The header's value, if nothing is due.
    #[inline]
    pub fn read_published<'a>(&self, published: &'a Published) -> Option<&'a str> {
        let now = clock::glance();
        let header = published.header(now).filter(|_| self.is_of_this_process())?;
        self.last_read.touch(now);
        Some(header)
    }

    pub(super) fn publish(&self, inner: &mut Inner, now: Moment) {
        let Some(publisher) = self.publisher.get() else {
            return;
        };
        let until = inner.machine.quiet_until(now);
        let published = until.zip(inner.header());
        let published = published.map(|(until, header)| Published::new(header, until, now));
        let was_published = mem::replace(&mut inner.is_published, published.is_some());
        if was_published || inner.is_published {
            publisher(published);
        }
    }
}

impl Inner {
    /// The value of an Authorization header with the token that is held.
    pub(super) fn header(&mut self) -> Option<Arc<Secret>> {
        let Some(held) = self.machine.held() else {
            self.header = None;
            return None;
        };
        if let Some((number, header)) = &self.header
            && *number == held.number
        {
            return Some(header.clone());
        }
        let header = held.token.0.read_granted(|granted| {
            let value = granted.value.expose();
            let mut header = String::with_capacity(SCHEME.len() + value.len());
            header.push_str(SCHEME);
            header.push_str(value);
            Arc::new(Secret::new(header))
        });
        self.header = Some((held.number, header.clone()));
        Some(header)
    }
}
