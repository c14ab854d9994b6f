//! Programs in C, run against the stub over TLS: misuse, every status, many threads, unloading, and hosts
//! with floating-point exceptions.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::blackhole::{Garbage, NeverAnswers, Refused};
use lftoken_stub::{CertKind, Config, Proxy, ProxyConfig, Stub};

mod support;

use support::cc::{self, Program, expect_success};
use support::eventually;

const LIMIT: Duration = Duration::from_secs(120);

fn source(name: &str) -> String {
    fs::read_to_string(cc::root().join("tests/c").join(name)).unwrap()
}

fn stub() -> Stub {
    Stub::start(Config::default()).unwrap()
}

/// Tells a program where `stub` is and whom to trust.
fn tell(mut command: Command, program: &Program, stub: &Stub) -> Command {
    // In the folder that goes with the program.
    let authority = program.path().with_file_name("ca.pem");
    fs::write(&authority, stub.ca_pem()).unwrap();
    command
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_CA", authority);
    command
}

/// The names of the header that begin with `prefix`, with comments left out.
fn names(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with(prefix))
        .map(str::to_owned)
        .collect()
}

fn header() -> String {
    fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap()
}

/// What every program leaves behind: no session but those it reports as `lost`, and no malformed request.
fn settled(stub: &Stub, lost: usize) {
    eventually("the last logout", || stub.report().open <= lost);
    let report = stub.report();
    assert_eq!((report.open, report.malformed), (lost, 0), "{report:?}");
    assert!(report.created > 0, "{report:?}");
}

/// How a program is run.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Plain,
    Valgrind,
    Sanitizers,
}

/// The library is loaded by hand only.
const NOT_LINKED: &[&str] = &["-Wl,--as-needed"];

/// Builds a program of `tests/c` and has it run by `scene` in every way that this run has.
fn in_every_way(name: &str, flags: &[&str], scene: impl Fn(Way, &Program, Command)) {
    let source = cc::root().join(format!("tests/c/{name}.c"));
    let program = Program::build(&source, name, flags);
    scene(Way::Plain, &program, program.command());
    if !cc::full_run() {
        return cc::left_out(&format!("tests/c/{name}.c under valgrind and with sanitizers"));
    }
    let mut valgrind = cc::valgrind_command(&program);
    valgrind.env("LF_TEST_SLOWNESS", "4");
    scene(Way::Valgrind, &program, valgrind);
    let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    let program = Program::build(&source, name, &[&sanitizers, flags].concat());
    scene(Way::Sanitizers, &program, program.command());
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_host_with_floating_point_exceptions() {
    in_every_way("fpu", &[], |way, program, command| {
        // Valgrind knows no floating-point exceptions.
        if way != Way::Valgrind {
            let stub = stub();
            expect_success(&mut tell(command, program, &stub), LIMIT);
            settled(&stub, 0);
        }
    });
}

#[test]
fn loading_and_unloading() {
    in_every_way("dlopen", NOT_LINKED, |way, program, command| {
        let stub = stub();
        let mut command = tell(command, program, &stub);
        command.env("LF_TEST_LIBRARY", cc::library());
        if way == Way::Valgrind {
            command.env("LF_TEST_ROUNDS", "6");
        }
        expect_success(&mut command, LIMIT);
        settled(&stub, 0);
    });
}

#[test]
fn misuse() {
    in_every_way("misuse", &[], |_, program, command| {
        let stub = stub();
        expect_success(&mut tell(command, program, &stub), LIMIT);
        settled(&stub, 0);
        // Of the refreshes for more than an hour none was sent.
        for seen in stub.requests() {
            assert!(
                matches!(seen.header("Keep-Alive"), None | Some("60" | "3600")),
                "{seen:?}"
            );
        }
    });
}

#[test]
fn every_function_is_misused() {
    let header = header();
    let functions: BTreeSet<String> = header
        .lines()
        .filter_map(|line| line.strip_prefix("LF_API ")?.split_once("LF_CALL ")?.1.split_once('('))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert!(functions.len() > 60 && functions.len() == header.matches("\nLF_API ").count());
    let misused = names(&source("misuse.c"), "lf_");
    let missing: Vec<_> = functions.difference(&misused).collect();
    assert!(missing.is_empty(), "tests/c/misuse.c does not misuse {missing:?}");
}

#[test]
fn many_threads() {
    in_every_way("threads", &[], |way, program, command| {
        let stub = stub();
        let mut command = tell(command, program, &stub);
        if way == Way::Valgrind {
            command.env("LF_TEST_ROUNDS", "8");
        }
        expect_success(&mut command, LIMIT);
        settled(&stub, 0);
        let report = stub.report();
        assert_eq!(report.created, report.invalidated, "{report:?}");
    });
}

#[test]
fn every_status() {
    in_every_way("errors", &[], |_, program, command| {
        let stub = stub();
        let with = |certificate| {
            let config = Config {
                certificate,
                ..Config::default()
            };
            Stub::start(config).unwrap()
        };
        let unknown_ca = with(CertKind::UnknownCa);
        let one_seat = Config {
            seat_limit: Some(1),
            ..Config::default()
        };
        let one_seat = Stub::start(one_seat).unwrap();
        let strange = [with(CertKind::WrongName), with(CertKind::Expired)];
        let refused = Refused::start().unwrap();
        let garbage = Garbage::start(*b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
        let silent = NeverAnswers::start().unwrap();
        let proxy = Proxy::start(ProxyConfig {
            credentials: Some(("someone".into(), "secret".into())),
            ..ProxyConfig::default()
        })
        .unwrap();
        let https = |address| format!("https://{address}/repository");

        let mut command = tell(command, program, &stub);
        // All authorities but that of `unknown_ca`.
        let trusted: String = [&stub, &one_seat, &strange[0], &strange[1]].map(Stub::ca_pem).concat();
        fs::write(program.path().with_file_name("ca.pem"), trusted).unwrap();
        command
            .env(
                "LF_TEST_NO_ROUTE",
                format!("https://127.0.0.1:{}/elsewhere", stub.port()),
            )
            .env("LF_TEST_UNKNOWN_CA", unknown_ca.base_url())
            .env("LF_TEST_WRONG_NAME", strange[0].base_url())
            .env("LF_TEST_EXPIRED", strange[1].base_url())
            .env("LF_TEST_ONE_SEAT", one_seat.base_url())
            .env("LF_TEST_REFUSED", https(refused.address()))
            .env("LF_TEST_GARBAGE", https(garbage.address()))
            .env("LF_TEST_SILENT", https(silent.address()))
            .env("LF_TEST_PROXY", proxy.url());
        let output = expect_success(&mut command, LIMIT);
        let said = String::from_utf8(output.stdout).unwrap();
        let lost = said.lines().find_map(|line| line.strip_prefix("lost ")).unwrap();
        settled(&stub, lost.parse().unwrap());
        settled(&one_seat, 0);
        for stub in [&unknown_ca, &strange[0], &strange[1]] {
            assert_eq!(stub.report().requests, 0);
        }
        for status in statuses() {
            assert!(
                said.contains(&format!("{status} ")),
                "{status} was not provoked:\n{said}"
            );
        }
    });
}

/// The codes of the header that can be provoked from outside.
fn statuses() -> BTreeSet<String> {
    let mut codes = names(&header(), "LF_E_");
    assert!(codes.remove("LF_E_INTERNAL") && codes.len() > 25);
    codes
}

#[test]
fn every_status_is_provoked() {
    let provoked = names(&source("errors.c"), "LF_E_");
    let all = statuses();
    let missing: Vec<_> = all.difference(&provoked).collect();
    assert!(missing.is_empty(), "tests/c/errors.c does not provoke {missing:?}");
}
