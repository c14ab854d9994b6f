//! The end of a session that its host closes.

use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{SessionOptions, Status};
use support::eventually;

use super::{close, fault, managed, ms, token};
use crate::scene::{Scene, within};

#[test]
fn during_a_login() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=500"));
    let session = managed(&scene, &SessionOptions::default());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| session.token(&within(10_000)).unwrap_err());
        eventually("the login", || scene.report().create_requests == 1);
        let begun = Instant::now();
        close(&session);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(waiting.join().unwrap().status, Status::Closed);
    });
    assert_eq!((scene.report().created, scene.report().open), (1, 0));
}

#[test]
fn during_a_renewal() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Refresh, fault("delay=3000"));
    let session = managed(&scene, &SessionOptions::default());
    let value = token(&session);
    session.token_rejected(&value).unwrap();
    eventually("the renewal", || scene.report().refresh_requests == 1);
    let begun = Instant::now();
    close(&session);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!((scene.report().invalidated, scene.report().open), (1, 0));
}

#[test]
fn twice_and_at_once() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Invalidate, fault("delay=300"));
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| close(&session));
        }
    });
    close(&session);
    assert_eq!(session.state(), LF_SESSION_CLOSED);
    assert_eq!(scene.report().invalidate_requests, 1);
    // What was never used is closed without a request.
    let unused = managed(&scene, &SessionOptions::default());
    close(&unused);
    assert_eq!(scene.report().create_requests, 1);
}

#[test]
fn nothing_can_be_done_with_it_afterwards() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    let value = token(&session);
    close(&session);
    let requests = scene.report().requests;
    assert_eq!(session.token(&within(5_000)).unwrap_err().status, Status::Closed);
    assert_eq!(session.try_token().unwrap_err().status, Status::Closed);
    session.token_rejected(&value).unwrap();
    session.retry_credentials();
    let refused = session.set_credentials(&support::login()).unwrap_err();
    assert_eq!(refused.status, Status::Closed, "they are not kept");
    assert_eq!(session.token(&within(5_000)).unwrap_err().status, Status::Closed);
    assert_eq!(session.state(), LF_SESSION_CLOSED);
    assert_eq!(scene.report().requests, requests);
}

#[test]
fn a_logout_that_takes_longer_than_the_call_goes_on() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Invalidate, fault("delay=1000"));
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    let begun = Instant::now();
    let error = session.close(&within(200)).unwrap_err();
    assert_eq!(error.status, Status::TimedOut, "{error}");
    assert!(begun.elapsed() < ms(700), "{:?}", begun.elapsed());
    close(&session);
    assert_eq!((scene.report().invalidate_requests, scene.report().open), (1, 0));
}

#[test]
fn a_logout_that_fails_is_told() {
    let scene = Scene::with(Config::default(), |_| {});
    scene.stub.set_fault(Operation::Invalidate, fault("status=403"));
    let session = managed(&scene, &SessionOptions::default());
    token(&session);
    let error = session.close(&within(60_000)).unwrap_err();
    assert_eq!(error.status, Status::AccessDenied, "{error}");
    assert_eq!(session.events(), [LF_EVENT_LOGGED_IN, LF_EVENT_LICENSE_LOST]);
    assert_eq!(scene.client.settle(&within(1_000)).unwrap_err().0, 1);
}

/// What a callback of a session may call.
type Inside = dyn Fn(*mut lf_session) + Send + Sync;

/// A session that is in use, and whose callback calls `inside` at its first event.
fn with_callback(scene: &Scene, inside: Arc<Inside>) -> support::binding::Session {
    let handle = Arc::new(OnceLock::<usize>::new());
    let known = handle.clone();
    let options = SessionOptions {
        on_event: Some(Arc::new(move |event| {
            if event == LF_EVENT_LOGGED_IN {
                inside(std::ptr::without_provenance_mut(*known.wait()));
            }
        })),
        ..SessionOptions::default()
    };
    let session = managed(scene, &options);
    handle.set(session.get().addr()).unwrap();
    session
}

#[test]
fn from_a_callback_it_would_wait_for_itself() {
    let scene = Scene::new();
    let statuses = Arc::new(Mutex::new(Vec::new()));
    let seen = statuses.clone();
    let session = with_callback(
        &scene,
        Arc::new(move |session| {
            let mut buffer = [0; 512];
            // SAFETY: the buffer has so many bytes, and nothing else is given.
            let read = unsafe {
                lf_session_token(
                    session,
                    std::ptr::null(),
                    buffer.as_mut_ptr(),
                    buffer.len(),
                    &mut 0,
                    None,
                )
            };
            let closed = lf_session_close(session, std::ptr::null(), None);
            seen.lock().unwrap().extend([closed, read]);
        }),
    );
    token(&session);
    eventually("the callback", || statuses.lock().unwrap().len() == 2);
    // There is a token by then: to read it is no wait.
    assert_eq!(*statuses.lock().unwrap(), [LF_E_WOULD_DEADLOCK, LF_OK]);
    assert!(session.try_token().is_ok(), "it is not closed");
    close(&session);
}

#[test]
fn from_a_callback_it_can_be_freed() {
    let scene = Scene::new();
    let is_freed = Arc::new(OnceLock::new());
    let freed = is_freed.clone();
    let session = with_callback(
        &scene,
        Arc::new(move |session| {
            lf_session_free(session);
            freed.set(lf_session_close(session, std::ptr::null(), None)).unwrap();
        }),
    );
    let read = session.token(&within(10_000));
    assert!(read.as_ref().is_ok() || matches!(read.unwrap_err().status, Status::Closed | Status::InvalidHandle));
    assert_eq!(*is_freed.wait(), LF_E_INVALID_HANDLE);
    scene.client.settle(&within(10_000)).unwrap();
    assert_eq!((scene.report().created, scene.report().open), (1, 0));
}
