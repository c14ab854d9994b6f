//! Delphi and Free Pascal: programs that use `bindings/pascal/lftoken.pas` log in and out on Linux and on Windows.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success};
use support::wine::{self, Bits};
use support::{PASSWORD, apis, c_header, eventually, key_files, pages};

use crate::advice;

const LIMIT: Duration = Duration::from_secs(120);

fn unit() -> String {
    fs::read_to_string(cc::root().join("bindings/pascal/lftoken.pas")).unwrap()
}

/// How the unit writes a type of C.
fn pascal_type(c_type: &str) -> String {
    match c_type {
        "const char *" | "char *" => "PAnsiChar".into(),
        "lf_status" => "TLFStatus".into(),
        "lf_log_callback" => "TLFLogCallback".into(),
        "lf_check_callback" => "TLFCheckCallback".into(),
        "const void *" => "Pointer".into(),
        "lf_event_callback" => "TLFEventCallback".into(),
        "lf_credentials_callback" => "TLFCredentialsCallback".into(),
        "int32_t" => "Integer".into(),
        "uint32_t" => "Cardinal".into(),
        "int64_t" => "Int64".into(),
        "size_t" => "NativeUInt".into(),
        "int32_t *" => "PInteger".into(),
        "uint32_t *" => "PCardinal".into(),
        "int64_t *" => "PInt64".into(),
        "size_t *" => "PNativeUInt".into(),
        "void *" => "Pointer".into(),
        _ => {
            let handle = c_type.strip_prefix("const ").unwrap_or(c_type);
            let (name, stars) = handle
                .strip_prefix("lf_")
                .and_then(|rest| rest.split_once(' '))
                .unwrap();
            let words = name.split('_').map(|word| {
                let (first, rest) = word.split_at(1);
                first.to_uppercase() + rest
            });
            format!("{}LF{}", "P".repeat(stars.len()), words.collect::<String>())
        }
    }
}

fn pascal_declaration(function: &c_header::Function) -> String {
    let parameters = function.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|parameter| format!("{}: {}", parameter.name, pascal_type(&parameter.c_type)))
        .collect();
    let parameters = match parameters.as_slice() {
        [] => String::new(),
        list => format!("({})", list.join("; ")),
    };
    let name = &function.name;
    match function.result.as_str() {
        "void" => format!("procedure {name}{parameters}; cdecl; external LFTOKEN_LIBRARY;"),
        result => {
            let result = pascal_type(result);
            format!("function {name}{parameters}: {result}; cdecl; external LFTOKEN_LIBRARY;")
        }
    }
}

#[test]
fn the_unit_declares_what_the_header_declares() {
    let unit = unit();
    let words: Vec<&str> = unit.split_whitespace().collect();
    let text = words.join(" ").replace("( ", "(").replace(" )", ")");
    let ends = text.match_indices("external LFTOKEN_LIBRARY;");
    let mut declared: Vec<&str> = ends
        .map(|(at, end)| {
            let before = &text[..at];
            let begin = before.rfind("function lf_").max(before.rfind("procedure lf_")).unwrap();
            &text[begin..at + end.len()]
        })
        .collect();
    let mut expected: Vec<String> = c_header::functions().iter().map(pascal_declaration).collect();
    declared.sort_unstable();
    expected.sort();
    for (declared, expected) in declared.iter().zip(&expected) {
        assert_eq!(declared, expected);
    }
    assert_eq!(declared.len(), expected.len());
    // Callbacks have no names of their own in the list above.
    for callback in [
        "TLFLogCallback = procedure(user: Pointer; level: Integer; message: PAnsiChar); cdecl;",
        "TLFCheckCallback = procedure(user: Pointer; step: Integer; verdict: Integer; text: PAnsiChar; error: PLFError); cdecl;",
        "TLFEventCallback = procedure(user: Pointer; event: Integer; error: PLFError); cdecl;",
        "TLFCredentialsCallback = function(user: Pointer; credentials: PLFCredentials): TLFStatus; cdecl;",
    ] {
        assert!(text.contains(callback), "{callback}");
    }
}

/// Every key of advice has a name, and what it names is there.
#[test]
fn advice_names_what_the_unit_has() {
    let unit = unit();
    let (_, table) = unit.split_once("ADVICE_NAMES: ").unwrap();
    let table = table.split_once(';').unwrap().0;
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix("('")?.split_once("', '"))
        .map(|(key, rest)| (key, rest.split_once('\'').unwrap().0))
        .collect();
    let keys: BTreeSet<String> = rows.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(keys, advice::keys());
    for (key, name) in rows {
        let (class, member) = name.split_once('.').unwrap_or(("TLFOptions", "Create"));
        let (_, body) = unit.split_once(&format!("  {class} = class")).unwrap();
        let body = body.split_once("\n  end;").unwrap().0;
        let is_there = ["constructor", "procedure", "function", "property"]
            .iter()
            .any(|kind| body.contains(&format!(" {kind} {member}")));
        assert!(is_there, "{key}: {class} has no {member}");
    }
}

/// Texts that a user may see.
#[test]
fn no_text_of_the_unit_holds_a_name_of_c() {
    let unit = unit();
    for (number, line) in unit.lines().enumerate() {
        let texts = line.split('\'').skip(1).step_by(2);
        for text in texts {
            assert!(
                !text.contains("lf_") && !text.contains("LF_"),
                "line {}: {text}",
                number + 1
            );
        }
    }
}

/// Warnings and notes are errors.
const WARNINGS: &[&str] = &["-Sewn"];

/// What a program is compiled for.
#[derive(Clone, Copy, Debug)]
enum Target {
    Linux,
    Windows(Bits),
}

impl Target {
    /// A compiler with the target's run-time units.
    fn compiler(self) -> Command {
        match self {
            Target::Linux => Command::new("fpc"),
            Target::Windows(bits) => {
                let tools = windows_compilers();
                let (compiler, system) = match bits {
                    Bits::X64 => (PathBuf::from("fpc"), "win64"),
                    Bits::X86 => (tools.join("ppcross386"), "win32"),
                };
                let mut command = Command::new(compiler);
                command.args(["-n", &format!("-T{system}")]);
                command.arg(format!("-Fu{}", tools.join(system).display()));
                command
            }
        }
    }

    fn program(self, name: &str) -> String {
        match self {
            Target::Linux => name.to_owned(),
            Target::Windows(_) => format!("{name}.exe"),
        }
    }

    /// Puts the library beside the program.
    fn place_library(self, folder: &Path) {
        match self {
            Target::Linux => {
                // The linker looks for the one, the program asks for the other.
                for name in ["liblftoken.so", "liblftoken.so.1"] {
                    symlink(cc::library(), folder.join(name)).unwrap();
                }
            }
            Target::Windows(bits) => {
                fs::copy(wine::dll(bits), folder.join("lftoken.dll")).unwrap();
            }
        }
    }

    fn command(self, folder: &Path, program: &str) -> Command {
        match self {
            Target::Linux => {
                let mut command = Command::new(folder.join(program));
                command.current_dir(folder).env("LD_LIBRARY_PATH", folder);
                command
            }
            Target::Windows(bits) => wine::command(bits, folder, program),
        }
    }
}

/// The folder with what `tests/pascal/windows-compilers` makes; made once for all checkouts.
fn windows_compilers() -> PathBuf {
    static ONCE: Mutex<()> = Mutex::new(());
    let _turn = ONCE.lock().unwrap_or_else(PoisonError::into_inner);
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = of("LF_CACHE").unwrap_or_else(|| {
        let home = of("XDG_CACHE_HOME").unwrap_or_else(|| of("HOME").expect("HOME is not set").join(".cache"));
        home.join("lftoken")
    });
    let folder = cache.join("free-pascal");
    let mut command = Command::new(cc::root().join("tests/pascal/windows-compilers"));
    expect_success(command.arg(&folder), LIMIT);
    folder
}

/// A compiled program and the library, in a folder that goes when this is dropped.
struct Program {
    target: Target,
    folder: PathBuf,
    name: String,
}

impl Program {
    fn build(target: Target, source: &Path, flags: &[&str]) -> Program {
        let name = target.program(source.file_stem().unwrap().to_str().unwrap());
        let folder = cc::scratch("pascal");
        target.place_library(&folder);
        let at = |flag: &str, path: &Path| format!("{flag}{}", path.display());
        let mut command = target.compiler();
        command
            .args(["-O2", "-vwn"])
            .arg(at("-Fu", &cc::root().join("bindings/pascal")))
            .arg(at("-Fu", &cc::root().join("tests/pascal")))
            .arg(at("-FU", &folder))
            .arg(at("-Fl", &folder))
            .arg(at("-o", &folder.join(&name)))
            .args(flags)
            .arg(source);
        let output = command.output().unwrap_or_else(|error| {
            panic!("{command:?}: {error}; install the packages fp-compiler, fp-units-rtl and fpc-source")
        });
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{} for {target:?}:\n{said}", source.display());
        Program { target, folder, name }
    }

    /// The program beside the authority of `stub`, whom it is to trust.
    fn command(&self, stub: &Stub) -> Command {
        fs::write(self.folder.join("ca.pem"), stub.ca_pem()).unwrap();
        key_files::write(&self.folder, stub);
        self.target.command(&self.folder, &self.name)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs a program to its end and returns what it wrote, with the line ends of this system.
fn output_of(command: &mut Command) -> String {
    let output = expect_success(command, LIMIT);
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
}

/// No session is left open, and the server never saw a malformed request.
fn settled(stub: &Stub) {
    eventually("the last logout", || stub.report().open == 0);
    let report = stub.report();
    assert_eq!(
        (report.created, report.malformed),
        (report.invalidated, 0),
        "{report:?}"
    );
    assert!(report.created > 0, "{report:?}");
}

/// Runs a program of `tests/pascal`.
fn passes(target: Target, name: &str) -> Stub {
    let program = Program::build(target, &cc::root().join(format!("tests/pascal/{name}.pas")), WARNINGS);
    let stub = Stub::start(Config::default()).unwrap();
    let mut command = program.command(&stub);
    let said = output_of(command.env("LF_TEST_BASE", stub.base_url()).env("LF_TEST_CA", "ca.pem"));
    assert_eq!(said.lines().last(), Some("passed"), "{name} for {target:?}:\n{said}");
    settled(&stub);
    stub
}

fn life_cycle(target: Target) {
    let stub = passes(target, "life_cycle");
    let requests = stub.requests();
    let repository = "/Repositories/Ablage%20f%C3%BCr%20100%20%E2%82%AC/AccessTokens/Create";
    let login = requests
        .iter()
        .find(|request| request.target.contains(repository))
        .unwrap_or_else(|| panic!("no login for {repository}: {:?}", requests[0].target));
    let body = String::from_utf8(login.body.clone()).unwrap();
    assert!(body.contains("\"Prüfstand\""), "{body}");
    assert!(login.header("User-Agent").unwrap().starts_with("Pascal/1.0 "));
}

fn host(target: Target) {
    let stub = passes(target, "host");
    let report = stub.report();
    // Four threads with ten sessions each, and the late answer among the others.
    assert_eq!(report.created, 44, "{report:?}");
}

/// Managed sessions.
fn sessions(target: Target) {
    let stub = passes(target, "sessions");
    let report = stub.report();
    // One login each, however many threads and reads.
    assert_eq!(report.created, 7, "{report:?}");
}

/// Logins, refreshes and logouts with each API, and logins in a browser.
fn all_apis(target: Target) {
    let program = Program::build(target, &cc::root().join("tests/pascal/apis.pas"), WARNINGS);
    let stub = apis::stub();
    let mut command = program.command(&stub);
    let _person = apis::tell(&mut command, &program.folder, &stub);
    let said = output_of(&mut command);
    assert_eq!(said.lines().last(), Some("passed"), "{target:?}:\n{said}");
    let report = stub.report();
    assert_eq!(report.malformed, 0, "{report:?}");
    // What was refused is not sent again: a password, a service principal key, a code.
    assert_eq!(report.refused, 3, "{report:?}");
}

/// A host that is written once, with another setting and other credentials for each API.
fn one_host(target: Target) {
    let program = Program::build(target, &cc::root().join("tests/pascal/one_host.pas"), WARNINGS);
    apis::one_host(&program.folder, &target.command(&program.folder, &program.name));
}

/// The programs of `docs/delphi.md`, as a reader has them.
fn examples(target: Target) {
    let blocks = pages::blocks("docs/delphi.md", "pascal");
    let programs: Vec<&String> = blocks.iter().filter(|block| block.contains("program ")).collect();
    assert!(!programs.is_empty(), "docs/delphi.md holds no program");
    // Projects of Free Pascal differ in what a string is.
    let modes: &[&str] = match target {
        Target::Linux => &["-Mdelphi", "-Mobjfpc", "-Mdelphiunicode"],
        Target::Windows(_) => &["-Mdelphi"],
    };
    for &mode in modes {
        for text in &programs {
            let dir = cc::scratch("delphi-md");
            let source = dir.join("example.pas");
            // The program names its mode, which would win over that of the command.
            let own_mode = "{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}\n";
            assert!(text.contains(own_mode));
            let text = if mode == "-Mdelphi" {
                (*text).clone()
            } else {
                text.replace(own_mode, "")
            };
            fs::write(&source, text).unwrap();
            // Without WARNINGS: where strings are of another kind the compiler says that it converts them.
            let program = Program::build(target, &source, &[mode]);
            fs::remove_dir_all(dir).unwrap();
            let stub = Stub::start(Config::default()).unwrap();
            let command = |address: &str| {
                let mut command = program.command(&stub);
                command
                    .env("LF_BASE_ADDRESS", address)
                    .env("LF_CA_FILE", "ca.pem")
                    .env("LF_USER", "svc")
                    .env("LF_PASSWORD", PASSWORD)
                    .env("LF_REPOSITORY", "Archive");
                command
            };
            let said = output_of(&mut command(&stub.base_url()));
            assert!(said.contains("logged in") && !said.contains(PASSWORD), "{mode}: {said}");
            settled(&stub);
            // Port 9 is discard; nobody listens there.
            let output = cc::run(&mut command("https://127.0.0.1:9/repository"), LIMIT);
            let said = String::from_utf8_lossy(&output.stdout);
            if let Target::Linux = target {
                assert_eq!(output.status.code(), Some(1), "{mode}: {said}");
            }
            assert!(
                said.contains("LF_E_CONNECT_FAILED") && said.contains("127.0.0.1:9"),
                "{mode}: {said}"
            );
        }
    }
}

/// A program that gets a library of another interface is told so before it calls anything else.
fn other_interface() {
    let folder = cc::scratch("pascal-interface");
    let source = folder.join("other.pas");
    let text = "program other;\n{$MODE DELPHI}\nuses SysUtils, lftoken;\nbegin\n\
        try TLFClient.Create('https://localhost/').Free; except on E: Exception do WriteLn(E.Message); end;\n\
        try TLFCredentials.Create('svc', 'secret').Free; except on E: Exception do WriteLn(E.Message); end;\nend.\n";
    fs::write(&source, text).unwrap();
    let program = Program::build(Target::Linux, &source, &[]);
    let other = folder.join("other.so");
    cc::shared_library(&other, cc::OTHER_INTERFACE);
    let mut command = Target::Linux.command(&program.folder, &program.name);
    let said = output_of(command.env("LD_PRELOAD", &other));
    let line = "liblftoken.so has interface 7; this program was compiled for 1\n";
    assert_eq!(said, line.repeat(2));
    fs::remove_dir_all(folder).unwrap();
}

fn everything(target: Target) {
    if !cc::full_run() {
        return cc::left_out(&format!("Pascal for {target:?}"));
    }
    life_cycle(target);
    host(target);
    sessions(target);
    all_apis(target);
    one_host(target);
    examples(target);
}

#[test]
fn on_linux() {
    everything(Target::Linux);
    if cc::full_run() {
        other_interface();
    }
}

#[test]
fn on_win64() {
    everything(Target::Windows(Bits::X64));
}

#[test]
fn on_win32() {
    everything(Target::Windows(Bits::X86));
}
