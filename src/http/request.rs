//! A request, and the bytes that go out for it: head and body in one piece, so that one send carries both.

use bytes::Bytes;
use ureq_proto::client::state::RecvResponse;
use ureq_proto::client::{Call, SendRequestResult};
use ureq_proto::http::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};
use ureq_proto::http::{Method, Request as Head, Uri};

use crate::base::secret::SecretBytes;

pub struct Request {
    head: Head<()>,
    body: SecretBytes,
}

/// The target or a header has characters that cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unencodable;

impl Request {
    /// `target` is path and query; `host` is the server as the Host header names it.
    pub fn post(target: &str, host: &str, body: SecretBytes) -> Result<Request, Unencodable> {
        let mut request = Request::new(Method::POST, target, host)?;
        request.head.headers_mut().insert(CONTENT_LENGTH, body.len().into());
        request.body = body;
        Ok(request)
    }

    /// Asks a proxy for a tunnel to `authority`, which is host and port.
    pub fn connect(authority: &str) -> Result<Request, Unencodable> {
        Request::new(Method::CONNECT, authority, authority)
    }

    /// RFC 9112 wants Host to be the first header.
    fn new(method: Method, target: &str, host: &str) -> Result<Request, Unencodable> {
        let mut head = Head::new(());
        *head.method_mut() = method;
        *head.uri_mut() = Uri::try_from(target).map_err(|_| Unencodable)?;
        let request = Request {
            head,
            body: SecretBytes::default(),
        };
        request.header(HOST, &[host])
    }

    /// Adds a header whose value is made of `parts`. It is wiped with the request.
    pub fn header(mut self, name: HeaderName, parts: &[&str]) -> Result<Request, Unencodable> {
        if !parts.iter().all(|part| is_field_value(part)) {
            return Err(Unencodable);
        }
        let mut value = SecretBytes::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        for part in parts {
            value.extend_from_slice(part.as_bytes());
        }
        let value = HeaderValue::from_maybe_shared(Bytes::from_owner(value)).map_err(|_| Unencodable)?;
        self.head.headers_mut().append(name, value);
        Ok(self)
    }

    /// All that is sent, and the state that reads the answer.
    pub(super) fn encode(&self) -> Result<(SecretBytes, Call<RecvResponse>), ureq_proto::Error> {
        let mut call = Call::new(self.head.clone())?.proceed();
        let mut bytes = SecretBytes::new(vec![0; self.length_at_most()]);
        let head = call.write(&mut bytes)?;
        bytes[head..head + self.body.len()].copy_from_slice(&self.body);
        bytes.truncate(head + self.body.len());
        let call = match call.proceed()? {
            Some(SendRequestResult::RecvResponse(call)) => Some(call),
            Some(SendRequestResult::SendBody(mut call)) => {
                call.consume_direct_write(self.body.len())?;
                call.proceed()
            }
            _ => None,
        };
        // It was all written, so the answer is what comes next.
        Ok((bytes, call.ok_or(ureq_proto::Error::OutputOverflow)?))
    }

    fn length_at_most(&self) -> usize {
        const REQUEST_LINE: usize = "CONNECT  HTTP/1.1\r\n\r\n".len();
        const COLON_AND_END: usize = ": \r\n".len();
        let uri = self.head.uri();
        let target = uri.path_and_query().map_or(1, |target| target.as_str().len())
            + uri.authority().map_or(0, |authority| authority.as_str().len());
        let headers = self.head.headers().iter();
        REQUEST_LINE
            + target
            + headers
                .map(|(name, value)| name.as_str().len() + value.len() + COLON_AND_END)
                .sum::<usize>()
            + self.body.len()
    }

    #[cfg(test)]
    pub fn text(&self) -> String {
        String::from_utf8(self.encode().unwrap().0.to_vec()).unwrap()
    }
}

/// Whether a header can carry `text`: nothing but ASCII without control characters.
pub fn is_field_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use ureq_proto::http::header::{ACCEPT, AUTHORIZATION};

    use super::*;

    #[test]
    fn head_and_body_are_one_piece() {
        let request = Request::post("/a?b=c", "a.example", SecretBytes::new(b"{}".to_vec()))
            .and_then(|request| request.header(AUTHORIZATION, &["Bearer ", "x+/=="]))
            .unwrap();
        assert_eq!(
            request.text(),
            "POST /a?b=c HTTP/1.1\r\nhost: a.example\r\ncontent-length: 2\r\nauthorization: Bearer x+/==\r\n\r\n{}"
        );
        let tunnel = Request::connect("a.example:443").unwrap();
        assert_eq!(
            tunnel.text(),
            "CONNECT a.example:443 HTTP/1.1\r\nhost: a.example:443\r\n\r\n"
        );
        let empty = Request::post("/", "h", SecretBytes::default()).unwrap();
        assert_eq!(empty.text(), "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
    }

    #[test]
    fn a_value_cannot_end_its_line() {
        for bad in ["a\r\nB: c", "a\n", "\0", "\t", "ä", "\x7f"] {
            let request = Request::post("/", "h", SecretBytes::default()).unwrap();
            assert!(request.header(ACCEPT, &["good", bad]).is_err(), "{bad:?}");
        }
        for bad in ["/a b", "/a\r\nb", ""] {
            assert!(Request::post(bad, "h", SecretBytes::default()).is_err(), "{bad:?}");
        }
    }
}
