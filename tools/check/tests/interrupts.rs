//! Ctrl-C does not lose a session.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Fault, Operation, Stub};
use support::PASSWORD;

use crate::program::{Folder, logging_in, of};

/// Interrupts a run as soon as `is_time`; returns the exit status and what was said.
fn interrupted(stub: &Stub, is_time: impl Fn() -> bool) -> (i32, String) {
    let folder = Folder::new();
    let mut command = of(stub, &folder);
    logging_in(&mut command, "Archive", PASSWORD);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while !is_time() {
        assert!(Instant::now() < end, "nothing to interrupt");
        thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap_or(-1), said)
}

fn delayed(operation: Operation) -> Stub {
    let stub = Stub::start(Config::default()).unwrap();
    let slow = Fault {
        delay_before: Some(Duration::from_millis(1500)),
        ..Fault::default()
    };
    stub.set_fault(operation, slow);
    stub
}

#[test]
fn a_login_on_its_way_is_logged_out() {
    let stub = delayed(Operation::Create);
    let (exit, said) = interrupted(&stub, || stub.report().open == 1);
    assert_eq!(exit, 130, "{said}");
    assert!(said.contains("no session is open"), "{said}");
    let report = stub.report();
    assert_eq!((report.logins, report.invalidated, report.open), (1, 1, 0));
}

#[test]
fn a_session_that_is_being_kept_alive_is_logged_out() {
    let stub = delayed(Operation::Refresh);
    let (exit, said) = interrupted(&stub, || stub.report().refresh_requests == 1);
    assert_eq!(exit, 130, "{said}");
    assert!(said.contains("no session is open"), "{said}");
    assert_eq!((stub.report().invalidated, stub.report().open), (1, 0));
}
