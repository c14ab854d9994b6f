//! A proxy that says what it was told to, whatever it is asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use super::LIMIT;

/// A refusal that leaves the connection open, with a body.
pub fn asks(lines: &str) -> String {
    format!("HTTP/1.1 407 No\r\n{lines}Content-Length: 4\r\n\r\nbody")
}

pub fn offers(lines: &[&str]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| format!("Proxy-Authenticate: {line}\r\n"))
        .collect();
    asks(&lines.concat())
}

/// Answers one request after the other, on each connection in turn, and returns what was sent on each.
pub fn proxy(connections: Vec<Vec<String>>) -> (SocketAddr, thread::JoinHandle<Vec<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = thread::spawn(move || {
        let mut seen = Vec::new();
        for answers in connections {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(LIMIT)).unwrap();
            seen.push(serve(&mut stream, answers));
        }
        seen
    });
    (address, serving)
}

/// The credentials of each request, or "none".
fn serve(stream: &mut TcpStream, answers: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for answer in answers {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return seen,
            }
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("CONNECT api.example:443 HTTP/1.1\r\n"), "{head}");
        let credentials = head.lines().find_map(|line| line.strip_prefix("Proxy-Authorization: "));
        seen.push(credentials.unwrap_or("none").to_owned());
        stream.write_all(answer.as_bytes()).unwrap();
    }
    seen
}
