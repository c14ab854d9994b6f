//! Heads of answers that user agents have to read though no server should send them, and such as cannot be read.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;

use lftoken_stub::{Config, Stub};
use strategies::{CREATED, INVALIDATED, REFRESHED};
use support::binding::{CallSettings, Client, Error, Proxy, Settings, Status};
use support::{login, settings};

use crate::scene::{Scene, invalidate, refresh};
use crate::scripted::{Server, healthy, request};

/// Heads of answers with this body; each says where it ends in its own way.
fn odd_heads(body: &str) -> [String; 6] {
    let length = body.len();
    [
        format!("Content-Length : {length}\r\nX-RequestId \t: 1\r\n"),
        format!("Content-Length:\r\n {length}\r\nX-RequestId: 1\r\n"),
        format!("X-Policy: a;\r\n\tb;\r\n  c: d\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}\r\nX-RequestId : 1\r\n 2\r\n \r\n"),
        format!("Content-Length : {length}\nX-Policy: a\n b\n"),
        format!("Content-Length: {length}\r\nServer:\r\n"),
    ]
}

/// The round trip with a server that answers in this way.
fn round_trip(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Result<(), Error> {
    let server = Server::start(move |_, mut stream| {
        while let Some(request) = request(&mut stream)? {
            stream.write_all(answer(&request).as_bytes())?;
        }
        Ok(())
    });
    let client = Client::new(&Settings {
        base_address: Some(server.base_address()),
        ..Settings::default()
    })
    .unwrap();
    let token = client.create_token("r", &login(), &CallSettings::default())?;
    refresh(&token)?;
    invalidate(&token)?;
    assert_eq!(server.accepted(), 1, "the connection stays in use");
    Ok(())
}

#[test]
fn folded_lines_and_blanks_before_the_colon_are_read() {
    for number in 0..odd_heads("").len() {
        round_trip(move |request| {
            let body = match request {
                _ if request.contains("/Create") => CREATED,
                _ if request.contains("/Refresh") => REFRESHED,
                _ => INVALIDATED,
            };
            let end = if number == 4 { "\n" } else { "\r\n" };
            format!("HTTP/1.1 200 OK{end}{}{end}{body}", odd_heads(body)[number])
        })
        .unwrap_or_else(|error| panic!("head {number}: {error}"));
    }
    // Also behind an interim answer, whose own lines do not matter.
    for interim in ["HTTP/1.1 103 Early\r\nLink : a\r\n b\r\n\r\n", "HTTP/1.1 100 Go\n\n"] {
        round_trip(move |request| {
            let answer = healthy(request).replace("Content-Length:", "Content-Length :\r\n ");
            format!("{interim}{answer}")
        })
        .unwrap_or_else(|error| panic!("{interim:?}: {error}"));
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    for (head, what) in [
        (
            "HTTP/1.1 200 OK\r\n folded: first\r\n",
            "line 2 of its head begins with a blank",
        ),
        (
            "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nno colon\r\n",
            "line 4 of its head has no colon",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length\r\n : 5\r\n",
            "line 2 of its head has no colon",
        ),
    ] {
        let error = round_trip(move |_| format!("{head}\r\n{{}}")).unwrap_err();
        assert_eq!(
            (error.status, error.cause),
            (Status::OutcomeUnknown, Status::AnswerNotUnderstood)
        );
        assert!(error.message.contains(what), "{error}");
    }
}

#[test]
fn bytes_of_a_tls_alert_are_one_only_at_the_very_beginning() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for before in [chunked, "HTTP/1.1 100 Continue\r\n\r\n"] {
        let error = round_trip(move |_| format!("{before}\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}\r\n")).unwrap_err();
        assert_eq!(error.status, Status::OutcomeUnknown, "{before:?}: {error}");
        assert_eq!(error.cause, Status::AnswerNotUnderstood, "{before:?}: {error}");
        assert!(!error.message.contains("TLS"), "{error}");
    }
    let error = round_trip(|_| "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}".to_owned()).unwrap_err();
    assert_eq!(error.status, Status::AnswerNotUnderstood, "{error}");
    assert!(error.message.contains("speaks TLS"), "{error}");
}

#[test]
fn an_answer_that_is_compressed_unasked_says_so() {
    let scene = Scene::new();
    for (value, name) in [("gzip", "gzip"), ("br", "br"), ("X-Own", "Content-Encoding")] {
        let coded = format!("header=Content-Encoding:{value},body=%1F%3F%08");
        let error = scene.failed(&format!("fault:create:{coded}"));
        assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
        assert_eq!(error.cause, Status::AnswerNotUnderstood, "{error}");
        assert!(error.message.contains(name), "{error}");
        let token = scene.session(&format!("fault:refresh:{coded};invalidate:{coded},times=1"));
        let error = refresh(&token).unwrap_err();
        assert_eq!(error.status, Status::AnswerNotUnderstood, "{error}");
        assert!(error.message.contains(name), "{error}");
        let error = invalidate(&token).unwrap_err();
        assert_eq!(error.status, Status::NotLoggedOut, "{error}");
        assert!(error.message.contains(name), "{error}");
        invalidate(&token).unwrap();
    }
    // A refusal, too, which has its reason in there.
    for operation in ["create", "refresh", "invalidate"] {
        let coded = format!("fault:{operation}:status=403,header=Content-Encoding:gzip,body=%1F%3F%08");
        let error = match operation {
            "create" => scene.failed(&coded),
            "refresh" => refresh(&scene.session(&coded)).unwrap_err(),
            _ => invalidate(&scene.session(&coded)).unwrap_err(),
        };
        let said = "answered HTTP 403, but its body is compressed (gzip)";
        assert!(error.message.contains(said), "{error}");
    }
    // Who only says so is read.
    let token = scene.session("fault:all:header=Content-Encoding:gzip");
    refresh(&token).unwrap();
    invalidate(&token).unwrap();
}

/// A client whose way to the stub is a proxy that answers CONNECT with `head`.
fn behind(stub: &Stub, head: &'static str) -> (Server, Arc<Client>) {
    let port = stub.port();
    let proxy = Server::start(move |_, mut client| {
        request(&mut client)?;
        client.write_all(head.as_bytes())?;
        let server = TcpStream::connect(("127.0.0.1", port))?;
        let (mut from, mut to) = (server.try_clone()?, client.try_clone()?);
        std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        std::io::copy(&mut client, &mut &server).map(drop)
    });
    let client = Client::new(&Settings {
        proxy: Some(Proxy::Explicit {
            address: format!("http://127.0.0.1:{}", proxy.port()),
            credentials: None,
        }),
        ..settings(stub)
    });
    (proxy, client.unwrap())
}

#[test]
fn the_head_of_a_proxy_is_read_in_the_same_way() {
    let stub = Stub::start(Config::default()).unwrap();
    for head in [
        "HTTP/1.1 200 Established\r\nVia : 1.1 a\r\n\r\n",
        "HTTP/1.1 200 Established\r\nProxy-Agent: a\r\n b\r\n\tc\r\n\r\n",
    ] {
        let (_proxy, client) = behind(&stub, head);
        let token = client.create_token("r", &login(), &CallSettings::default()).unwrap();
        invalidate(&token).unwrap();
    }
    let (_proxy, client) = behind(&stub, "HTTP/1.1 200 Established\r\nVia: a\r\nno colon\r\n\r\n");
    let error = client
        .create_token("r", &login(), &CallSettings::default())
        .err()
        .expect("an error");
    assert_eq!(error.status, Status::ProxyRefused, "{error}");
    assert!(error.message.contains("line 3 of its head has no colon"), "{error}");
}
