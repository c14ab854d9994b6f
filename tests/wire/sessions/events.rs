//! What a host hears of a session, both ways, and what it counts.

use std::sync::{Arc, Mutex};
use std::thread;

use lftoken_stub::Operation;
use support::binding::sys::*;
use support::binding::{Level, SessionOptions, Status};
use support::eventually;

use super::{close, failure, fault, managed, token, token_in_time, with_password};
use crate::scene::Scene;

fn noting(events: &Arc<Mutex<Vec<i32>>>) -> SessionOptions {
    let noted = events.clone();
    SessionOptions {
        on_event: Some(Arc::new(move |event| noted.lock().unwrap().push(event))),
        ..SessionOptions::default()
    }
}

#[test]
fn events_come_in_their_order_both_ways() {
    let scene = Scene::new();
    let events = Arc::default();
    let session = managed(&scene, &noting(&events));
    assert!(session.next_event().is_none());
    scene.stub.set_fault(Operation::Create, fault("status=500,times=1"));
    failure(&session);
    let value = token_in_time(&session);
    session.token_rejected(&value).unwrap();
    assert_eq!(token(&session), value);
    close(&session);
    let expected = [
        LF_EVENT_LOGIN_FAILED,
        LF_EVENT_LOGGED_IN,
        LF_EVENT_RENEWED,
        LF_EVENT_LOGGED_OUT,
    ];
    eventually("the callbacks", || events.lock().unwrap().len() == expected.len());
    assert_eq!(*events.lock().unwrap(), expected);
    let polled: Vec<_> = std::iter::from_fn(|| session.next_event()).collect();
    let kinds: Vec<i32> = polled.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, expected);
    let causes: Vec<_> = polled.iter().filter_map(|event| event.cause.as_ref()).collect();
    assert_eq!(causes.len(), 1);
    assert_eq!(causes[0].status, Status::ServerError);
    assert!(scene.logged(Level::Info, "managed session of repository Archive: logged in"));
    assert!(scene.logged(Level::Warn, "managed session of repository Archive: the login failed: "));
    assert_eq!(
        session.stats(),
        "logins 1\nlogin_failures 1\nrenewals 1\nrenewal_failures 0\nrejections 1\nlate_rejections 0\nwaits 3\n\
         logouts 1\nlicences_lost 0\nevents_forgotten 0\n"
    );
}

#[test]
fn events_that_nobody_takes_are_forgotten_in_the_end() {
    let scene = Scene::new();
    let wrong = with_password("certainly not it");
    let session = scene
        .client
        .session("Archive", Some(&wrong), &SessionOptions::default())
        .unwrap();
    for _ in 0..70 {
        failure(&session);
        session.retry_credentials();
    }
    assert_eq!(
        (session.stat("login_failures"), session.stat("events_forgotten")),
        (70, 6)
    );
    assert_eq!(session.events(), [LF_EVENT_LOGIN_FAILED; 64]);
    assert!(session.next_event().is_none());
}

#[test]
fn a_callback_that_takes_its_time_holds_up_no_reader() {
    let scene = Scene::new();
    let options = SessionOptions {
        on_event: Some(Arc::new(|_| thread::sleep(super::ms(700)))),
        ..SessionOptions::default()
    };
    let session = managed(&scene, &options);
    let begun = std::time::Instant::now();
    token(&session);
    assert!(begun.elapsed() < super::ms(600), "{:?}", begun.elapsed());
    close(&session);
}
