//! The head of a request that a browser sends.

use httparse::{EMPTY_HEADER, Request, Status};

use crate::net::origin::Origin;

use super::answer::Refusal;

/// Longer heads are refused.
pub const MAX_HEAD_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 100;

/// What a look at the first bytes of a request finds.
#[derive(Debug, PartialEq, Eq)]
pub enum Head<'a> {
    /// More has to come.
    Part,
    /// A request for this path and query.
    Get(&'a str),
    Refused(Refusal),
}

/// `port` is the one on which the request came.
pub fn read(bytes: &[u8], port: u16) -> Head<'_> {
    let mut headers = [EMPTY_HEADER; MAX_HEADERS];
    let mut request = Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(Status::Complete(length)) if length <= MAX_HEAD_BYTES => {}
        Ok(Status::Partial) if bytes.len() < MAX_HEAD_BYTES => return Head::Part,
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Head::Refused(Refusal::TooLarge),
        Err(_) => return Head::Refused(Refusal::NoRequest),
    }
    if request.method != Some("GET") {
        return Head::Refused(Refusal::OtherMethod);
    }
    if !is_for_this_machine(&request, port) {
        return Head::Refused(Refusal::OtherHost);
    }
    match request.path {
        Some(target) if target.starts_with('/') => Head::Get(target),
        _ => Head::Refused(Refusal::NoRequest),
    }
}

/// A web page can have its own name looked up as 127.0.0.1, and would then be let in by the browser (DNS rebinding).
fn is_for_this_machine(request: &Request<'_, '_>, port: u16) -> bool {
    let mut hosts = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    ["127.0.0.1", "::1", "localhost"].into_iter().any(|name| {
        let here = Origin {
            https: false,
            host: name.to_owned(),
            port,
        };
        here.host_header().as_bytes().eq_ignore_ascii_case(host.value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(headers: &str) -> String {
        format!("GET /a?b=c HTTP/1.1\r\n{headers}\r\n")
    }

    #[test]
    fn requests_of_browsers_are_read() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"] {
            let head = get(&format!("Accept: */*\r\nhost:  {host}\r\nCookie: \u{e4}=1\r\n"));
            assert_eq!(read(head.as_bytes(), 8080), Head::Get("/a?b=c"), "{host}");
            for end in 0..head.len() {
                assert_eq!(read(&head.as_bytes()[..end], 8080), Head::Part);
            }
        }
        assert_eq!(read(get("Host: localhost\r\n").as_bytes(), 80), Head::Get("/a?b=c"));
        let old = "GET / HTTP/1.0\nHost: localhost:1\n\n";
        assert_eq!(read(old.as_bytes(), 1), Head::Get("/"));
        let two = get("Host: localhost:1\r\n").repeat(2);
        assert_eq!(read(two.as_bytes(), 1), Head::Get("/a?b=c"));
    }

    #[test]
    fn a_request_for_another_host_is_refused() {
        for headers in [
            "",
            "Host: localhost\r\n",
            "Host: localhost:8081\r\n",
            "Host: evil.example:8080\r\n",
            "Host: localhost:8080.evil.example\r\n",
            "Host: \r\n",
            "Host: localhost:8080\r\nHost: localhost:8080\r\n",
            "X-Host: localhost:8080\r\n",
        ] {
            assert_eq!(
                read(get(headers).as_bytes(), 8080),
                Head::Refused(Refusal::OtherHost),
                "{headers}"
            );
        }
    }

    #[test]
    fn what_is_no_get_is_refused() {
        for (request, refusal) in [
            ("POST /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n", Refusal::OtherMethod),
            ("HEAD /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n", Refusal::OtherMethod),
            ("get /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n", Refusal::OtherMethod),
            (
                "GET http://localhost:1/a HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
                Refusal::NoRequest,
            ),
            ("GET * HTTP/1.1\r\nHost: localhost:1\r\n\r\n", Refusal::NoRequest),
            ("GET /a HTTP/2.0\r\n", Refusal::NoRequest),
            ("GET /a b HTTP/1.1\r\n", Refusal::NoRequest),
            ("\u{16}\u{3}\u{1}\u{2}\0", Refusal::NoRequest),
            ("SSH-2.0-OpenSSH\r\n", Refusal::NoRequest),
            ("GET / HTTP/1.1\r\nbad header\r\n\r\n", Refusal::NoRequest),
        ] {
            assert_eq!(read(request.as_bytes(), 1), Head::Refused(refusal), "{request}");
        }
    }

    #[test]
    fn a_head_has_an_end() {
        let of = |length: usize| {
            let rest = length - get("Host: localhost:1\r\nA: \r\n").len();
            get(&format!("Host: localhost:1\r\nA: {}\r\n", "x".repeat(rest)))
        };
        assert_eq!(read(of(MAX_HEAD_BYTES).as_bytes(), 1), Head::Get("/a?b=c"));
        let longer = of(MAX_HEAD_BYTES + 1);
        let refused = Head::Refused(Refusal::TooLarge);
        assert_eq!(read(longer.as_bytes(), 1), refused);
        assert_eq!(read(&longer.as_bytes()[..MAX_HEAD_BYTES], 1), refused);
        assert_eq!(read(&longer.as_bytes()[..MAX_HEAD_BYTES - 1], 1), Head::Part);
        let many = get(&"A: b\r\n".repeat(MAX_HEADERS + 1));
        assert_eq!(read(many.as_bytes(), 1), refused);
    }
}
