use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::head::MAX_HEAD_BYTES;
use super::*;
use crate::base::cancel::Cancel;
use crate::base::clock::Stopped;

/// A listener, and what comes of its wait for `/callback?state=right`.
struct Waiting {
    port: u16,
    result: mpsc::Receiver<Result<String, Error>>,
    cancel: Arc<Cancel>,
}

fn waiting_with(clock: fn() -> Option<Stopped>, limit: Duration) -> Waiting {
    let listener = Listener::bind(0).unwrap();
    let port = listener.port();
    let (tell, result) = mpsc::channel();
    let cancel = Arc::new(Cancel::default());
    let deadline = Deadline::after(limit, Some(cancel.clone()));
    thread::spawn(move || {
        let _clock = clock();
        let is_wanted = |target: &str| {
            let query = target.strip_prefix("/callback?state=right")?;
            let page = if query.contains("error") {
                Page::Refused
            } else {
                Page::Done
            };
            Some((target.to_owned(), page))
        };
        tell.send(listener.wait(&deadline, is_wanted)).unwrap();
    });
    Waiting { port, result, cancel }
}

fn waiting_for(limit: Duration) -> Waiting {
    waiting_with(|| None, limit)
}

fn waiting() -> Waiting {
    waiting_for(Duration::from_secs(60))
}

impl Waiting {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    fn get(&self, target: &str) -> String {
        format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)
    }

    /// Sends `request`, and returns the answer when the other side has closed.
    fn ask(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        answer(stream)
    }

    fn result(&self) -> Result<String, Error> {
        self.result
            .recv_timeout(Duration::from_secs(20))
            .expect("an end of the wait")
    }

    fn is_still_waiting(&self) -> bool {
        matches!(self.result.try_recv(), Err(mpsc::TryRecvError::Empty))
    }

    /// The right request still gets its page, and ends the wait.
    fn ends_well(&self) {
        let page = self.ask(&self.get("/callback?state=right&code=c0de"));
        assert!(
            page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("close this window"),
            "{page}"
        );
        assert_eq!(self.result().unwrap(), "/callback?state=right&code=c0de");
    }
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_right_request_ends_the_wait_and_gets_its_page() {
    waiting().ends_well();

    let waiting = waiting();
    let page = waiting.ask(&waiting.get("/callback?state=right&error=access_denied"));
    assert!(
        page.contains("The login was refused") && !page.contains("access_denied"),
        "{page}"
    );
    assert!(waiting.result().is_ok());
}

#[test]
fn a_browser_comes_by_whatever_name_and_address() {
    for (name, address) in [
        ("localhost", Ipv4Addr::LOCALHOST.into()),
        ("localhost", std::net::IpAddr::from(Ipv6Addr::LOCALHOST)),
        ("[::1]", Ipv6Addr::LOCALHOST.into()),
    ] {
        let waiting = waiting();
        let Ok(mut stream) = TcpStream::connect((address, waiting.port)) else {
            assert!(address.is_ipv6() && std::net::TcpListener::bind((address, 0)).is_err());
            continue;
        };
        let request = waiting.get("/callback?state=right").replace("127.0.0.1", name);
        stream.write_all(request.as_bytes()).unwrap();
        assert!(answer(stream).contains("close this window"));
        assert!(waiting.result().is_ok());
    }
}

#[test]
fn what_is_not_wanted_changes_nothing() {
    let waiting = waiting();
    let right = waiting.get("/callback?state=right");
    for (request, status) in [
        (waiting.get("/favicon.ico"), "404"),
        (waiting.get("/callback?state=wrong&code=c0de"), "404"),
        (waiting.get("/"), "404"),
        (right.replace("GET", "POST"), "405"),
        (right.replace("GET", "HEAD"), "405"),
        (right.replace("127.0.0.1", "evil.example"), "421"),
        (right.replace("Host", "X-Host"), "421"),
        (right.replace("/callback", "http://127.0.0.1/callback"), "400"),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}".to_owned(), "400"),
        ("\0".repeat(100), "400"),
        (format!("GET /{} HTTP/1.1", "x".repeat(MAX_HEAD_BYTES)), "431"),
    ] {
        let answer = waiting.ask(&request);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}: {answer}"
        );
        assert!(
            !["c0de", "evil", "favicon"].iter().any(|part| answer.contains(part)),
            "{answer}"
        );
    }
    waiting.ends_well();
}

#[test]
fn so_many_requests_are_ignored_and_no_more() {
    let waiting = waiting();
    for _ in 0..MAX_IGNORED {
        assert!(waiting.ask(&waiting.get("/junk")).contains(" 404 "));
    }
    waiting.ends_well();

    let given_up = self::waiting();
    for _ in 0..MAX_IGNORED {
        given_up.ask(&given_up.get("/junk"));
    }
    assert!(given_up.is_still_waiting());
    given_up.ask(&given_up.get("/junk"));
    let result = given_up.result();
    assert!(matches!(result, Err(Error::TooManyRequests)), "{result:?}");
}

#[test]
fn connections_that_end_without_a_request_count_as_well() {
    let waiting = waiting();
    for half in 0..=MAX_IGNORED {
        let mut stream = waiting.connect();
        if half % 2 == 1 {
            stream.write_all(b"GET /callback?state=ri").unwrap();
        }
    }
    let result = waiting.result();
    assert!(matches!(result, Err(Error::TooManyRequests)), "{result:?}");
}

#[test]
fn silent_and_slow_connections_hold_up_nobody() {
    let waiting = waiting();
    let mut silent: Vec<_> = (0..MAX_VISITORS / 2).map(|_| waiting.connect()).collect();
    let mut slow = waiting.connect();
    for byte in waiting.get("/junk").bytes() {
        slow.write_all(&[byte]).unwrap();
    }
    assert!(answer(slow).contains(" 404 "));
    // The ones that came first have to make room.
    silent.extend((0..MAX_VISITORS).map(|_| waiting.connect()));
    assert_eq!(silent[0].read(&mut [0]).unwrap(), 0);
    waiting.ends_well();
}

#[test]
fn whoever_was_answered_makes_room_first() {
    let waiting = waiting();
    let mut first = waiting.connect();
    let mut answered = Vec::new();
    for _ in 0..=MAX_VISITORS {
        let mut stream = waiting.connect();
        stream.write_all(waiting.get("/junk").as_bytes()).unwrap();
        assert!(answer(stream.try_clone().unwrap()).contains(" 404 "));
        answered.push(stream);
    }
    first
        .write_all(waiting.get("/callback?state=right").as_bytes())
        .unwrap();
    assert!(answer(first).contains("close this window"));
    assert!(waiting.result().is_ok());
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let waiting = waiting();
    let mut stream = waiting.connect();
    stream.set_nodelay(true).unwrap();
    for byte in waiting.get("/callback?state=right").bytes() {
        assert!(waiting.is_still_waiting());
        stream.write_all(&[byte]).unwrap();
    }
    assert!(answer(stream).contains("close this window"));
    assert!(waiting.result().is_ok());
}

#[test]
fn one_request_a_connection_is_looked_at() {
    let waiting = waiting();
    let pipelined = [waiting.get("/junk"), waiting.get("/callback?state=right")].concat();
    let answered = waiting.ask(&pipelined);
    assert_eq!(answered.matches("HTTP/1.1").count(), 1, "{answered}");
    assert!(answered.contains(" 404 ") && waiting.is_still_waiting());

    let waiting = self::waiting();
    let pipelined = [
        waiting.get("/callback?state=right&first"),
        waiting.get("/callback?state=right"),
    ]
    .concat();
    let answered = waiting.ask(&pipelined);
    assert_eq!(answered.matches("HTTP/1.1").count(), 1, "{answered}");
    assert_eq!(waiting.result().unwrap(), "/callback?state=right&first");
}

/// What is unread when a connection closes takes the answer back on some systems.
#[test]
fn a_browser_has_time_to_take_its_page() {
    let waiting = waiting_with(|| Some(Stopped::new()), Duration::from_secs(60));
    let mut stream = waiting.connect();
    let request = waiting.get("/callback?state=right");
    stream.write_all((request + &"x".repeat(16 * 1024)).as_bytes()).unwrap();
    assert!(answer(stream.try_clone().unwrap()).contains("close this window"));
    for _ in 0..32 {
        stream.write_all(&[b'x'; 1024]).unwrap();
    }
    assert!(waiting.is_still_waiting(), "as its clock stands still");
    drop(stream);
    assert!(waiting.result().is_ok());
}

#[test]
fn whoever_never_stops_sending_is_dropped() {
    let waiting = waiting();
    let mut stream = waiting.connect();
    let junk = vec![0; 64 * 1024];
    // It ends with an error, as the other side has closed; the buffers of the system hold less than this.
    let failed = (0..1024).find_map(|_| stream.write_all(&junk).err());
    assert!(failed.is_some());
    waiting.ends_well();
}

#[test]
fn a_cancel_ends_the_wait_whoever_is_connected() {
    for with_a_visitor in [false, true] {
        let waiting = waiting();
        let mut visitor = with_a_visitor.then(|| waiting.connect());
        if let Some(stream) = &mut visitor {
            waiting.ask(&waiting.get("/junk"));
            stream.write_all(b"GET /callback?sta").unwrap();
        }
        waiting.cancel.trigger();
        let ignored = usize::from(with_a_visitor);
        assert_eq!(interrupted(waiting.result()), (Interrupt::Cancelled, ignored));
    }
}

#[test]
fn a_deadline_ends_the_wait() {
    let result = waiting_for(Duration::from_millis(50)).result();
    assert_eq!(interrupted(result), (Interrupt::TimedOut, 0));
}

fn interrupted(result: Result<String, Error>) -> (Interrupt, usize) {
    match result {
        Err(Error::Interrupted { interrupt, ignored }) => (interrupt, ignored),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_browser_that_keeps_its_connection_gives_the_result_all_the_same() {
    let waiting = waiting();
    let mut stream = waiting.connect();
    stream
        .write_all(waiting.get("/callback?state=right").as_bytes())
        .unwrap();
    assert!(waiting.result().is_ok());
    drop(stream);
}

#[test]
fn a_listener_waits_again_for_the_next() {
    let listener = Listener::bind(0).unwrap();
    let request = format!("GET /a HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", listener.port());
    for count in 0..2 {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, listener.port())).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let deadline = Deadline::after(Duration::from_secs(20), None);
        let read = thread::spawn(move || answer(stream));
        assert_eq!(listener.wait(&deadline, |_| Some((count, Page::Done))).unwrap(), count);
        assert!(read.join().unwrap().contains("close this window"));
    }
}
