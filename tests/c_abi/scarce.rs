//! What the process has little of: file handles, memory, stack.
#![cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use lftoken_stub::{CertKind, Config, Stub};

use support::cc::{Program, expect_success};

const LIMIT: Duration = Duration::from_secs(60);
/// What a thread of the host needs to call a library that is built as it ships.
const STACK_KB: usize = 48;
/// What a program has to itself in a large answer, and in a file of the most that is read.
const LARGE_ANSWER: usize = 100 << 20;
const LARGE_FILE: usize = 8 << 20;

/// `program`, told where the stub is.
fn talking_to(program: &Program, stub: &Stub) -> Command {
    let ca = program.path().with_file_name("ca.pem");
    fs::write(&ca, stub.ca_pem()).unwrap();
    let mut command = program.command();
    command
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_NAMED", stub.base_url().replace("127.0.0.1", "localhost"))
        .env("LF_TEST_CA", ca);
    command
}

fn expect_checks(command: &mut Command) -> String {
    let said = String::from_utf8(expect_success(command, LIMIT).stdout).unwrap();
    assert!(said.trim_end().ends_with(" checks, 0 failed"), "{said}");
    said
}

#[test]
fn no_file_handle_is_left() {
    let stub = Stub::start(Config::default()).unwrap();
    expect_checks(&mut talking_to(&Program::of_tests("no_handles"), &stub));
    assert_eq!((stub.report().created, stub.report().open), (3, 0));
}

/// Answers each request with more than finds room.
fn large_answers() -> SocketAddr {
    fn answer(mut client: TcpStream) -> std::io::Result<()> {
        let mut request = [0; 8192];
        let _ = client.read(&mut request)?;
        write!(client, "HTTP/1.1 200 OK\r\nContent-Length: {LARGE_ANSWER}\r\n\r\n")?;
        (0..LARGE_ANSWER >> 16).try_for_each(|_| client.write_all(&[b'x'; 1 << 16]))
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // One for each call of the program.
    thread::spawn(move || {
        for client in listener.incoming().take(2).flatten() {
            let _ = answer(client);
        }
    });
    address
}

#[test]
fn no_memory_is_left() {
    let stub = Stub::start(Config::default()).unwrap();
    let program = Program::of_tests("no_memory");
    let large_file = program.path().with_file_name("large.pem");
    fs::write(&large_file, vec![b'x'; LARGE_FILE]).unwrap();
    let mut command = talking_to(&program, &stub);
    command
        .env("LF_TEST_LARGE", format!("http://{}/repository", large_answers()))
        .env("LF_TEST_LARGE_FILE", large_file);
    expect_checks(&mut command);
}

#[test]
fn own_threads_have_their_own_stack() {
    let stub = Stub::start(Config::default()).unwrap();
    let program = Program::of_tests("own_stacks");
    for stack in [None, Some("1"), Some("4611686018427387904")] {
        let mut command = talking_to(&program, &stub);
        command.env_remove("RUST_MIN_STACK");
        command.envs(stack.map(|stack| ("RUST_MIN_STACK", stack)));
        expect_checks(&mut command);
    }
    assert_eq!((stub.report().created, stub.report().open), (3, 0));
}

#[test]
fn a_calling_thread_needs_little_stack() {
    let wrong_name = Stub::start(Config {
        certificate: CertKind::WrongName,
        ..Config::default()
    })
    .unwrap();
    let program = Program::of_tests("stack");
    let client = program.path().with_file_name("client.pem");
    for tls12_only in [false, true] {
        let stub = Stub::start(Config {
            tls12_only,
            client_auth: true,
            ..Config::default()
        })
        .unwrap();
        let mut command = talking_to(&program, &stub);
        fs::write(
            program.path().with_file_name("ca.pem"),
            [stub.ca_pem(), wrong_name.ca_pem()].concat(),
        )
        .unwrap();
        fs::write(&client, [stub.client_certificate_pem(), stub.client_key_pem()].concat()).unwrap();
        let key = stub.access_key("laserfiche.com");
        command
            .env("LF_TEST_SIGN_IN", stub.sign_in_address())
            .env("LF_TEST_ACCESS_KEY", key.exported)
            .env("LF_TEST_PRINCIPAL_KEY", key.service_principal_key)
            .env("LF_TEST_WRONG_NAME", wrong_name.base_url())
            .env("LF_TEST_CLIENT", &client);
        // There is no promise for a library that was built for looking into it.
        if env::var_os("LF_LIBRARY").is_some() {
            command.env("LF_TEST_STACK_KB", STACK_KB.to_string());
        }
        println!("{}", expect_checks(&mut command));
        assert_eq!((stub.report().created, stub.report().open), (1, 0));
    }
}
