//! Certificates, versions, resumption, and faults below TLS.

mod common;

use common::*;
use lftoken_stub::{CertKind, Config, Operation, Stub};
use rustls::ProtocolVersion;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use std::io::{ErrorKind, Write};

fn start(change: impl FnOnce(&mut Config)) -> Stub {
    let mut config = Config::default();
    change(&mut config);
    Stub::start(config).unwrap()
}

#[test]
fn good_certificate_for_all_names() {
    let stub = start(|_| {});
    let config = client(stub.ca_pem(), None);
    for name in ["127.0.0.1", "localhost", "::1"] {
        let mut stream = tls(&config, tcp(stub.port()), name);
        assert_eq!(exchange(&mut stream, &create("r")).unwrap().status, 200);
        let presented = &stream.conn.peer_certificates().unwrap()[0];
        assert_eq!(
            *presented,
            CertificateDer::from_pem_slice(stub.certificate_pem().as_bytes()).unwrap()
        );
        let digest = ring::digest::digest(&ring::digest::SHA256, presented);
        let hex: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(stub.certificate_sha256(), hex);
    }
    let report = stub.report();
    assert_eq!((report.tls_handshakes, report.resumed_handshakes), (3, 0));
    let mut stream = tls(&config, tcp(stub.port()), "localhost");
    exchange(&mut stream, &create("r")).unwrap();
    assert_eq!(stub.report().resumed_handshakes, 1);
}

#[test]
fn bad_certificates() {
    for kind in [
        CertKind::SelfSigned,
        CertKind::WrongName,
        CertKind::Expired,
        CertKind::UnknownCa,
    ] {
        let stub = start(|config| config.certificate = kind);
        let mut stream = tls(&client(stub.ca_pem(), None), tcp(stub.port()), "127.0.0.1");
        let error = exchange(&mut stream, &create("r")).unwrap_err();
        assert!(error.to_string().contains("certificate"), "{kind:?}: {error}");
        eventually("the handshake fails", || stub.report().failed_handshakes == 1);
    }
}

#[test]
fn versions() {
    for (old, version) in [(true, ProtocolVersion::TLSv1_2), (false, ProtocolVersion::TLSv1_3)] {
        let stub = start(|config| (config.tls12_only, config.tls13_only) = (old, !old));
        let mut stream = tls(&client(stub.ca_pem(), None), tcp(stub.port()), "localhost");
        exchange(&mut stream, &create("r")).unwrap();
        assert_eq!(stream.conn.protocol_version(), Some(version));
    }
    let both = Config {
        tls12_only: true,
        tls13_only: true,
        ..Config::default()
    };
    assert!(Stub::start(both).is_err());
}

#[test]
fn client_certificates() {
    let stub = start(|config| config.client_auth = true);
    let (other, other_key) = stub.other_client_identity_pem();
    for (identity, good) in [
        (Some((stub.client_certificate_pem(), stub.client_key_pem())), true),
        (Some((other.as_str(), other_key.as_str())), false),
        (None, false),
    ] {
        let mut stream = tls(&client(stub.ca_pem(), identity), tcp(stub.port()), "localhost");
        assert_eq!(exchange(&mut stream, &create("r")).is_ok(), good);
    }
}

#[test]
fn cut_and_reset_through_tls() {
    let stub = start(|_| {});
    let config = client(stub.ca_pem(), None);
    for (spec, size, end) in [("cut=33", 33, None), ("reset=40", 40, Some(ErrorKind::ConnectionReset))] {
        stub.set_fault(Operation::Create, fault(spec));
        let mut stream = tls(&config, tcp(stub.port()), "localhost");
        stream.write_all(&create("r")).unwrap();
        let (bytes, ended) = to_end(&mut stream);
        assert_eq!(bytes.len(), size);
        // A missing close_notify would be UnexpectedEof.
        assert_eq!(ended.err().map(|e| e.kind()), end);
    }
}

#[test]
fn the_cookie_is_marked_secure() {
    let stub = start(|_| {});
    let mut stream = tls(&client(stub.ca_pem(), None), tcp(stub.port()), "localhost");
    let created = exchange(&mut stream, &create_with("r", "?createCookie=true", LOGIN)).unwrap();
    let cookie = created.header("Set-Cookie").unwrap();
    assert!(cookie.ends_with("; path=/; secure; HttpOnly"), "{cookie}");
}
