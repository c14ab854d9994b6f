//! An answer, and its bytes on the wire.

use crate::fault::Fault;
use hyper::StatusCode;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn new(status: u16, media: &str, body: Vec<u8>, request_id: String) -> Answer {
        let mut answer = Answer::empty(status, request_id);
        answer.set("Content-Type", media);
        answer.body = body;
        answer
    }

    pub fn empty(status: u16, request_id: String) -> Answer {
        let headers = vec![("X-RequestId".into(), request_id)];
        Answer {
            status,
            headers,
            body: Vec::new(),
        }
    }

    /// Sets a header, in place of one of the same name.
    pub fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
    }

    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    }

    /// Changes made by a fault before the answer is framed.
    pub fn damage(&mut self, fault: &Fault) {
        if let Some(status) = fault.status {
            self.status = status;
        }
        if let Some(value) = &fault.retry_after {
            self.set("Retry-After", value);
        }
        if let Some(body) = &fault.body {
            self.body.clone_from(body);
        }
        if let Some(size) = fault.oversized {
            self.pad(size);
        }
        if fault.omit_date {
            self.remove("Date");
        }
        if fault.gateway {
            self.remove("X-RequestId");
            self.remove("X-APIServer-Error");
        }
        for (name, _) in &fault.header {
            self.remove(name);
        }
        self.headers.extend(fault.header.iter().cloned());
        if let Some(size) = fault.repeat_header_bytes {
            self.set("X-Filler", &"f".repeat(size));
        }
    }

    /// An unknown member at the end of an object; white space after anything else.
    fn pad(&mut self, size: usize) {
        if self.body.last() == Some(&b'}') && self.body.len() > 2 {
            self.body.pop();
            self.body.extend_from_slice(b",\"padding\":\"");
            self.body.resize(self.body.len() + size, b'p');
            self.body.extend_from_slice(b"\"}");
        } else {
            self.body.resize(self.body.len() + size, b' ');
        }
    }

    /// The bytes of the answer. `head_only`: the request was a HEAD.
    pub fn render(&self, fault: &Fault, head_only: bool) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..fault.interim {
            let status = fault.interim_status.unwrap_or(100);
            out.extend_from_slice(status_line(status).as_bytes());
            if status == 103 {
                out.extend_from_slice(b"Link: </style.css>; rel=preload\r\n");
            }
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(status_line(self.status).as_bytes());
        for (name, value) in &self.headers {
            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        let bodiless = self.status == 204 || self.status == 304;
        if let Some(length) = &fault.content_length {
            out.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
        } else if !fault.chunked && !fault.close_delimited && !bodiless {
            out.extend_from_slice(format!("Content-Length: {}\r\n", self.body.len()).as_bytes());
        }
        if fault.chunked {
            out.extend_from_slice(b"Transfer-Encoding: chunked\r\n");
        }
        out.extend_from_slice(b"\r\n");
        if head_only || bodiless {
            return out;
        }
        if fault.chunked {
            for chunk in self.body.chunks((self.body.len() / 4).max(7)) {
                out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                out.extend_from_slice(chunk);
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(b"0\r\n\r\n");
        } else {
            out.extend_from_slice(&self.body);
        }
        out
    }
}

fn status_line(status: u16) -> String {
    let code = StatusCode::from_u16(status).ok();
    let reason = code.and_then(|c| c.canonical_reason()).unwrap_or("Unknown");
    format!("HTTP/1.1 {status} {reason}\r\n")
}
