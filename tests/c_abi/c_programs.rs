//! Programs in C, run against the stub over TLS: misuse, every status, many threads, unloading, and hosts
//! with floating-point exceptions.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;

use support::alone::heavy;
use support::cc::{self, Program};
use support::scenes::{self, Run};

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
fn in_every_way(name: &str, flags: &[&str], scene: impl Fn(Way, Run)) {
    let _turn = heavy();
    let source = scenes::source(name);
    let program = Program::build(&source, name, flags);
    scene(Way::Plain, Run::here(&program, program.command()));
    if !cc::full_run() {
        return cc::left_out(&format!("tests/c/{name}.c under valgrind and with sanitizers"));
    }
    let mut valgrind = cc::valgrind_command(&program);
    valgrind.env("LF_TEST_SLOWNESS", "4").env("LF_TEST_ROUNDS", "8");
    scene(Way::Valgrind, Run::here(&program, valgrind));
    let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    let program = Program::build(&source, name, &[&sanitizers, flags].concat());
    scene(Way::Sanitizers, Run::here(&program, program.command()));
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_host_with_floating_point_exceptions() {
    in_every_way("fpu", &[], |way, run| {
        // Valgrind knows no floating-point exceptions.
        if way != Way::Valgrind {
            scenes::plain(run);
        }
    });
}

#[test]
fn loading_and_unloading() {
    in_every_way("dlopen", NOT_LINKED, |_, run| {
        scenes::plain(run);
    });
}

#[test]
fn misuse() {
    in_every_way("misuse", &[], |_, run| scenes::misuse(run));
}

#[test]
fn every_function_is_misused() {
    let misused = scenes::names(&fs::read_to_string(scenes::source("misuse")).unwrap(), "lf_");
    let functions = scenes::functions();
    let missing: Vec<_> = functions.difference(&misused).collect();
    assert!(missing.is_empty(), "tests/c/misuse.c does not misuse {missing:?}");
}

#[test]
fn many_threads() {
    in_every_way("threads", &[], |_, run| scenes::threads(run));
}

#[test]
fn managed_sessions() {
    in_every_way("sessions", &[], |_, run| {
        scenes::plain(run);
    });
}

#[test]
fn a_host_that_forks() {
    in_every_way("forked", &[], |way, run| {
        // The allocator of the sanitizers has locks of its own, which a fork may leave locked in the child.
        if way != Way::Sanitizers {
            scenes::plain(run);
        }
    });
}

#[test]
fn what_the_system_trusts() {
    in_every_way("system_trust", &[], |_, run| scenes::system_trust(run));
}

#[test]
fn threads_that_are_cancelled() {
    in_every_way("cancelled_threads", &[], |_, run| scenes::cancelled_threads(run));
}

#[test]
fn promptly() {
    in_every_way("prompt", &[], |_, run| scenes::prompt(run));
}

#[test]
fn every_status() {
    in_every_way("errors", &[], |_, run| scenes::errors(run));
}

#[test]
fn every_status_is_provoked() {
    let provoked = scenes::names(&fs::read_to_string(scenes::source("errors")).unwrap(), "LF_E_");
    let all = scenes::statuses();
    let missing: Vec<_> = all.difference(&provoked).collect();
    assert!(missing.is_empty(), "tests/c/errors.c does not provoke {missing:?}");
}
