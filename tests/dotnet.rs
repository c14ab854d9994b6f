//! bindings/dotnet, compiled once by mcs as C# 7, and the very same assembly on every runtime: mono, CoreCLR and .NET 8
//! for Linux, and CoreCLR for Windows x64 and x86 under wine.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(miri)))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

mod support;

use support::cc::{self, expect_success};
use support::{PASSWORD, eventually};

const LIMIT: Duration = Duration::from_secs(180);

/// What tests/dotnet/Texts.cs logs in with.
const USER: (&str, &str) = ("jürgen.müller@中文.example", "pässwörd € 中 \u{1F600}");

/// A folder that goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        Folder(cc::scratch(name))
    }

    fn add(&self, file: &Path) {
        fs::copy(file, self.0.join(file.file_name().unwrap())).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// mcs with the oldest language that the sources promise, and every warning as an error.
fn mcs(sources: &Path, target: &Path, more: &[&str]) {
    let mut files: Vec<_> = fs::read_dir(sources)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cs"))
        .collect();
    files.sort();
    let mut command = Command::new("mcs");
    command
        .args(["-langversion:7", "-warn:4", "-warnaserror"])
        .args(more)
        .arg(format!("-out:{}", target.display()))
        .args(files);
    expect_success(&mut command, LIMIT);
}

/// LFToken.dll, tests.dll and its settings. Stays until a later run of the tests sweeps it.
static ASSEMBLIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = cc::scratch("dotnet");
    let binding = folder.join("LFToken.dll");
    let documentation = format!("-doc:{}", folder.join("LFToken.xml").display());
    // With documentation, a public member without a comment is a warning.
    mcs(
        &cc::root().join("bindings/dotnet"),
        &binding,
        &["-target:library", &documentation],
    );
    let reference = format!("-r:{}", binding.display());
    mcs(
        &cc::root().join("tests/dotnet"),
        &folder.join("tests.dll"),
        &["-target:exe", &reference],
    );
    folder
});

/// A folder with the assemblies, as a program is installed.
fn installed(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.add(&ASSEMBLIES.join("LFToken.dll"));
    folder.add(&ASSEMBLIES.join("tests.dll"));
    folder.add(&cc::root().join("tests/dotnet/tests.runtimeconfig.json"));
    folder
}

fn installed_on_linux(name: &str) -> Folder {
    let folder = installed(name);
    std::os::unix::fs::symlink(cc::library(), folder.0.join("liblftoken.so")).unwrap();
    folder
}

/// The folder of the runtimes that are fetched.
static RUNTIMES: LazyLock<PathBuf> = LazyLock::new(|| {
    let output = expect_success(
        &mut Command::new(cc::root().join("tests/dotnet/runtimes")),
        Duration::from_secs(600),
    );
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
});

/// Runs every scene of tests/dotnet and checks both sides; returns what was said.
fn run_scenes(folder: &Folder, mut command: Command) -> String {
    let mut config = Config::default();
    config.users.push((USER.0.into(), USER.1.into()));
    let stub = Stub::start(config).unwrap();
    fs::write(folder.0.join("ca.pem"), stub.ca_pem()).unwrap();
    command.env("LF_TEST_BASE", stub.base_url()).env("LF_TEST_CA", "ca.pem");
    command.current_dir(&folder.0);
    // Wine's exit code says nothing; the last line does.
    let output = cc::run(&mut command, LIMIT);
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        said.lines().last(),
        Some("ALL OK"),
        "--- stdout\n{said}\n--- stderr\n{complained}"
    );

    eventually("the last logout", || stub.report().open == 0);
    let report = stub.report();
    assert_eq!((report.open, report.malformed), (0, 0), "{report:?}");
    assert!(
        report.created > 30 && report.created == report.invalidated,
        "{report:?}"
    );
    texts_arrived(&stub);
    for secret in [PASSWORD, USER.1] {
        assert!(!said.contains(secret), "{said}");
    }
    said
}

/// The texts that are not ASCII came over the wire as they are.
fn texts_arrived(stub: &Stub) {
    let requests = stub.requests();
    let bodies: Vec<_> = requests
        .iter()
        .map(|request| String::from_utf8_lossy(&request.body))
        .collect();
    for text in [
        USER.0,
        USER.1,
        "Erfassung Süd \u{1F600}",
        "säml-string",
        "säml-chars",
        "säml-bytes",
        "Öffentlich",
        "kéy-string",
        "kéy-chars",
        "kéy-bytes",
    ] {
        assert!(bodies.iter().any(|body| body.contains(text)), "{text} did not arrive");
    }
    let repository = "/H%C3%A4uptarchiv%20%E4%B8%AD%F0%9F%98%80%2F50%25/";
    assert!(requests.iter().any(|request| request.target.contains(repository)));
    let products = requests.iter().filter_map(|request| request.header("User-Agent"));
    assert!(
        products
            .into_iter()
            .any(|product| product.starts_with("LFTokenTests/1.0 "))
    );
}

fn on_mono(folder: &Folder) -> Command {
    let mut command = Command::new("mono");
    command.arg("--debug").arg(folder.0.join("tests.dll"));
    command
}

#[test]
fn mono() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet on mono");
    }
    let folder = installed_on_linux("dotnet-mono");
    let said = run_scenes(&folder, on_mono(&folder));
    assert!(said.starts_with("runtime 4.0."), "{said}");
    declares_what_the_header_does(&said);
}

#[test]
fn coreclr() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet on CoreCLR");
    }
    let folder = installed_on_linux("dotnet-coreclr");
    let mut command = Command::new(RUNTIMES.join("coreclr-linux/dotnet"));
    command.arg(folder.0.join("tests.dll"));
    let said = run_scenes(&folder, command);
    assert!(said.starts_with("runtime 3.1."), "{said}");
}

#[test]
fn dotnet_8() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet on .NET 8");
    }
    let folder = installed_on_linux("dotnet-8");
    let mut command = Command::new(RUNTIMES.join("net8-linux/Sarif.Multitool"));
    command
        .env("DOTNET_STARTUP_HOOKS", folder.0.join("tests.dll"))
        .env("DOTNET_BUNDLE_EXTRACT_BASE_DIR", &folder.0)
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    let said = run_scenes(&folder, command);
    assert!(said.starts_with("runtime 8.0."), "{said}");
}

/// Compares the "import", "callback" and "constant" lines of tests/dotnet/Declarations.cs with the header.
fn declares_what_the_header_does(said: &str) {
    let lines = |kind| -> BTreeSet<&str> { said.lines().filter_map(|line| line.strip_prefix(kind)).collect() };
    let code = without_comments(&fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap());

    let declared: BTreeSet<_> = code
        .split(';')
        .filter_map(|statement| statement.split_once("LF_API "))
        .filter(|(before, _)| !before.ends_with("#define "))
        .map(|(_, declaration)| signature(declaration))
        .collect();
    assert!(declared.len() > 60, "{declared:?}");
    let imported: Vec<_> = lines("import ").into_iter().map(parse).collect();
    let mut missing: Vec<_> = declared.iter().map(|function| &function.name).collect();
    for import in &imported {
        let function = declared.iter().find(|function| function.name == import.name);
        let function = function.unwrap_or_else(|| panic!("{} is imported and not in the header", import.name));
        assert!(
            function.fits(import),
            "the header has {function:?}, the import is {import:?}"
        );
        missing.retain(|name| **name != import.name);
    }
    assert!(missing.is_empty(), "not imported: {missing:?}");
    assert_eq!(imported.len(), declared.len(), "a function is imported twice");

    let callback = code
        .split("typedef ")
        .find(|text| text.contains("*lf_log_callback)"))
        .unwrap();
    let callback = callback
        .split(';')
        .next()
        .unwrap()
        .replace("(LF_CALL *lf_log_callback)", "LogCallback");
    let callback = signature(&callback);
    let delegates: Vec<_> = lines("callback ").into_iter().map(parse).collect();
    assert!(
        matches!(&delegates[..], [delegate] if callback.fits(delegate)),
        "{callback:?} and {delegates:?}"
    );

    let constants: BTreeSet<_> = code
        .lines()
        .filter_map(|line| line.strip_prefix("#define LF_"))
        .filter(|line| !line.starts_with("VERSION") && line.split(' ').nth(1).is_some_and(|n| n.parse::<i32>().is_ok()))
        .map(|line| format!("LF_{line}"))
        .collect();
    assert!(constants.len() > 40, "{constants:?}");
    let known: BTreeSet<_> = lines("constant ").into_iter().map(str::to_owned).collect();
    assert_eq!(known, constants);
}

/// A function's types, without names and `const`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    name: String,
    returns: String,
    takes: Vec<String>,
}

impl Signature {
    /// Whether `import` declares the same; its void* stands for any pointer.
    fn fits(&self, import: &Signature) -> bool {
        let fits =
            |c: &String, import: &String| c == import || import == "void*" && c.ends_with('*') && !c.ends_with("**");
        let pairs = || self.takes.iter().zip(&import.takes);
        fits(&self.returns, &import.returns)
            && self.takes.len() == import.takes.len()
            && pairs().all(|(c, import)| fits(c, import))
    }
}

/// Of "lf_status LF_CALL lf_token_state(const lf_token *token, int32_t *out_state)".
fn signature(declaration: &str) -> Signature {
    let (head, parameters) = declaration.split_once('(').unwrap();
    let (returns, name) = typed(&head.replace("LF_CALL ", ""));
    let parameters = parameters.trim_end().strip_suffix(')').unwrap();
    let takes = parameters.split(',').filter(|parameter| parameter.trim() != "void");
    let takes = takes.map(|parameter| typed(parameter).0).collect();
    Signature { name, returns, takes }
}

/// Type and name of "const lf_token *token".
fn typed(text: &str) -> (String, String) {
    let text = text.trim();
    let name = text.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap() + 1;
    let kind = text[..name].replace("const ", "").split_whitespace().collect();
    (kind, text[name..].to_owned())
}

/// Of "lf_status lf_token_state(lf_token*,int32_t*)".
fn parse(line: &str) -> Signature {
    let (returns, rest) = line.split_once(' ').unwrap();
    let (name, takes) = rest.strip_suffix(')').unwrap().split_once('(').unwrap();
    let takes = takes
        .split(',')
        .filter(|kind| !kind.is_empty())
        .map(str::to_owned)
        .collect();
    Signature {
        name: name.to_owned(),
        returns: returns.to_owned(),
        takes,
    }
}

fn without_comments(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code + rest
}
