//! The way through a proxy: which one is taken, what it is told, and what becomes of its refusals.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use lftoken_stub::blackhole::Refused;
use lftoken_stub::{Proxy, ProxyConfig, Stub};
use support::alone::measuring;
use support::binding::{self, ExchangeState, Settings, Status, Trust};

use crate::round_trip::{changed, refused, round_trip, start};

fn through(proxy: &Proxy, credentials: Option<(&str, &str)>) -> binding::Proxy {
    binding::Proxy::Explicit {
        address: proxy.url(),
        credentials: credentials.map(|(user, password)| (user.into(), password.into())),
    }
}

fn proxied(stub: &Stub, proxy: binding::Proxy) -> Settings {
    changed(stub, |settings| settings.proxy = Some(proxy))
}

/// Whether the latest CONNECT took the proxy as few reads as the same bytes written at once.
fn came_in_one_piece(proxy: &Proxy) -> bool {
    let control = Proxy::start(ProxyConfig {
        status: Some(403),
        ..ProxyConfig::default()
    })
    .unwrap();
    let mut stream = TcpStream::connect(control.address()).unwrap();
    stream.write_all(proxy.last_head().unwrap().as_bytes()).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(control.last_head(), proxy.last_head());
    proxy.reads_of_connect() == control.reads_of_connect()
}

#[test]
fn through_a_proxy() {
    let stub = start(|_| {});
    for split_answer in [false, true] {
        let proxy = Proxy::start(ProxyConfig {
            split_answer,
            extra_headers: vec!["Via: 1.1 stub".into(), "Content-Length: 7".into()],
            ..ProxyConfig::default()
        })
        .unwrap();
        round_trip(&proxied(&stub, through(&proxy, None))).unwrap();
        assert_eq!((proxy.connects(), proxy.tunnels()), (1, 1));
        assert!(came_in_one_piece(&proxy));
        let target = format!("127.0.0.1:{}", stub.port());
        assert_eq!(proxy.last_target().as_deref(), Some(target.as_str()));
        let head = proxy.last_head().unwrap();
        assert!(head.starts_with(&format!("CONNECT {target} HTTP/1.1\r\n")), "{head}");
        let lower = head.to_ascii_lowercase();
        assert_eq!(lower.matches("\r\nhost: ").count(), 1, "{head}");
        assert!(lower.contains(&format!("\r\nhost: {target}\r\n")), "{head}");
        assert!(lower.contains("\r\nuser-agent: lftoken/"), "{head}");
        assert!(!lower.contains("authorization"), "{head}");
    }
    assert_eq!(stub.report().open, 0);
}

#[test]
fn a_proxy_that_wants_credentials() {
    let stub = start(|_| {});
    let proxy = Proxy::start(ProxyConfig {
        credentials: Some(("me@work".into(), "p:w ü".into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    round_trip(&proxied(&stub, through(&proxy, Some(("me@work", "p:w ü"))))).unwrap();
    let address = proxy.url().replace("http://", "http://me%40work:p%3Aw%20%C3%BC@");
    let in_address = binding::Proxy::Explicit {
        address,
        credentials: None,
    };
    round_trip(&proxied(&stub, in_address)).unwrap();
    // They are for the proxy only.
    for request in stub.requests() {
        assert_eq!(request.header("Proxy-Authorization"), None);
    }
    assert!(came_in_one_piece(&proxy));

    for wrong in [None, Some(("me@work", "sesame"))] {
        let connects = proxy.connects();
        let error = refused(&proxied(&stub, through(&proxy, wrong)), Status::ProxyRefused);
        assert_eq!(error.problem.http_status, 407);
        assert_eq!(error.attempts, 1);
        assert_eq!(proxy.connects(), connects + 1);
        assert!(!error.message.contains("sesame"), "{error}");
        assert!(error.message.contains(&proxy.address().to_string()), "{error}");
    }
}

#[test]
fn a_proxy_that_refuses() {
    let stub = start(|_| {});
    for (status, attempts) in [(403, 1), (404, 1), (301, 1), (502, 2), (503, 2)] {
        let proxy = Proxy::start(ProxyConfig {
            status: Some(status),
            ..ProxyConfig::default()
        })
        .unwrap();
        let error = refused(&proxied(&stub, through(&proxy, None)), Status::ProxyRefused);
        assert_eq!(error.problem.http_status, status);
        assert_eq!(error.attempts, attempts, "{status}");
    }
    assert_eq!(stub.report().connections_accepted, 0);
}

#[test]
fn a_proxy_that_is_no_proxy() {
    let stub = start(|_| {});
    for (raw, extra) in [
        (Some(&b"SSH-2.0-x\r\n"[..]), &b""[..]),
        (Some(b"\x15\x03\x03\x00\x02\x02\x28"), b""),
        (None, b"early"),
    ] {
        let proxy = Proxy::start(ProxyConfig {
            raw_answer: raw.map(<[u8]>::to_vec),
            extra_bytes: extra.to_vec(),
            ..ProxyConfig::default()
        })
        .unwrap();
        let error = refused(&proxied(&stub, through(&proxy, None)), Status::ProxyRefused);
        assert_eq!(error.attempts, 1, "{error}");
    }
    let proxy = Proxy::start(ProxyConfig {
        hang_up: true,
        ..ProxyConfig::default()
    })
    .unwrap();
    let error = refused(&proxied(&stub, through(&proxy, None)), Status::ProxyRefused);
    assert_eq!(error.exchange, ExchangeState::NothingSent);
    assert_eq!(stub.report().requests, 0);
}

#[test]
fn a_proxy_that_is_silent_or_away() {
    let _turn = measuring();
    let stub = start(|_| {});
    let proxy = Proxy::start(ProxyConfig {
        silent: true,
        ..ProxyConfig::default()
    })
    .unwrap();
    let settings = changed(&stub, |settings| {
        settings.proxy = Some(through(&proxy, None));
        settings.total_timeout = Some(Duration::from_millis(300));
    });
    let begun = Instant::now();
    refused(&settings, Status::TimedOut);
    assert!(begun.elapsed() < Duration::from_millis(400), "{:?}", begun.elapsed());

    let away = Refused::start().unwrap();
    let settings = binding::Proxy::Explicit {
        address: away.address().to_string(),
        credentials: None,
    };
    let error = refused(&proxied(&stub, settings), Status::ConnectFailed);
    assert!(error.message.contains(&away.address().to_string()), "{error}");
}

#[test]
fn listed_hosts_are_reached_directly() {
    let stub = start(|_| {});
    let proxy = Proxy::start(ProxyConfig::default()).unwrap();
    let port = stub.port();
    for (bypass, direct) in [
        ("127.0.0.1".to_owned(), true),
        ("example.com, 127.0.0.0/8".to_owned(), true),
        (format!("127.0.0.1:{port}"), true),
        ("*".to_owned(), true),
        ("example.com".to_owned(), false),
    ] {
        let before = proxy.connections();
        let settings = changed(&stub, |settings| {
            settings.proxy = Some(through(&proxy, None));
            settings.no_proxy = Some(bypass.clone());
        });
        round_trip(&settings).unwrap();
        assert_eq!(proxy.connections() == before, direct, "{bypass}");
    }
}

/// What the child process of the next test does. Its stub is known by its port and pin.
#[test]
fn child_with_an_environment() {
    let given = |name: &str| std::env::var(name).ok();
    let Some(port) = given("LFT_PORT") else {
        return;
    };
    let settings = Settings {
        base_address: Some(format!("https://archive.example.test:{port}/repository")),
        trust: Some(Trust::AddedOnly),
        pins: vec![given("LFT_PIN").unwrap()],
        proxy: (given("LFT_MODE").as_deref() == Some("system")).then_some(binding::Proxy::System),
        total_timeout: Some(Duration::from_secs(10)),
        ..Settings::default()
    };
    let outcome = round_trip(&settings);
    let direct = given("LFT_DIRECT").is_some();
    match outcome {
        Ok(()) => assert!(!direct),
        // There is no such host.
        Err(error) => assert!(
            direct && matches!(error.status, Status::ResolveFailed | Status::TimedOut),
            "{error}"
        ),
    }
}

#[test]
fn the_environment_names_a_proxy() {
    let stub = start(|_| {});
    let proxy = Proxy::start(ProxyConfig {
        resolve_to: Some(([127, 0, 0, 1], stub.port()).into()),
        credentials: Some(("me".into(), "pw".into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    let address = proxy.url().replace("http://", "http://me:pw@");
    let address = address.as_str();
    for (mode, variables, direct) in [
        ("system", vec![("https_proxy", address)], false),
        (
            "system",
            vec![("HTTPS_PROXY", address), ("NO_PROXY", "other.test")],
            false,
        ),
        ("system", vec![("ALL_PROXY", address)], false),
        ("system", vec![("HTTP_PROXY", address), ("http_proxy", address)], true),
        (
            "system",
            vec![("https_proxy", address), ("no_proxy", ".example.test")],
            true,
        ),
        ("system", vec![("https_proxy", address), ("NO_PROXY", "*")], true),
        ("none", vec![("https_proxy", address)], true),
    ] {
        let before = proxy.tunnels();
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "proxy::child_with_an_environment", "--nocapture"]);
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
            child.env_remove(name).env_remove(name.to_uppercase());
        }
        child.env("LFT_PORT", stub.port().to_string());
        child.env("LFT_PIN", stub.certificate_sha256());
        child.env("LFT_MODE", mode);
        if direct {
            child.env("LFT_DIRECT", "1");
        }
        let output = child.envs(variables.iter().copied()).output().unwrap();
        assert!(
            output.status.success(),
            "{mode} {variables:?}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert_eq!(proxy.tunnels() == before, direct, "{mode} {variables:?}");
    }
    assert_eq!((stub.report().created, stub.report().open), (3, 0));
}
