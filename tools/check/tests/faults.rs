//! Mistakes on the way to the service, each made once: the right step says the right thing, nothing is sent that must not
//! be, and no session stays open.

use lftoken_stub::blackhole::{Garbage, NeverAccepts, NeverAnswers, Refused};
use lftoken_stub::{CertKind, Proxy, ProxyConfig};
use support::PASSWORD;

use crate::expected::{Expected, check, check_at, compare, expected, with, with_certificate};
use crate::program::{Folder, logging_in, of, run};

#[test]
fn addresses() {
    let stub = with(|_| {});
    let (closed, silent, deaf) = (
        Refused::start().unwrap(),
        NeverAnswers::start().unwrap(),
        NeverAccepts::start().unwrap(),
    );
    let plain = Garbage::start(*b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
    let ssh = Garbage::start(*b"SSH-2.0-OpenSSH_9.6\r\n").unwrap();
    let https = |address: std::net::SocketAddr| format!("https://{address}/api");
    let hurried: &[&str] = &["--timeout", "0.3"];
    for (address, more, expected) in [
        (
            "https://lftoken-test.invalid/LFRepositoryAPI".to_owned(),
            &[][..],
            expected(
                "wrong host",
                "name",
                "failed",
                3,
                &["lftoken-test.invalid", "Check the host name", "--base-address"],
            ),
        ),
        (
            https(closed.address()),
            &[],
            expected(
                "closed port",
                "connect",
                "failed",
                3,
                &["could not connect", "--base-address"],
            ),
        ),
        (
            https(deaf.address()),
            hurried,
            expected(
                "a firewall that drops",
                "connect",
                "failed",
                3,
                &["timed out while connecting", "firewalls", "--timeout"],
            ),
        ),
        (
            https(silent.address()),
            hurried,
            expected(
                "a server that says nothing",
                "tls",
                "failed",
                3,
                &["timed out while agreeing on TLS", "nothing answers there in time"],
            ),
        ),
        (
            https(plain.address()),
            &[],
            expected(
                "https to a port of http",
                "tls",
                "failed",
                3,
                &["plain HTTP came", "--base-address"],
            ),
        ),
        (
            https(ssh.address()),
            &[],
            expected(
                "the port of something else",
                "tls",
                "failed",
                3,
                &["something else than TLS"],
            ),
        ),
        (
            stub.base_url().replace("https://", "http://"),
            &[],
            expected(
                "http to a port of https",
                "api",
                "failed",
                3,
                &["speaks TLS", "Use https"],
            ),
        ),
        (
            stub.base_url().replace("/repository", "/elsewhere"),
            &[],
            expected(
                "the path of something else",
                "api",
                "failed",
                3,
                &["HTTP 404", "--base-address"],
            ),
        ),
        (
            "https://lf.example.com/LFRepositoryAPI/v1".to_owned(),
            &[],
            expected("a version in the address", "settings", "failed", 2, &["leave", "/v1"]),
        ),
    ] {
        check_at(&stub, &address, more, &expected);
    }
}

#[test]
fn certificates_and_tls() {
    for (kind, expected) in [
        (
            CertKind::SelfSigned,
            expected("self-signed", "tls", "failed", 3, &["self-signed", "--pin"]),
        ),
        (
            CertKind::Expired,
            expected("expired", "tls", "failed", 3, &["expired", "renew"]),
        ),
        (
            CertKind::NotYetValid,
            expected("not yet valid", "tls", "failed", 3, &["not valid yet", "clock"]),
        ),
        (
            CertKind::WrongName,
            expected("wrong name", "tls", "failed", 3, &["wrong.example", "--base-address"]),
        ),
        (
            CertKind::MissingIntermediate,
            expected(
                "missing intermediate",
                "tls",
                "failed",
                3,
                &["lftoken stub intermediate CA", "installed on the server"],
            ),
        ),
        (
            CertKind::UnknownCa,
            expected(
                "unknown authority",
                "tls",
                "failed",
                3,
                &["the certificate to add is that of", "nobody trusts", "--ca-file"],
            ),
        ),
    ] {
        check(&with_certificate(kind), &expected);
    }
    let stub = with(|_| {});
    let old = Garbage::start([0x15, 3, 2, 0, 2, 2, 70]).unwrap();
    let expected_of_old = expected(
        "TLS 1.1 only",
        "tls",
        "failed",
        3,
        &["TLS 1.2 or 1.3 has to be switched on"],
    );
    check_at(&stub, &format!("https://{}/api", old.address()), &[], &expected_of_old);
    for (tls12_only, step) in [(true, "tls"), (false, "api")] {
        let stub = with(|config| {
            config.client_auth = true;
            config.tls12_only = tls12_only;
        });
        let expected = expected(
            "client certificate wanted",
            step,
            "failed",
            3,
            &["client certificate", "--client-certificate"],
        );
        check(&stub, &expected);
    }
}

#[test]
fn proxies() {
    let stub = with(|_| {});
    let closed = Refused::start().unwrap();
    let forbidding = Proxy::start(ProxyConfig {
        status: Some(403),
        ..ProxyConfig::default()
    })
    .unwrap();
    let asking = Proxy::start(ProxyConfig {
        credentials: Some(("me".into(), "open sesame".into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    let proxy = |address: String, more: &[&str], expected: &Expected| {
        let folder = Folder::new();
        let mut command = of(&stub, &folder);
        command.args(["--json", "--proxy", &address]).args(more);
        command.env("LFTOKEN_PROXY_PASSWORD", "wrong sesame");
        let outcome = run(logging_in(&mut command, "Archive", PASSWORD));
        compare(&outcome, expected);
        assert!(!outcome.said.contains("sesame"), "{}", outcome.said);
    };
    proxy(
        closed.address().to_string(),
        &[],
        &expected(
            "no proxy there",
            "connect",
            "failed",
            3,
            &["could not connect to the proxy"],
        ),
    );
    proxy(
        forbidding.url(),
        &[],
        &expected("proxy refuses", "connect", "failed", 3, &["does not allow this host"]),
    );
    proxy(
        asking.url(),
        &[],
        &expected(
            "proxy wants a password",
            "connect",
            "failed",
            3,
            &["wants a user name and a password"],
        ),
    );
    proxy(
        asking.url(),
        &["--proxy-user", "me"],
        &expected(
            "wrong proxy password",
            "connect",
            "failed",
            3,
            &["does not take this user name and password"],
        ),
    );
    assert_eq!(stub.report().connections_accepted, 0);
}
