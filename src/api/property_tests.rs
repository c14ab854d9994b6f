//! Whatever bytes come, the parsers take them, and no text shows a secret.

use proptest::collection::vec;
use proptest::prelude::*;
use ureq_proto::http::header::{HeaderName, HeaderValue};

use crate::base::secret::Secret;
use crate::http::answer::Answer;

use super::credential::LoginFields;
use super::problem::Problem;
use super::time;
use super::v1alpha::answers;

use strategies::{CREATED, INVALIDATED, REFRESHED, any_bytes, changed, date, header, json, runner};

/// Inputs of each parser.
const INPUTS: u32 = 4_000;

fn parsed(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Answer {
    let mut answer = Answer::of(status, &[], body);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) {
            answer.headers.insert(name, value);
        }
    }
    answer
}

#[test]
fn the_parsers_take_anything() {
    let body = prop_oneof![
        any_bytes(200),
        json().prop_map(|value| value.to_string().into_bytes()),
        changed(
            prop::sample::select(vec![CREATED, REFRESHED, INVALIDATED]).prop_map(|body| body.as_bytes().to_vec()),
            6
        ),
    ];
    let input = (any::<u16>(), vec(header(), 0..8), body);
    let outcome = runner(INPUTS).run(&input, |(status, headers, body)| {
        let answer = parsed(status, headers, &body);
        if let Ok(session) = answers::read_session(&answer) {
            prop_assert!(!session.token.is_empty());
            // What was read as a whole is found in pieces, too.
            prop_assert!(answers::find_token(&body, &mut 0).is_some());
        }
        let _ = answers::read_expiry(&answer);
        let _ = answers::read_invalidated(&answer);
        if let Some(token) = answers::find_token(&body, &mut 0) {
            prop_assert!(!token.is_empty());
        }
        let secret = "secret";
        let problem = Problem::read(&answer, &[secret], false);
        prop_assert_eq!(problem.http_status, status);
        prop_assert!(problem.error_code != Some(0));
        for text in [
            &problem.message,
            &problem.title,
            &problem.detail,
            &problem.location,
            &problem.request_id,
        ] {
            let text = text.as_deref().unwrap_or("");
            prop_assert!(!text.chars().any(char::is_control) && text.chars().count() <= 1000);
            prop_assert!(!text.replace("[secret]", "").contains(secret));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_readers_of_times_take_anything() {
    let text = prop_oneof![
        date(),
        "\\PC{0,40}",
        "[0-9 .:TZ+-]{0,40}",
        Just("Fri, 01 Mar 2030 10:00:00 GMT".to_owned())
    ];
    let outcome = runner(INPUTS).run(&(text, any::<Option<i64>>()), |(text, now)| {
        let _ = time::parse_expiry(&text);
        let _ = time::parse_http_date(&text);
        let _ = time::parse_retry_after(&text, now);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// No secret is in `text`, whatever the shape.
fn assert_silent(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "a secret shows: {text}");
    }
}

#[test]
fn debug_output_shows_no_secret() {
    let secrets = ["a password", "a SAML token", "a session key", "a line of the key"];
    let login = LoginFields {
        username: Some("svc".into()),
        password: Some(Secret::new(secrets[0])),
        saml_token: Some(Secret::new(secrets[1])),
        session_key: Some(Secret::new(secrets[2])),
        ..LoginFields::default()
    };
    let text = format!("{login:?} {login:#?}");
    assert_silent(&text, &secrets);
    assert!(text.contains("svc"));

    let session = answers::read_session(&parsed(200, Vec::new(), CREATED.as_bytes())).unwrap();
    assert_silent(&format!("{session:?} {:?}", session.token), &[session.token.expose()]);
}
