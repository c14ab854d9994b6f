//! Python: the token of a managed session in what requests and httpx send, which `.ci/python-http` fetches.
#![cfg(all(target_os = "linux", not(miri)))]

use std::process::Command;

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success};
use support::{PASSWORD, pages};

use crate::python::{Authority, LIMIT, python};

/// An interpreter that finds both, and all of this project; `None`, and a word about it, in a run that needs neither.
fn python_with_both() -> Option<Command> {
    if !cc::full_run() {
        cc::left_out("Python with requests and httpx");
        return None;
    }
    let both = cc::root().join("target/python-http");
    for package in ["requests", "httpx"] {
        assert!(both.join(package).exists(), "{package} is missing: run .ci/python-http");
    }
    let mut python = python()?;
    let paths = [
        cc::root().join("bindings/python"),
        cc::root().join("tests/python"),
        both,
    ];
    python.env("PYTHONPATH", std::env::join_paths(paths).unwrap());
    Some(python)
}

#[test]
fn requests_and_httpx_send_the_token() {
    let Some(mut python) = python_with_both() else { return };
    // The bodies are those of these two, and not in the plainest form.
    let stub = Stub::start(Config {
        strict: false,
        ..Config::default()
    })
    .unwrap();
    let authority = Authority::of(&stub);
    python
        .arg(cc::root().join("tests/python/test_http.py"))
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_CA", authority.path())
        .env("LF_TEST_FILE", cc::root().join("README.md"));
    let output = expect_success(&mut python, LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("\nOK\n"), "{said}");
    let report = stub.report();
    assert_eq!((report.open, report.double_logins, report.malformed), (0, 0, 0));
}

/// The programs of `docs/python.md` that need one of the two.
#[test]
fn the_examples_send_the_token() {
    let programs = pages::blocks("docs/python.md", "python");
    let programs = programs.iter().filter(|text| text.contains("lftoken_"));
    let mut count = 0;
    for text in programs {
        let Some(mut python) = python_with_both() else { return };
        let stub = Stub::start(Config {
            strict: false,
            ..Config::default()
        })
        .unwrap();
        let authority = Authority::of(&stub);
        python
            .args(["-c", text, "README.md"])
            .current_dir(cc::root())
            .env("LF_BASE_ADDRESS", stub.base_url())
            .env("LF_CA_FILE", authority.path())
            .env("LF_USER", "svc")
            .env("LF_PASSWORD", PASSWORD)
            .env("LF_REPOSITORY", "Archive");
        let said = String::from_utf8(expect_success(&mut python, LIMIT).stdout).unwrap();
        assert!(said.contains("README.md 201") && !said.contains(PASSWORD), "{said}");
        let report = stub.report();
        assert_eq!((report.created, report.open, report.documents), (1, 0, 1), "{report:?}");
        count += 1;
    }
    assert!(count > 0, "docs/python.md holds no such program");
}
