//! Whatever a server answers, a call ends in time, and nothing panics or is left over.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use lftoken::api::{Problem, time, v1alpha};
use lftoken::common::secret::Secret;
use lftoken::session::{CallSettings, Client, RetryPolicy, Settings, Status};
use lftoken::transport::Answer;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ureq_proto::http::HeaderMap;
use ureq_proto::http::header::{HeaderName, HeaderValue};

mod support;

use support::{eventually, login, threads_and_files};

/// Answers sent over the wire.
const ANSWERS: u32 = 12_000;
/// Inputs of each parser.
const INPUTS: u32 = 4_000;
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
            Operation::Create => r#"{"authToken":"dG9r/Zw+==","expireTime":"2030-03-01T10:15:30.1234567Z"}"#,
            Operation::Refresh => r#"{"@odata.context":"x","value":"2030-03-01T10:15:30.12Z"}"#,
            Operation::Invalidate => r#"{"@odata.context":"x","value":true}"#,
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
            total_timeout: Duration::from_secs(2),
            late_answer_grace: Duration::from_secs(2),
            max_answer_bytes: 64 * 1024,
            retry: RetryPolicy {
                max_attempts: 1,
                ..RetryPolicy::default()
            },
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

fn any_bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..max)
}

/// One change at a place that is given as a part of the length.
#[derive(Clone, Debug)]
enum Change {
    Flip(u8),
    Insert(Vec<u8>),
    Delete(usize),
    Repeat(usize),
    Truncate,
}

fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let change = prop_oneof![
        4 => (1..=255u8).prop_map(Change::Flip),
        3 => vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n'), Just(b':'), Just(b'"'), Just(b'0')], 1..6)
            .prop_map(Change::Insert),
        2 => (1..20usize).prop_map(Change::Delete),
        1 => (1..200usize).prop_map(Change::Repeat),
        1 => Just(Change::Truncate),
    ];
    (any::<prop::sample::Index>(), change)
}

fn apply(bytes: &mut Vec<u8>, at: prop::sample::Index, change: Change) {
    let at = at.index(bytes.len() + 1);
    let end = |count: usize| (at + count).min(bytes.len());
    match change {
        Change::Flip(mask) => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= mask;
            }
        }
        Change::Insert(new) => drop(bytes.splice(at..at, new)),
        Change::Delete(count) => drop(bytes.drain(at..end(count))),
        Change::Repeat(count) => {
            let again = bytes[at..end(count)].to_vec();
            bytes.splice(at..at, again);
        }
        Change::Truncate => bytes.truncate(at),
    }
}

fn changed(base: impl Strategy<Value = Vec<u8>>, max: usize) -> impl Strategy<Value = Vec<u8>> {
    (base, vec(change(), 0..max)).prop_map(|(mut bytes, changes)| {
        changes
            .into_iter()
            .for_each(|(at, change)| apply(&mut bytes, at, change));
        bytes
    })
}

fn header() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof![
        3 => prop::sample::select(vec![
            "Content-Length", "Transfer-Encoding", "Connection", "Retry-After", "Date", "Set-Cookie", "Location",
            "X-RequestId", "X-APIServer-Error", "Content-Type", "Content-Encoding", "Upgrade", "Trailer",
        ])
        .prop_map(str::to_owned),
        1 => "[!-~]{0,20}",
    ];
    let value = prop_oneof![
        3 => prop::sample::select(vec![
            "0", "1", "5, 5", "18446744073709551616", "-1", "chunked", "gzip, chunked", "close", "keep-alive",
            "upgrade", "Fri, 01 Mar 2030 10:00:00 GMT", "a=b; path=/", "", "%5B9010%5D", "/elsewhere",
        ])
        .prop_map(str::to_owned),
        1 => "[ -~]{0,40}",
        1 => "\\PC{0,20}",
    ];
    (name, value)
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

/// JSON that is no larger than a few dozen values.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        "[\\x00-\\x7f]{0,20}".prop_map(Into::into),
        date().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Into::into),
            object(inner).prop_map(serde_json::Value::Object),
        ]
    })
}

fn object(
    value: impl Strategy<Value = serde_json::Value>,
) -> impl Strategy<Value = serde_json::Map<String, serde_json::Value>> {
    let name = prop_oneof![
        8 => prop::sample::select(vec![
            "authToken", "expireTime", "value", "message", "errorCode", "errorClass", "errorSource", "operationId",
            "type", "title", "detail", "instance", "error", "error_description", "status",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ];
    vec((name, value), 0..6).prop_map(|members| members.into_iter().collect())
}

/// Dates, more or less.
fn date() -> impl Strategy<Value = String> {
    let zone = prop_oneof![
        Just("Z".to_owned()),
        Just(String::new()),
        "[+-][0-9]{2}:[0-9]{2}",
        "[+-][0-9]{1,6}"
    ];
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{0,12}"];
    let year = prop_oneof!["[0-9]{4}", "-?[0-9]{1,7}", "[+-]?9{4,6}"];
    (year, 0..15u8, 0..34u8, 0..26u8, 0..62u8, 0..62u8, fraction, zone)
        .prop_map(|(y, m, d, h, min, s, f, z)| format!("{y}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}{f}{z}"))
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

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })
}

fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn no_answer_brings_a_call_down() {
    let server = Server::start();
    let client = Client::new(&server.settings()).unwrap();
    let call = CallSettings::default();
    // So that lazily made things are there before anything is counted.
    *server.answer.lock().unwrap() = ok(Operation::Create.body());
    let token = client.create_token("Archive", &login(), &call).unwrap();
    Client::invalidate_token(&token, &call).unwrap();
    let before = threads_and_files();

    let succeeded = AtomicUsize::new(0);
    let run = |cases| {
        let cases_of = |operation| answer(operation).prop_map(move |bytes| (operation, bytes));
        let [create, refresh, invalidate] = OPERATIONS;
        let any_case = prop_oneof![cases_of(create), cases_of(refresh), cases_of(invalidate)];
        let outcome = runner(cases).run(&any_case, |(operation, bytes)| {
            *server.answer.lock().unwrap() = bytes;
            let begun = Instant::now();
            let adopted = || client.adopt_token("Archive", Secret::new(ADOPTED), None).unwrap();
            let result = match operation {
                Operation::Create => client.create_token("Archive", &login(), &call).map(drop),
                Operation::Refresh => Client::refresh_token(&adopted(), 0, &call),
                Operation::Invalidate => Client::invalidate_token(&adopted(), &call),
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
    eventually("the end of all threads and connections", || {
        let now = threads_and_files();
        now.0 <= before.0 && now.1 <= before.1
    });
    // The client is as good as new.
    *server.answer.lock().unwrap() = ok(Operation::Create.body());
    let token = client.create_token("Archive", &login(), &call).unwrap();
    Client::invalidate_token(&token, &call).unwrap();
}

fn parsed(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Answer {
    let headers: HeaderMap = headers
        .into_iter()
        .filter_map(|(name, value)| {
            let name = HeaderName::try_from(name).ok()?;
            Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
        })
        .collect();
    Answer {
        status,
        headers,
        body: body.to_vec(),
        received_at: Instant::now(),
    }
}

#[test]
fn the_parsers_take_anything() {
    let body = prop_oneof![
        any_bytes(200),
        json().prop_map(|value| value.to_string().into_bytes()),
        changed(
            prop::sample::select(&OPERATIONS[..]).prop_map(|operation| operation.body().as_bytes().to_vec()),
            6
        ),
    ];
    let input = (any::<u16>(), vec(header(), 0..8), body);
    let outcome = runner(INPUTS).run(&input, |(status, headers, body)| {
        let answer = parsed(status, headers, &body);
        if let Ok(session) = v1alpha::read_session(&answer) {
            prop_assert!(!session.token.is_empty());
            // What was read as a whole is found in pieces, too.
            prop_assert!(v1alpha::find_token(&body).is_some());
        }
        let _ = v1alpha::read_expiry(&answer);
        let _ = v1alpha::read_invalidated(&answer);
        if let Some(token) = v1alpha::find_token(&body) {
            prop_assert!(!token.is_empty());
        }
        let secret = "secret";
        let problem = Problem::read(&answer, &[secret]);
        prop_assert_eq!(problem.http_status, status);
        prop_assert!(problem.error_code != Some(0));
        for text in [
            &problem.message,
            &problem.title,
            &problem.detail,
            &problem.location,
            &problem.request_id,
        ] {
            let text = text.as_deref().unwrap_or("");
            prop_assert!(!text.chars().any(char::is_control) && text.chars().count() <= 1000);
            prop_assert!(!text.replace("[secret]", "").contains(secret));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_readers_of_times_take_anything() {
    let text = prop_oneof![
        date(),
        "\\PC{0,40}",
        "[0-9 .:TZ+-]{0,40}",
        Just("Fri, 01 Mar 2030 10:00:00 GMT".to_owned())
    ];
    let outcome = runner(INPUTS).run(&(text, any::<Option<i64>>()), |(text, now)| {
        let _ = time::parse_expiry(&text);
        let _ = time::parse_http_date(&text);
        let _ = time::parse_retry_after(&text, now);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
