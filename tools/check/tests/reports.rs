//! What is mailed has no secret in it, whatever the server repeats.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use lftoken_stub::{Config, Fault, Operation, Proxy, ProxyConfig, Stub};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::program::{Folder, of, run};

const SECRET: &str = "kW3 \"&\"%2F+s3cret/9_Zq";
const PROXY_SECRET: &str = "open sesame, proxy";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What a server may make of a secret.
fn forms(secret: &str) -> Vec<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let json = serde_json::Value::from(secret).to_string();
    vec![
        secret.to_owned(),
        BASE64_STANDARD.encode(secret),
        BASE64_STANDARD.encode(format!("svc:{secret}")),
        BASE64_URL_SAFE.encode(format!("a{secret}")),
        hex(secret.as_bytes()),
        hex(secret.as_bytes()).to_uppercase(),
        percent.to_lowercase(),
        utf8_percent_encode(&percent, NON_ALPHANUMERIC).to_string(),
        json[1..json.len() - 1].to_owned(),
        hex(&wide(secret)),
        BASE64_STANDARD.encode(wide(secret)),
    ]
}

/// No secret is in `text`, in no form, nor half of one.
fn expect_silent(text: &str, secret: &str) {
    let lower = text.to_lowercase();
    for form in forms(secret) {
        let characters = form.chars().count();
        let half: String = form.chars().skip(characters / 4).take(characters / 2).collect();
        assert!(!text.contains(&form), "{form} is in {text}");
        assert!(!lower.contains(&half.to_lowercase()), "{half} is in {text}");
    }
    assert!(
        !text
            .as_bytes()
            .windows(wide(secret).len())
            .any(|bytes| bytes == wide(secret))
    );
}

#[test]
fn no_secret_survives_in_a_report() {
    let stub = Stub::start(Config {
        users: vec![("svc".into(), SECRET.into())],
        ..Config::default()
    })
    .unwrap();
    let proxy = Proxy::start(ProxyConfig {
        credentials: Some(("me".into(), PROXY_SECRET.into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    let folder = Folder::new();
    let path = folder.path("report.txt");
    // An older file that everybody can read is no reason to let them read this one.
    folder.write("report.txt", "older");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let check = |operation: Option<Operation>, text: &str| {
        if let Some(operation) = operation {
            let body = serde_json::json!({"errorCode": 9010, "message": text, "title": text, "detail": text});
            let line: String = text.chars().filter(|c| matches!(c, ' '..='~')).collect();
            let fault = Fault {
                status: Some(401),
                body: Some(body.to_string().into_bytes()),
                header: vec![("X-RequestId".into(), line)],
                times: Some(1),
                ..Fault::default()
            };
            stub.set_fault(operation, fault);
        }
        let mut command = of(&stub, &folder);
        command.args(["--repository", "Archive", "--user", "svc", "--report", &path, "--json"]);
        command.args(["--proxy", &proxy.url(), "--proxy-user", "me"]);
        command
            .env("LFTOKEN_PASSWORD", SECRET)
            .env("LFTOKEN_PROXY_PASSWORD", PROXY_SECRET);
        let outcome = run(&mut command);
        stub.clear_faults();
        let report = fs::read_to_string(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(
            report.contains("the library's log") && report.lines().count() > 40,
            "{report}"
        );
        assert!(
            report.contains("debug ") && report.contains("proxy user: me"),
            "{report}"
        );
        for text in [&report, &outcome.said, &outcome.complained] {
            expect_silent(text, SECRET);
            expect_silent(text, PROXY_SECRET);
        }
        for request in stub.requests() {
            let token = request
                .header("Authorization")
                .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned));
            if let Some(token) = token {
                expect_silent(&report, &token);
                expect_silent(&outcome.said, &token);
            }
        }
        outcome.exit
    };
    assert_eq!(check(None, ""), 0);
    for secret in [SECRET, PROXY_SECRET] {
        for form in forms(secret) {
            check(Some(Operation::Create), &format!("cannot log in with {form}, sorry"));
        }
    }
    for operation in [Operation::Refresh, Operation::Invalidate] {
        check(Some(operation), &format!("cannot do it with {SECRET}"));
    }
}
