//! The errors of OAuth 2.0 (RFC 6749), in all forms in which servers write them.

use std::time::Duration;

use lftoken_stub::{ErrorBody, Fault, Operation};
use support::binding::{Action, ExchangeState, Status};

use crate::scene::within;

use super::ways::{Generation, Way};

const SHAPES: [ErrorBody; 4] = [
    ErrorBody::Rfc6749,
    ErrorBody::Rfc6749Last,
    ErrorBody::Rfc6749Only,
    ErrorBody::ProblemDetails,
];

/// An error, what it means, and what is said besides: to passwords, to access keys, and to what an app has of its user.
type Meaning = (&'static str, Status, [(Action, &'static str); 3]);

const ERRORS: &[Meaning] = &[
    (
        "invalid_client",
        Status::CredentialsRefused,
        [
            (Action::FixCredentials, "accounts get locked"),
            (Action::FixCredentials, "service principal key are of the same app"),
            (Action::FixCredentials, "client id and the client secret"),
        ],
    ),
    (
        "invalid_grant",
        Status::CredentialsRefused,
        [
            (Action::FixCredentials, "accounts get locked"),
            (Action::FixCredentials, "service principal key are of the same app"),
            (Action::LogInAgain, "authorize the app again"),
        ],
    ),
    (
        "unauthorized_client",
        Status::AccessDenied,
        [(Action::FixSetup, "has to allow the app"); 3],
    ),
    (
        "invalid_scope",
        Status::BadRequest,
        [(Action::FixSetup, "Check the scopes"); 3],
    ),
    (
        "invalid_request",
        Status::BadRequest,
        [(Action::FixSetup, "which credentials are set"); 3],
    ),
    (
        "unsupported_grant_type",
        Status::Unsupported,
        [(Action::FixSetup, "which API the server has"); 3],
    ),
];

/// As [`Meaning`] has them.
fn column(way: Way) -> usize {
    match way {
        Way::V1 | Way::V2 => 0,
        Way::AccessKey => 1,
        _ => 2,
    }
}

const WAYS: [Way; 6] = [
    Way::V1,
    Way::V2,
    Way::V2Code,
    Way::AccessKey,
    Way::WebAppCode,
    Way::CloudRefreshToken,
];

fn refusal(status: u16, error: &str, shape: ErrorBody) -> Fault {
    Fault {
        status: Some(status),
        error_type: Some(error.into()),
        error_body: Some(shape),
        // None of Laserfiche's, which would go before it.
        error_code: Some(0),
        message: Some("What the server says.".into()),
        times: Some(1),
        ..Fault::default()
    }
}

#[test]
fn each_error_means_the_same_in_every_form() {
    for way in WAYS {
        let scene = Generation::new(way);
        for (error, status, told) in ERRORS {
            let (action, advice) = told[column(way)];
            for shape in SHAPES {
                for http_status in [400, 401, 403] {
                    let what = format!("{way:?} {error} {shape:?} {http_status}");
                    let credentials = scene.credentials();
                    scene.set_fault(Operation::Create, refusal(http_status, error, shape));
                    let told = scene.log_in(&credentials, &within(5_000)).err().expect(&what);
                    assert_eq!((told.status, told.action), (*status, action), "{what}: {told}");
                    assert!(told.message.contains(advice), "{what}: {told}");
                    assert!(told.message.contains("What the server says"), "{what}: {told}");
                    assert_eq!(told.exchange, ExchangeState::Answered, "{what}");
                    assert_eq!(told.problem.http_status, http_status, "{what}");
                    assert_eq!((&*told.problem.problem_type, told.attempts), (*error, 1), "{what}");
                    assert_eq!(told.problem.title, "What the server says.", "{what}");
                }
            }
        }
        assert_eq!(scene.counted(), 0);
    }
}

#[test]
fn the_status_of_http_goes_before_that_in_the_body() {
    for way in WAYS {
        let scene = Generation::new(way);
        let conflict = |status, error: &str| Fault {
            body_status: Some(400),
            ..refusal(status, error, ErrorBody::Rfc6749)
        };
        let credentials = scene.credentials();
        for (fault, status) in [
            (conflict(429, "invalid_request"), Status::RateLimited),
            (conflict(500, "invalid_client"), Status::ServerError),
            (conflict(401, "some_error"), Status::CredentialsRefused),
        ] {
            let http_status = fault.status.unwrap();
            scene.set_fault(Operation::Create, Fault { times: None, ..fault });
            let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
            assert_eq!(
                (error.status, error.problem.http_status),
                (status, http_status),
                "{way:?}: {error}"
            );
        }
    }
}

#[test]
fn a_pause_that_the_server_asks_for_is_told_and_kept() {
    for way in WAYS {
        let scene = Generation::new(way);
        let credentials = scene.credentials();
        let limited = |retry_after: Option<&str>| Fault {
            retry_after: retry_after.map(str::to_owned),
            ..refusal(429, "temporarily_unavailable", ErrorBody::Rfc6749)
        };
        scene.set_fault(Operation::Create, limited(None));
        let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
        assert_eq!(
            (error.status, error.action, error.attempts),
            (Status::RateLimited, Action::TryLater, 1),
            "{error}"
        );
        assert_eq!(error.problem.retry_after, None);
        // Longer than the call may take.
        scene.set_fault(Operation::Create, limited(Some("60")));
        let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
        assert_eq!(error.problem.retry_after, Some(Duration::from_secs(60)), "{error}");
        assert!(error.message.contains("asks to wait 60 seconds"), "{error}");
        scene.set_fault(Operation::Create, limited(Some("0")));
        let sent = scene.sent(Operation::Create);
        scene.log_in(&credentials, &within(5_000)).unwrap();
        assert_eq!(scene.sent(Operation::Create), sent + 2);
    }
}

/// What something in front of the service writes is not the service's word.
#[test]
fn a_word_of_something_else_is_no_error_of_oauth() {
    for way in WAYS {
        let scene = Generation::new(way);
        let foreign = |body: &str| Fault {
            body: Some(body.into()),
            gateway: true,
            header: vec![("Content-Type".into(), "application/json".into())],
            status: Some(403),
            times: Some(1),
            ..Fault::default()
        };
        for body in [
            r#"{"error":"Forbidden"}"#,
            r#"{"error":"invalid_token","error_description":"no"}"#,
            r#"{"error":{"code":"invalid_client"}}"#,
            r#"{"type":"about:blank","title":"Forbidden","status":403}"#,
        ] {
            let credentials = scene.credentials();
            scene.set_fault(Operation::Create, foreign(body));
            let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
            assert_eq!(error.cause, Status::AccessDenied, "{way:?} {body}: {error}");
            assert_eq!(
                error.exchange,
                ExchangeState::AnsweredInFront,
                "{way:?} {body}: {error}"
            );
            scene.counted();
        }
    }
}
