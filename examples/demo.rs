//! The whole way at a glance: builds the C program tests/c/life_cycle.c with the machine's own compiler, starts a
//! local stand-in for a Laserfiche server, lets the program log in, keep alive and log out over TLS, and then asks
//! the server what it saw.
//!
//! `cargo run --example demo`

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use lftoken_stub::{Config, Stub};

use support::cc;

const USER: &str = "svc";
const PASSWORD: &str = "correct horse battery staple";

fn main() -> ExitCode {
    // Whoever runs this without a C compiler shall read one sentence.
    if let Err(error) = cc::compiler(false).arg("--version").output() {
        eprintln!("The demo needs a C compiler, and none starts: {error}");
        return ExitCode::FAILURE;
    }
    println!("Building tests/c/life_cycle.c against {} ...", cc::library().display());
    let program = cc::Program::of_tests("life_cycle");
    let config = Config {
        users: vec![(USER.into(), PASSWORD.into())],
        ..Config::default()
    };
    let stub = Stub::start(config).expect("the stub server does not start");
    println!(
        "A local server with a certificate authority of its own: {}",
        stub.base_url()
    );
    println!();
    let dir = cc::scratch("demo");
    let ca_file = dir.join("ca.pem");
    fs::write(&ca_file, stub.ca_pem()).expect("the certificate cannot be written");
    let _ = std::io::stdout().flush();
    let status = program
        .command()
        .arg(stub.base_url())
        .arg(&ca_file)
        .arg("Archive")
        .env("LF_USER", USER)
        .env("LF_PASSWORD", PASSWORD)
        .status()
        .expect("the program does not start");
    let _ = fs::remove_dir_all(&dir);

    let report = stub.report();
    println!();
    println!("What the server saw");
    println!("   sessions created:      {}", report.created);
    println!("   sessions refreshed:    {}", report.refreshed);
    println!("   sessions invalidated:  {}", report.invalidated);
    println!("   logins refused:        {}", report.refused);
    println!("   TLS handshakes:        {}", report.tls_handshakes);
    println!("   open sessions: {}", report.open);
    if status.success() && report.open == 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!(
            "The demo failed: the program ended with {status}, open sessions: {}",
            report.open
        );
        ExitCode::FAILURE
    }
}
