//! Managed sessions: what is wiped with them, and what they do not keep.

use support::PASSWORD;
use support::binding::Status;
use support::binding::sys::{LF_API_SERVER_V2, LF_API_V1_ALPHA};

use super::{finish, stub, subject, subject_of};

#[test]
fn a_managed_session() {
    let stub = stub();
    let mut subject = subject(&stub);
    subject.all_ok(&[&["managed", "Archive"]]);
    let token = subject.ask(&["read"]);
    assert_eq!(stub.open_tokens(), [token.as_str()]);
    subject.assert_found("with a session", ("token", &token));
    subject.expect(&["close"], Status::Ok);
    subject.all_ok(&[&["managed", "Archive"]]);
    subject.ask(&["read"]);
    // It is logged out by the worker.
    subject.all_ok(&[&["free_managed"], &["settle"]]);
    assert_eq!((stub.report().created, stub.report().open), (2, 0));
    finish(subject, &stub, &[]);
}

#[test]
fn a_closed_session_keeps_no_credentials() {
    let stub = stub();
    let mut subject = subject(&stub);
    subject.all_ok(&[&["managed", "Archive"]]);
    subject.expect(&["close"], Status::Ok);
    subject.expect(&["change"], Status::Closed);
    subject.assert_clean("with a closed session", &[("password", PASSWORD.to_owned())]);
    finish(subject, &stub, &[]);
}

#[test]
fn a_managed_session_whose_credentials_are_asked_for() {
    for api in [LF_API_V1_ALPHA, LF_API_SERVER_V2] {
        let stub = stub();
        let mut subject = subject_of(&stub, api, &stub.base_url());
        subject.all_ok(&[&["managed_by_callback", "Archive", PASSWORD]]);
        let token = subject.ask(&["read"]);
        let secrets = [("token", token.clone())];
        subject.all_ok(&[&["wipe_given"]]);
        // They are not kept, though the session is open.
        subject.assert_clean("with a session", &[("password", PASSWORD.to_owned())]);
        subject.assert_found("with a session", ("token", &token));
        subject.all_ok(&[&["free_managed"]]);
        subject.tell(&["settle"]);
        finish(subject, &stub, &secrets);
    }
}
