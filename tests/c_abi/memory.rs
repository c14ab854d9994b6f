//! How much memory clients take that trust the system, and how much a call on a warm connection.
#![cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]

use std::fs;
use std::io::Write;
use std::process::Stdio;

use lftoken_stub::{Config, Stub};

use support::PASSWORD;
use support::cc::Program;

/// For the first client, in kB.
const FIRST: u64 = 700;
/// For each further one, in kB. The trust store alone is 95.
const FURTHER: u64 = 32;
const CLIENTS: u64 = 100;

/// For a refresh on a warm connection.
const ALLOCATIONS: u64 = 35;
const BYTES: u64 = 4000;
const CALLS: u64 = 1000;

/// The two numbers that a program of tests/c prints after its talk with the stub.
fn numbers(program: &str) -> (u64, u64) {
    let stub = Stub::start(Config::default()).unwrap();
    let program = Program::of_tests(program);
    let ca_file = program.path().with_file_name("ca.pem");
    fs::write(&ca_file, stub.ca_pem()).unwrap();
    let mut child = program
        .command()
        .args([&stub.base_url(), ca_file.to_str().unwrap(), "Archive"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stub.report().open, 0);

    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<u64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let [first, second] = numbers[..] else {
        panic!("{text}");
    };
    (first, second)
}

#[test]
fn clients_share_what_they_can() {
    let (first, further) = numbers("memory");
    println!("first {first} kB, further {CLIENTS} clients {further} kB");
    assert!(first <= FIRST, "{first} kB");
    assert!(further <= CLIENTS * FURTHER, "{further} kB");
}

#[test]
fn a_warm_refresh_allocates_little() {
    let (allocations, bytes) = numbers("allocations");
    println!("{CALLS} refreshes: {allocations} allocations, {bytes} bytes");
    assert!(allocations > 0, "nothing was counted");
    assert!(allocations <= CALLS * ALLOCATIONS, "{allocations} allocations");
    assert!(bytes <= CALLS * BYTES, "{bytes} bytes");
}
