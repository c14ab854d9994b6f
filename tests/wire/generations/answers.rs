//! Answers to token requests that no host can use.

use lftoken_stub::{Fault, Operation};
use support::binding::{Api, Status, TokenState};

use crate::scene::{refresh, within};

use super::ways::{Generation, Way};

/// A body, and what is said of it.
const BAD: &[(&str, &str)] = &[
    ("{}", "it has no access_token"),
    (r#"{"expires_in":900,"token_type":"bearer"}"#, "it has no access_token"),
    (r#"{"access_token":null}"#, "it has no access_token"),
    (r#"{"access_token":""}"#, "it has no access_token"),
    (
        r#"{"access_token":"abc\ndef-ghi"}"#,
        "characters that no header can carry",
    ),
    (
        r#"{"access_token":"abc\u0000def"}"#,
        "characters that no header can carry",
    ),
    (
        r#"{"access_token":"abc\u00e4def"}"#,
        "characters that no header can carry",
    ),
    (r#"{"access_token":17}"#, "it has no access_token"),
    (r#"{"access_token":["abc"]}"#, "it has no access_token"),
    (
        r#"{"access_token":"abcdefghi","expires_in":-1}"#,
        "expires_in is no number of seconds",
    ),
    (
        r#"{"access_token":"abcdefghi","expires_in":"900"}"#,
        "expires_in is no number of seconds",
    ),
    (
        r#"{"access_token":"abcdefghi","expires_in":1e30}"#,
        "expires_in is no number of seconds",
    ),
    (
        r#"{"access_token":"abcdefghi","expire_in":"soon"}"#,
        "expires_in is no number of seconds",
    ),
    (
        r#"{"access_token":"abcdefghi","token_type":"mac"}"#,
        "token_type is not bearer",
    ),
    (r#"{"access_token":"abcdefghi","token_type":"#, "not"),
    (r#"["access_token"]"#, "not"),
    (r#""access_token""#, "not"),
    ("null", "not"),
    ("", "not"),
    ("access_token=abcdefghi&expires_in=900", "not"),
];

fn answered(body: &str) -> Fault {
    Fault {
        body: Some(body.into()),
        times: Some(1),
        ..Fault::default()
    }
}

/// Of the ways of the later generations; what v1-alpha answers is tested in `licences` and `answers`.
fn ways() -> impl Iterator<Item = Way> {
    Way::ALL.iter().copied().filter(|way| *way != Way::Alpha)
}

/// What stays unknown of a login whose answer says nothing.
fn status_of(way: Way) -> Status {
    match way {
        Way::AccessKey => Status::AnswerNotUnderstood,
        _ => Status::OutcomeUnknown,
    }
}

#[test]
fn a_login_fails_and_keeps_nothing() {
    for way in ways() {
        let scene = Generation::new(way);
        for (body, words) in BAD {
            let credentials = scene.credentials();
            let sent = scene.sent(Operation::Create);
            scene.set_fault(Operation::Create, answered(body));
            let error = scene.log_in(&credentials, &within(5_000)).err().expect(body);
            assert_eq!(
                (error.status, error.cause),
                (status_of(way), Status::AnswerNotUnderstood),
                "{way:?} {body}: {error}"
            );
            assert!(error.message.contains(words), "{body}: {error}");
            assert!(!error.message.contains("abc"), "{body}: {error}");
            assert_eq!((error.attempts, error.retryable), (1, false), "{body}");
            assert_eq!(scene.sent(Operation::Create), sent + 1, "{body}");
            let lost = usize::from(way.api() != Api::Cloud);
            assert_eq!(scene.counted(), lost, "{way:?} {body}");
        }
        scene.token();
    }
}

#[test]
fn a_refresh_fails_and_loses_no_token() {
    for way in ways() {
        for (body, words) in BAD {
            let scene = Generation::new(way);
            let token = scene.token();
            let value = token.value();
            scene.set_fault(Operation::Refresh, answered(body));
            let error = refresh(&token).expect_err(body);
            assert_eq!(
                (error.status, error.cause),
                (status_of(way), Status::AnswerNotUnderstood),
                "{way:?} {body}: {error}"
            );
            assert!(error.message.contains(words), "{body}: {error}");
            assert_eq!(
                (token.value(), token.state()),
                (value, TokenState::Active),
                "{way:?} {body}"
            );
        }
    }
}

#[test]
fn what_is_good_enough_is_taken() {
    for way in ways() {
        let scene = Generation::new(way);
        for (body, seconds) in [
            (r#"{"access_token":"abc+/=._~-"}"#, None),
            (
                r#"{"access_token":"abc+/=._~-","expires_in":null,"expire_in":120}"#,
                Some(120),
            ),
            (
                r#"{"access_token":"abc+/=._~-","expires_in":120.5,"token_type":"BEARER"}"#,
                Some(120),
            ),
            (
                r#"{"access_token":"abc+/=._~-","expires_in":0,"token_type":null,"scope":null}"#,
                Some(0),
            ),
            (
                "\u{feff} {\"@odata.context\":[{}],\"access_token\":\"abc+/=._~-\",\"refresh_token\":\"\"}\r\n",
                None,
            ),
        ] {
            let credentials = scene.credentials();
            scene.set_fault(Operation::Create, answered(body));
            let token = scene.log_in(&credentials, &within(5_000)).expect(body);
            assert_eq!(token.value(), "abc+/=._~-");
            let left = token.remaining().map(|left| left.as_secs());
            assert!(
                left == seconds || left.is_some_and(|left| seconds.is_some_and(|all| left + 5 > all && left < all)),
                "{body}: {left:?}"
            );
        }
    }
}

#[test]
fn an_answer_that_is_too_large_is_not_read_on() {
    for way in ways() {
        let scene = Generation::new(way);
        let credentials = scene.credentials();
        scene.set_fault(Operation::Create, Fault::parse("oversized=300000,times=1").unwrap());
        let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
        assert_eq!(error.cause, Status::AnswerTooLarge, "{way:?}: {error}");
        let expected = if way == Way::AccessKey {
            Status::AnswerTooLarge
        } else {
            Status::OutcomeUnknown
        };
        assert_eq!(error.status, expected, "{way:?}: {error}");
    }
}
