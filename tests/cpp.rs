//! `bindings/cpp/lftoken.hpp`: programs in C++ compile in every version of the language that it is made for, and run
//! against the stub over TLS.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::blackhole::Refused;
use serde_json::json;

use lftoken_stub::{Config, Fault, Operation, Report, Stub};

mod support;

use support::{PASSWORD, cc, eventually};

const LIMIT: Duration = Duration::from_secs(120);

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"];

const STANDARDS: &[&str] = &["-std=c++11", "-std=c++14", "-std=c++17", "-std=c++20"];

/// The programs of `tests/cpp`, and the flags with which they are compiled.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("life_cycle", &[]),
    ("errors", &[]),
    ("ownership", &[]),
    ("cancel", &[]),
    ("log", &[]),
    ("no_exceptions", &["-fno-exceptions", "-fno-rtti"]),
];

fn header() -> String {
    fs::read_to_string(cc::root().join("bindings/cpp/lftoken.hpp")).unwrap()
}

/// A compiler run over a program of `tests/cpp`.
fn compile(mut compiler: Command, name: &str) -> Command {
    let (name, flags) = PROGRAMS.iter().find(|(program, _)| *program == name).unwrap();
    compiler.args(WARNINGS).args(*flags);
    for folder in ["include", "bindings/cpp"] {
        compiler.arg("-I").arg(cc::root().join(folder));
    }
    compiler.arg(cc::root().join(format!("tests/cpp/{name}.cpp")));
    compiler
}

fn expect_compiled(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{said}");
}

/// A folder that goes when this is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Builds a program of `tests/cpp` with a compiler of Linux, and says how to run it.
fn linux(compiler: Command, name: &str) -> (Folder, Command) {
    let folder = Folder(cc::scratch(name));
    // The program asks for the library by its SONAME.
    let library = folder.0.join("liblftoken.so.1");
    std::os::unix::fs::symlink(cc::library(), &library).unwrap();
    let program = folder.0.join(name);
    let mut command = compile(compiler, name);
    command.arg("-o").arg(&program).arg(&library).arg("-pthread");
    expect_compiled(command);
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", &folder.0);
    (folder, command)
}

/// Builds and runs a program of `tests/cpp` in every way that this run has. `before` sets up the stub, `after` looks at
/// what it has seen when `lost` sessions are left.
fn in_every_way(name: &str, lost: usize, before: impl Fn(&Stub), after: impl Fn(&Stub)) {
    let scene = |(folder, mut command): (Folder, Command)| {
        let stub = Stub::start(Config::default()).unwrap();
        let mutual = Config {
            client_auth: true,
            ..Config::default()
        };
        let mutual = Stub::start(mutual).unwrap();
        let refused = Refused::start().unwrap();
        before(&stub);
        let authority = folder.0.join("ca.pem");
        let client = folder.0.join("client.pem");
        fs::write(&authority, stub.ca_pem()).unwrap();
        let (certificate, key) = (mutual.client_certificate_pem(), mutual.client_key_pem());
        fs::write(&client, format!("{certificate}\n{key}")).unwrap();
        command
            .env("LF_TEST_BASE", stub.base_url())
            .env("LF_TEST_CA", authority)
            .env("LF_TEST_CA_PEM", stub.ca_pem())
            .env("LF_TEST_SHA256", stub.certificate_sha256())
            .env("LF_TEST_MUTUAL_BASE", mutual.base_url())
            .env("LF_TEST_MUTUAL_CA_PEM", mutual.ca_pem())
            .env("LF_TEST_CLIENT_FILE", client)
            .env("LF_TEST_CLIENT_PEM", certificate)
            .env("LF_TEST_CLIENT_KEY", key)
            .env("LF_TEST_REFUSED", format!("https://{}/repository", refused.address()));
        let output = cc::expect_success(&mut command, LIMIT);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.trim_end().ends_with(" checks, 0 failed"), "{said}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");

        eventually("the last logout", || stub.report().open <= lost);
        let Report {
            open,
            malformed,
            created,
            invalidated,
            ..
        } = stub.report();
        assert_eq!((open, malformed), (lost, 0));
        assert!(created > 0 && created == invalidated + lost as u64);
        assert_eq!(mutual.report().open, 0);
        after(&stub);
    };

    let with = |compiler: &str, flags: &[&str]| {
        let mut command = Command::new(compiler);
        command.args(flags);
        command
    };
    let mut host = cc::compiler(true);
    if !cc::full_run() && host.arg("--version").output().is_err() {
        return cc::left_out(&format!("tests/cpp/{name}.cpp, because there is no C++ compiler"));
    }
    let mut host = cc::compiler(true);
    host.args(["-std=c++11", "-O2"]);
    scene(linux(host, name));
    if !cc::full_run() {
        return cc::left_out(&format!("tests/cpp/{name}.cpp with clang++ and sanitizers"));
    }
    scene(linux(with("clang++", &["-std=c++20", "-O2"]), name));
    scene(linux(
        with("g++", &[&["-std=c++17", "-g"], cc::SANITIZERS].concat()),
        name,
    ));
}

/// The target and the body of each login that `stub` has seen.
fn logins(stub: &Stub) -> Vec<(String, serde_json::Value)> {
    let creates = stub.requests().into_iter();
    let creates = creates.filter(|request| request.operation == Some(Operation::Create));
    creates
        .map(|request| (request.target, serde_json::from_slice(&request.body).unwrap()))
        .collect()
}

#[test]
fn life_cycle() {
    in_every_way(
        "life_cycle",
        0,
        |_| {},
        |stub| {
            let requests = stub.requests();
            let agent = requests[0].header("User-Agent").unwrap();
            assert!(agent.starts_with("CppTest/1.0 "), "{agent}");
            let keep_alive = requests.iter().filter_map(|request| request.header("Keep-Alive"));
            assert_eq!(keep_alive.collect::<Vec<_>>(), ["1800"]);
            let logins = logins(stub);
            let (target, full) = &logins[3];
            assert!(target.ends_with("?createCookie=true&customerId=123456789"), "{target}");
            let members = json!({
                "username": "svc",
                "password": PASSWORD,
                "organization": "Org",
                "applicationName": "life_cycle.cpp",
            });
            assert_eq!(*full, members);
            let (target, by_key) = &logins[4];
            assert!(target.ends_with("/Create"), "{target}");
            assert_eq!(*by_key, json!({"sessionKey": "valid-session-key"}));
            assert_eq!(logins[5].1, json!({"samlToken": "valid-saml"}));
        },
    );
}

#[test]
fn errors() {
    // Every member that a failure can carry; tests/cpp/errors.cpp knows the words.
    let body = br#"{"message":"Too many.","errorCode":1234,"errorClass":"a class","errorSource":"a source",
        "operationId":"an operation","type":"a type","title":"a title","detail":"a detail","instance":"an instance"}"#;
    let refusal = Fault {
        status: Some(429),
        retry_after: Some("7".into()),
        body: Some(body.to_vec()),
        header: vec![("X-RequestId".into(), "a request".into())],
        ..Fault::default()
    };
    let before = |stub: &Stub| stub.set_fault(Operation::Refresh, refusal.clone());
    in_every_way("errors", 0, before, |stub| {
        // Of what the header or the library refuses, nothing is sent.
        assert_eq!(stub.report().refresh_requests, 2);
    });
}

#[test]
fn ownership() {
    in_every_way(
        "ownership",
        2,
        |_| {},
        |stub| {
            let report = stub.report();
            assert_eq!(report.invalidate_requests, report.invalidated, "{report:?}");
        },
    );
}

#[test]
fn cancel() {
    in_every_way("cancel", 0, |_| {}, |_| {});
}

#[test]
fn log() {
    in_every_way("log", 0, |_| {}, |_| {});
}

#[test]
fn no_exceptions() {
    in_every_way("no_exceptions", 0, |_| {}, |_| {});
}

#[test]
fn every_standard_compiles_without_warnings() {
    if !cc::full_run() {
        return cc::left_out("tests/cpp with g++ and clang++ in C++11, 14, 17 and 20");
    }
    for compiler in ["g++", "clang++"] {
        for standard in STANDARDS {
            for (name, _) in PROGRAMS {
                let mut command = Command::new(compiler);
                command.args([standard, "-fsyntax-only"]);
                expect_compiled(compile(command, name));
            }
        }
    }
}

#[test]
fn every_function_is_wrapped() {
    let c_header = fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap();
    let functions: Vec<&str> = c_header
        .lines()
        .filter_map(|line| line.strip_prefix("LF_API ")?.split_once("LF_CALL ")?.1.split_once('('))
        .map(|(name, _)| name)
        .collect();
    assert!(functions.len() > 60 && functions.len() == c_header.matches("\nLF_API ").count());
    let header = header();
    let code: String = header
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.starts_with(" *"))
        .collect();
    let used: Vec<&str> = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let missing: Vec<&&str> = functions.iter().filter(|name| !used.contains(name)).collect();
    assert!(missing.is_empty(), "bindings/cpp/lftoken.hpp does not use {missing:?}");
}
