//! Mistakes at the end of the way: what answers there, its clock, and the login.

use std::process::Command;
use std::thread;
use std::time::Duration;

use lftoken_stub::Stub;
use support::{PASSWORD, cc};

use crate::expected::{Expected, check, check_stub, compare, expected, with};
use crate::program::{Folder, at, command, logging_in, of, run};
use crate::web::{Web, answer};

/// Checks a server that is none of Laserfiche's, which must see no credentials at all.
fn check_web(web: &Web, more: &[&str], expected: &Expected) {
    let mut command = command();
    command
        .args(["--base-address", &web.url(), "--json", "--timeout", "5"])
        .args(more);
    compare(&run(logging_in(&mut command, "Archive", PASSWORD)), expected);
    for head in web.heads() {
        assert!(head.starts_with("GET ") && !head.contains("Authorization"), "{head}");
    }
}

#[test]
fn others_that_answer() {
    let page = Web::start(|_| answer("200 OK", "Content-Type: text/html\r\n", "<html>Welcome</html>"));
    let gateway = expected("a gateway's page", "api", "failed", 3, &["--base-address"]);
    check_web(&page, &[], &gateway);
    let portal = Web::start(|_| answer("302 Found", "Location: https://portal.example/login\r\n", ""));
    let redirect = expected(
        "a redirect to a page to sign in",
        "api",
        "failed",
        3,
        &["portal.example"],
    );
    check_web(&portal, &[], &redirect);
    let older = Web::start(|path| {
        let is_v1 = path.contains("/v1/");
        answer(
            if is_v1 {
                "405 Method Not Allowed"
            } else {
                "404 Not Found"
            },
            "",
            "",
        )
    });
    let other = expected(
        "the wrong API",
        "api",
        "failed",
        3,
        &["does not answer, but", "does", "--api"],
    );
    check_web(&older, &["--api", "v2"], &other);
    let failing = Web::start(|_| answer("503 Service Unavailable", "", ""));
    let broken = expected("a server that fails", "api", "failed", 5, &["503"]);
    check_web(&failing, &[], &broken);
}

#[test]
fn what_works_but_not_well() {
    let stub = with(|config| config.clock_skew = -3600);
    check(
        &stub,
        &expected("clock off", "clock", "warning", 1, &["ahead of the server's"]),
    );
    let slow = Web::start(|path| {
        thread::sleep(Duration::from_millis(700));
        answer(
            if path.contains("v1-alpha") {
                "405 Method Not Allowed"
            } else {
                "404 Not Found"
            },
            "",
            "",
        )
    });
    let mut command = command();
    command.args(["--base-address", &slow.url(), "--json", "--timeout", "10"]);
    compare(
        &run(&mut command),
        &expected("a slow server", "api", "warning", 1, &["slow"]),
    );
}

/// The name of this has addresses of both kinds, as only the file of hosts can make it: in a namespace of its own.
#[test]
fn one_address_of_two_is_broken() {
    if !cc::full_run() {
        return cc::left_out("lftoken-check with a name that has a broken address (unshare)");
    }
    let stub = with(|config| config.certificate_names = vec!["two.test".into()]);
    let folder = Folder::new();
    let hosts = folder.write("hosts", "127.0.0.1 two.test\n::1 two.test\n");
    let address = stub.base_url().replace("127.0.0.1", "two.test");
    let mut inner = at(&stub, &folder, &address);
    logging_in(inner.arg("--json"), "Archive", PASSWORD);
    let mut outer = Command::new("unshare");
    let script = "mount --bind \"$0\" /etc/hosts && exec \"$@\"";
    outer
        .args(["-rm", "sh", "-c", script, &hosts])
        .arg(inner.get_program())
        .args(inner.get_args());
    outer.env("LFTOKEN_PASSWORD", PASSWORD);
    let expected = expected(
        "IPv6 broken, IPv4 working",
        "connect",
        "warning",
        1,
        &["[::1]", "cannot be reached"],
    );
    compare(&run(&mut outer), &expected);
    check_stub(&stub, &expected);
    assert_eq!(stub.report().logins, 1);
}

#[test]
fn logins() {
    let folder = Folder::new();
    let log_in = |stub: &Stub, repository: &str, password: &str, expected: &Expected| {
        let mut command = of(stub, &folder);
        compare(&run(logging_in(command.arg("--json"), repository, password)), expected);
        check_stub(stub, expected);
    };
    let stub = || with(|_| {});
    log_in(
        &stub(),
        "unknown",
        PASSWORD,
        &expected(
            "wrong repository",
            "login",
            "failed",
            3,
            &["\"unknown\"", "repository id"],
        ),
    );
    log_in(
        &stub(),
        "Archive",
        "wrong",
        &expected(
            "wrong password",
            "login",
            "failed",
            4,
            &["HTTP 401", "accounts get locked"],
        ),
    );
    log_in(
        &with(|config| config.seat_limit = Some(0)),
        "Archive",
        PASSWORD,
        &expected("licence exhausted", "login", "failed", 5, &["licence"]),
    );
    let locking = with(|config| config.lockout_after = Some(1));
    let wrong = expected("wrong password", "login", "failed", 4, &[]);
    log_in(&locking, "Archive", "wrong", &wrong);
    let folder = Folder::new();
    let outcome = run(logging_in(of(&locking, &folder).arg("--json"), "Archive", PASSWORD));
    compare(
        &outcome,
        &expected("account locked", "login", "failed", 3, &["locked", "unlock"]),
    );
}
