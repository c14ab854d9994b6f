use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::*;
use crate::api::error::Error as ApiError;
use crate::api::problem::Problem;
use crate::base::cancel::Cancel;
use crate::base::clock::Stopped;
use crate::base::lock::lock;
use crate::session::settings::Settings;

const SECOND: Duration = Duration::from_secs(1);

fn engine() -> Engine {
    let settings = Settings {
        base_address: Some("http://127.0.0.1:1/api".into()),
        ..Settings::default()
    };
    Engine {
        service: settings.service().unwrap(),
        retry: RetryPolicy {
            max_attempts: 4,
            ..RetryPolicy::default()
        },
        total_timeout: 30 * SECOND,
        log: Log::default(),
    }
}

fn refused(retry_after: u32) -> Failed {
    ApiError::Refused(Box::new(Problem {
        http_status: 429,
        retry_after: Some(retry_after * SECOND),
        ..Problem::default()
    }))
    .into()
}

/// Lets attempts fail in turn; when each of them began, in seconds, and how the last one did.
fn attempted(call: &CallSettings, failures: &[u32]) -> (Vec<u64>, Option<Unsuccessful>) {
    let engine = engine();
    let begun = clock::now();
    let mut times = Vec::new();
    let outcome = engine.attempt(Operation::Login, "r", None, call, &engine.deadline(call), || {
        times.push((clock::now() - begun).as_secs());
        failures
            .get(times.len() - 1)
            .map_or(Ok(()), |seconds| Err(refused(*seconds)))
    });
    (times, outcome.err())
}

#[test]
fn attempts_wait_for_what_the_server_asks_for() {
    let _clock = Stopped::new();
    let call = CallSettings::default();
    let (times, unsuccessful) = attempted(&call, &[3, 0, 20]);
    assert!(unsuccessful.is_none());
    assert_eq!(times, [0, 3, 3, 23]);
    let (times, unsuccessful) = attempted(&call, &[1, 1, 1, 1]);
    assert_eq!((times, unsuccessful.unwrap().attempts), (vec![0, 1, 2, 3], 4));
}

#[test]
fn nobody_waits_for_an_attempt_that_there_is_no_time_for() {
    let _clock = Stopped::new();
    let (times, unsuccessful) = attempted(&CallSettings::default(), &[10, 20]);
    let unsuccessful = unsuccessful.unwrap();
    assert_eq!((times, unsuccessful.attempts), (vec![0, 10], 2));
    assert_eq!(unsuccessful.interrupt, None);
}

/// A server that answers each connection's request with 503 and asks to wait that long, until there are no more.
fn unavailable(pauses: &'static [u32]) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api", listener.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        for pause in pauses {
            let (mut stream, _) = listener.accept().unwrap();
            let head = format!("503 X\r\nRetry-After: {pause}\r\nContent-Length: 0");
            let answer = if *pause == 0 { "204 X\r\nX-RequestId: 1" } else { &head };
            let _ = stream.read(&mut [0; 4096]).unwrap();
            write!(stream, "HTTP/1.1 {answer}\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    (address, serving)
}

#[test]
fn who_asks_a_logout_of_nobody_to_wait_too_long_is_asked_again_in_time() {
    let _clock = Stopped::new();
    let (address, serving) = unavailable(&[2, 3600, 3600, 0]);
    let mut engine = engine();
    let settings = Settings {
        base_address: Some(address),
        ..Settings::default()
    };
    engine.service = settings.service().unwrap();
    engine.retry.max_attempts = 1;
    let begun = clock::now();
    let deadline = Deadline::after(20 * SECOND, None);
    let ended = engine.logout_insisting("r", &Secret::new("token"), &deadline);
    assert_eq!(ended.unwrap(), Ended::Now);
    // After 2 s, and then after half of the 18 s and of the 9 s that are left.
    assert_eq!(clock::now() - begun, 15_500 * SECOND / 1000);
    serving.join().unwrap();
}

#[test]
fn a_cancel_ends_the_wait_for_another_attempt() {
    let _clock = Stopped::new();
    let cancel = Arc::new(Cancel::default());
    let mut engine = engine();
    // The last that is said before the wait.
    engine.log = Log::new(Level::Warn, {
        let cancel = cancel.clone();
        move |_, _| cancel.trigger()
    });
    let call = CallSettings {
        cancel: Some(cancel),
        ..CallSettings::default()
    };
    let outcome = engine.attempt(Operation::Refresh, "r", None, &call, &engine.deadline(&call), || {
        Err::<(), _>(refused(5))
    });
    let error = engine.describe(&outcome.err().unwrap());
    assert_eq!((error.status, error.cause), (Status::Cancelled, Status::RateLimited));
    assert!(
        error.what.starts_with("cancelled while waiting to try again"),
        "{}",
        error.what
    );
}

/// What happens to a login whose assertion is refused because of its time, so many times.
fn with_wrong_clock(times: usize, max_attempts: u32) -> (usize, Option<Unsuccessful>, Vec<String>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let mut engine = engine();
    engine.retry.max_attempts = max_attempts;
    engine.log = Log::new(Level::Warn, move |_, line| lock(&sink).push(line.to_owned()));
    let call = CallSettings::default();
    let mut attempts = 0;
    let kind = Some(Kind::AccessKey);
    let outcome = engine.attempt(Operation::Login, "", kind, &call, &engine.deadline(&call), || {
        attempts += 1;
        if attempts > times {
            return Ok(());
        }
        Err(Failed {
            clock_off_seconds: Some(-91),
            ..ApiError::Refused(Box::new(Problem {
                http_status: 401,
                ..Problem::default()
            }))
            .into()
        })
    });
    (attempts, outcome.err(), std::mem::take(&mut lock(&lines)))
}

#[test]
fn a_login_is_made_anew_once_by_the_servers_clock() {
    let _clock = Stopped::new();
    let (attempts, unsuccessful, lines) = with_wrong_clock(1, 1);
    assert!(unsuccessful.is_none());
    assert_eq!(attempts, 2);
    assert!(lines[0].contains("91 s ahead of the server's"), "{lines:?}");
    let (attempts, unsuccessful, lines) = with_wrong_clock(9, 9);
    assert_eq!(unsuccessful.map(|unsuccessful| unsuccessful.attempts), Some(2));
    assert_eq!((attempts, lines.len()), (2, 1));
}
