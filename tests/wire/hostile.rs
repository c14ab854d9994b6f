//! Whatever a server answers, a call ends in time, and nothing panics or is left over.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;

use strategies::{self, any_bytes, changed, date, header, json, runner};
use support::alone::alone;
use support::binding::{CallSettings, Client, RetryPolicy, Settings, Status};
use support::{eventually, login};

use crate::process::threads_and_files;

/// Answers sent over the wire.
const ANSWERS: u32 = 12_000;
/// A call may take a little longer than its timeout.
const LIMIT: Duration = Duration::from_millis(2_500);
/// Pages that the process may grow by after its first cases.
const MAX_GROWTH_BYTES: usize = 16 * 1024 * 1024;

/// The token of refreshes and logouts; other tokens come from answers to logins.
const ADOPTED: &str = "adopted";

#[derive(Clone, Copy, Debug)]
enum Operation {
    Create,
    Refresh,
    Invalidate,
}

const OPERATIONS: [Operation; 3] = [Operation::Create, Operation::Refresh, Operation::Invalidate];

impl Operation {
    fn body(self) -> &'static str {
        match self {
            Operation::Create => strategies::CREATED,
            Operation::Refresh => strategies::REFRESHED,
            Operation::Invalidate => strategies::INVALIDATED,
        }
    }
}

fn ok(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nDate: Fri, 01 Mar 2030 10:00:00 GMT\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Sends every request the same bytes, until told others, and closes the connection.
struct Server {
    address: String,
    answer: Arc<Mutex<Vec<u8>>>,
    served: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/api", listener.local_addr().unwrap());
        let (answer, served, stop) = <(Arc<Mutex<Vec<u8>>>, Arc<AtomicUsize>, Arc<AtomicBool>)>::default();
        let shared = (answer.clone(), served.clone(), stop.clone());
        let thread = thread::spawn(move || {
            let (answer, served, stop) = shared;
            while let Ok((stream, _)) = listener.accept() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let _ = serve(stream, &answer);
                served.fetch_add(1, Ordering::Relaxed);
            }
        });
        Server {
            address,
            answer,
            served,
            stop,
            thread: Some(thread),
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            base_address: Some(self.address.clone()),
            total_timeout: Some(Duration::from_secs(2)),
            late_answer_grace: Some(Duration::from_secs(2)),
            max_answer_bytes: Some(64 * 1024),
            retry: Some(RetryPolicy {
                max_attempts: 1,
                ..RetryPolicy::default()
            }),
            ..Settings::default()
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let address = self.address.trim_start_matches("http://").trim_end_matches("/api");
        let _ = TcpStream::connect(address);
        let _ = self.thread.take().unwrap().join();
    }
}

fn serve(mut stream: TcpStream, answer: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(LIMIT))?;
    let mut request = Vec::new();
    let mut room = [0; 4096];
    loop {
        match stream.read(&mut room)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => request.extend_from_slice(&room[..count]),
        }
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.split('\r').next().unwrap().parse().unwrap();
        if body.len() < length {
            continue;
        }
        // Sessions that came from answers to logins are logged out in the background.
        let own = head.contains("/invalidate ") && !head.contains(&format!("bearer {ADOPTED}"));
        let bytes = if own {
            ok(Operation::Invalidate.body())
        } else {
            answer.lock().unwrap().clone()
        };
        stream.write_all(&bytes)?;
        return stream.shutdown(std::net::Shutdown::Both);
    }
}

fn with_headers(body: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let status = prop_oneof![3 => Just(200u16), 2 => 100..600u16, 1 => any::<u16>()];
    (status, vec(header(), 0..12), any::<bool>()).prop_map(move |(status, headers, length)| {
        let mut text = format!("HTTP/1.1 {status} X\r\n");
        if length {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        format!("{text}\r\n{body}").into_bytes()
    })
}

/// Chunks whose sizes are right, or are not.
fn in_chunks(body: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![
        6 => Just(None),
        1 => "[0-9a-fA-F]{0,20}".prop_map(Some),
        1 => "[ -~]{0,12}".prop_map(Some),
    ];
    let end = prop::sample::select(vec![
        "0\r\n\r\n",
        "0\r\n",
        "",
        "0\r\nX: y\r\n\r\n",
        "00\r\n\r\n",
        "0;a=b\r\n\r\n",
    ]);
    (vec((1..40usize, size), 1..30), end).prop_map(move |(chunks, end)| {
        let mut answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        let mut rest = body.as_bytes();
        for (count, size) in chunks {
            let (chunk, after) = rest.split_at(count.min(rest.len()));
            if chunk.is_empty() {
                break;
            }
            let size = size.unwrap_or_else(|| format!("{:x}", chunk.len()));
            answer.extend_from_slice(format!("{size}\r\n").as_bytes());
            answer.extend_from_slice(chunk);
            answer.extend_from_slice(b"\r\n");
            rest = after;
        }
        answer.extend_from_slice(end.as_bytes());
        answer
    })
}

fn with_json(operation: Operation) -> impl Strategy<Value = Vec<u8>> {
    let shaped = (json(), json()).prop_map(move |(first, second)| match operation {
        Operation::Create => serde_json::json!({ "authToken": first, "expireTime": second }),
        _ => serde_json::json!({ "value": first, "more": second }),
    });
    let dated = date().prop_map(move |date| match operation {
        Operation::Create => serde_json::json!({ "authToken": "tok", "expireTime": date }),
        _ => serde_json::json!({ "value": date }),
    });
    let status = prop_oneof![3 => Just(200u16), 2 => 400..600u16];
    (status, prop_oneof![shaped, dated, json()]).prop_map(|(status, body)| {
        let body = body.to_string();
        format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    })
}

fn behind_interim_answers(body: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let count = prop_oneof![9 => 1..60usize, 1 => 1_000..6_000usize];
    (count, 100..200u16, vec(header(), 0..2)).prop_map(move |(count, status, headers)| {
        let mut interim = format!("HTTP/1.1 {status} X\r\n");
        for (name, value) in headers {
            interim.push_str(&format!("{name}: {value}\r\n"));
        }
        interim.push_str("\r\n");
        let mut answer = interim.repeat(count).into_bytes();
        answer.extend(ok(body));
        answer
    })
}

fn answer(operation: Operation) -> impl Strategy<Value = Vec<u8>> {
    let body = operation.body();
    prop_oneof![
        2 => any_bytes(400),
        1 => any_bytes(400).prop_map(|bytes| [b"HTTP/1.1 200 OK\r\n", &*bytes].concat()),
        4 => changed(Just(ok(body)), 6),
        2 => with_headers(body),
        2 => in_chunks(body),
        2 => changed(in_chunks(body), 4),
        3 => with_json(operation),
        1 => behind_interim_answers(body),
    ]
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn no_answer_brings_a_call_down() {
    alone(|| {
        let server = Server::start();
        let client = Client::new(&server.settings()).unwrap();
        let call = CallSettings::default();
        // So that lazily made things are there before anything is counted.
        *server.answer.lock().unwrap() = ok(Operation::Create.body());
        let token = client.create_token("Archive", &login(), &call).unwrap();
        token.invalidate(&call).unwrap();
        let before = threads_and_files();

        let succeeded = AtomicUsize::new(0);
        let run = |cases| {
            let cases_of = |operation| answer(operation).prop_map(move |bytes| (operation, bytes));
            let [create, refresh, invalidate] = OPERATIONS;
            let any_case = prop_oneof![cases_of(create), cases_of(refresh), cases_of(invalidate)];
            let outcome = runner(cases).run(&any_case, |(operation, bytes)| {
                *server.answer.lock().unwrap() = bytes;
                let begun = Instant::now();
                let adopted = || client.adopt_token("Archive", ADOPTED, None).unwrap();
                let result = match operation {
                    Operation::Create => client.create_token("Archive", &login(), &call).map(drop),
                    Operation::Refresh => adopted().refresh(0, &call),
                    Operation::Invalidate => adopted().invalidate(&call),
                };
                succeeded.fetch_add(usize::from(result.is_ok()), Ordering::Relaxed);
                prop_assert!(begun.elapsed() < LIMIT, "took {:?}", begun.elapsed());
                Ok(())
            });
            outcome.unwrap_or_else(|failure| panic!("{failure}"));
        };
        run(ANSWERS / 4);
        let grown = resident_bytes();
        run(ANSWERS - ANSWERS / 4);

        // Most damaged answers to logins have no token that could be logged out.
        let settled = client.settle(&CallSettings::default());
        assert!(settled.is_err_and(|(lost, error)| lost > 0 && error.status == Status::OutcomeUnknown));
        let (served, succeeded) = (server.served.load(Ordering::Relaxed), succeeded.into_inner());
        println!("{served} connections, {succeeded} calls succeeded");
        assert!(served >= ANSWERS as usize);
        // Neither is everything refused, nor everything swallowed.
        assert!(
            succeeded > ANSWERS as usize / 20 && succeeded < ANSWERS as usize * 9 / 10,
            "{succeeded}"
        );
        assert!(resident_bytes() < grown + MAX_GROWTH_BYTES, "memory grew");
        // The client is as good as new, and a login throws idle connections away that the server has closed. It closes
        // the last one only after its answer.
        thread::sleep(Duration::from_millis(100));
        *server.answer.lock().unwrap() = ok(Operation::Create.body());
        let token = client.create_token("Archive", &login(), &call).unwrap();
        token.invalidate(&call).unwrap();
        eventually("the end of all threads and connections", || {
            let now = threads_and_files();
            now.0 <= before.0 && now.1 <= before.1
        });
    });
}
