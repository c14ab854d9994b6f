//! A request as it goes out: head and body in one piece, so that one send carries both.

use std::io::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Post,
    /// Asks a proxy for a tunnel.
    Connect,
}

/// A complete request. Nothing is added to it.
pub struct Request {
    method: Method,
    bytes: Vec<u8>,
}

/// A request whose head is being written.
pub struct Head(Request);

/// A value has characters that no header can carry.
#[derive(Debug)]
pub struct Unsendable;

impl Head {
    /// `target` is path and query, or host and port for CONNECT; `room` is how many bytes are to follow, about.
    pub fn new(method: Method, target: &str, room: usize) -> Head {
        let name = match method {
            Method::Post => "POST ",
            Method::Connect => "CONNECT ",
        };
        let mut bytes = Vec::with_capacity(target.len() + room + 32);
        for part in [name, target, " HTTP/1.1\r\n"] {
            bytes.extend_from_slice(part.as_bytes());
        }
        Head(Request { method, bytes })
    }

    /// Adds a header whose value is made of `parts`.
    pub fn header(&mut self, name: &str, parts: &[&str]) -> Result<(), Unsendable> {
        if !parts.iter().all(|part| is_field_value(part)) {
            return Err(Unsendable);
        }
        let bytes = &mut self.0.bytes;
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        for part in parts {
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// The request, with a body and its length if it is a POST.
    pub fn finish(self, body: &[u8]) -> Request {
        let Head(mut request) = self;
        if request.method == Method::Post {
            // Writing to memory does not fail.
            let _ = write!(request.bytes, "Content-Length: {}\r\n", body.len());
        }
        request.bytes.extend_from_slice(b"\r\n");
        request.bytes.extend_from_slice(body);
        request
    }
}

impl Request {
    pub fn method(&self) -> Method {
        self.method
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether a header can carry `text`: nothing but ASCII without control characters.
pub fn is_field_value(text: &str) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    // A token is long and goes out with every call, so eight bytes are looked at together: one below the space borrows
    // its highest bit, and one above the tilde has it or carries into it.
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    words.iter().all(|word| {
        let word = u64::from_ne_bytes(*word);
        (word | word.wrapping_sub(EACH * 0x20) | word.wrapping_add(EACH)) & (EACH * 0x80) == 0
    }) && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_and_body_are_one_piece() {
        let mut head = Head::new(Method::Post, "/a?b=c", 0);
        head.header("Host", &["a.example"]).unwrap();
        head.header("Authorization", &["Bearer ", "x+/=="]).unwrap();
        let request = head.finish(b"{}");
        assert_eq!(
            std::str::from_utf8(request.bytes()).unwrap(),
            "POST /a?b=c HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer x+/==\r\nContent-Length: 2\r\n\r\n{}"
        );
        let tunnel = Head::new(Method::Connect, "a.example:443", 0).finish(b"");
        assert_eq!(tunnel.bytes(), b"CONNECT a.example:443 HTTP/1.1\r\n\r\n");
    }

    #[test]
    fn a_value_cannot_end_its_line() {
        let mut head = Head::new(Method::Post, "/", 0);
        for bad in ["a\r\nB: c", "a\n", "\0", "\t", "ä", "\x7f"] {
            assert!(head.header("A", &["good", bad]).is_err(), "{bad:?}");
        }
        assert_eq!(
            head.finish(b"").bytes(),
            b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
        );
    }

    #[test]
    fn every_character_is_judged_at_every_place() {
        for byte in 0..=0x7fu8 {
            for place in 0..17 {
                let mut text = *b"a value of header";
                text[place] = byte;
                let good = (b' '..=b'~').contains(&byte);
                assert_eq!(
                    is_field_value(std::str::from_utf8(&text).unwrap()),
                    good,
                    "{byte} at {place}"
                );
            }
        }
        for place in 0..17 {
            let mut text = "a value of header".to_owned();
            text.replace_range(place..=place, "\u{80}");
            assert!(!is_field_value(&text), "{place}");
        }
    }
}
