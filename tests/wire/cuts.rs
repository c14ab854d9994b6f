//! An answer that ends at any byte: each call ends in time with the right status, no seat is lost, and nothing stays
//! behind in the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use lftoken_stub::Stub;
use support::alone::alone;
use support::binding::{Client, Error, ExchangeState, Settings, Status, Token, TokenState};
use support::{login, settings};

use crate::in_time::{TIMEOUT, invalidate, leaving_nothing, quick, session, settle, stub, timed, within};

const CLIENT_THREADS: usize = 6;

/// No head of the stub is as short as this.
const SHORTEST_HEAD: usize = 60;

const EXPIRY: &str = "2030-01-01T00:00:00Z";

/// What follows the token in an answer to Create with `EXPIRY`.
const AFTER_TOKEN: &str = r#","expireTime":"2030-01-01T00:00:00Z"}"#;

/// Keeps no connections: one that the stub closes right behind an answer may look open for a moment.
fn poolless(stub: &Stub) -> Arc<Client> {
    quick(Settings {
        max_idle_connections: Some(0),
        ..settings(stub)
    })
}

fn create(client: &Arc<Client>, repository: &str) -> Result<Token, Error> {
    timed(repository, TIMEOUT, |call| {
        client.create_token(repository, &login(), call)
    })
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

fn create_cut(end: &str) {
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
    alone(|| create_cut("cut"));
}

#[test]
fn create_reset_at_every_byte() {
    alone(|| create_cut("reset"));
}

#[test]
fn a_chunked_create_closed_at_every_byte() {
    alone(|| {
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
    });
}

fn refresh(token: &Token) -> Result<(), Error> {
    timed(&token.repository(), TIMEOUT, |call| token.refresh(600, call))
}

fn refresh_cut(end: &str) {
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
    alone(|| refresh_cut("cut"));
}

#[test]
fn refresh_reset_at_every_byte() {
    alone(|| refresh_cut("reset"));
}

fn invalidate_cut(end: &str) {
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
    alone(|| invalidate_cut("cut"));
}

#[test]
fn invalidate_reset_at_every_byte() {
    alone(|| invalidate_cut("reset"));
}
