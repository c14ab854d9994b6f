//! Whatever bytes come, the parsers take them, and no text shows a secret. Beside them stands what the C interface
//! cannot bring about.

use std::time::Instant;

use lftoken_stub::{Config, Stub};
use proptest::collection::vec;
use proptest::prelude::*;
use ureq_proto::http::HeaderMap;
use ureq_proto::http::header::{HeaderName, HeaderValue};

use crate::common::secret::Secret;
use crate::session::{CallSettings, Client, Pem, Settings};
use crate::transport::{Answer, ProxyMode, ProxySettings, Roots};

use super::{Login, Problem, time, v1alpha};

#[path = "../../tests/support/strategies.rs"]
mod strategies;

use strategies::{CREATED, INVALIDATED, REFRESHED, any_bytes, changed, date, header, json, runner};

/// Inputs of each parser.
const INPUTS: u32 = 4_000;

fn parsed(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Answer {
    let headers: HeaderMap = headers
        .into_iter()
        .filter_map(|(name, value)| {
            let name = HeaderName::try_from(name).ok()?;
            Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
        })
        .collect();
    Answer {
        status,
        headers,
        body: body.to_vec(),
        received_at: Instant::now(),
    }
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
        if let Ok(session) = v1alpha::read_session(&answer) {
            prop_assert!(!session.token.is_empty());
            // What was read as a whole is found in pieces, too.
            prop_assert!(v1alpha::find_token(&body).is_some());
        }
        let _ = v1alpha::read_expiry(&answer);
        let _ = v1alpha::read_invalidated(&answer);
        if let Some(token) = v1alpha::find_token(&body) {
            prop_assert!(!token.is_empty());
        }
        let secret = "secret";
        let problem = Problem::read(&answer, &[secret]);
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

#[test]
fn a_nul_in_a_repository_id_is_escaped() {
    let request = v1alpha::create(&[], "", "a\r\nb\u{0}", &Login::default()).unwrap();
    let line = "POST /v1-alpha/Repositories/a%0D%0Ab%00/AccessTokens/Create HTTP/1.1\r\n";
    assert!(request.bytes().starts_with(line.as_bytes()));
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
    let login = Login {
        username: Some("svc".into()),
        password: Some(Secret::new(secrets[0])),
        saml_token: Some(Secret::new(secrets[1])),
        session_key: Some(Secret::new(secrets[2])),
        ..Login::default()
    };
    let text = format!("{login:?} {login:#?}");
    assert_silent(&text, &secrets);
    assert!(text.contains("svc"));

    let settings = Settings {
        identity: Some((
            Pem::Text(Secret::new("a certificate")),
            Pem::Text(Secret::new(secrets[3])),
        )),
        proxy: ProxySettings {
            mode: ProxyMode::Explicit {
                address: Secret::new("http://user:proxy-password@127.0.0.1:1"),
                credentials: Some((Secret::new("proxy-user"), Secret::new("other-password"))),
            },
            ..ProxySettings::default()
        },
        ..Settings::default()
    };
    assert_silent(
        &format!("{settings:?} {settings:#?}"),
        &["proxy-password", "other-password", secrets[3]],
    );

    let session = v1alpha::read_session(&parsed(200, Vec::new(), CREATED.as_bytes())).unwrap();
    assert_silent(&format!("{session:?} {:?}", session.token), &[session.token.expose()]);
}

/// Only a process that has used up all handles cannot hand a session over.
#[test]
fn a_session_that_could_not_be_handed_over_is_logged_out() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = Client::new(&Settings {
        base_address: Some(stub.base_url()),
        roots: Roots::None,
        authorities: vec![Pem::Text(Secret::new(stub.ca_pem()))],
        ..Settings::default()
    })
    .unwrap();
    let login = Login {
        username: Some("svc".into()),
        password: Some(Secret::new("correct horse battery staple")),
        ..Login::default()
    };
    let call = CallSettings::default();
    let token = client.create_token("r", &login, &call).unwrap();
    assert_eq!(stub.report().open, 1);
    client.disown(&token);
    client.settle(&call).unwrap();
    assert_eq!(stub.report().open, 0);
}
