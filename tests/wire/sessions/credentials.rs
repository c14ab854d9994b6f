//! Credentials that are refused, changed, or asked for.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use lftoken_stub::{Config, Operation, SeenRequest};
use support::binding::sys::*;
use support::binding::{Api, Credentials, SessionOptions, Status};
use support::{PASSWORD, eventually, login};

use super::{close, failure, fault, managed, ms, token, with_password};
use crate::scene::{Scene, within};

const CHANGED: &str = "another horse, another battery";
const OTHER: (&str, &str) = ("other", "the password of somebody else");

fn two_users() -> Scene {
    let mut config = Config::default();
    config.users.push((OTHER.0.into(), OTHER.1.into()));
    Scene::with(config, |_| {})
}

fn other() -> Credentials {
    Credentials {
        username: Some(OTHER.0.into()),
        password: Some(OTHER.1.into()),
        ..Credentials::default()
    }
}

/// A renewal is a login, and comes after about a second.
fn renewed_by_login() -> (Scene, SessionOptions) {
    let config = Config {
        token_lifetime: Some(ms(60_000)),
        ..Config::default()
    };
    let options = SessionOptions {
        renew_after_percent: Some(1),
        jitter_percent: Some(0),
        ..SessionOptions::default()
    };
    (
        Scene::with(config, |settings| settings.api = Some(Api::ServerV1)),
        options,
    )
}

#[test]
fn refused_credentials_are_not_tried_again_before_the_host_says_so() {
    let scene = Scene::new();
    let wrong = with_password("certainly not it");
    let session = scene
        .client
        .session("Archive", Some(&wrong), &SessionOptions::default())
        .unwrap();
    for _ in 0..3 {
        assert_eq!(failure(&session).status, Status::CredentialsRefused);
    }
    thread::sleep(ms(1_500));
    let error = failure(&session);
    assert!(error.message.contains("lf_session_retry_credentials"), "{error}");
    assert_eq!(session.state(), LF_SESSION_FAILING);
    assert_eq!(scene.report().requests, 1);
    session.retry_credentials();
    assert_eq!(failure(&session).status, Status::CredentialsRefused);
    assert_eq!(scene.report().requests, 2);
    session.set_credentials(&login()).unwrap();
    token(&session);
    close(&session);
}

#[test]
fn an_account_that_an_administrator_unlocks() {
    let scene = Scene::new();
    scene.stub.lock_account("svc");
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(failure(&session).status, Status::AccountLocked);
    scene.stub.unlock_account("svc");
    assert_eq!(failure(&session).status, Status::AccountLocked);
    assert_eq!(scene.report().requests, 1);
    session.retry_credentials();
    token(&session);
    close(&session);
}

#[test]
fn an_account_that_is_locked_when_a_renewal_logs_in() {
    let (scene, options) = renewed_by_login();
    let session = managed(&scene, &options);
    let value = token(&session);
    scene.stub.lock_account("svc");
    eventually("the renewal", || {
        assert_eq!(token(&session), value);
        session.stat("renewal_failures") == 1
    });
    thread::sleep(ms(1_500));
    assert_eq!(token(&session), value);
    assert_eq!(scene.report().token_requests, 2, "it is tried once");
    scene.stub.unlock_account("svc");
    session.retry_credentials();
    eventually("a renewal", || token(&session) != value);
    close(&session);
}

#[test]
fn a_password_that_is_changed_on_the_server() {
    let (scene, options) = renewed_by_login();
    let session = managed(&scene, &options);
    let value = token(&session);
    scene.stub.set_password("svc", CHANGED);
    eventually("the renewal", || {
        assert_eq!(token(&session), value);
        session.stat("renewal_failures") == 1
    });
    session.set_credentials(&with_password(CHANGED)).unwrap();
    // It is the same account's: the token stays until there is another one.
    assert!(session.try_token().is_ok());
    eventually("a renewal", || token(&session) != value);
    assert_eq!((session.stat("logins"), session.stat("login_failures")), (1, 0));
    close(&session);
}

#[test]
fn a_password_that_is_set_while_a_login_is_on_its_way() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=500,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| token(&session));
        eventually("the login", || scene.report().create_requests == 1);
        scene.stub.set_password("svc", CHANGED);
        session.set_credentials(&with_password(CHANGED)).unwrap();
        assert_eq!(waiting.join().unwrap(), token(&session));
    });
    let report = scene.report();
    assert_eq!(
        (report.created, report.invalidated),
        (2, 1),
        "the first one is logged out"
    );
    assert_eq!((report.most_open, report.double_logins), (1, 0));
    close(&session);
}

#[test]
fn a_token_of_another_identity_is_withdrawn_at_once() {
    let scene = two_users();
    scene.keep_secret(OTHER.1);
    let session = managed(&scene, &SessionOptions::default());
    let value = token(&session);
    // The same account again changes nothing.
    session.set_credentials(&login()).unwrap();
    assert_eq!(token(&session), value);
    session.set_credentials(&other()).unwrap();
    assert_ne!(session.try_token().ok(), Some(value.clone()));
    assert_ne!(token(&session), value);
    let report = scene.report();
    assert_eq!((report.created, report.invalidated, report.most_open), (2, 1, 1));
    close(&session);
}

#[test]
fn credentials_of_another_identity_while_a_login_or_renewal_is_on_its_way() {
    let scene = two_users();
    let session = managed(&scene, &SessionOptions::default());
    for (operation, count) in [(Operation::Create, 1), (Operation::Refresh, 1)] {
        scene.stub.set_fault(operation, fault("delay=500,times=1"));
        if operation == Operation::Refresh {
            session.set_credentials(&login()).unwrap();
            let value = token(&session);
            session.token_rejected(&value).unwrap();
        }
        thread::scope(|scope| {
            let waiting = scope.spawn(|| token(&session));
            let seen = || {
                let report = scene.report();
                match operation {
                    Operation::Create => report.create_requests,
                    _ => report.refresh_requests,
                }
            };
            eventually("the request", || seen() == count);
            session.set_credentials(&other()).unwrap();
            assert_eq!(waiting.join().unwrap(), token(&session));
        });
        let requests = scene.stub.requests();
        let is_login = |request: &&SeenRequest| request.operation == Some(Operation::Create);
        let login = requests.iter().rfind(is_login).unwrap();
        let last = String::from_utf8_lossy(&login.body).into_owned();
        assert!(last.contains(OTHER.0), "{last}");
        assert_eq!(scene.report().open, 1);
    }
    close(&session);
    let report = scene.report();
    assert_eq!((report.open, report.double_logins), (0, 0));
}

#[test]
fn credentials_that_a_callback_gives_are_asked_for_at_each_login() {
    let (scene, options) = renewed_by_login();
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let options = SessionOptions {
        ask: Some(Arc::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(login())
        })),
        ..options
    };
    let session = scene.client.session("Archive", None, &options).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    let value = token(&session);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    eventually("a renewal", || token(&session) != value);
    assert_eq!(u64::from(asked.load(Ordering::SeqCst)), 1 + session.stat("renewals"));
    close(&session);
}

#[test]
fn a_callback_that_gives_no_credentials() {
    let scene = Scene::new();
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let options = SessionOptions {
        ask: Some(Arc::new(move || match count.fetch_add(1, Ordering::SeqCst) {
            0 => Err(LF_E_INTERNAL),
            // Nothing that a login can be made of.
            1 => Ok(Credentials::default()),
            _ => Ok(login()),
        })),
        ..SessionOptions::default()
    };
    let session = scene.client.session("Archive", None, &options).unwrap();
    for times in 1..3 {
        assert_eq!(failure(&session).status, Status::InvalidArgument);
        assert_eq!(failure(&session).status, Status::InvalidArgument);
        assert_eq!(asked.load(Ordering::SeqCst), times);
        session.retry_credentials();
    }
    assert_eq!(scene.report().requests, 0);
    token(&session);
    close(&session);
    let both = scene.client.session("Archive", Some(&login()), &options);
    assert_eq!(both.err().unwrap().status, Status::InvalidArgument);
    let neither = scene.client.session("Archive", None, &SessionOptions::default());
    assert!(neither.is_err());
}

#[test]
fn a_session_that_is_freed_while_its_callback_is_asked() {
    let scene = Scene::new();
    let left = Arc::new(Mutex::new(None));
    let leaves = left.clone();
    let entered = Arc::new(AtomicU64::new(0));
    let enters = entered.clone();
    let options = SessionOptions {
        ask: Some(Arc::new(move || {
            enters.fetch_add(1, Ordering::SeqCst);
            thread::sleep(ms(400));
            *leaves.lock().unwrap() = Some(Instant::now());
            Ok(login())
        })),
        ..SessionOptions::default()
    };
    let session = scene.client.session("Archive", None, &options).unwrap();
    assert_eq!(session.try_token().unwrap_err().status, Status::Pending);
    eventually("the callback", || entered.load(Ordering::SeqCst) == 1);
    drop(session);
    let freed = Instant::now();
    assert!(
        left.lock().unwrap().is_some_and(|left| left <= freed),
        "it is waited for"
    );
    scene.client.settle(&within(5_000)).unwrap();
    assert_eq!(scene.report().open, 0);
}

#[test]
fn no_password_is_shown() {
    let scene = Scene::new();
    let wrong = "a password that is certainly wrong";
    scene.keep_secret(wrong);
    scene.stub.set_fault(
        Operation::Create,
        fault(&format!("status=401,message={}", wrong.replace(' ', "%20"))),
    );
    let session = scene
        .client
        .session("Archive", Some(&with_password(wrong)), &SessionOptions::default())
        .unwrap();
    scene.assert_silent("an error", &failure(&session).message);
    scene.assert_silent("a later error", &failure(&session).message);
    let cause = session.next_event().unwrap().cause.unwrap();
    scene.assert_silent("an event", &format!("{cause:?}"));
    scene.stub.clear_faults();
    session.set_credentials(&login()).unwrap();
    scene.keep_secret(&token(&session));
    scene.assert_silent("the statistics", &session.stats());
    scene.keep_secret(PASSWORD);
    close(&session);
}
