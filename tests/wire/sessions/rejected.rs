//! Tokens that a resource has refused with 401.

use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{Api, SessionOptions, Status};

use super::{close, fault, managed, ms, token};
use crate::scene::{Scene, within};

#[test]
fn a_token_that_the_service_confirms_stays() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    let value = token(&session);
    session.token_rejected(&format!("Bearer {value}")).unwrap();
    assert_eq!(token(&session), value, "the service has confirmed it");
    assert_eq!(session.token_rejected(&value).unwrap_err().status, Status::AccessDenied);
    assert_eq!(token(&session), value);
    let report = scene.report();
    assert_eq!((report.created, report.refreshed), (1, 1));
    assert_eq!(session.stat("rejections"), 2);
    close(&session);
}

#[test]
fn only_the_token_of_now_counts() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    session.token_rejected("nobody's").unwrap();
    session.token_rejected("").unwrap();
    assert_eq!((session.state(), scene.report().requests), (LF_SESSION_EMPTY, 0));
    let older = token(&session);
    scene.stub.end_sessions();
    session.token_rejected(&older).unwrap();
    let newer = token(&session);
    assert_ne!(newer, older);
    let requests = scene.report().requests;
    for late in [older.as_str(), "nobody's"] {
        session.token_rejected(late).unwrap();
        assert_eq!(token(&session), newer);
    }
    assert_eq!(scene.report().requests, requests);
    assert_eq!((session.stat("rejections"), session.stat("late_rejections")), (1, 4));
    close(&session);
    assert_eq!((scene.report().created, scene.report().open), (2, 0));
}

#[test]
fn many_rejections_of_one_token_are_one() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    let value = token(&session);
    scene.stub.end_sessions();
    let values: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    session.token_rejected(&value).unwrap();
                    token(&session)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(values.iter().all(|read| *read == values[0] && *read != value));
    let report = scene.report();
    assert_eq!(
        (report.created, report.refresh_requests, report.double_logins),
        (2, 1, 0)
    );
    close(&session);
}

/// A host that reads, is refused, says so, and reads again, for three seconds.
fn refused_again_and_again(scene: &Scene) {
    let session = managed(scene, &SessionOptions::default());
    let begun = Instant::now();
    let (mut requests, mut denied) = (0, 0);
    while begun.elapsed() < Duration::from_secs(3) {
        let read = session.token(&within(5_000));
        let outcome = read.and_then(|value| {
            requests += 1;
            session.token_rejected(&value)
        });
        if let Err(error) = outcome {
            assert_eq!(error.status, Status::AccessDenied, "{error}");
            denied += 1;
        }
        thread::sleep(ms(5));
    }
    assert!(denied > 10, "{denied} of {requests}");
    close(&session);
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_resource_that_refuses_every_token_costs_no_login_a_request() {
    let scene = Scene::new();
    refused_again_and_again(&scene);
    let report = scene.report();
    assert_eq!((report.created, report.refreshed), (1, 1));

    // Something in front of the service refuses the renewals, too.
    let scene = Scene::new();
    scene
        .stub
        .set_fault(Operation::Refresh, fault("status=401,gateway,error=none"));
    refused_again_and_again(&scene);
    let report = scene.report();
    assert!(report.created <= 3, "{report:?}");
}

#[test]
fn nor_where_only_a_login_can_tell() {
    let scene = Scene::with(Config::default(), |settings| settings.api = Some(Api::ServerV1));
    let session = managed(&scene, &SessionOptions::default());
    let first = token(&session);
    session.token_rejected(&first).unwrap();
    let second = token(&session);
    assert_ne!(first, second);
    session.token_rejected(&second).unwrap();
    let begun = Instant::now();
    while begun.elapsed() < ms(1_500) {
        let error = session.token(&within(5_000)).unwrap_err();
        assert_eq!(error.status, Status::AccessDenied, "{error}");
        thread::sleep(ms(10));
    }
    assert_eq!(scene.report().token_requests, 2);
    close(&session);
}

/// A host that waits for events hears that no other login follows.
#[test]
fn a_login_that_is_kept_off_is_an_event() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    for _ in 0..2 {
        let value = token(&session);
        scene.stub.end_sessions();
        session.token_rejected(&value).unwrap();
    }
    assert_eq!(session.token(&within(5_000)).unwrap_err().status, Status::AccessDenied);
    assert_eq!(
        session.events(),
        [LF_EVENT_LOGGED_IN, LF_EVENT_LOGGED_IN, LF_EVENT_LOGIN_FAILED]
    );
    assert_eq!(scene.report().created, 2);
    close(&session);
}
