//! How answers are read: in every framing, and those that lead elsewhere.

use lftoken_stub::{Fault, Operation};
use support::binding::{Action, Status, TokenState};
use support::login;

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

/// In none of them the service has put its headers.
#[test]
fn codes_and_texts_in_every_shape() {
    const SAID: &str = "Session limit exceeded. [9030]";
    let (stub, client) = start(|_| {});
    for (media, body) in [
        (
            "application/json",
            r#"{"errorCode":9030,"message":"Session limit exceeded. [9030]"}"#,
        ),
        (
            "application/json",
            r#"{"errorCode":"9030","message":"Session limit exceeded. [9030]"}"#,
        ),
        (
            "application/json",
            r#"{"errorCode":" 9030.0 ","message":"Session limit exceeded. [9030]"}"#,
        ),
        (
            "application/json",
            r#"{"error":{"code":"9030","message":"Session limit exceeded. [9030]"}}"#,
        ),
        (
            "application/json",
            r#"{"error":{"code":9030.0,"message":"Session limit exceeded. [9030]"}}"#,
        ),
        (
            "application/json",
            r#"{"@odata.context":"x","value":"Session limit exceeded. [9030]"}"#,
        ),
        ("application/json", r#""Session limit exceeded. [9030]""#),
        ("text/plain; charset=utf-8", SAID),
    ] {
        for mark in ["", "\u{feff}"] {
            for status in [400, 401, 403, 404, 409, 429, 500, 503] {
                let fault = Fault {
                    status: Some(status),
                    body: Some(format!("{mark}{body}").into_bytes()),
                    header: vec![("Content-Type".into(), media.into())],
                    gateway: true,
                    ..Fault::default()
                };
                stub.set_fault(Operation::Create, fault);
                let error = client.create_token("r", &login(), &call()).err().unwrap();
                assert_eq!(error.status, Status::LicenseExhausted, "{body}: {error}");
                assert_eq!(error.action, Action::TryLater, "{body}: {error}");
                assert_eq!(error.problem.server_code, 9030, "{body}: {error}");
                assert_eq!(error.problem.server_message, SAID, "{body}: {error}");
                assert!(error.message.contains(SAID) && error.attempts == 1, "{body}: {error}");
            }
        }
    }
}

#[test]
fn what_stands_in_front_has_neither_codes_nor_words() {
    let (stub, client) = start(|_| {});
    for (media, body) in [
        ("application/json", r#"{"error":{"code":"401","message":"some words"}}"#),
        ("application/json", r#"{"errorCode":401,"message":"some words"}"#),
        ("application/json", r#"{"statusCode":401,"message":"some words"}"#),
        ("application/json", r#""some words""#),
        ("text/plain", "some words [1020]"),
        ("text/html", "<p>some words [9030]"),
    ] {
        let fault = Fault {
            status: Some(401),
            body: Some(body.into()),
            header: vec![("Content-Type".into(), media.into())],
            gateway: true,
            ..Fault::default()
        };
        stub.set_fault(Operation::Create, fault);
        let error = client.create_token("r", &login(), &call()).err().unwrap();
        assert_eq!(error.problem.server_code, 0, "{body}: {error}");
        assert!(!error.message.contains("some words"), "{body}: {error}");
        assert!(error.problem.server_message.is_empty(), "{body}: {error}");
    }
}

/// Some are about what only a person can change, and repeating them locks accounts.
#[test]
fn a_code_decides_whether_a_call_is_repeated() {
    let (stub, client) = start(|_| {});
    for (code, status, action) in [
        (9010, Status::CredentialsRefused, Action::FixCredentials),
        (9528, Status::CredentialsRefused, Action::FixCredentials),
        (9011, Status::AccountLocked, Action::FixSetup),
        (9521, Status::LicenseExhausted, Action::FixSetup),
    ] {
        for answer in ["429", "500", "503"] {
            let before = stub.report().requests;
            let repository = format!("fault:create:status={answer},code={code},retry-after=0");
            let error = client.create_token(&repository, &login(), &call()).err().unwrap();
            assert_eq!((error.status, error.action), (status, action), "{code}: {error}");
            assert!(!error.retryable, "{code}: {error}");
            assert_eq!(stub.report().requests, before + 1, "{code}: {error}");
        }
    }
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
