//! Answers to logins that come in pieces, broken or too late: the token in them is found wherever it is, and its session
//! logged out. In time and late the same bytes come to the same.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use support::binding::{CallSettings, Client, Error, Settings, Status, TokenState};
use support::login;

/// A piece of the answer, and how many milliseconds after the one before it is sent.
type Piece = (u64, String);

const LOGGED_OUT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"value\":true}";

/// Head and body of the first request on the connection.
fn read_request(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut text = String::new();
    let mut room = [0; 4096];
    loop {
        let count = stream.read(&mut room).unwrap();
        text.push_str(std::str::from_utf8(&room[..count]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

/// Answers one login with `pieces` and leaves its connection open; then answers as many logouts as come in time.
fn serve(pieces: Vec<Piece>) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, logouts) = channel();
    thread::spawn(move || {
        let (mut login, _) = listener.accept().unwrap();
        read_request(&mut login);
        for (pause, piece) in pieces {
            thread::sleep(Duration::from_millis(pause));
            // The library may have closed the connection, when it has seen enough.
            let _ = login.write_all(piece.as_bytes());
        }
        while let Ok((mut stream, _)) = listener.accept() {
            let request = read_request(&mut stream);
            // Told before it is answered: who waits for the answer looks at once.
            if sender.send(request).is_err() {
                return;
            }
            stream.write_all(LOGGED_OUT.as_bytes()).unwrap();
        }
    });
    (port, logouts)
}

struct Outcome {
    error: Error,
    lost: usize,
    logouts: usize,
}

/// A login that has `timeout_ms`, and after which a late answer is waited for `grace_ms`.
fn failed(timeout_ms: u64, grace_ms: u64, pieces: &[(u64, &str)]) -> Outcome {
    let pieces = pieces.iter().map(|(pause, piece)| (*pause, (*piece).to_owned()));
    let (port, logouts) = serve(pieces.collect());
    let client = Client::new(&Settings {
        base_address: Some(format!("http://127.0.0.1:{port}")),
        late_answer_grace: Some(Duration::from_millis(grace_ms)),
        ..Settings::default()
    })
    .unwrap();
    let call = CallSettings {
        timeout: Some(Duration::from_millis(timeout_ms)),
        ..CallSettings::default()
    };
    let error = client.create_token("r", &login(), &call).err().expect("a failed login");
    let lost = match client.settle(&CallSettings::default()) {
        Ok(()) => 0,
        Err((lost, error)) => {
            assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
            lost
        }
    };
    Outcome {
        error,
        lost,
        logouts: logouts.try_iter().count(),
    }
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const TOKEN: &str = "{\"authToken\":\"tok123\",\"expireTime\":\"2036-01-01T00:00:00Z\"}";

#[test]
fn the_token_is_found_wherever_it_is() {
    let padded = format!("HTTP/1.1 200 OK\r\nX-Pad: {}\r\n", "a".repeat(600));
    let rest = format!("Content-Length: 1000\r\n\r\n{TOKEN}");
    let broken = format!("{CHUNKED}ZZ\r\n{TOKEN}\r\n0\r\n\r\n");
    let broken_begin = format!("{CHUNKED}ZZ\r\n");
    let interim = format!("HTTP/1.1 102 Processing\r\nX-Pad: {}", "a".repeat(300));
    let behind_interim = format!("\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{TOKEN}");
    let halves = TOKEN.split_at(17);
    let begin = format!("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}", halves.0);
    for (what, timeout, grace, pieces) in [
        ("a head in two pieces", 200, 1500, vec![(0, &*padded), (500, &*rest)]),
        (
            "an interim answer in two pieces",
            200,
            1500,
            vec![(0, &*interim), (500, &*behind_interim)],
        ),
        (
            "a token in two pieces",
            200,
            1500,
            vec![(300, &*begin), (200, halves.1)],
        ),
        ("a broken chunk without a grace", 3000, 0, vec![(0, &*broken)]),
        (
            "a broken chunk in time",
            3000,
            2000,
            vec![(0, &*broken_begin), (200, TOKEN)],
        ),
        (
            "a late broken chunk",
            200,
            2000,
            vec![(400, &*broken_begin), (200, TOKEN)],
        ),
    ] {
        let Outcome { error, lost, logouts } = failed(timeout, grace, &pieces);
        assert_eq!(error.status, Status::OutcomeUnknown, "{what}: {error}");
        assert_eq!((lost, logouts), (0, 1), "{what}: {error}");
    }
}

/// Behind an answer that has no body, or a shorter one.
#[test]
fn a_token_where_nothing_belongs_is_found() {
    for head in [
        "HTTP/1.1 204 No Content",
        "HTTP/1.1 304 Not Modified",
        "HTTP/1.1 200 OK\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nContent-Length: 20",
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n0",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0",
    ] {
        let answer = format!("{head}\r\n\r\n{TOKEN}");
        for (timeout, pause) in [(3000, 0), (200, 500)] {
            let Outcome { error, lost, logouts } = failed(timeout, 2000, &[(pause, &answer)]);
            assert_eq!(error.status, Status::OutcomeUnknown, "{head}: {error}");
            assert_eq!((lost, logouts), (0, 1), "{head}: {error}");
        }
    }
}

#[test]
fn a_late_refusal_counts_from_its_head_on() {
    let head = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\n{";
    let Outcome { error, lost, logouts } = failed(200, 800, &[(400, head)]);
    assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
    assert_eq!((lost, logouts), (0, 0));
}

#[test]
fn an_answer_that_never_ends_is_given_up() {
    let endless = format!("{CHUNKED}{}", "5\r\naaaaa\r\n".repeat(2000));
    let Outcome { lost, .. } = failed(200, 700, &[(400, &endless), (100, &endless)]);
    assert_eq!(lost, 1);
}

/// As frameworks and gateways fill them by themselves.
#[test]
fn a_problem_document_of_anybody_proves_nothing() {
    let answer = |status: u16, title: &str| {
        let body = format!(
            r#"{{"type":"https://tools.ietf.org/html/rfc9110","title":"{title}","status":{status},"traceId":"00-1-2-00"}}"#
        );
        format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/problem+json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let login = failed(2000, 500, &[(0, &answer(500, "An error occurred"))]);
    assert_eq!(login.error.status, Status::OutcomeUnknown, "{}", login.error);

    let (port, _) = serve(vec![(0, answer(401, "Unauthorized"))]);
    let client = Client::new(&Settings {
        base_address: Some(format!("http://127.0.0.1:{port}")),
        ..Settings::default()
    })
    .unwrap();
    let token = client.adopt_token("r", "abc", None).unwrap();
    let error = token.invalidate(&CallSettings::default()).unwrap_err();
    assert_eq!(error.status, Status::NotLoggedOut, "{error}");
    assert_eq!(token.state(), TokenState::Active);
}
