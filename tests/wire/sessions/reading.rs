//! Many threads read one session: one login, and each waits as long as it may.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::Operation;
use support::alone::measuring;
use support::binding::sys::*;
use support::binding::{CallSettings, Cancel, SessionOptions, Status};
use support::eventually;

use super::{close, fault, managed, ms, token};
use crate::plain::call;
use crate::scene::{Scene, within};

/// How late a thread may notice on a busy machine that its time is over.
const SLACK: Duration = Duration::from_millis(400);

#[test]
fn many_threads_share_one_login() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(session.state(), LF_SESSION_EMPTY);
    let values: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| session.token(&call()).unwrap()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(values.iter().all(|value| *value == values[0]));
    assert_eq!(session.authorization(&call()).unwrap(), format!("Bearer {}", values[0]));
    assert_eq!(session.try_token().unwrap(), values[0]);
    assert_eq!(session.state(), LF_SESSION_FRESH);
    assert!(session.expires_at_ms().is_some());
    assert_eq!(session.api_address(), scene.stub.base_url());
    assert_eq!((scene.report().created, session.stat("logins")), (1, 1));
    close(&session);
    assert_eq!(session.expires_at_ms(), None);
    assert_eq!((scene.report().invalidated, scene.report().open), (1, 0));
}

#[test]
fn two_hundred_threads_wait_as_long_as_each_may() {
    let _turn = measuring();
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=500"));
    let session = managed(&scene, &SessionOptions::default());
    let reads = thread::scope(|scope| {
        let threads: Vec<_> = (0..200)
            .map(|number| {
                let session = &session;
                scope.spawn(move || {
                    let limit = 1 + number * 999 / 199;
                    let begun = Instant::now();
                    let read = session.token(&within(limit));
                    (ms(limit), begun.elapsed(), read)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    let value = token(&session);
    let mut timed_out = 0;
    for (limit, took, read) in reads {
        assert!(took < limit + SLACK, "{limit:?}: {took:?}");
        match read {
            Ok(read) => assert_eq!(read, value),
            Err(error) => {
                assert_eq!(error.status, Status::TimedOut, "{error}");
                assert!(took >= limit, "{limit:?}: {took:?}");
                timed_out += 1;
            }
        }
    }
    assert!((50..190).contains(&timed_out), "{timed_out}");
    assert_eq!((scene.report().created, scene.report().create_requests), (1, 1));
    close(&session);
}

fn cancelled_by(cancel: &Arc<Cancel>) -> CallSettings {
    CallSettings {
        cancel: Some(cancel.clone()),
        ..within(10_000)
    }
}

#[test]
fn a_login_goes_on_when_the_only_one_who_waits_is_cancelled() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=400"));
    let options = SessionOptions {
        linger_seconds: Some(1),
        ..SessionOptions::default()
    };
    let session = managed(&scene, &options);
    let cancel = Arc::new(Cancel::default());
    let begun = Instant::now();
    let error = thread::scope(|scope| {
        let waiting = scope.spawn(|| session.token(&cancelled_by(&cancel)).unwrap_err());
        thread::sleep(ms(150));
        cancel.trigger();
        waiting.join().unwrap()
    });
    assert_eq!(error.status, Status::Cancelled);
    assert!(begun.elapsed() < ms(400));
    assert_eq!(session.state(), LF_SESSION_RENEWING);
    assert_eq!(session.try_token().unwrap_err().status, Status::Pending);
    // Its token is taken over, and nobody reads it.
    eventually("the login", || session.stat("logins") == 1);
    eventually("the logout", || scene.report().invalidated == 1);
    eventually("the event", || session.stat("logouts") == 1);
    assert_eq!(session.state(), LF_SESSION_EMPTY);
    assert_eq!(session.events(), [LF_EVENT_LOGGED_IN, LF_EVENT_LOGGED_OUT]);
    assert_eq!((scene.report().create_requests, scene.report().open), (1, 0));
}

#[test]
fn a_cancel_of_one_does_not_end_the_wait_of_others() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=400"));
    let session = managed(&scene, &SessionOptions::default());
    let cancel = Arc::new(Cancel::default());
    thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| token(&session))).collect();
        let waiting = scope.spawn(|| session.token(&cancelled_by(&cancel)).unwrap_err());
        thread::sleep(ms(150));
        cancel.trigger();
        assert_eq!(waiting.join().unwrap().status, Status::Cancelled);
        for other in others {
            assert_eq!(other.join().unwrap(), token(&session));
        }
    });
    // A read that need not wait is not ended by the handle.
    assert_eq!(session.token(&cancelled_by(&cancel)).unwrap(), token(&session));
    assert_eq!(scene.report().create_requests, 1);
    close(&session);
}

#[test]
fn a_read_that_must_not_wait_says_that_a_login_is_on_its_way() {
    let scene = Scene::new();
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(session.try_token().unwrap_err().status, Status::Pending);
    eventually("the token", || session.try_token().is_ok());
    assert_eq!((scene.report().created, session.stat("waits")), (1, 0));
    close(&session);
    assert_eq!(session.try_token().unwrap_err().status, Status::Closed);
}
