//! Whatever is late, in any phase of a call: it ends in time with the right status.

use std::time::{Duration, Instant};

use lftoken_stub::blackhole::{NeverAccepts, NeverAnswers};
use support::alone::{alone, measuring};
use support::binding::{Client, ExchangeState, RetryPolicy, Settings, Status, TokenState};
use support::{eventually, login, settings};

use crate::in_time::{TIMEOUT, TOLERANCE, invalidate, leaving_nothing, quick, session, settle, stub, timed, within};

/// A pause before the answer, in its head, in its body, and before its last byte.
const PAUSES: [&str; 4] = ["delay=700", "delay-at=60/700", "delay-at=330/700", "delay-last=700"];

const SHORT: Duration = Duration::from_millis(300);

#[test]
fn a_late_create_ends_in_time_and_is_logged_out() {
    alone(|| {
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
    });
}

#[test]
fn a_late_refresh_or_invalidate_ends_in_time() {
    alone(|| {
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
    alone(|| {
        let stub = stub();
        let hole = NeverAccepts::start().unwrap();
        leaving_nothing(|| {
            nothing_sent(Settings {
                base_address: Some(format!("https://{}", hole.address())),
                ..settings(&stub)
            });
        });
    });
}

#[test]
fn a_handshake_that_never_ends_ends_in_time() {
    alone(|| {
        let stub = stub();
        let hole = NeverAnswers::start().unwrap();
        leaving_nothing(|| {
            nothing_sent(Settings {
                base_address: Some(format!("https://{}", hole.address())),
                ..settings(&stub)
            });
            eventually("the end of the connections", || hole.accepted() >= 3);
        });
    });
}

#[test]
fn the_connect_timeout_is_one_for_all_that_comes_before_the_request() {
    let _turn = measuring();
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
