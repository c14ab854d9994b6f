//! Laserfiche's own client for JavaScript against the stub: nobody here wrote it, so the stub is what has to fit.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};
use support::cc::{self, expect_success};

const PASSWORD: &str = "p w&=+%~!*'()/é😀\"";

#[test]
fn laserfiches_own_client_logs_in_in_each_of_its_ways() {
    if !cc::full_run() {
        return cc::left_out("Laserfiche's client for JavaScript");
    }
    let client = cc::root().join("target/js-client/node_modules/@laserfiche/lf-api-client-core/dist/index.js");
    assert!(client.exists(), "the client is missing: run .ci/js-client");
    let user = r"EXAMPLE\svc";
    let config = Config {
        strict: false,
        users: vec![(user.into(), PASSWORD.into())],
        certificate_names: vec!["signin.laserfiche.test".into()],
        ..Config::default()
    };
    let (_, secret) = config.web_apps[0].clone();
    let stub = Stub::start(config).unwrap();
    let domain = format!("laserfiche.test:{}", stub.port());
    let key = stub.access_key(&domain);
    let folder = cc::scratch("js-client");
    let authority = folder.join("ca.pem");
    fs::write(&authority, stub.ca_pem()).unwrap();
    let scripts = cc::root().join("tests/js");
    let mut node = Command::new("node");
    node.arg("--import")
        .arg(scripts.join("surroundings.mjs"))
        .arg(scripts.join("laserfiche_client.mjs"))
        .env("NODE_EXTRA_CA_CERTS", &authority)
        .env("LF_JS_CLIENT", &client)
        .env("LF_BASE_ADDRESS", stub.base_url())
        .env("LF_REPOSITORY", "a/b+c%d'(!)* für 100 €")
        .env("LF_USER", user)
        .env("LF_PASSWORD", PASSWORD)
        .env("LF_DOMAIN", &domain)
        .env("LF_ACCESS_KEY", &key.exported)
        .env("LF_SERVICE_PRINCIPAL_KEY", &key.service_principal_key)
        .env("LF_CLIENT_SECRET", secret);
    let said = expect_success(&mut node, Duration::from_secs(60)).stdout;
    assert_eq!(
        String::from_utf8_lossy(&said),
        "a password, an access key, three codes\n"
    );
    let report = stub.report();
    assert_eq!(
        (
            report.password_grants,
            report.client_credentials_grants,
            report.code_grants,
            report.refresh_token_grants
        ),
        (4, 4, 3, 9),
        "{report:?}"
    );
    assert_eq!(
        (report.malformed, report.tokens_issued),
        (0, 2 + 3 + 3 + 3),
        "{report:?}"
    );
    // It still sends what the strict stub refuses.
    let requests = stub.requests();
    let of = |part: &str| {
        requests
            .iter()
            .filter(|seen| seen.target.contains(part))
            .collect::<Vec<_>>()
    };
    let body = |seen: &lftoken_stub::SeenRequest| String::from_utf8_lossy(&seen.body).into_owned();
    assert!(of("/v1/")[0].target.contains("a%2Fb%2Bc%25d'(!)*%20f"));
    assert!(body(of("/v1/")[0]).contains("~!*'()"));
    assert!(
        of("/oauth/Token")
            .iter()
            .all(|seen| seen.header("Accept") == Some("*/*"))
    );
    assert!(of("/v2/").iter().any(|seen| body(seen).contains("client_id=undefined")));
    let _ = fs::remove_dir_all(folder);
}
