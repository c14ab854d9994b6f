//! An answer, or as much of it as came.

use std::fmt;

use ureq_proto::http::header::HeaderMap;

use crate::base::buffer::Buffer;
use crate::base::clock::{self, Moment};

pub struct Answer {
    /// 0 as long as the head is not complete.
    pub status: u16,
    pub headers: HeaderMap,
    /// Wiped when it is dropped, as it may hold a token.
    pub(super) body: Buffer,
    /// So many bytes at the end of `body` are none of it: they came behind it, or are not decoded.
    pub(super) excess: usize,
    pub received_at: Moment,
}

impl Answer {
    pub(super) fn empty() -> Answer {
        Answer {
            status: 0,
            headers: HeaderMap::new(),
            body: Buffer::default(),
            excess: 0,
            received_at: clock::moment(),
        }
    }

    /// Without a complete head it is all that came.
    pub fn body(&self) -> &[u8] {
        let all = self.body.filled();
        &all[..all.len() - self.excess]
    }

    /// The body and what came behind it: where it must have none (204, 304), its length is wrong or its chunks cannot be
    /// read, there is more.
    pub fn remains(&self) -> &[u8] {
        self.body.filled()
    }

    pub(super) fn add_excess(&mut self, bytes: &[u8]) {
        self.body.extend(bytes);
        self.excess += bytes.len();
    }

    /// The first header of this name, if it is text and says something.
    pub fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?.to_str().ok()?;
        (!value.is_empty()).then_some(value)
    }

    /// All headers of this name that are text.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok())
    }

    #[cfg(any(test, feature = "fuzzing"))]
    pub fn of(status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> Answer {
        let mut answer = Answer {
            status,
            ..Answer::empty()
        };
        for (name, value) in headers {
            answer.headers.append(*name, value.parse().unwrap());
        }
        answer.body.extend(body);
        answer
    }
}

/// Neither headers nor body: both may hold secrets.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.filled().len())
    }
}
