//! Python: managed sessions, for threads and for asyncio.
#![cfg(all(target_os = "linux", not(miri)))]

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success};
use support::eventually;

use crate::python::{Authority, LIMIT, python};

/// What a program of unittest does with a stub of its own, which has no session open at the end.
fn passes(program: &str) {
    let Some(mut python) = python() else { return };
    let stub = Stub::start(Config::default()).unwrap();
    let authority = Authority::of(&stub);
    python
        .arg(cc::root().join("tests/python").join(program))
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_CA", authority.path());
    let output = expect_success(&mut python, LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("\nOK\n"), "{said}");
    eventually("the last logout", || stub.report().open == 0);
    let report = stub.report();
    assert!(
        report.created > 0 && report.malformed == 0 && report.double_logins == 0,
        "{report:?}"
    );
}

#[test]
fn threads_callbacks_forks_and_the_end_of_a_program() {
    passes("test_sessions.py");
}

#[test]
fn coroutines() {
    passes("test_sessions_async.py");
}
