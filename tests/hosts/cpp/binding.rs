//! `bindings/cpp/lftoken.hpp`: programs in C++ compile in every version of the language that it is made for, and run
//! against the stub over TLS.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lftoken_stub::blackhole::Refused;
use serde_json::json;

use lftoken_stub::{Config, Fault, Operation, Report, Stub};

use support::wine::{self, Bits};
use support::{PASSWORD, apis, cc, eventually, key_files};

use crate::advice;

const LIMIT: Duration = Duration::from_secs(120);

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"];

/// The programs of `tests/cpp`, and the flags with which they are compiled.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("life_cycle", &[]),
    ("errors", &[]),
    ("ownership", &[]),
    ("cancel", &[]),
    ("log", &[]),
    ("no_exceptions", &["-fno-exceptions", "-fno-rtti"]),
    ("apis", &[]),
    ("host", &[]),
    ("sessions", &[]),
];

fn header() -> String {
    fs::read_to_string(cc::root().join("bindings/cpp/lftoken.hpp")).unwrap()
}

fn source(name: &str) -> PathBuf {
    cc::root().join(format!("tests/cpp/{name}.cpp"))
}

/// A compiler with what a program of `tests/cpp` needs.
fn compiler(mut compiler: Command, name: &str) -> Command {
    let (_, flags) = PROGRAMS.iter().find(|(program, _)| *program == name).unwrap();
    compiler.args(WARNINGS).args(*flags);
    for folder in ["include", "bindings/cpp"] {
        compiler.arg("-I").arg(cc::root().join(folder));
    }
    compiler
}

fn expect_compiled(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{said}");
}

/// Builds a program of `tests/cpp` for Linux, and has it run by `scene` in a folder of its own.
fn on_linux(name: &str, mut compiler: Command, scene: impl Fn(&Path, Command)) {
    let folder = cc::scratch(name);
    // The program asks for the library by its SONAME.
    let library = folder.join("liblftoken.so.1");
    std::os::unix::fs::symlink(cc::library(), &library).unwrap();
    let program = folder.join(name);
    compiler.arg(source(name)).arg("-o").arg(&program).arg(&library);
    expect_compiled(compiler.arg("-pthread"));
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", &folder);
    scene(&folder, command);
    fs::remove_dir_all(&folder).unwrap();
}

/// Builds a program of `tests/cpp` for Windows, and has it run by `scene` in a folder of its own.
fn on_windows(name: &str, bits: Bits, scene: impl Fn(&Path, Command)) {
    let mut with = wine::compiler(bits, true);
    with.arg("-std=c++17");
    let program = wine::Program::build(bits, compiler(with, name), &source(name), name);
    scene(program.folder(), program.command());
}

/// Builds and runs a program of `tests/cpp` in every way that this run has. `before` sets up the stub, `after` looks at
/// what it has seen; `lost` sessions are left open.
fn in_every_way(name: &str, lost: usize, before: impl Fn(&Stub), after: impl Fn(&Stub)) {
    let scene = |folder: &Path, mut command: Command| {
        let stub = Stub::start(Config::default()).unwrap();
        let mutual = Config {
            client_auth: true,
            ..Config::default()
        };
        let mutual = Stub::start(mutual).unwrap();
        let refused = Refused::start().unwrap();
        let later = apis::stub();
        let _person = apis::tell(&mut command, folder, &later);
        before(&stub);
        fs::write(folder.join("ca.pem"), stub.ca_pem()).unwrap();
        key_files::write(folder, &stub);
        let (certificate, key) = (mutual.client_certificate_pem(), mutual.client_key_pem());
        fs::write(folder.join("client.pem"), format!("{certificate}\n{key}")).unwrap();
        command
            .current_dir(folder)
            .env("LF_TEST_BASE", stub.base_url())
            .env("LF_TEST_CA", "ca.pem")
            .env("LF_TEST_CA_PEM", stub.ca_pem())
            .env("LF_TEST_SHA256", stub.certificate_sha256())
            .env("LF_TEST_MUTUAL_BASE", mutual.base_url())
            .env("LF_TEST_MUTUAL_CA_PEM", mutual.ca_pem())
            .env("LF_TEST_CLIENT_FILE", "client.pem")
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
        assert_eq!(later.report().malformed, 0);
        after(&stub);
    };
    in_every_build(name, scene);
}

/// Builds a program of `tests/cpp` with every compiler that this run has, and has it run by `scene`.
fn in_every_build(name: &str, scene: impl Fn(&Path, Command)) {
    let mut host = cc::compiler(true);
    if !cc::full_run() && Command::new(host.get_program()).arg("--version").output().is_err() {
        return cc::left_out(&format!("tests/cpp/{name}.cpp, because there is no C++ compiler"));
    }
    host.args(["-std=c++11", "-O2"]);
    on_linux(name, compiler(host, name), &scene);
    if !cc::full_run() {
        return cc::left_out(&format!(
            "tests/cpp/{name}.cpp with clang++, with sanitizers and on Windows"
        ));
    }
    let mut clang = Command::new("clang++");
    clang.args(["-std=c++20", "-O2"]);
    on_linux(name, compiler(clang, name), &scene);
    let mut sanitized = Command::new("g++");
    sanitized.args(["-std=c++17", "-g"]).args(cc::SANITIZERS);
    on_linux(name, compiler(sanitized, name), &scene);
    for bits in Bits::ALL {
        on_windows(name, bits, &scene);
    }
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
        assert_eq!(stub.report().refresh_requests, 3);
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

/// Logins, refreshes and logouts with each API, and logins in a browser.
#[test]
fn all_apis() {
    in_every_way("apis", 0, |_| {}, |_| {});
}

#[test]
fn sessions() {
    in_every_way("sessions", 0, |_| {}, |_| {});
}

/// A host that is written once, with another setting and other credentials for each API.
#[test]
fn one_host() {
    in_every_build("host", |folder, command| apis::one_host(folder, &command));
}

#[test]
fn every_standard_compiles_without_warnings() {
    if !cc::full_run() {
        return cc::left_out("tests/cpp with g++, clang++ and MinGW in C++11 to C++20");
    }
    let all = ["-std=c++11", "-std=c++14", "-std=c++17", "-std=c++20"];
    let tools: [(&str, &[&str]); 4] = [
        ("g++", &all),
        ("clang++", &all),
        ("x86_64-w64-mingw32-g++", &["-std=c++11"]),
        ("i686-w64-mingw32-g++", &["-std=c++20"]),
    ];
    for (tool, standards) in tools {
        for standard in standards {
            for (name, _) in PROGRAMS {
                let mut command = Command::new(tool);
                command.args([standard, "-fsyntax-only"]).arg(source(name));
                expect_compiled(&mut compiler(command, name));
            }
        }
    }
}

/// The first thing that an older compiler says is what is needed.
#[test]
fn an_older_standard_is_told_what_is_needed() {
    let mut command = cc::compiler(true);
    if !cc::full_run() && Command::new(command.get_program()).arg("--version").output().is_err() {
        return cc::left_out("lftoken.hpp in C++98, because there is no C++ compiler");
    }
    command.args(["-std=c++98", "-fsyntax-only"]).arg(source("errors"));
    let output = compiler(command, "errors").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let header = said
        .lines()
        .find(|line| line.contains("lftoken.hpp") && line.contains("error:"));
    assert!(!output.status.success(), "{said}");
    assert!(
        header.unwrap_or_default().contains("lftoken.hpp needs C++11 or newer"),
        "{said}"
    );
}

/// Nothing of a library with another interface number is used, and what fails says why.
#[test]
fn a_library_of_another_interface() {
    let mut compiler = cc::compiler(true);
    if !cc::full_run() && Command::new(compiler.get_program()).arg("--version").output().is_err() {
        return cc::left_out("lftoken.hpp with another library, because there is no C++ compiler");
    }
    let folder = cc::scratch("cpp-interface");
    let other = folder.join("other.so");
    cc::shared_library(&other, cc::OTHER_INTERFACE);
    let library = folder.join("liblftoken.so.1");
    std::os::unix::fs::symlink(cc::library(), &library).unwrap();
    let program = folder.join("program");
    fs::write(
        program.with_extension("cpp"),
        "#include <cstdio>\n#include \"lftoken.hpp\"\nint main() {\n\
         lftoken::client client;\n\
         const lftoken::error why = lftoken::client::try_make(lftoken::options(), client);\n\
         std::printf(\"%d %s\\n\", static_cast<int>(why.status()), why.message().c_str());\n\
         try { lftoken::credentials().set_username(\"svc\"); }\n\
         catch (const lftoken::exception &failure) { std::printf(\"%s\\n\", failure.what()); }\n}\n",
    )
    .unwrap();
    compiler
        .arg("-std=c++11")
        .arg("-I")
        .arg(cc::root().join("bindings/cpp"));
    compiler
        .arg(program.with_extension("cpp"))
        .arg("-o")
        .arg(&program)
        .arg(&library);
    expect_compiled(&mut compiler);
    let mut command = Command::new(&program);
    command.env("LD_LIBRARY_PATH", &folder).env("LD_PRELOAD", &other);
    let said = String::from_utf8(cc::expect_success(&mut command, LIMIT).stdout).unwrap();
    let why = "the library that runs has the interface number 7; this program was compiled for 1";
    assert_eq!(said, format!("4 client: {why}\ncredentials::set_username: {why}\n"));
    fs::remove_dir_all(folder).unwrap();
}

/// With a calling convention that is not the usual one, a function pointer that forgets LF_CALL does not fit.
#[test]
#[cfg(target_arch = "x86_64")]
fn every_function_pointer_has_the_calling_convention() {
    if !cc::full_run() {
        return cc::left_out("tests/cpp with another calling convention");
    }
    for name in ["life_cycle", "log", "sessions"] {
        let mut command = Command::new("g++");
        command.args(["-std=c++17", "-fsyntax-only", "-DLF_CALL=__attribute__((ms_abi))"]);
        expect_compiled(compiler(command, name).arg(source(name)));
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
    // Its advice has the names of C; error::message() puts in those of the header.
    let for_c_only = ["lf_error_message"];
    let missing: Vec<&&str> = functions
        .iter()
        .filter(|name| !used.contains(name) && !for_c_only.contains(name))
        .collect();
    assert!(missing.is_empty(), "bindings/cpp/lftoken.hpp does not use {missing:?}");
}

/// Every key of advice has a name, and what it names is there.
#[test]
fn advice_names_what_the_header_has() {
    let header = header();
    let (_, table) = header.split_once("const names[][2] = {").unwrap();
    let table = table.split_once("};").unwrap().0;
    let texts: Vec<&str> = table.split('"').skip(1).step_by(2).collect();
    let keys: BTreeSet<String> = texts.iter().step_by(2).map(|key| (*key).to_owned()).collect();
    assert_eq!(keys, advice::keys());
    for name in texts.iter().skip(1).step_by(2) {
        let (class, member) = name.split_once("::").unwrap();
        let (_, body) = header.split_once(&format!("{class} {{\npublic:")).unwrap();
        let body = body.split_once("\n};").unwrap().0;
        assert!(
            body.contains(&format!(" {member}(")) || body.contains(&format!("&{member}(")),
            "no {name}"
        );
    }
}
