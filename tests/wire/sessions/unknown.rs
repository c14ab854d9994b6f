//! Logins of which nobody knows what they came to: no other one is made before that is settled.

use std::thread;
use std::time::Instant;

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{Session, SessionOptions, Status};
use support::eventually;

use super::{close, failure, fault, managed, ms, token, token_in_time};
use crate::scene::{Scene, within};

#[test]
fn the_answer_comes_late() {
    let scene = Scene::with(Config::default(), |settings| settings.total_timeout = Some(ms(300)));
    scene.stub.set_fault(Operation::Create, fault("delay=2000,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(failure(&session).status, Status::OutcomeUnknown);
    let begun = Instant::now();
    token_in_time(&session);
    assert!(begun.elapsed() > ms(1_200), "{:?}", begun.elapsed());
    let report = scene.report();
    assert_eq!((report.created, report.invalidated), (2, 1));
    assert_eq!((report.most_open, report.double_logins), (1, 0));
    assert_eq!(
        session.events(),
        [LF_EVENT_LOGIN_FAILED, LF_EVENT_LOGGED_OUT, LF_EVENT_LOGGED_IN]
    );
    close(&session);
}

#[test]
fn no_answer_comes() {
    let scene = Scene::with(Config::default(), |settings| {
        settings.total_timeout = Some(ms(300));
        settings.late_answer_grace = Some(ms(1_500));
    });
    scene.stub.set_fault(Operation::Create, fault("delay=6000,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(failure(&session).status, Status::OutcomeUnknown);
    eventually("the end of the wait", || session.stat("licences_lost") == 1);
    assert_eq!(session.events(), [LF_EVENT_LOGIN_FAILED, LF_EVENT_LICENSE_LOST]);
    no_other_login(&scene, &session);
    // One may be open, of which a close tells, and a settle.
    let error = session.close(&within(5_000)).unwrap_err();
    assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
    assert_eq!(scene.client.settle(&within(5_000)).unwrap_err().0, 1);
    assert_eq!((scene.report().created, scene.report().open), (1, 1));
}

/// The session that nobody can find has time to idle out first.
fn no_other_login(scene: &Scene, session: &Session) {
    let begun = Instant::now();
    while begun.elapsed() < ms(1_500) {
        let error = failure(session);
        assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
        assert!(error.message.contains("is tried again in"), "{error}");
        session.retry_credentials();
        thread::sleep(ms(20));
    }
    assert_eq!(scene.report().create_requests, 1);
}

#[test]
fn the_connection_is_lost_behind_the_request() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("drop,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(failure(&session).status, Status::OutcomeUnknown);
    eventually("the loss", || session.stat("licences_lost") == 1);
    assert_eq!(session.events(), [LF_EVENT_LICENSE_LOST, LF_EVENT_LOGIN_FAILED]);
    no_other_login(&scene, &session);
    assert_eq!(
        session.close(&within(5_000)).unwrap_err().status,
        Status::OutcomeUnknown
    );
}

#[test]
fn the_answer_is_cut_behind_its_token() {
    let scene = Scene::new();
    scene
        .stub
        .set_fault(Operation::Create, fault("chunked,oversized=5000,cut=1500,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    assert_eq!(failure(&session).status, Status::OutcomeUnknown);
    token_in_time(&session);
    close(&session);
    let report = scene.report();
    assert_eq!((report.created, report.invalidated, report.most_open), (2, 2, 1));
}

#[test]
fn who_reads_meanwhile_waits() {
    let scene = Scene::with(Config::default(), |settings| settings.total_timeout = Some(ms(300)));
    scene.stub.set_fault(Operation::Create, fault("delay=2500,times=1"));
    let session = managed(&scene, &SessionOptions::default());
    failure(&session);
    // The backoff is over before the answer is there.
    thread::sleep(ms(1_100));
    let error = session.token(&within(100)).unwrap_err();
    assert_eq!(error.status, Status::TimedOut, "{error}");
    assert_eq!(session.try_token().unwrap_err().status, Status::Pending);
    assert_eq!(scene.report().create_requests, 1);
    token(&session);
    close(&session);
    assert_eq!(scene.report().most_open, 1);
}
