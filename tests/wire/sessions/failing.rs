//! Logins that fail: who hears of it, and when the next one is made.

use std::net::TcpListener;
use std::thread;
use std::time::Instant;

use lftoken_stub::{Config, Operation, Stub};
use support::binding::sys::*;
use support::binding::{Client, RetryPolicy, SessionOptions, Settings, Status};
use support::login;

use super::{close, failure, fault, managed, ms, token, token_in_time};
use crate::scene::Scene;

#[test]
fn a_server_that_is_down_at_first() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = Settings {
        base_address: Some(format!("http://127.0.0.1:{port}/repository")),
        ..Settings::default()
    };
    let client = Client::new(&settings).unwrap();
    let session = client
        .session("Archive", Some(&login()), &SessionOptions::default())
        .unwrap();
    assert_eq!(failure(&session).status, Status::ConnectFailed);
    assert_eq!(session.state(), LF_SESSION_FAILING);
    let begun = Instant::now();
    for _ in 0..50 {
        let error = failure(&session);
        assert_eq!(error.status, Status::ConnectFailed);
        assert!(error.message.contains("is tried again in"), "{error}");
    }
    assert!(begun.elapsed() < ms(400), "they do not try");
    assert_eq!(session.stat("login_failures"), 1);
    let config = Config {
        port,
        tls: false,
        ..Config::default()
    };
    let stub = Stub::start(config).unwrap();
    token_in_time(&session);
    assert_eq!(session.state(), LF_SESSION_FRESH);
    close(&session);
    let events = session.events();
    assert_eq!(events[events.len() - 2..], [LF_EVENT_LOGGED_IN, LF_EVENT_LOGGED_OUT]);
    assert!(
        events[..events.len() - 2]
            .iter()
            .all(|event| *event == LF_EVENT_LOGIN_FAILED)
    );
    assert_eq!(stub.report().open, 0);
}

#[test]
fn licences_that_are_used_up_for_a_long_time() {
    let scene = Scene::with(
        Config {
            seat_limit: Some(0),
            ..Config::default()
        },
        |_| {},
    );
    let session = managed(&scene, &SessionOptions::default());
    let begun = Instant::now();
    while begun.elapsed() < ms(3_000) {
        assert_eq!(failure(&session).status, Status::LicenseExhausted);
        thread::sleep(ms(10));
    }
    let asked = scene.report().create_requests;
    assert!((2..=5).contains(&asked), "{asked}");
    scene.stub.set_seat_limit(None);
    token_in_time(&session);
    close(&session);
    assert_eq!((scene.report().created, scene.report().open), (1, 0));
}

#[test]
fn the_time_that_a_server_asked_for_is_kept() {
    let scene = Scene::with(Config::default(), |settings| {
        settings.retry = Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        });
    });
    scene
        .stub
        .set_fault(Operation::Create, fault("status=429,retry-after=3,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    let begun = Instant::now();
    assert_eq!(failure(&session).status, Status::RateLimited);
    // Neither the host's word nor the same credentials end it.
    session.retry_credentials();
    assert_eq!(failure(&session).status, Status::RateLimited);
    session.set_credentials(&login()).unwrap();
    assert_eq!(failure(&session).status, Status::RateLimited);
    token_in_time(&session);
    assert!(begun.elapsed() >= ms(2_900), "{:?}", begun.elapsed());
    assert_eq!(scene.report().create_requests, 2);
    close(&session);
}

#[test]
fn all_who_waited_hear_why_a_login_failed() {
    let scene = Scene::new();
    scene
        .stub
        .set_fault(Operation::Create, fault("status=500,delay=300,message=no%20luck"));
    let session = managed(&scene, &SessionOptions::default());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..5).map(|_| scope.spawn(|| failure(&session))).collect();
        for thread in threads {
            let error = thread.join().unwrap();
            assert_eq!(error.status, Status::ServerError, "{error}");
            assert!(error.message.contains("no luck"), "{error}");
        }
    });
    assert_eq!(scene.report().create_requests, 1);
    scene.stub.clear_faults();
    token_in_time(&session);
    token(&session);
    close(&session);
}
