//! TLS: its versions, sessions that are resumed, and client certificates.

use std::net::TcpListener;

use lftoken_stub::Stub;
use lftoken_stub::blackhole::Garbage;
use support::binding::{CallSettings, Client, ExchangeState, MinTls, RetryPolicy, Status};
use support::login;

use crate::round_trip::{changed, refused, round_trip, start};

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
        (encrypted, Status::InvalidArgument),
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
fn an_alert_is_told_in_words() {
    let stub = start(|_| {});
    for (alert, words) in [
        (40, "TLS 1.2 and 1.3 with ECDHE and AES-GCM"),
        (40, "Windows Server 2012 R2"),
        (42, "client certificate is missing or bad (bad_certificate)"),
        (48, "authority of the client certificate (unknown_ca)"),
        (70, "TLS 1.2 or 1.3 has to be switched on there"),
        (112, "does not know the host name"),
        (200, "alert 200"),
    ] {
        let server = Garbage::start([0x15, 3, 3, 0, 2, 2, alert]).unwrap();
        let settings = changed(&stub, |settings| {
            settings.base_address = Some(format!("https://{}", server.address()));
        });
        let error = refused(&settings, Status::TlsHandshake);
        assert!(error.message.contains(words), "{error}");
        assert!(!error.message.contains("fatal alert"), "{error}");
    }
    // Some, such as old ones of Windows, close the connection instead.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = changed(&stub, |settings| {
        settings.base_address = Some(format!("https://{}", listener.local_addr().unwrap()));
        settings.retry = Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        });
    });
    let closing = std::thread::spawn(move || listener.accept().map(drop));
    let error = refused(&settings, Status::TlsHandshake);
    assert!(error.message.contains("Windows Server 2012 R2"), "{error}");
    closing.join().unwrap().unwrap();
    let server = Garbage::start(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    let settings = changed(&stub, |settings| {
        settings.base_address = Some(format!("https://{}", server.address()));
    });
    let error = refused(&settings, Status::TlsHandshake);
    assert!(error.message.contains("plain HTTP came, and no TLS"), "{error}");
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
