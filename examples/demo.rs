//! The whole way at a glance: builds a program in C with the machine's own compiler, starts a local stand-in for
//! Laserfiche, lets the program log in, refresh and log out over TLS, and then asks the server what it saw.
//!
//! `cargo run --example demo` shows every step of a session of v1-alpha, and of an error (tests/c/life_cycle.c).
//! `cargo run --example demo -- --api cloud`, or server-v2, server-v1, v1-alpha, runs the one program that knows all of
//! them (examples/any_api.c), with every kind of login that the API has; the demo itself plays the browser.

use std::process::ExitCode;

use lftoken_stub::Api;

use support::{cc, demo};

fn main() -> ExitCode {
    // Whoever runs this without a C compiler shall read one sentence.
    if let Err(error) = cc::compiler(false).arg("--version").output() {
        eprintln!("The demo needs a C compiler, and none starts: {error}");
        return ExitCode::FAILURE;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        [] => demo::life_cycle(),
        ["--api", name] => Api::parse(name).and_then(demo::any_api),
        _ => Err("unknown arguments; there is --api v1-alpha, server-v1, server-v2 or cloud, or none at all".into()),
    };
    match result {
        Ok(_) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("The demo failed: {reason}");
            ExitCode::FAILURE
        }
    }
}
