//! Each breach of the contract is refused with its reason.

mod common;

use common::*;
use lftoken_stub::{Config, Stub};

fn refused(stub: &Stub, request: &[u8], status: u16, reason: &str) {
    let answer = ask(stub, request);
    let message = answer.json()["message"].as_str().unwrap_or("").to_owned();
    let shown = String::from_utf8_lossy(request);
    assert_eq!(answer.status, status, "{shown}\n{message}");
    assert!(message.contains(reason), "{shown}\n{message}");
}

fn edited(request: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(request).unwrap();
    assert!(text.contains(from), "{text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn create() {
    let stub = plain();
    for (query, reason) in [
        ("?", "bare '?'"),
        ("?createCookie=True", "lower case"),
        ("?customerId=1&createCookie=true", "out of order"),
        ("?createCookie=true&createCookie=true", "repeated"),
        ("?customerId=", "customerId is empty"),
        ("?customerId=1+2", "percent-encoded"),
        ("?other=1", "unknown query parameter"),
    ] {
        refused(&stub, &create_with("r", query, LOGIN), 400, reason);
    }
    for (body, reason) in [
        ("", "not JSON"),
        ("[]", "not a JSON object"),
        (r#"{"username":"a"}"#, "either username and password"),
        (
            r#"{"username":"a","password":"b","sessionKey":"c"}"#,
            "either username and password",
        ),
        (r#"{"username":"a","password":null}"#, "password is null"),
        (r#"{"username":"a","password":1}"#, "password is not a string"),
        (
            r#"{"username":"a","password":"b","more":"c"}"#,
            "unknown member \"more\"",
        ),
    ] {
        refused(&stub, &create_with("r", "", body), 400, reason);
    }
    let put = ask(&stub, &edited(common::create("r"), "POST", "PUT"));
    assert_eq!((put.status, put.header("Allow")), (405, Some("POST")));
    for (from, to, status, reason) in [
        ("POST", "PUT", 405, "POST"),
        (
            "Host: stub\r\n",
            "Host: stub\r\nAuthorization: Bearer x\r\n",
            400,
            "Authorization",
        ),
        ("Host: stub\r\n", "Host: stub\r\nKeep-Alive: 5\r\n", 400, "Keep-Alive"),
        (
            "Content-Type: application/json",
            "Content-Type: application/json; charset=utf-8",
            415,
            "Content-Type",
        ),
        ("Accept: application/json", "Accept: */*", 400, "Accept"),
        ("Repositories/r/", "Repositories/r:/", 400, "percent-encoded"),
        ("Repositories/r/", "Repositories/r%2/", 400, "'%'"),
        ("Repositories/r/", "Repositories/%ff/", 400, "UTF-8"),
        (
            "Repositories/r/",
            "Repositories/fault%3Acreate%3Ano/",
            400,
            "no: unknown key",
        ),
    ] {
        refused(&stub, &edited(common::create("r"), from, to), status, reason);
    }
    let length = format!("Content-Length: {}", LOGIN.len());
    let chunked = edited(common::create("r"), &length, "Transfer-Encoding: chunked");
    let chunked = edited(chunked, LOGIN, &format!("{:x}\r\n{LOGIN}\r\n0\r\n\r\n", LOGIN.len()));
    refused(&stub, &chunked, 400, "Transfer-Encoding");
    assert_eq!(stub.report().created, 0);
    assert_eq!(stub.report().malformed, stub.report().requests);
}

#[test]
fn organization_can_be_unknown() {
    let stub = Stub::start(Config {
        tls: false,
        organization_allowed: false,
        ..Config::default()
    })
    .unwrap();
    let body = r#"{"username":"a","password":"b","organization":"c"}"#;
    refused(
        &stub,
        &create_with("r", "", body),
        400,
        "unknown member \"organization\"",
    );
}

#[test]
fn refresh_and_invalidate() {
    let stub = plain();
    let token = ask(&stub, &common::create("r")).token();
    for op in ["Refresh", "Invalidate"] {
        let good = || with_token(op, "r", &token);
        refused(
            &stub,
            &edited(good(), "Content-Length: 0\r\n", ""),
            411,
            "Content-Length",
        );
        refused(
            &stub,
            &edited(good(), "Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\n{}"),
            400,
            "empty",
        );
        refused(&stub, &edited(good(), op, &format!("{op}?")), 400, "no query");
        refused(&stub, &edited(good(), "Bearer ", "Basic "), 400, "Bearer");
        refused(
            &stub,
            &edited(good(), "Host", "Content-Type: text/plain\r\nHost"),
            415,
            "Content-Type",
        );
        refused(&stub, &bodiless(op, "r", ""), 401, "No access token");
        refused(&stub, &with_token(op, "r", "unknown"), 401, "Invalid session");
    }
    for value in ["0", "3601", "007", "+5", "timeout=5", ""] {
        let headers = format!("Authorization: Bearer {token}\r\nKeep-Alive: {value}\r\n");
        refused(&stub, &bodiless("Refresh", "r", &headers), 400, "Keep-Alive");
    }
    let headers = format!("Authorization: Bearer {token}\r\nKeep-Alive: 5\r\n");
    refused(&stub, &bodiless("Invalidate", "r", &headers), 400, "Keep-Alive");
    let media = "Content-Type: application/json; charset=utf-8\r\nHost";
    assert_eq!(
        ask(&stub, &edited(with_token("Refresh", "r", &token), "Host", media)).status,
        200
    );
}
