//! Whom the library trusts, how it proves itself, and the way through proxies.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use lftoken_stub::blackhole::{Garbage, Refused};
use lftoken_stub::{CertKind, Config, Proxy, ProxyConfig, Stub};

use support::binding::{
    self, CallSettings, Client, Error, ExchangeState, MinTls, Pem, RetryPolicy, Settings, Status, Trust,
};
use support::{login, settings};

fn start(change: impl FnOnce(&mut Config)) -> Stub {
    let mut config = Config::default();
    change(&mut config);
    Stub::start(config).unwrap()
}

fn with_certificate(kind: CertKind) -> Stub {
    start(|config| config.certificate = kind)
}

fn changed(stub: &Stub, change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings {
        retry: Some(RetryPolicy {
            max_attempts: 2,
            base_delay: Duration::from_millis(1),
            max_delay: Duration::from_millis(1),
        }),
        ..settings(stub)
    };
    change(&mut settings);
    settings
}

/// Logs in and out.
fn round_trip(settings: &Settings) -> Result<(), Error> {
    let client = Client::new(settings)?;
    let call = CallSettings::default();
    let token = client.create_token("r", &login(), &call)?;
    token.refresh(0, &call)?;
    token.invalidate(&call)
}

/// The round trip fails before anything was sent.
fn refused(settings: &Settings, status: Status) -> Error {
    let error = round_trip(settings).unwrap_err();
    assert_eq!(error.status, status, "{error}");
    assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
    error
}

#[test]
fn the_system_store_does_not_trust_the_stub() {
    let stub = start(|_| {});
    for trust in [Trust::System, Trust::Bundled] {
        let settings = changed(&stub, |settings| {
            settings.trust = Some(trust);
            settings.authorities.clear();
        });
        let error = refused(&settings, Status::TlsCertificate);
        assert!(error.message.contains("authority that is not trusted"), "{error}");
        assert_eq!(error.attempts, 1);
        assert!(!error.retryable);
    }
    assert_eq!(stub.report().requests, 0);
}

#[test]
fn an_added_authority_is_trusted_next_to_the_others() {
    let stub = start(|_| {});
    for trust in [Trust::System, Trust::Bundled, Trust::AddedOnly] {
        round_trip(&changed(&stub, |settings| settings.trust = Some(trust))).unwrap();
    }
    let file = std::env::temp_dir().join(format!("lftoken-ca-{}.pem", std::process::id()));
    std::fs::write(&file, stub.ca_pem()).unwrap();
    let from_file = round_trip(&changed(&stub, |settings| {
        settings.authorities = vec![Pem::File(file.clone())];
    }));
    std::fs::remove_file(&file).unwrap();
    from_file.unwrap();
}

/// What the child processes of the next test do: log in and out with what the system trusts.
#[test]
fn child_with_a_trust_store() {
    let Ok(address) = std::env::var("LFT_ADDRESS") else {
        return;
    };
    let outcome = round_trip(&Settings {
        base_address: Some(address),
        ..Settings::default()
    });
    println!("outcome: {outcome:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_environment_names_the_trust_store() {
    let stub = start(|_| {});
    let folder = std::env::temp_dir().join(format!("lftoken-store-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, stub.ca_pem()).unwrap();
    let outcome = |variables: &[(&str, &str)]| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "child_with_a_trust_store", "--nocapture"]);
        child.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
        child
            .env("LFT_ADDRESS", stub.base_url())
            .envs(variables.iter().copied());
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    };
    let file = file.to_str().unwrap();
    let two_folders = format!("/does/not/exist:{}", folder.display());
    let by_file = outcome(&[("SSL_CERT_FILE", file)]);
    let by_folder = outcome(&[("SSL_CERT_FILE", "/does/not/exist.pem"), ("SSL_CERT_DIR", &two_folders)]);
    let by_neither = outcome(&[("SSL_CERT_FILE", "/does/not/exist.pem")]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(by_file.contains("outcome: Ok"), "{by_file}");
    assert!(by_folder.contains("outcome: Ok"), "{by_folder}");
    assert!(by_neither.contains("InvalidArgument"), "{by_neither}");
    assert!(
        by_neither.contains("/does/not/exist.pem") && by_neither.contains("No such file"),
        "{by_neither}"
    );
}

#[test]
fn a_bad_certificate_is_refused() {
    for (kind, reason) in [
        (CertKind::WrongName, "for another host name"),
        (CertKind::Expired, "has expired"),
        (CertKind::UnknownCa, "authority that is not trusted"),
        (CertKind::SelfSigned, "certificate"),
    ] {
        let stub = with_certificate(kind);
        for trust in [Trust::AddedOnly, Trust::System] {
            let error = refused(
                &changed(&stub, |settings| settings.trust = Some(trust)),
                Status::TlsCertificate,
            );
            assert!(error.message.contains(reason), "{kind:?}: {error}");
        }
        assert_eq!(stub.report().requests, 0);
    }
}

#[test]
fn exactly_the_pinned_certificate_is_accepted() {
    let other = start(|_| {}).certificate_sha256();
    for kind in [
        CertKind::Good,
        CertKind::SelfSigned,
        CertKind::WrongName,
        CertKind::Expired,
        CertKind::UnknownCa,
    ] {
        for tls12_only in [false, true] {
            let stub = start(|config| {
                config.certificate = kind;
                config.tls12_only = tls12_only;
            });
            let pinned = |pins: &[String]| {
                changed(&stub, |settings| {
                    settings.pins = pins.to_vec();
                    settings.authorities.clear();
                })
            };
            let own = stub.certificate_sha256();
            round_trip(&pinned(&[other.clone(), own])).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            let error = refused(&pinned(std::slice::from_ref(&other)), Status::TlsCertificate);
            assert!(error.message.contains("not the pinned one"), "{error}");
        }
    }
    // A pin counts even when an authority would do.
    let stub = start(|_| {});
    refused(
        &changed(&stub, |settings| settings.pins = vec![other]),
        Status::TlsCertificate,
    );
}

#[test]
fn a_client_certificate_opens_the_door() {
    for tls12_only in [false, true] {
        let stub = start(|config| {
            config.client_auth = true;
            config.tls12_only = tls12_only;
        });
        let own = (stub.client_certificate_pem().into(), stub.client_key_pem().into());
        round_trip(&changed(&stub, |settings| settings.identity = Some(own))).unwrap();
        assert_eq!(stub.report().open, 0);

        // The sessions of one identity are not resumed by another.
        let before = stub.report();
        let (certificate, key) = stub.other_client_identity_pem();
        let other = Some((certificate, key));
        for identity in [other, None] {
            let error = refused(
                &changed(&stub, |settings| settings.identity = identity),
                Status::TlsHandshake,
            );
            assert!(error.message.contains("client certificate"), "{error}");
            assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
        }
        let after = stub.report();
        assert_eq!(after.requests, before.requests);
        assert_eq!(after.resumed_handshakes, before.resumed_handshakes);
    }
}

#[test]
fn an_unusable_client_certificate_is_named_at_once() {
    let stub = start(|_| {});
    let (_, foreign_key) = stub.other_client_identity_pem();
    let certificate = stub.client_certificate_pem();
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for (key, status) in [
        (foreign_key.as_str(), Status::InvalidArgument),
        ("no key", Status::InvalidArgument),
        (encrypted, Status::Unsupported),
    ] {
        let settings = changed(&stub, |settings| {
            settings.identity = Some((certificate.into(), key.into()));
        });
        let error = Client::new(&settings).err().expect("an error");
        assert_eq!(error.status, status, "{error}");
        assert!(!error.message.contains("MIIB"), "{error}");
    }
    assert_eq!(stub.report().connections_accepted, 0);
}

#[test]
fn versions_of_tls() {
    let old = start(|config| config.tls12_only = true);
    let new = start(|config| config.tls13_only = true);
    let at_least_13 = |stub: &Stub| changed(stub, |settings| settings.min_tls = Some(MinTls::V1_3));
    round_trip(&changed(&old, |_| {})).unwrap();
    round_trip(&changed(&new, |_| {})).unwrap();
    round_trip(&at_least_13(&new)).unwrap();
    refused(&at_least_13(&old), Status::TlsHandshake);
}

#[test]
fn a_server_without_tls_is_a_failed_handshake() {
    let stub = start(|_| {});
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"",
    ] {
        let server = Garbage::start(bytes).unwrap();
        refused(
            &changed(&stub, |settings| {
                settings.base_address = Some(format!("https://{}", server.address()));
            }),
            Status::TlsHandshake,
        );
    }
}

#[test]
fn handshakes_are_resumed() {
    for tls12_only in [false, true] {
        let stub = start(|config| config.tls12_only = tls12_only);
        let client = Client::new(&changed(&stub, |settings| settings.max_idle_connections = Some(0))).unwrap();
        let call = CallSettings::default();
        for _ in 0..4 {
            let token = client.create_token("r", &login(), &call).unwrap();
            token.invalidate(&call).unwrap();
        }
        let report = stub.report();
        assert_eq!(report.tls_handshakes, 8, "TLS 1.2: {tls12_only}");
        assert_eq!(report.resumed_handshakes, 7, "TLS 1.2: {tls12_only}");
    }
}

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
        child.args(["--exact", "child_with_an_environment", "--nocapture"]);
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
