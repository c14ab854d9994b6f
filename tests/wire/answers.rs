//! How answers are read: in every framing, and those that lead elsewhere.

use lftoken_stub::{Fault, Operation};
use support::binding::{Status, TokenState};

use crate::expiry::assert_remaining;
use crate::plain::{call, create, start};

#[test]
fn answers_in_every_framing() {
    let (stub, client) = start(|_| {});
    for framing in [
        "interim=1",
        "interim=3",
        "interim=2/102",
        "interim=1/103",
        "chunked",
        "chunked,interim=1",
        "close-delimited",
        "split=1",
        "split=5/1",
        "split=1,chunked",
        "split=7,close-delimited",
        "oversized=100000",
        "header=Content-Type:text/plain",
        "header=content-type:",
        "big-header=20000",
        "status=201",
    ] {
        let token = create(&client, &format!("fault:all:{framing}"));
        assert_remaining(&token, 15 * 60);
        token
            .refresh(600, &call())
            .unwrap_or_else(|error| panic!("{framing}: {error}"));
        assert_remaining(&token, 600);
        token
            .invalidate(&call())
            .unwrap_or_else(|error| panic!("{framing}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{framing}");
    }
    let report = stub.report();
    assert_eq!((report.open, report.requests), (0, 16 * 3));
}

#[test]
fn redirects_are_not_followed() {
    let (stub, client) = start(|_| {});
    let elsewhere = format!("{}/elsewhere", stub.base_url());
    let fault = |status| Fault {
        status: Some(status),
        header: vec![("Location".into(), elsewhere.clone())],
        ..Fault::default()
    };
    let token = create(&client, "r");
    for status in [301, 302, 303, 307, 308] {
        stub.set_fault(Operation::Refresh, fault(status));
        let before = stub.report().requests;
        let error = token.refresh(0, &call()).unwrap_err();
        assert_eq!(error.status, Status::AnswerNotUnderstood, "{error}");
        assert!(
            error.message.contains(&format!("a redirect to {elsewhere}, ")),
            "{error}"
        );
        assert_eq!(stub.report().requests, before + 1);
    }
    token.invalidate(&call()).unwrap();
}
