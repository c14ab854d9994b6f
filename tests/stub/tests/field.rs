//! What clients in the field send is taken, and refused by a strict stub.

mod common;

use common::*;
use lftoken_stub::{Config, Stub};

fn stub(strict: bool) -> Stub {
    Stub::start(Config {
        tls: false,
        strict,
        ..Config::default()
    })
    .unwrap()
}

/// A request with one thing in another way.
fn edited(request: Vec<u8>, (from, to): (&str, &str)) -> Vec<u8> {
    let text = String::from_utf8(request).unwrap();
    assert!(text.contains(from), "{text} does not hold {from}");
    text.replacen(from, to, 1).into_bytes()
}

const MEDIA: &str = "Content-Type: application/json\r\n";

const CREATE: &[(&str, &str)] = &[
    ("Accept: application/json\r\n", ""),
    ("Accept: application/json", "Accept: */*"),
    (
        "Accept: application/json",
        "Accept: text/plain;q=0.5, application/*; q=0.1",
    ),
    (MEDIA, "Content-Type: application/json; charset=utf-8\r\n"),
    (MEDIA, "content-type: Application/JSON;charset=UTF-8\r\n"),
    ("Host", "Authorization: Bearer of-an-old-session\r\nHost"),
    ("Host", "Keep-Alive: 300\r\nHost"),
    ("Create", "Create?createCookie=True"),
    ("Create", "Create?customerId=1234567890&createCookie=FALSE"),
    ("Create", "Create?customerId=&CreateCookie=true&unknown=1"),
    ("Create", "Create?customerId=a+b"),
    ("Create", "Create?"),
    (
        "/repository/v1-alpha/Repositories/r/AccessTokens/Create",
        "/Repository/V1-Alpha/repositories/r/accesstokens/create",
    ),
    ("/v1-alpha/", "/v1/"),
    ("Repositories/r/", "Repositories/r!'(1)*/"),
];

/// Of Refresh and Invalidate.
const BODILESS: &[(&str, &str)] = &[
    ("Accept: application/json\r\n", ""),
    ("Accept: application/json", "Accept: */*"),
    ("Bearer ", "bearer "),
    ("Bearer ", "BEARER  "),
    (
        "Content-Length: 0\r\n\r\n",
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    ),
    (
        "Content-Length: 0\r\n\r\n",
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ),
    ("Host", "Content-Type: application/x-www-form-urlencoded\r\nHost"),
    (" HTTP/1.1", "?api-version=1 HTTP/1.1"),
    ("AccessTokens", "accesstokens"),
];

#[test]
fn logins() {
    let (free, strict) = (stub(false), stub(true));
    for edit in CREATE {
        let request = edited(create("r"), *edit);
        let taken = ask(&free, &request);
        assert_eq!(taken.status, 200, "{edit:?}: {}", taken.body);
        let refused = ask(&strict, &request);
        assert!(
            matches!(refused.status, 400 | 404 | 415),
            "{edit:?}: {}",
            refused.status
        );
    }
    for body in [
        r#"{"username":"svc","password":"correct horse battery staple","sessionKey":null,"samlToken":null}"#,
        r#"{"username":"svc","password":"correct horse battery staple","repositoryName":"r","depth":1}"#,
    ] {
        assert_eq!(ask(&free, &create_with("r", "", body)).status, 200, "{body}");
        assert_eq!(ask(&strict, &create_with("r", "", body)).status, 400, "{body}");
    }
    let length = format!("Content-Length: {}", LOGIN.len());
    let chunked = edited(create("r"), (&length, "Transfer-Encoding: chunked"));
    let chunked = edited(chunked, (LOGIN, &format!("{:x}\r\n{LOGIN}\r\n0\r\n\r\n", LOGIN.len())));
    assert_eq!(ask(&free, &chunked).status, 200);
    assert_eq!(ask(&strict, &chunked).status, 400);
    assert_eq!(strict.report().created, 0);
    assert_eq!(free.report().malformed, 0);
    // What came stands in the record as it came.
    assert!(free.requests().iter().any(|seen| seen.header("Accept") == Some("*/*")));
}

#[test]
fn refreshes_and_logouts() {
    let (free, strict) = (stub(false), stub(true));
    for op in ["Refresh", "Invalidate"] {
        for edit in BODILESS {
            let token = ask(&free, &create("r")).token();
            let taken = ask(&free, &edited(with_token(op, "r", &token), *edit));
            assert_eq!(taken.status, 200, "{op} {edit:?}: {}", taken.body);
            let token = ask(&strict, &create("r")).token();
            let refused = ask(&strict, &edited(with_token(op, "r", &token), *edit));
            assert!(
                matches!(refused.status, 400 | 404 | 415),
                "{op} {edit:?}: {}",
                refused.status
            );
        }
    }
    let token = ask(&free, &create("r")).token();
    let with = |op, value: &str| {
        let headers = format!("Authorization: Bearer {token}\r\nKeep-Alive: {value}\r\n");
        ask(&free, &bodiless(op, "r", &headers)).status
    };
    assert_eq!(with("Refresh", "timeout=1800"), 200);
    assert_eq!(with("Refresh", "timeout=1800, max=5"), 200);
    assert_eq!(with("Refresh", "3601"), 400);
    assert_eq!(with("Invalidate", "timeout=5"), 200);
}

#[test]
fn what_no_client_sends_is_refused_all_the_same() {
    let stub = stub(false);
    for (edit, status) in [
        (("Accept: application/json", "Accept: text/html"), 400),
        ((MEDIA, "Content-Type: text/plain\r\n"), 415),
        (("Create", "Create?createCookie=1"), 400),
        (("Repositories/r/", "Repositories/%ff/"), 400),
        (("\"username\"", "\"user\""), 400),
        (("v1-alpha", "v3"), 404),
        (("POST", "GET"), 405),
    ] {
        // A shorter name of a member needs another length.
        let request = edited(create("r"), edit);
        let request = String::from_utf8(request).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let length = format!("Content-Length: {}", LOGIN.len());
        let head = head.replace(&length, &format!("Content-Length: {}", body.len()));
        let answer = ask(&stub, format!("{head}\r\n\r\n{body}").as_bytes());
        assert_eq!(answer.status, status, "{edit:?}: {}", answer.body);
        assert_eq!(answer.header("Allow"), (status == 405).then_some("POST"));
    }
    let token = ask(&stub, &create("r")).token();
    let no_length = edited(with_token("Refresh", "r", &token), ("Content-Length: 0\r\n", ""));
    assert_eq!(ask(&stub, &no_length).status, 411);
}

#[test]
fn a_session_lives_by_its_cookie_alone() {
    let stub = stub(false);
    let created = ask(&stub, &create_with("r", "?createCookie=True", LOGIN));
    let cookie = created.header("Set-Cookie").unwrap();
    assert!(!cookie.to_lowercase().contains("secure"), "{cookie}");
    let headers = format!("Cookie: a=b;{}\r\n", cookie.split(';').next().unwrap());
    assert_eq!(ask(&stub, &bodiless("Refresh", "r", &headers)).status, 200);
    assert_eq!(ask(&stub, &bodiless("Invalidate", "r", &headers)).status, 200);
    assert_eq!(stub.report().open, 0);
}
