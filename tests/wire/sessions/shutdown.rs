//! A client that shuts down.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{Api, Credentials, SessionOptions, Status, TokenState};
use support::{eventually, login};

use super::{fault, managed, ms, token};
use crate::plain::call;
use crate::scene::{Scene, invalidate, refresh, within};

#[test]
fn tokens_and_sessions_are_logged_out_side_by_side() {
    let scene = Scene::new();
    let tokens: Vec<_> = (0..6).map(|_| scene.session("Archive")).collect();
    let sessions: Vec<_> = (0..6).map(|_| managed(&scene, &SessionOptions::default())).collect();
    for session in &sessions {
        token(session);
    }
    let unused = managed(&scene, &SessionOptions::default());
    scene.stub.set_fault(Operation::Invalidate, fault("delay=500"));
    let begun = Instant::now();
    scene.client.shut_down(&within(10_000)).unwrap();
    // One after the other they would take six seconds.
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!((scene.report().invalidated, scene.report().open), (12, 0));
    for session in sessions.iter().chain([&unused]) {
        assert_eq!(session.token(&call()).unwrap_err().status, Status::Closed);
        assert_eq!(session.state(), LF_SESSION_CLOSED);
        session.close(&call()).unwrap();
    }
    for token in &tokens {
        assert_eq!(token.state(), TokenState::LoggedOut);
        assert_eq!(refresh(token).unwrap_err().status, Status::Closed);
        invalidate(token).unwrap();
    }
    assert_eq!(scene.create("Archive").err().unwrap().status, Status::Closed);
    let another = scene
        .client
        .session("Archive", Some(&login()), &SessionOptions::default());
    assert_eq!(another.err().unwrap().status, Status::Closed);
    scene.client.shut_down(&within(10_000)).unwrap();
    assert_eq!(scene.report().invalidate_requests, 12);
}

#[test]
fn its_deadline_passes_and_it_is_called_again() {
    let scene = Scene::new();
    let token_of_host = scene.session("Archive");
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    scene.stub.set_fault(Operation::Invalidate, fault("delay=1200"));
    let begun = Instant::now();
    let (open, error) = scene.client.shut_down(&within(300)).unwrap_err();
    assert!(begun.elapsed() < ms(900), "{:?}", begun.elapsed());
    assert_eq!((open, error.status), (2, Status::TimedOut), "{error}");
    scene.client.shut_down(&within(10_000)).unwrap();
    assert_eq!((scene.report().invalidate_requests, scene.report().open), (2, 0));
    assert_eq!(token_of_host.state(), TokenState::LoggedOut);
}

#[test]
fn a_server_that_hangs_does_not_hold_it_up() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    let logging_in = managed(&scene, &SessionOptions::default());
    scene.stub.set_fault(Operation::Create, fault("delay=2500"));
    scene.stub.set_fault(Operation::Invalidate, fault("delay=2500"));
    assert_eq!(logging_in.try_token().unwrap_err().status, Status::Pending);
    eventually("the login", || scene.report().create_requests == 2);
    let begun = Instant::now();
    let (open, error) = scene.client.shut_down(&within(300)).unwrap_err();
    assert!(begun.elapsed() < ms(900), "{:?}", begun.elapsed());
    assert_eq!(error.status, Status::TimedOut);
    assert_eq!(open, 2, "the one that is open, and the one that may be");
    scene.client.settle(&within(20_000)).unwrap();
    assert_eq!(scene.report().open, 0);
}

/// What it brings is logged out, and whoever shuts down has to know of it before the process ends.
#[test]
fn a_login_of_the_host_that_is_on_its_way_is_waited_for() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=600"));
    thread::scope(|scope| {
        let logging_in = scope.spawn(|| scene.create("Archive").err().unwrap());
        eventually("the login", || scene.report().create_requests == 1);
        scene.client.shut_down(&within(10_000)).unwrap();
        assert_eq!((scene.report().created, scene.report().open), (1, 0));
        assert_eq!(logging_in.join().unwrap().status, Status::Closed);
    });
}

/// A logout that is decided and not begun is nobody's but that thread's.
#[test]
fn a_callback_that_takes_its_time_hides_no_session() {
    let scene = Scene::new();
    let is_inside = Arc::new(AtomicBool::new(false));
    let enters = is_inside.clone();
    let options = SessionOptions {
        on_event: Some(Arc::new(move |event| {
            if event == LF_EVENT_RENEWAL_FAILED {
                enters.store(true, Ordering::SeqCst);
                thread::sleep(ms(600));
            }
        })),
        ..SessionOptions::default()
    };
    let session = managed(&scene, &options);
    let value = token(&session);
    scene.stub.set_fault(Operation::Refresh, fault("delay=3000"));
    session.token_rejected(&value).unwrap();
    eventually("the renewal", || scene.report().refresh_requests == 1);
    let another = Credentials {
        username: Some("somebody else".into()),
        ..login()
    };
    session.set_credentials(&another).unwrap();
    eventually("the callback", || is_inside.load(Ordering::SeqCst));
    scene.client.shut_down(&within(10_000)).unwrap();
    assert_eq!(scene.report().open, 0);
}

#[test]
fn whatever_goes_on_meanwhile_nothing_is_open_when_it_returns() {
    for round in 0..4 {
        let scene = Scene::new();
        scene.stub.set_fault(Operation::Create, fault("delay=30"));
        thread::scope(|scope| {
            for number in 0..32 {
                let scene = &scene;
                // Each ends when it is refused.
                scope.spawn(move || {
                    if number % 2 == 0 {
                        while let Ok(token) = scene.create("Archive") {
                            thread::sleep(ms(number));
                            let _ = invalidate(&token);
                        }
                    } else {
                        let open = || {
                            let options = SessionOptions::default();
                            scene.client.session("Archive", Some(&login()), &options)
                        };
                        while let Ok(session) = open() {
                            let _ = session.token(&within(20 + number));
                        }
                    }
                });
            }
            thread::sleep(ms(60 + 37 * round));
            scene.client.shut_down(&within(20_000)).unwrap();
            assert_eq!(scene.report().open, 0);
        });
    }
}

#[test]
fn who_waits_for_a_token_is_told() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    scene.stub.set_fault(Operation::Create, fault("delay=600"));
    thread::scope(|scope| {
        let waiting = scope.spawn(|| session.token(&within(10_000)).unwrap_err());
        eventually("the login", || scene.report().create_requests == 1);
        scene.client.shut_down(&within(10_000)).unwrap();
        assert_eq!(waiting.join().unwrap().status, Status::Closed);
    });
    assert_eq!(scene.report().open, 0);
}

#[test]
fn licences_that_no_call_can_free_are_counted() {
    let scene = Scene::with(Config::default(), |settings| settings.api = Some(Api::ServerV1));
    let _token = scene.session("Archive");
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    let (open, error) = scene.client.shut_down(&within(5_000)).unwrap_err();
    assert_eq!((open, error.status), (2, Status::OutcomeUnknown), "{error}");
    assert_eq!(session.events(), [LF_EVENT_LOGGED_IN, LF_EVENT_LICENSE_LOST]);
    scene.client.shut_down(&within(5_000)).unwrap();
}
