//! What each answer of something in front of the service comes to, for each call: status, session, licence and log.

use lftoken_stub::{Config, Fault, Operation};
use support::binding::{Action, Client, Error, ExchangeState, Level, Status, TokenState};

use crate::scene::{Scene, invalidate, refresh, within};

/// What is known of the session of a login.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Opened {
    /// Nothing is open.
    None,
    /// The status stands, but a session may be open.
    Doubtful,
    /// LF_E_OUTCOME_UNKNOWN.
    Unknown,
}
use Opened::*;
use Status as S;

/// HTTP status; the status that it stands for to a login, and what that proves; then refresh and logout.
const TABLE: &[(u16, S, Opened, S, S)] = &[
    (
        200,
        S::AnswerNotUnderstood,
        Unknown,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        204,
        S::AnswerNotUnderstood,
        Unknown,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        205,
        S::AnswerNotUnderstood,
        Unknown,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        206,
        S::AnswerNotUnderstood,
        Unknown,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        301,
        S::AnswerNotUnderstood,
        Doubtful,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        302,
        S::AnswerNotUnderstood,
        Doubtful,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        304,
        S::AnswerNotUnderstood,
        Doubtful,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (
        307,
        S::AnswerNotUnderstood,
        Doubtful,
        S::AnswerNotUnderstood,
        S::NotLoggedOut,
    ),
    (400, S::BadRequest, Doubtful, S::BadRequest, S::NotLoggedOut),
    (401, S::CredentialsRefused, None, S::SessionUnconfirmed, S::NotLoggedOut),
    (403, S::AccessDenied, Doubtful, S::AccessDenied, S::NotLoggedOut),
    (404, S::Unsupported, None, S::Unsupported, S::NotLoggedOut),
    (405, S::Unsupported, None, S::Unsupported, S::NotLoggedOut),
    (406, S::BadRequest, Doubtful, S::BadRequest, S::NotLoggedOut),
    (407, S::ProxyRefused, None, S::ProxyRefused, S::NotLoggedOut),
    (408, S::BadRequest, None, S::BadRequest, S::NotLoggedOut),
    (409, S::BadRequest, Doubtful, S::BadRequest, S::NotLoggedOut),
    (410, S::Unsupported, Doubtful, S::Unsupported, S::NotLoggedOut),
    (411, S::BadRequest, None, S::BadRequest, S::NotLoggedOut),
    (413, S::BadRequest, None, S::BadRequest, S::NotLoggedOut),
    (421, S::BadRequest, None, S::BadRequest, S::NotLoggedOut),
    (429, S::RateLimited, None, S::RateLimited, S::RateLimited),
    (431, S::BadRequest, None, S::BadRequest, S::NotLoggedOut),
    (451, S::BadRequest, Doubtful, S::BadRequest, S::NotLoggedOut),
    (500, S::ServerError, Unknown, S::ServerError, S::ServerError),
    (502, S::ServerError, Unknown, S::ServerError, S::ServerError),
    (503, S::ServerError, Unknown, S::ServerError, S::ServerError),
    (504, S::ServerError, Unknown, S::ServerError, S::ServerError),
    (524, S::ServerError, Unknown, S::ServerError, S::ServerError),
];

/// What gateways, portals, filters and frameworks send along. None of it is the service's.
const BODIES: &[(&str, &str)] = &[
    ("", ""),
    ("text/html", "<!DOCTYPE html><html><body><h1>no</h1></body></html>"),
    ("text/plain", "no"),
    ("application/json", r#"{"message":"no"}"#),
    (
        "application/problem+json",
        r#"{"type":"https://tools.ietf.org/html/rfc9110","title":"no","status":1,"traceId":"00-1"}"#,
    ),
    // Some repeat what they were sent.
    ("application/json", r#"{"value":"yes"}"#),
];

fn bytes(status: u16, headers: &str, kind: &str, body: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\nServer: front\r\n{headers}");
    if !kind.is_empty() {
        head += &format!("Content-Type: {kind}\r\n");
    }
    if matches!(status, 204 | 304) {
        return format!("{head}\r\n").into_bytes();
    }
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The calls of `operation` are answered by something in front of the service, which sees the request or does not.
fn answered(scene: &Scene, operation: Operation, seen: bool, raw: Vec<u8>) {
    let fault = Fault {
        status: (!seen).then_some(400),
        raw: Some(raw),
        ..Fault::default()
    };
    scene.stub.set_fault(operation, fault);
}

fn scene() -> Scene {
    Scene::with(Config::default(), |_| {})
}

/// How many sessions the client says may be open that nobody holds.
fn counted(client: &Client) -> usize {
    match client.settle(&within(5_000)) {
        Ok(()) => 0,
        Err((open, error)) => {
            assert_eq!(error.status, S::OutcomeUnknown, "{error}");
            open
        }
    }
}

/// The line of the log that an error has.
fn is_logged(scene: &Scene, error: &Error, level: Level) -> bool {
    let advice = error.message.split(" (lf_").next().unwrap();
    scene.logged(level, &format!("{:?}: {advice}", error.status))
}

#[test]
fn a_login() {
    let scene = scene();
    for (status, meaning, opened, ..) in TABLE {
        for (kind, body) in BODIES {
            for seen in [false, true] {
                // What is decided before the service never reaches it.
                if seen && *opened == None {
                    continue;
                }
                let what = format!("{status} {kind} {body} {seen}");
                answered(
                    &scene,
                    Operation::Create,
                    seen,
                    bytes(*status, "Retry-After: 0\r\n", kind, body),
                );
                let before = scene.report();
                scene.lines.lock().unwrap().clear();
                let error = scene.failed("r");
                let after = scene.report();
                assert_eq!(after.open - before.open, usize::from(seen), "{what}");
                assert_eq!(error.exchange, ExchangeState::AnsweredInFront, "{what}: {error}");
                assert_eq!(error.cause, *meaning, "{what}: {error}");
                // Only a 429 is repeated, which says when.
                let sent = if *status == 429 { 3 } else { 1 };
                assert_eq!(after.create_requests - before.create_requests, sent, "{what}");
                let may_be_open =
                    error.message.contains("may be open") || error.message.contains("a session that was opened");
                match opened {
                    None => {
                        assert_eq!((error.status, counted(&scene.client)), (*meaning, 0), "{what}: {error}");
                        assert_ne!(error.action, Action::CheckSession, "{what}");
                        assert!(!may_be_open, "{what}: {error}");
                    }
                    Doubtful => {
                        assert_eq!((error.status, counted(&scene.client)), (*meaning, 1), "{what}: {error}");
                        assert_eq!(error.action, Action::CheckSession, "{what}");
                        assert!(may_be_open, "{what}: {error}");
                    }
                    Unknown => {
                        assert_eq!(
                            (error.status, counted(&scene.client)),
                            (S::OutcomeUnknown, 1),
                            "{what}: {error}"
                        );
                        assert_eq!(error.action, Action::CheckSession, "{what}");
                        assert!(may_be_open, "{what}: {error}");
                    }
                }
                assert!(is_logged(&scene, &error, Level::Error), "{what}: {error}");
                if matches!(*status, 407 | 408 | 411 | 413 | 421) {
                    let message = error.message.to_lowercase();
                    assert!(!message.contains("repository id"), "{error}");
                    assert!(!message.contains("credentials"), "{error}");
                }
            }
        }
    }
}

#[test]
fn a_refresh() {
    let scene = scene();
    let token = scene.session("r");
    for (status, _, _, meaning, _) in TABLE {
        for (kind, body) in BODIES {
            let what = format!("{status} {kind} {body}");
            answered(&scene, Operation::Refresh, false, bytes(*status, "", kind, body));
            let before = scene.report();
            scene.lines.lock().unwrap().clear();
            let error = refresh(&token).expect_err(&what);
            let after = scene.report();
            assert_eq!(
                (error.status, token.state()),
                (*meaning, TokenState::Active),
                "{what}: {error}"
            );
            assert_eq!(error.exchange, ExchangeState::AnsweredInFront, "{what}: {error}");
            let attempts = if *status == 408 || *status >= 500 { 3 } else { 1 };
            assert_eq!(after.refresh_requests - before.refresh_requests, attempts, "{what}");
            assert_eq!(after.open, 1, "{what}");
            assert!(is_logged(&scene, &error, Level::Error), "{what}: {error}");
        }
    }
    scene.stub.clear_faults();
    refresh(&token).unwrap();
    drop(token);
    assert!(scene.logged(Level::Warn, "was freed without being logged out"));
}

#[test]
fn a_logout() {
    let scene = scene();
    let token = scene.session("r");
    for (status, _, _, _, meaning) in TABLE {
        for (kind, body) in BODIES {
            let what = format!("{status} {kind} {body}");
            answered(&scene, Operation::Invalidate, false, bytes(*status, "", kind, body));
            scene.lines.lock().unwrap().clear();
            let error = invalidate(&token).expect_err(&what);
            assert_eq!(
                (error.status, token.state()),
                (*meaning, TokenState::Active),
                "{what}: {error}"
            );
            assert_eq!(error.exchange, ExchangeState::AnsweredInFront, "{what}: {error}");
            assert!(error.retryable, "{what}: {error}");
            assert_eq!(scene.report().open, 1, "{what}");
            assert!(is_logged(&scene, &error, Level::Error), "{what}: {error}");
        }
    }
    scene.stub.clear_faults();
    invalidate(&token).unwrap();
    assert_eq!((token.state(), scene.report().open), (TokenState::LoggedOut, 0));
}

/// Of the same answers only these end a session, and only under the service's own headers or codes.
#[test]
fn what_the_service_itself_says_counts() {
    let scene = scene();
    let mark = "X-RequestId: 5f1e\r\n";
    let code = |code: u32| format!(r#"{{"message":"no","errorCode":{code}}}"#);
    for (status, headers, body, is_over) in [
        (200, "", r#"{"value":true}"#.to_owned(), true),
        (200, mark, String::new(), true),
        (204, mark, String::new(), true),
        (205, mark, String::new(), true),
        (206, mark, String::new(), true),
        (401, mark, String::new(), true),
        (400, "", code(9037), true),
        (403, "", code(9067), true),
        (200, mark, r#"{"value":false}"#.to_owned(), false),
        (200, mark, "<html>".to_owned(), false),
        (302, mark, String::new(), false),
        (403, mark, String::new(), false),
        (404, mark, String::new(), false),
        (404, "", code(9018), false),
        (500, "", code(9010), false),
    ] {
        let what = format!("{status} {headers:?} {body}");
        let token = scene.session("r");
        answered(&scene, Operation::Invalidate, false, bytes(status, headers, "", &body));
        let outcome = invalidate(&token);
        let state = if is_over {
            TokenState::LoggedOut
        } else {
            TokenState::Active
        };
        assert_eq!(
            (outcome.is_ok(), token.state()),
            (is_over, state),
            "{what}: {outcome:?}"
        );
        if let Err(error) = outcome {
            assert_eq!(error.exchange, ExchangeState::Answered, "{what}");
        }
        scene.stub.clear_faults();
    }
    // A login that the service refuses leaves nothing to look after.
    for (status, headers) in [(302, mark), (400, mark), (403, mark), (406, mark), (410, mark)] {
        answered(&scene, Operation::Create, false, bytes(status, headers, "", ""));
        let error = scene.failed("r");
        assert_eq!(error.exchange, ExchangeState::Answered, "{error}");
        assert_ne!(error.action, Action::CheckSession, "{error}");
        assert_eq!(counted(&scene.client), 0, "{status}");
    }
}

#[test]
fn a_request_that_did_not_come_in_time_is_repeated_on_a_new_connection() {
    let scene = scene();
    let token = scene.session("r");
    for operation in [Operation::Refresh, Operation::Invalidate] {
        let fault = Fault {
            raw: Some(bytes(408, "", "", "")),
            status: Some(408),
            times: Some(1),
            ..Fault::default()
        };
        scene.stub.set_fault(operation, fault);
        match operation {
            Operation::Refresh => refresh(&token).unwrap(),
            _ => invalidate(&token).unwrap(),
        }
        let requests = scene.stub.requests();
        let [.., first, second] = &requests[..] else {
            panic!("{requests:?}")
        };
        assert_eq!((first.operation, second.operation), (Some(operation), Some(operation)));
        assert_ne!(first.connection, second.connection);
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_web_page_sends_to_the_address_first() {
    let scene = scene();
    let page = || bytes(200, "", "text/html", "<!DOCTYPE html><title>Log in</title>");
    let comes_first = |error: &Error, then: &str| {
        let message = &error.message;
        let at = |part: &str| message.find(part).unwrap_or_else(|| panic!("{part}: {message}"));
        assert!(at("a web page came") < at("base address"), "{message}");
        assert!(at("base address") < at(then), "{message}");
    };
    let token = scene.session("r");
    answered(&scene, Operation::Create, true, page());
    let error = scene.failed("r");
    assert_eq!(
        (error.status, error.cause),
        (S::OutcomeUnknown, S::AnswerNotUnderstood),
        "{error}"
    );
    comes_first(&error, "Do not log in again");
    answered(&scene, Operation::Invalidate, true, page());
    let error = invalidate(&token).unwrap_err();
    assert_eq!(error.status, S::NotLoggedOut, "{error}");
    comes_first(&error, "then log out again");
}

#[test]
fn windows_authentication_is_said_whatever_the_call() {
    let scene = scene();
    let token = scene.session("r");
    for scheme in ["Negotiate", "NTLM"] {
        let headers = format!("WWW-Authenticate: Bearer\r\nWWW-Authenticate: {scheme}\r\n");
        for operation in Operation::V1_ALPHA {
            answered(
                &scene,
                operation,
                false,
                bytes(401, &headers, "text/html", "<html>401.2</html>"),
            );
        }
        for (error, action) in [
            (scene.failed("r"), Action::FixSetup),
            (refresh(&token).unwrap_err(), Action::FixSetup),
            // The session is open, and nobody else will end it.
            (invalidate(&token).unwrap_err(), Action::TryLater),
        ] {
            assert!(
                error
                    .message
                    .contains("Windows authentication is switched on for the site in IIS"),
                "{error}"
            );
            assert!(error.message.contains("Allow anonymous authentication"), "{error}");
            assert_eq!(error.action, action, "{error}");
        }
    }
    assert_eq!((token.state(), counted(&scene.client)), (TokenState::Active, 0));
}
