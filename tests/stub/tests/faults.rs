//! Every kind of fault, seen from the wire.

mod common;

use common::*;
use lftoken_stub::{Operation, Stub};
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

fn broken(spec: &str) -> Stub {
    let stub = plain();
    stub.set_fault(Operation::Create, fault(spec));
    stub
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn cut_is_exact_and_clean() {
    for size in [0, 1, 17, 120] {
        let stub = broken(&format!("cut={size}"));
        let (bytes, end) = drain(&stub, &create("r"));
        assert_eq!(bytes.len(), size);
        assert!(end.is_ok(), "{end:?}");
        assert!(text(&bytes).starts_with(&"HTTP/1.1 200 OK\r\n"[..size.min(17)]));
        assert_eq!(stub.report().open, 1);
    }
}

#[test]
fn reset_is_exact_and_rude() {
    let stub = broken("reset=40");
    let (bytes, end) = drain(&stub, &create("r"));
    assert_eq!(bytes.len(), 40);
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(stub.report().open, 1);
}

/// When each byte position of an answer was reached, and how long it all took.
fn paced(spec: &str, at: usize) -> (Duration, Duration) {
    let stub = broken(spec);
    let mut stream = tcp(stub.port());
    let start = Instant::now();
    stream.write_all(&create("r")).unwrap();
    stream.read_exact(&mut vec![0; at]).unwrap();
    let reached = start.elapsed();
    assert_eq!(stub.report().open, 1, "the session is open while the answer waits");
    stream.read_exact(&mut [0]).unwrap();
    (reached, start.elapsed())
}

#[test]
fn delays() {
    let pause = Duration::from_millis(200);
    let (first, _) = paced("delay=200", 1);
    assert!(first >= pause);
    let (before, after) = paced("delay-at=100/200", 100);
    assert!(before < pause && after >= pause, "{before:?} {after:?}");
    let whole = ask(&plain(), &create("r"));
    let length = whole.head.len() + whole.body.len();
    // The answer has a fixed length but for the port in the context, which has five digits or fewer.
    let (before, _) = paced("delay-last=200", length - 5);
    assert!(before < pause);
    let start = Instant::now();
    assert_eq!(ask(&broken("delay-last=200"), &create("r")).status, 200);
    assert!(start.elapsed() >= pause);
}

#[test]
fn a_client_that_leaves_during_a_delay_is_noticed() {
    let stub = broken("delay=60000");
    let mut stream = tcp(stub.port());
    stream.write_all(&create("r")).unwrap();
    eventually("the request arrives", || stub.report().created == 1);
    drop(stream);
    eventually("the connection ends", || stub.report().connections_open == 0);
}

#[test]
fn no_answer() {
    for (spec, open) in [("drop", 1), ("refuse", 0)] {
        let stub = broken(spec);
        let (bytes, end) = drain(&stub, &create("r"));
        assert!(bytes.is_empty() && end.is_ok());
        assert_eq!(stub.report().open, open);
        assert_eq!(stub.requests()[0].status, None);
    }
}

#[test]
fn framing() {
    let (bytes, _) = drain(&broken("raw=a%00b,close"), &create("r"));
    assert_eq!(bytes, b"a\0b");
    let (bytes, _) = drain(&broken("garbage,close"), &create("r"));
    assert!(!bytes.is_empty() && !bytes.starts_with(b"HTTP"));
    let (bytes, _) = drain(&broken("length=999999,close"), &create("r"));
    assert!(text(&bytes).contains("\r\nContent-Length: 999999\r\n"));
    let (bytes, end) = drain(&broken("chunked,close"), &create("r"));
    assert!(text(&bytes).contains("\r\nTransfer-Encoding: chunked\r\n") && end.is_ok());
    assert!(text(&bytes).ends_with("\r\n0\r\n\r\n") && !text(&bytes).contains("Content-Length"));
    let (bytes, _) = drain(&broken("close-delimited"), &create("r"));
    assert!(text(&bytes).contains("\r\nConnection: close\r\n") && text(&bytes).ends_with('}'));
    assert!(!text(&bytes).contains("Content-Length"));
    let (bytes, _) = drain(&broken("interim=2/103,close"), &create("r"));
    assert_eq!(text(&bytes).matches("HTTP/1.1 103 Early Hints\r\n").count(), 2);
    assert!(text(&bytes).contains("\r\n\r\nHTTP/1.1 200 OK\r\n"));
    let (bytes, _) = drain(&broken("interim=1,close"), &create("r"));
    assert!(text(&bytes).starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
    let (bytes, _) = drain(&broken("split=7,close"), &create("r"));
    assert!(text(&bytes).ends_with('}'));
}

#[test]
fn close_is_not_announced() {
    let stub = broken("close");
    let mut stream = tcp(stub.port());
    let answer = exchange(&mut stream, &create("r")).unwrap();
    assert_eq!((answer.status, answer.header("Connection")), (200, None));
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
}

#[test]
fn heads_and_bodies() {
    let big = ask(&broken("oversized=100000"), &create("r"));
    assert!(big.body.len() > 100_000 && big.json()["authToken"].is_string());
    let answer = ask(
        &broken("expire=soon,omit-date,header=X-A:b,big-header=5000"),
        &create("r"),
    );
    assert_eq!(answer.json()["expireTime"], "soon");
    assert_eq!((answer.header("Date"), answer.header("X-A")), (None, Some("b")));
    assert_eq!(answer.header("X-Filler").unwrap().len(), 5000);
    assert_eq!(ask(&broken("body=%7b%7d"), &create("r")).body, "{}");
    let moved = broken("status=302,header=Location:/x");
    assert_eq!(ask(&moved, &create("r")).status, 302);
    assert_eq!(moved.report().open, 1);
    let stub = plain();
    stub.set_fault(Operation::Invalidate, fault("false"));
    let token = ask(&stub, &create("r")).token();
    assert_eq!(
        ask(&stub, &with_token("Invalidate", "r", &token)).json()["value"],
        false
    );
    assert_eq!(stub.report().open, 0);
}

#[test]
fn a_refusal_does_not_act_unless_told() {
    let stub = broken("status=429,retry-after=2,times=1");
    let refused = ask(&stub, &create("r"));
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("2")));
    assert_eq!(stub.report().open, 0);
    assert_eq!(ask(&stub, &create("r")).status, 200);
    assert_eq!(stub.report().faults, 1);
    let stub = broken("status=500,act");
    assert_eq!(ask(&stub, &create("r")).status, 500);
    assert_eq!(stub.report().open, 1);
    stub.clear_faults();
    assert_eq!(ask(&stub, &create("r")).status, 200);
}

#[test]
fn shapes_of_errors() {
    let shaped = |spec: &str| {
        ask(
            &broken(&format!("status=403,code=9030,message=no,error={spec}")),
            &create("r"),
        )
    };
    let api = shaped("api").json();
    assert_eq!(
        (&api["message"], &api["errorCode"], &api["statusCode"]),
        (&"no".into(), &9030.into(), &403.into())
    );
    let problem = shaped("problem").json();
    assert_eq!((&problem["title"], &problem["errorCode"]), (&"no".into(), &9030.into()));
    assert_eq!(shaped("rfc6749").json()["error_description"], "no");
    assert_eq!(shaped("suffix").json()["title"], "no [9030]");
    assert_eq!(shaped("nested").json()["error"]["errorCode"], 9030);
    assert!(shaped("nulls").json()["message"].is_null());
    assert_eq!(shaped("string").json(), "no");
    assert!(shaped("html").header("Content-Type").unwrap().starts_with("text/html"));
    assert_eq!(
        (
            shaped("header").header("X-APIServer-Error"),
            shaped("header").body.as_str()
        ),
        (Some("no"), "")
    );
    assert_eq!(shaped("none").body, "");
    // A refusal of the stub's own takes the shape, too.
    let wrong = create_with("r", "", r#"{"username":"svc","password":"x"}"#);
    assert_eq!(ask(&broken("error=nested"), &wrong).json()["error"]["errorCode"], 9010);
}

#[test]
fn a_repository_id_carries_faults() {
    let stub = plain();
    let repo = "fault%3Arefresh%3Astatus%3D429%2Ctimes%3D1%3Binvalidate%3Acut%3D9";
    let token = ask(&stub, &create(repo)).token();
    assert_eq!(ask(&stub, &with_token("Refresh", repo, &token)).status, 429);
    assert_eq!(ask(&stub, &with_token("Refresh", repo, &token)).status, 200);
    let (bytes, _) = drain(&stub, &with_token("Invalidate", repo, &token));
    assert_eq!(bytes, b"HTTP/1.1 ");
    assert_eq!(stub.report().open, 0);
}
