//! A managed session at work: four threads use it against a local stand-in for Laserfiche that fails on demand, and each
//! second a line shows how it is.
//!
//! `cargo run --example session` turns one fault after another on and off. `cargo run --example session -- --keys` takes
//! keys, each with Enter, from whoever watches.

use std::io;
use std::process::ExitCode;

use support::live;

/// Early, so that there is something to see.
const RENEW_AFTER_PERCENT: u32 = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let lines = match arguments[..] {
        [] => live::scripted(live::SCRIPT),
        ["--keys"] => {
            println!("{}\n", live::KEYS);
            live::typed()
        }
        _ => {
            eprintln!("unknown arguments; there is --keys, or none at all");
            return ExitCode::FAILURE;
        }
    };
    match live::show(&lines, RENEW_AFTER_PERCENT, &mut io::stdout()) {
        Ok(_) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("The session did not end well: {reason}");
            ExitCode::FAILURE
        }
    }
}
