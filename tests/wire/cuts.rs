//! An answer that ends at any byte, or comes late in any phase: each call ends in time with the right
//! status, no seat is lost, and nothing stays behind in the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::blackhole::{NeverAccepts, NeverAnswers};
use lftoken_stub::{Config, Stub};

use support::binding::{CallSettings, Client, Error, ExchangeState, RetryPolicy, Settings, Status, Token, TokenState};
use support::{eventually, login, settings, threads_and_files};

/// What a call may take beyond its deadline.
const TOLERANCE: Duration = Duration::from_millis(100);
const TIMEOUT: Duration = Duration::from_secs(5);
const CLIENT_THREADS: usize = 6;
/// No head of the stub is as short as this.
const SHORTEST_HEAD: usize = 60;
const EXPIRY: &str = "2030-01-01T00:00:00Z";
/// What follows the token in an answer to Create with `EXPIRY`.
const AFTER_TOKEN: &str = r#","expireTime":"2030-01-01T00:00:00Z"}"#;

/// One test at a time: the tests measure time and count what the process holds.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn quick(settings: Settings) -> Arc<Client> {
    Client::new(&Settings {
        retry: Some(RetryPolicy {
            max_attempts: 2,
            base_delay: Duration::from_millis(1),
            max_delay: Duration::from_millis(1),
        }),
        ..settings
    })
    .unwrap()
}

fn within(timeout: Duration) -> CallSettings {
    CallSettings {
        timeout: Some(timeout),
        ..CallSettings::default()
    }
}

/// Keeps no connections: one that the stub closes right behind an answer may look open for a moment.
fn poolless(stub: &Stub) -> Arc<Client> {
    quick(Settings {
        max_idle_connections: Some(0),
        ..settings(stub)
    })
}

/// Runs a call and checks that it ends in time.
fn timed<T>(what: &str, timeout: Duration, call: impl FnOnce(&CallSettings) -> T) -> T {
    let begun = Instant::now();
    let outcome = call(&within(timeout));
    let took = begun.elapsed();
    assert!(took <= timeout + TOLERANCE, "{what} took {took:?} of {timeout:?}");
    outcome
}

fn create(client: &Arc<Client>, repository: &str) -> Result<Token, Error> {
    timed(repository, TIMEOUT, |call| {
        client.create_token(repository, &login(), call)
    })
}

/// Waits until nothing is outstanding; returns how many sessions the library had to give up.
fn settle(client: &Client) -> usize {
    match client.settle(&within(Duration::from_secs(20))) {
        Ok(()) => 0,
        Err((lost, error)) => {
            assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
            lost
        }
    }
}

/// Threads of the library; those of the tests and of the stub have other names.
fn own_threads() -> usize {
    let names = std::fs::read_dir("/proc/self/task").unwrap().filter_map(|task| {
        let task = task.ok()?;
        std::fs::read_to_string(task.path().join("comm")).ok()
    });
    names.filter(|name| name.starts_with("lftoken-re")).count()
}

/// Does the work and checks that the process holds no more afterwards than before.
fn leaving_nothing(work: impl FnOnce()) {
    assert_eq!(own_threads(), 0);
    let (_, files) = threads_and_files();
    work();
    eventually("the end of threads and files", || {
        own_threads() == 0 && threads_and_files().1 <= files
    });
}

/// Calls `case` for each offset below `length`, from several threads.
fn every_offset(length: usize, case: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CLIENT_THREADS {
            scope.spawn(|| {
                loop {
                    let offset = next.fetch_add(1, Ordering::Relaxed);
                    if offset >= length {
                        return;
                    }
                    case(offset);
                }
            });
        }
    });
}

/// The smallest number of bytes that makes a whole answer.
fn answer_length(whole_with: impl Fn(usize) -> bool) -> usize {
    let (mut short, mut long) = (0, 4096);
    while long - short > 1 {
        let middle = (short + long) / 2;
        if whole_with(middle) {
            long = middle;
        } else {
            short = middle;
        }
    }
    long
}

fn stub() -> Stub {
    let stub = Stub::start(Config::default()).unwrap();
    // Whatever is made once per process is made here.
    let client = quick(settings(&stub));
    let token = client.create_token("warm", &login(), &within(TIMEOUT)).unwrap();
    token.invalidate(&within(TIMEOUT)).unwrap();
    stub.reset();
    stub
}

fn create_cut(end: &str) {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = poolless(&stub);
        let length = answer_length(|bytes| {
            let token = create(&client, &format!("fault:create:expire={EXPIRY},cut={bytes}"));
            token.is_ok_and(|token| token.invalidate(&within(TIMEOUT)).is_ok())
        });
        settle(&client);
        stub.reset();

        let client = quick(settings(&stub));
        let token_end = length - AFTER_TOKEN.len();
        let unknown = AtomicUsize::new(0);
        every_offset(length, |bytes| {
            let repository = format!("fault:create:expire={EXPIRY},{end}={bytes}");
            let error = create(&client, &repository).err().expect("an error");
            assert_eq!(error.cause, Status::ConnectionLost, "{bytes}: {error}");
            assert_eq!(error.exchange, ExchangeState::Unanswered, "{bytes}");
            assert_eq!(error.attempts, 1, "{bytes}");
            assert!(!error.retryable, "{bytes}");
            if bytes < token_end {
                assert_eq!(error.status, Status::OutcomeUnknown, "{bytes} of {token_end}");
                unknown.fetch_add(1, Ordering::Relaxed);
            } else {
                assert_eq!(error.status, Status::OutcomeUnknown, "{bytes} of {token_end}");
                assert!(error.message.contains("is being logged out"), "{error}");
            }
        });
        let lost = settle(&client);
        let report = stub.report();
        assert_eq!(report.open, lost, "the library must know what it lost");
        assert_eq!(report.create_requests as usize, length);
        assert_eq!(report.created as usize, length);
        assert_eq!(report.open, unknown.into_inner(), "lost seats");
        assert_eq!(report.invalidated as usize, AFTER_TOKEN.len());
        let token = create(&client, &format!("fault:create:expire={EXPIRY},{end}={length}")).unwrap();
        token.invalidate(&within(TIMEOUT)).unwrap();
        assert_eq!(stub.report().open, report.open);
    });
}

#[test]
fn create_closed_at_every_byte() {
    create_cut("cut");
}

#[test]
fn create_reset_at_every_byte() {
    create_cut("reset");
}

#[test]
fn a_chunked_create_closed_at_every_byte() {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = poolless(&stub);
        let length = answer_length(|bytes| {
            let token = create(&client, &format!("fault:create:chunked,cut={bytes}"));
            token.is_ok_and(|token| token.invalidate(&within(TIMEOUT)).is_ok())
        });
        settle(&client);
        stub.reset();

        let client = quick(settings(&stub));
        let logged_out = Mutex::new(vec![false; length]);
        every_offset(length, |bytes| {
            let error = create(&client, &format!("fault:create:chunked,cut={bytes}"));
            let error = error.err().expect("an error");
            assert_eq!(error.cause, Status::ConnectionLost, "{bytes}: {error}");
            assert_eq!(error.status, Status::OutcomeUnknown, "{bytes}: {error}");
            logged_out.lock().unwrap()[bytes] = error.message.contains("is being logged out");
        });
        let lost = settle(&client);
        let logged_out = logged_out.into_inner().unwrap();
        let unknown = logged_out.iter().take_while(|logged_out| !**logged_out).count();
        assert!(logged_out[unknown..].iter().all(|logged_out| *logged_out));
        assert_eq!(lost, unknown);
        // At the least what follows the token: the expiry and the framing of the last chunk.
        assert!(length - unknown > AFTER_TOKEN.len(), "{unknown} of {length}");
        assert_eq!(stub.report().open, unknown, "lost seats");
    });
}

/// Makes the session of a call whose answers are then damaged.
fn session(client: &Arc<Client>, repository: &str) -> Token {
    client.create_token(repository, &login(), &within(TIMEOUT)).unwrap()
}

fn refresh(token: &Token) -> Result<(), Error> {
    timed(&token.repository(), TIMEOUT, |call| token.refresh(600, call))
}

fn invalidate(token: &Token) -> Result<(), Error> {
    timed(&token.repository(), TIMEOUT, |call| token.invalidate(call))
}

fn refresh_cut(end: &str) {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = poolless(&stub);
        let length = answer_length(|bytes| {
            let token = session(&client, &format!("fault:refresh:cut={bytes}"));
            let whole = refresh(&token).is_ok();
            invalidate(&token).unwrap();
            whole
        });
        let client = quick(settings(&stub));
        every_offset(length, |bytes| {
            let token = session(&client, &format!("fault:refresh:{end}={bytes}"));
            let error = refresh(&token).unwrap_err();
            assert_eq!(error.status, Status::ConnectionLost, "{bytes}: {error}");
            assert_eq!(error.attempts, 2, "{bytes}");
            assert_eq!(error.exchange, ExchangeState::Unanswered, "{bytes}");
            assert!(error.retryable, "{bytes}");
            assert_eq!(token.state(), TokenState::Active, "{bytes}");
            invalidate(&token).unwrap();

            let token = session(&client, &format!("fault:refresh:{end}={bytes},times=1"));
            refresh(&token).unwrap();
            invalidate(&token).unwrap();
        });
        assert_eq!(stub.report().open, 0, "lost seats");
    });
}

#[test]
fn refresh_closed_at_every_byte() {
    refresh_cut("cut");
}

#[test]
fn refresh_reset_at_every_byte() {
    refresh_cut("reset");
}

fn invalidate_cut(end: &str) {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = poolless(&stub);
        let length = answer_length(|bytes| {
            let token = session(&client, &format!("fault:invalidate:cut={bytes}"));
            let before = stub.report().invalidate_requests;
            let done = invalidate(&token).is_ok();
            // A cut answer is asked for again, and then the session is gone.
            done && stub.report().invalidate_requests == before + 1
        });
        let client = quick(settings(&stub));
        every_offset(length, |bytes| {
            // The second answer, which says that the session is gone, is cut as well; its head is enough.
            let token = session(&client, &format!("fault:invalidate:{end}={bytes}"));
            match invalidate(&token) {
                Ok(()) => {
                    assert!(bytes > SHORTEST_HEAD, "{bytes}");
                    assert_eq!(token.state(), TokenState::LoggedOut, "{bytes}");
                }
                Err(error) => {
                    assert!(bytes < length - 1, "{bytes}: {error}");
                    assert_eq!(error.status, Status::ConnectionLost, "{bytes}: {error}");
                    assert_eq!(error.attempts, 2, "{bytes}");
                    assert_eq!(token.state(), TokenState::Active, "{bytes}");
                }
            }

            let token = session(&client, &format!("fault:invalidate:{end}={bytes},times=1"));
            invalidate(&token).unwrap();
            assert_eq!(token.state(), TokenState::LoggedOut, "{bytes}");
        });
        assert_eq!(stub.report().open, 0, "lost seats");
    });
}

#[test]
fn invalidate_closed_at_every_byte() {
    invalidate_cut("cut");
}

#[test]
fn invalidate_reset_at_every_byte() {
    invalidate_cut("reset");
}

/// A pause before the answer, in its head, in its body, and before its last byte.
const PAUSES: [&str; 4] = ["delay=700", "delay-at=60/700", "delay-at=330/700", "delay-last=700"];
const SHORT: Duration = Duration::from_millis(300);

#[test]
fn a_late_create_ends_in_time_and_is_logged_out() {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = quick(settings(&stub));
        for pause in PAUSES {
            let error = timed(pause, SHORT, |call| {
                client.create_token(&format!("fault:create:{pause}"), &login(), call)
            })
            .err()
            .expect("an error");
            assert_eq!(error.status, Status::OutcomeUnknown, "{pause}: {error}");
            assert_eq!(error.cause, Status::TimedOut, "{pause}: {error}");
        }
        settle(&client);
        let report = stub.report();
        assert_eq!((report.created, report.invalidated, report.open), (4, 4, 0));
    });
}

#[test]
fn a_late_refresh_or_invalidate_ends_in_time() {
    let _turn = alone();
    let stub = stub();
    leaving_nothing(|| {
        let client = quick(settings(&stub));
        for pause in PAUSES {
            let pause = pause.replace("330", "200");
            let token = session(&client, &format!("fault:refresh:{pause};invalidate:{pause},times=1"));
            for error in [
                timed(&pause, SHORT, |call| token.refresh(0, call)).unwrap_err(),
                timed(&pause, SHORT, |call| token.invalidate(call)).unwrap_err(),
            ] {
                assert_eq!(error.status, Status::TimedOut, "{pause}: {error}");
                assert_eq!(error.exchange, ExchangeState::Unanswered, "{pause}");
            }
            assert_eq!(token.state(), TokenState::Active);
            invalidate(&token).unwrap();
            assert_eq!(token.state(), TokenState::LoggedOut);
        }
        assert_eq!(stub.report().open, 0);
    });
}

/// All three calls against an address that fails before anything can be sent.
fn nothing_sent(base: Settings) {
    let client = quick(base);
    let token = client.adopt_token("r", "abc", None).unwrap();
    for error in [
        timed("Create", SHORT, |call| client.create_token("r", &login(), call))
            .err()
            .expect("an error"),
        timed("Refresh", SHORT, |call| token.refresh(0, call)).unwrap_err(),
        timed("Invalidate", SHORT, |call| token.invalidate(call)).unwrap_err(),
    ] {
        assert_eq!(error.status, Status::TimedOut, "{error}");
        assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
    }
    assert_eq!(token.state(), TokenState::Active);
}

#[test]
fn a_connection_that_never_stands_ends_in_time() {
    let _turn = alone();
    let stub = stub();
    let hole = NeverAccepts::start().unwrap();
    leaving_nothing(|| {
        nothing_sent(Settings {
            base_address: Some(format!("https://{}", hole.address())),
            ..settings(&stub)
        });
    });
}

#[test]
fn a_handshake_that_never_ends_ends_in_time() {
    let _turn = alone();
    let stub = stub();
    let hole = NeverAnswers::start().unwrap();
    leaving_nothing(|| {
        nothing_sent(Settings {
            base_address: Some(format!("https://{}", hole.address())),
            ..settings(&stub)
        });
        eventually("the end of the connections", || hole.accepted() >= 3);
    });
}

#[test]
fn the_connect_timeout_is_one_for_all_that_comes_before_the_request() {
    let _turn = alone();
    let stub = stub();
    let hole = NeverAnswers::start().unwrap();
    let client = Client::new(&Settings {
        base_address: Some(format!("https://{}", hole.address())),
        connect_timeout: Some(SHORT),
        retry: Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        }),
        ..settings(&stub)
    })
    .unwrap();
    let begun = Instant::now();
    let error = client
        .create_token("r", &login(), &within(TIMEOUT))
        .err()
        .expect("an error");
    assert_eq!(error.status, Status::TimedOut);
    assert!(begun.elapsed() <= SHORT + TOLERANCE, "{:?}", begun.elapsed());
}
