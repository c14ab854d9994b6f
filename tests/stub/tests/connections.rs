//! Life of connections; proxies and black holes.

mod common;

use common::*;
use lftoken_stub::blackhole::{Garbage, NeverAccepts, NeverAnswers, Refused};
use lftoken_stub::{Config, Proxy, ProxyConfig, Stub};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn dropping_the_stub_ends_everything() {
    let stub = plain();
    let port = stub.port();
    let mut stream = tcp(port);
    exchange(&mut stream, &create("r")).unwrap();
    drop(stub);
    assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn idle_connections_are_closed() {
    let limit = Duration::from_millis(150);
    let config = Config {
        tls: false,
        connection_idle_close: Some(limit),
        ..Config::default()
    };
    let stub = Stub::start(config).unwrap();
    let mut stream = tcp(stub.port());
    exchange(&mut stream, &create("r")).unwrap();
    std::thread::sleep(limit / 2);
    assert_eq!(exchange(&mut stream, &create("r")).unwrap().header("Connection"), None);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);

    let stub = plain();
    let mut stream = tcp(stub.port());
    exchange(&mut stream, &create("r")).unwrap();
    stub.close_idle_connections();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert_eq!(ask(&stub, &create("r")).status, 200);
}

#[test]
fn a_pause_is_not_idleness() {
    let connection_idle_close = Some(Duration::from_millis(50));
    let stub = Stub::start(Config {
        tls: false,
        connection_idle_close,
        ..Config::default()
    })
    .unwrap();
    assert_eq!(ask(&stub, &create("fault%3Acreate%3Adelay%3D300")).status, 200);
}

#[test]
fn keep_alive_can_be_off() {
    let stub = Stub::start(Config {
        tls: false,
        http_keep_alive: false,
        ..Config::default()
    })
    .unwrap();
    let mut stream = tcp(stub.port());
    assert_eq!(
        exchange(&mut stream, &create("r")).unwrap().header("Connection"),
        Some("close")
    );
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
}

#[test]
fn pipelined_and_many_requests() {
    let stub = plain();
    let mut stream = tcp(stub.port());
    let two = [create("a"), create("b")].concat();
    assert_eq!(exchange(&mut stream, &two).unwrap().status, 200);
    assert_eq!(exchange(&mut stream, b"").unwrap().status, 200);
    for _ in 0..200 {
        assert_eq!(exchange(&mut stream, &create("r")).unwrap().status, 200);
    }
    assert_eq!((stub.report().created, stub.report().connections_accepted), (202, 1));
    assert!(stub.requests()[1].target.contains("/b/"));
}

fn connect(proxy: &Proxy, target: &str, headers: &str) -> (TcpStream, std::io::Result<Answer>) {
    let mut stream = tcp(proxy.address().port());
    let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{headers}\r\n");
    let answer = exchange(&mut stream, request.as_bytes());
    (stream, answer)
}

#[test]
fn proxy_tunnels() {
    let stub = plain();
    let config = ProxyConfig {
        resolve_to: Some(address(stub.port())),
        split_answer: true,
        ..Default::default()
    };
    let proxy = Proxy::start(config).unwrap();
    let (mut stream, answer) = connect(&proxy, "far.example:443", "");
    assert_eq!(answer.unwrap().status, 200);
    assert_eq!(exchange(&mut stream, &create("r")).unwrap().status, 200);
    assert_eq!(proxy.last_target().as_deref(), Some("far.example:443"));
    assert_eq!((proxy.connects(), proxy.tunnels(), proxy.connections()), (1, 1, 1));
    assert_eq!(proxy.reads_of_connect(), 1);
    assert_eq!(proxy.url(), format!("http://{}", proxy.address()));

    let proxy = Proxy::start(ProxyConfig {
        extra_bytes: b"early".to_vec(),
        ..Default::default()
    })
    .unwrap();
    let (mut stream, _) = connect(&proxy, &address(stub.port()).to_string(), "");
    let mut early = [0; 5];
    stream.read_exact(&mut early).unwrap();
    assert_eq!(&early, b"early");
}

#[test]
fn proxy_refuses() {
    let credentials = Some(("me".into(), "secret".into()));
    let proxy = Proxy::start(ProxyConfig {
        credentials,
        ..Default::default()
    })
    .unwrap();
    let refused = Refused::start().unwrap();
    let target = refused.address().to_string();
    let answer = connect(&proxy, &target, "Proxy-Authorization: Basic bWU6d3Jvbmc=\r\n")
        .1
        .unwrap();
    assert_eq!(answer.status, 407);
    assert!(answer.header("Proxy-Authenticate").unwrap().starts_with("Basic realm="));
    let answer = connect(&proxy, &target, "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n")
        .1
        .unwrap();
    assert_eq!(answer.status, 502);
    assert_eq!((proxy.connects(), proxy.tunnels()), (2, 0));

    let proxy = Proxy::start(ProxyConfig {
        status: Some(503),
        ..Default::default()
    })
    .unwrap();
    assert_eq!(connect(&proxy, &target, "").1.unwrap().status, 503);
    let proxy = Proxy::start(ProxyConfig {
        hang_up: true,
        ..Default::default()
    })
    .unwrap();
    assert!(connect(&proxy, &target, "").1.is_err());
    let raw_answer = Some(b"nonsense".to_vec());
    let proxy = Proxy::start(ProxyConfig {
        raw_answer,
        ..Default::default()
    })
    .unwrap();
    assert!(connect(&proxy, &target, "").1.is_err());

    let proxy = Proxy::start(ProxyConfig {
        silent: true,
        ..Default::default()
    })
    .unwrap();
    let mut stream = tcp(proxy.address().port());
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    stream.write_all(b"CONNECT a:1 HTTP/1.1\r\n\r\n").unwrap();
    assert!(matches!(
        stream.read(&mut [0]).unwrap_err().kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
}

#[test]
#[cfg(target_os = "linux")]
fn never_accepts() {
    let hole = NeverAccepts::start().unwrap();
    for _ in 0..3 {
        let error = TcpStream::connect_timeout(&hole.address(), Duration::from_millis(100)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}

#[test]
fn other_black_holes() {
    let hole = NeverAnswers::start().unwrap();
    let mut stream = tcp(hole.address().port());
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    stream.write_all(b"hello").unwrap();
    assert!(stream.read(&mut [0]).is_err());
    assert_eq!(hole.accepted(), 1);

    let hole = Garbage::start("HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    let (bytes, end) = to_end(&mut tcp(hole.address().port()));
    assert!(bytes.starts_with(b"HTTP/1.1 400") && end.is_ok());
    assert_eq!(hole.accepted(), 1);

    let refused = Refused::start().unwrap();
    let error = TcpStream::connect(refused.address()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}
