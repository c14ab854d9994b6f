//! Laserfiche's own client for Python against the stub, which stands in for the service to clients in the field, too.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};
use support::{
    PASSWORD,
    cc::{self, expect_success},
};

#[test]
fn laserfiches_own_client_logs_in_refreshes_and_logs_out() {
    if !cc::full_run() {
        return cc::left_out("Laserfiche's client for Python");
    }
    let client = cc::root().join("target/python-client");
    // What the library signs is verified with the other one, where it is there.
    for package in ["laserfiche_api", "cryptography"] {
        assert!(
            client.join(package).exists(),
            "{package} is missing: run .ci/python-client"
        );
    }
    let folder = cc::scratch("python-client");
    for tls in [true, false] {
        let stub = Stub::start(Config {
            tls,
            strict: false,
            ..Config::default()
        })
        .unwrap();
        let authority = folder.join("ca.pem");
        fs::write(&authority, stub.ca_pem()).unwrap();
        let mut python = Command::new(std::env::var_os("LF_PYTHON").unwrap_or("python3".into()));
        python
            .arg(cc::root().join("tests/python/laserfiche_client.py"))
            .env("PYTHONPATH", &client)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("LF_BASE_ADDRESS", stub.base_url())
            .env("LF_CA_FILE", &authority)
            .env("LF_REPOSITORY", "Ablage für 100 €")
            .env("LF_USER", "svc")
            .env("LF_PASSWORD", PASSWORD);
        let said = expect_success(&mut python, Duration::from_secs(60)).stdout;
        assert!(
            said.starts_with(b"three sessions"),
            "{}",
            String::from_utf8_lossy(&said)
        );
        let report = stub.report();
        assert_eq!(
            (report.created, report.refreshed, report.invalidated, report.refused),
            (3, 3, 3, 0),
            "{report:?}"
        );
        // It still sends what the strict stub refuses.
        let requests = stub.requests();
        assert!(requests[0].target.contains("createCookie=True"), "{requests:?}");
        assert_eq!(requests[1].body, b"{}");
        assert!(requests[3].header("Authorization").is_some() && requests[7].header("Authorization").is_none());
    }
    let _ = fs::remove_dir_all(folder);
}
