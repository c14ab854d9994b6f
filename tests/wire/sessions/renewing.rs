//! Renewals ahead, and what becomes of a token while they fail.

use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{Api, SessionOptions, Status};
use support::eventually;

use super::{close, failure, fault, managed, ms, token, token_in_time};
use crate::scene::Scene;

/// Renewed after about a second.
fn soon() -> SessionOptions {
    SessionOptions {
        renew_after_percent: Some(1),
        jitter_percent: Some(0),
        ..SessionOptions::default()
    }
}

fn minute() -> Config {
    Config {
        idle_timeout: Duration::from_secs(60),
        ..Config::default()
    }
}

#[test]
fn a_token_that_is_read_is_renewed_in_the_background() {
    let scene = Scene::with(minute(), |_| {});
    let options = SessionOptions {
        keep_alive_seconds: Some(60),
        ..soon()
    };
    let session = managed(&scene, &options);
    let value = token(&session);
    let begun = Instant::now();
    while session.stat("renewals") < 3 {
        assert_eq!(token(&session), value);
        assert!(begun.elapsed() < Duration::from_secs(10));
        thread::sleep(ms(20));
    }
    assert_eq!((session.stat("waits"), scene.report().created), (1, 1));
    let requests = scene.stub.requests();
    let mut refreshes = requests
        .iter()
        .filter(|request| request.operation == Some(Operation::Refresh));
    assert!(refreshes.all(|refresh| refresh.header("Keep-Alive") == Some("60")));
    // Nobody reads it: the renewal that is due is not made.
    thread::sleep(ms(1_500));
    let renewals = session.stat("renewals");
    thread::sleep(ms(1_500));
    assert_eq!(session.stat("renewals"), renewals);
    close(&session);
}

#[test]
fn a_good_token_is_handed_out_while_its_renewal_fails() {
    let scene = Scene::with(minute(), |_| {});
    let session = managed(&scene, &soon());
    let value = token(&session);
    scene.stub.set_fault(Operation::Refresh, fault("status=503"));
    let begun = Instant::now();
    while session.stat("renewal_failures") < 2 {
        assert_eq!(token(&session), value);
        assert!(begun.elapsed() < Duration::from_secs(10));
        thread::sleep(ms(20));
    }
    assert_eq!(session.state(), LF_SESSION_FAILING);
    scene.stub.clear_faults();
    eventually("a renewal", || {
        assert_eq!(token(&session), value);
        session.stat("renewals") > 0
    });
    assert_eq!(session.state(), LF_SESSION_FRESH);
    let first = session.next_event().unwrap();
    assert_eq!((first.kind, first.cause.is_none()), (LF_EVENT_LOGGED_IN, true));
    let failed = session.next_event().unwrap();
    assert_eq!(failed.kind, LF_EVENT_RENEWAL_FAILED);
    assert_eq!(failed.cause.unwrap().status, Status::ServerError);
    assert_eq!((scene.report().created, session.stat("waits")), (1, 1));
    close(&session);
}

#[test]
fn a_server_that_is_down_for_longer_than_a_token_lives() {
    let config = Config {
        token_lifetime: Some(Duration::from_secs(2)),
        ..Config::default()
    };
    let scene = Scene::with(config, |settings| settings.api = Some(Api::ServerV1));
    let session = managed(&scene, &SessionOptions::default());
    let (value, begun) = (token(&session), Instant::now());
    scene.stub.set_fault(Operation::Token, fault("status=503"));
    let error = loop {
        match session.token(&crate::scene::within(5_000)) {
            Ok(read) => assert_eq!(read, value),
            Err(error) => break error,
        }
        assert!(begun.elapsed() < Duration::from_secs(4));
        thread::sleep(ms(20));
    };
    assert!(begun.elapsed() > ms(1_500), "{:?}", begun.elapsed());
    assert_eq!(error.status, Status::ServerError, "{error}");
    thread::sleep(ms(1_000));
    assert_eq!(failure(&session).status, Status::ServerError);
    assert!(scene.report().token_requests <= 6);
    scene.stub.clear_faults();
    assert_ne!(token_in_time(&session), value);
    close(&session);
    assert_eq!(scene.report().double_logins, 0);
}

#[test]
fn a_session_that_has_ended_on_the_server_is_replaced_when_that_shows() {
    let scene = Scene::with(minute(), |_| {});
    let session = managed(&scene, &soon());
    let value = token(&session);
    scene.stub.end_sessions();
    let begun = Instant::now();
    while session.stat("logins") < 2 {
        // The old one until its renewal is refused; nobody sees a failure.
        token(&session);
        assert!(begun.elapsed() < Duration::from_secs(10));
        thread::sleep(ms(20));
    }
    assert_ne!(token(&session), value);
    close(&session);
    assert_eq!((scene.report().created, scene.report().open), (2, 0));
    assert_eq!(session.stat("renewal_failures"), 0);
}
