//! bindings/dotnet, compiled once by packaging/nuget/compile as C# 7, and the very same assembly on every runtime: mono, CoreCLR and .NET 8
//! for Linux, and CoreCLR for Windows x64 and x86 under wine.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(miri)))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success};
use support::wine::{self, Bits};
use support::{PASSWORD, apis, eventually, key_files, pages};

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

/// The sources of the assembly.
fn binding() -> Vec<PathBuf> {
    let folder = cc::root().join("bindings/dotnet");
    [sources(&folder), sources(&folder.join("http"))].concat()
}

/// The files of C# in `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "cs"))
        .collect();
    files.sort();
    files
}

/// mcs with the oldest language that the sources promise, and every warning as an error.
fn mcs(sources: Vec<PathBuf>, target: &Path, more: &[&str]) {
    let mut command = Command::new("mcs");
    command
        .args(["-langversion:7", "-warn:4", "-warnaserror", "-r:System.Net.Http.dll"])
        .args(more)
        .arg(format!("-out:{}", target.display()))
        .args(sources);
    expect_success(&mut command, LIMIT);
}

/// LFToken.NET.dll, tests.dll and its settings. Stays until a later run of the tests sweeps it.
static ASSEMBLIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = cc::scratch("dotnet");
    expect_success(
        Command::new(cc::root().join("packaging/nuget/compile")).arg(&folder),
        LIMIT,
    );
    let assembly = folder.join("LFToken.NET.dll");
    let reference = format!("-r:{}", assembly.display());
    mcs(
        sources(&cc::root().join("tests/dotnet")),
        &folder.join("tests.dll"),
        &["-target:exe", &reference],
    );
    folder
});

/// A folder with the assemblies, as a program is installed.
fn installed(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.add(&ASSEMBLIES.join("LFToken.NET.dll"));
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
pub static RUNTIMES: LazyLock<PathBuf> = LazyLock::new(|| {
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
    key_files::write(&folder.0, &stub);
    command.env("LF_TEST_BASE", stub.base_url()).env("LF_TEST_CA", "ca.pem");
    let later = apis::stub();
    let _person = apis::tell(&mut command, &folder.0, &later);
    // Cargo names a folder of its own with a library in it.
    command.current_dir(&folder.0).env_remove("LD_LIBRARY_PATH");
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
    assert_eq!(later.report().malformed, 0);
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

/// A host that is written once, with another setting and other credentials for each API.
#[test]
fn one_host_for_every_api() {
    if !cc::full_run() {
        return cc::left_out("a host in C# against every API");
    }
    let folder = installed_on_linux("dotnet-host");
    let reference = format!("-r:{}", ASSEMBLIES.join("LFToken.NET.dll").display());
    let host = folder.0.join("host.dll");
    mcs(
        sources(&cc::root().join("tests/dotnet/host")),
        &host,
        &["-target:exe", &reference],
    );
    let settings = folder.0.join("tests.runtimeconfig.json");
    fs::rename(settings, folder.0.join("host.runtimeconfig.json")).unwrap();
    for runtime in [PathBuf::from("mono"), RUNTIMES.join("coreclr-linux/dotnet")] {
        let mut command = Command::new(runtime);
        // Cargo names a folder of its own with a library in it.
        command.arg(&host).env_remove("LD_LIBRARY_PATH");
        apis::one_host(&folder.0, &command);
    }
}

/// What a script leaves open whose AppDomain is unloaded is logged out while the program goes on. Of the runtimes here mono
/// alone has AppDomains.
#[test]
fn a_domain_that_is_unloaded() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet in an AppDomain");
    }
    let folder = installed_on_linux("dotnet-domain");
    let reference = format!("-r:{}", ASSEMBLIES.join("LFToken.NET.dll").display());
    let program = folder.0.join("product.exe");
    mcs(
        sources(&cc::root().join("tests/dotnet/domain")),
        &program,
        &[&reference],
    );
    let stub = Stub::start(Config::default()).unwrap();
    fs::write(folder.0.join("ca.pem"), stub.ca_pem()).unwrap();
    let mut command = Command::new("mono");
    command
        .arg(&program)
        .current_dir(&folder.0)
        .env_remove("LD_LIBRARY_PATH")
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_CA", "ca.pem")
        .env("LF_TEST_PASSWORD", PASSWORD);
    let said = String::from_utf8(expect_success(&mut command, LIMIT).stdout).unwrap();
    assert_eq!(said.lines().last(), Some("ALL OK"), "{said}");
    let report = stub.report();
    assert_eq!(
        (report.created, report.invalidated, report.malformed),
        (3, 3, 0),
        "{report:?}"
    );
}

/// What is wrong with the library is said in words, before any other of its functions is called.
#[test]
fn a_library_of_another_interface_or_none_at_all() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet with other libraries");
    }
    let folder = installed("dotnet-interface");
    let source = folder.0.join("source");
    fs::create_dir(&source).unwrap();
    let attempt = |make: &str| {
        format!("try {{ {make}; }} catch (Exception e) {{ Console.WriteLine(e.GetType().Name + \": \" + e.Message); }}")
    };
    let attempts = [
        attempt("new LFClient(\"https://localhost/\")"),
        attempt("new LFCredentials(\"svc\", \"secret\")"),
    ];
    let text = format!(
        "using System;\nusing LFToken;\ninternal static class Other {{ private static void Main() {{ {} }} }}\n",
        attempts.concat()
    );
    fs::write(source.join("other.cs"), text).unwrap();
    let reference = format!("-r:{}", ASSEMBLIES.join("LFToken.NET.dll").display());
    mcs(sources(&source), &folder.0.join("other.dll"), &[&reference]);
    let settings = folder.0.join("tests.runtimeconfig.json");
    fs::rename(settings, folder.0.join("other.runtimeconfig.json")).unwrap();
    let library = folder.0.join("liblftoken.so");
    let coreclr = RUNTIMES.join("coreclr-linux/dotnet");
    let said = |runtime: &Path| {
        let mut command = Command::new(runtime);
        command.current_dir(&folder.0).env_remove("LD_LIBRARY_PATH");
        String::from_utf8(expect_success(command.arg("other.dll"), LIMIT).stdout).unwrap()
    };
    let check = |begin: &str, words: &str| {
        for runtime in [Path::new("mono"), &coreclr] {
            let said = said(runtime);
            let lines: Vec<&str> = said.lines().filter(|line| line.starts_with(begin)).collect();
            assert!(
                lines.len() == 2 && lines.iter().all(|line| line.contains(words)),
                "{said}"
            );
        }
    };
    check(
        "DllNotFoundException: ",
        "Put lftoken.dll (Windows) or liblftoken.so.1 ",
    );
    fs::write(&library, "no library").unwrap();
    check(
        "DllNotFoundException: ",
        "Put lftoken.dll (Windows) or liblftoken.so.1 ",
    );
    cc::shared_library(&library, cc::OTHER_LIBRARY);
    check("DllNotFoundException: ", "is not lftoken");
    cc::shared_library(&library, cc::OTHER_INTERFACE);
    check(
        "NotSupportedException: ",
        "has the interface number 7, but this assembly needs 1",
    );
    // Under the name that programs in other languages ask for it is found, too.
    fs::remove_file(&library).unwrap();
    std::os::unix::fs::symlink(cc::library(), folder.0.join("liblftoken.so.1")).unwrap();
    assert_eq!(said(&coreclr), "");
}

/// CoreCLR for Windows, with the libraries as NuGet lays them for .NET Framework: each in a folder of its own, and that for
/// x86, which NuGet takes for the likely one, beside the program, too.
fn on_windows(bits: Bits) {
    let name = bits.name();
    let folder = installed(&format!("dotnet-{name}"));
    for bits in Bits::ALL {
        fs::create_dir(folder.0.join(bits.name())).unwrap();
        fs::copy(wine::dll(bits), folder.0.join(bits.name()).join("lftoken.dll")).unwrap();
    }
    folder.add(&wine::dll(Bits::X86));
    // All of it within the folder, as a 32-bit program sees no other.
    let runtime = RUNTIMES.join(format!("coreclr-win-{name}"));
    expect_success(
        Command::new("cp").arg("-r").arg(runtime).arg(folder.0.join("runtime")),
        LIMIT,
    );
    let mut command = wine::command(bits, &folder.0, "runtime/dotnet.exe");
    command.arg("tests.dll");
    let said = run_scenes(&folder, command);
    let width = if bits == Bits::X64 { "64 bits" } else { "32 bits" };
    let first = said.lines().next().unwrap();
    assert!(
        first.starts_with("runtime 3.1.") && first.contains(width) && first.contains("Windows"),
        "{first}"
    );
}

#[test]
fn coreclr_for_windows_x64() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet on CoreCLR for Windows x64");
    }
    on_windows(Bits::X64);
}

#[test]
fn coreclr_for_windows_x86() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet on CoreCLR for Windows x86");
    }
    on_windows(Bits::X86);
}

/// With Microsoft's compiler, for the reference assemblies of .NET Standard 2.0, which .NET Framework 4.7.2 offers, too,
/// and for those of a modern .NET.
#[test]
fn roslyn() {
    if !cc::full_run() {
        return cc::left_out("bindings/dotnet compiled by Roslyn");
    }
    let only = |folder: PathBuf| fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let sdk = only(RUNTIMES.join("sdk/sdk"));
    let modern = only(RUNTIMES.join("sdk/packs/Microsoft.NETCore.App.Ref")).join("ref/netcoreapp3.1");
    let modern = fs::read_dir(modern).unwrap().map(|entry| entry.unwrap().path());
    let modern: Vec<_> = modern
        .filter(|path| path.extension().is_some_and(|e| e == "dll"))
        .collect();
    assert!(modern.len() > 100, "{modern:?}");
    for (references, language) in [
        (&vec![sdk.join("ref/netstandard.dll")], "7"),
        (&modern, "7"),
        (&modern, "8"),
    ] {
        let folder = Folder::new("dotnet-roslyn");
        let mut command = Command::new(RUNTIMES.join("coreclr-linux/dotnet"));
        command
            .env("LD_LIBRARY_PATH", RUNTIMES.join("openssl"))
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .arg(sdk.join("Roslyn/bincore/csc.dll"))
            .args([
                "-nologo",
                "-noconfig",
                "-nostdlib",
                "-target:library",
                "-warn:4",
                "-warnaserror",
            ])
            .arg(format!("-langversion:{language}"))
            .arg(format!("-doc:{}", folder.0.join("LFToken.NET.xml").display()))
            .arg(format!("-out:{}", folder.0.join("LFToken.NET.dll").display()))
            .args(references.iter().map(|file| format!("-r:{}", file.display())))
            .args(binding());
        expect_success(&mut command, LIMIT);
    }
}

/// Compares the "import" and "callback" lines of tests/dotnet/Declarations.cs, which the runtime tells, with the header.
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
        let function = function.unwrap_or_else(|| panic!("{} is imported and not to be", import.name));
        assert!(
            function.fits(import),
            "the header has {function:?}, the import is {import:?}"
        );
        missing.retain(|name| **name != import.name);
    }
    assert!(missing.is_empty(), "not imported: {missing:?}");
    assert_eq!(imported.len(), declared.len(), "a function is imported twice");

    let delegates: Vec<_> = lines("callback ").into_iter().map(parse).collect();
    let callbacks: Vec<_> = code
        .split("typedef ")
        .filter_map(|text| text.split_once(" (LF_CALL *lf_"))
        .map(|(returns, rest)| {
            let (name, rest) = rest.split_once(')').unwrap();
            let name = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
            let declaration = rest.split(';').next().unwrap();
            signature(&format!("{returns} {}{declaration}", name.collect::<String>()))
        })
        .collect();
    assert_eq!(
        (callbacks.len(), delegates.len()),
        (4, 4),
        "{callbacks:?} and {delegates:?}"
    );
    for callback in &callbacks {
        let delegate = delegates.iter().find(|delegate| delegate.name == callback.name);
        let fits = delegate.is_some_and(|delegate| callback.fits(delegate));
        assert!(fits, "{callback:?} and {delegates:?}");
    }
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
    // Bytes that go in are an array of them in C#, as a text is.
    let kind = text[..name].replace("const void", "char").replace("const ", "");
    let kind = kind.split_whitespace().collect();
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

/// The C# of docs/dotnet.md: its whole program, and its pieces in a method that has a client and credentials.
fn examples() -> Vec<(String, String)> {
    let page = fs::read_to_string(cc::root().join("docs/dotnet.md")).unwrap();
    let blocks = page.split("```csharp\n").skip(1);
    let blocks: Vec<_> = blocks
        .map(|rest| rest.split_once("```\n").expect("a block does not end").0)
        .collect();
    assert!(
        blocks.len() >= 5 && blocks[0].contains(" Main("),
        "docs/dotnet.md has lost its examples"
    );
    let examples = blocks.iter().enumerate().map(|(number, block)| {
        let text = if block.contains(" Main(") {
            (*block).to_owned()
        } else {
            around(block)
        };
        (format!("example{number}"), text)
    });
    examples.collect()
}

fn around(piece: &str) -> String {
    format!(
        r#"using System;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

internal static class Example
{{
    private static void Main()
    {{
        var options = new LFClientOptions {{ BaseAddress = Environment.GetEnvironmentVariable("LF_BASE_ADDRESS") }};
        options.CaFiles.Add(Environment.GetEnvironmentVariable("LF_CA_FILE"));
        string password = Environment.GetEnvironmentVariable("LF_PASSWORD");
        using (var client = new LFClient(options))
        using (var credentials = new LFCredentials(Environment.GetEnvironmentVariable("LF_USER"), password))
        {{
            Run(client, credentials).GetAwaiter().GetResult();
        }}
    }}

    private static async Task Run(LFClient client, LFCredentials credentials)
    {{
        await Task.Delay(0);
{piece}    }}
}}
"#
    )
}

/// Runs a program against `stub` with the settings that docs/dotnet.md names.
fn with_settings(command: &mut Command, folder: &Folder, stub: &Stub) {
    fs::write(folder.0.join("ca.pem"), stub.ca_pem()).unwrap();
    command
        .current_dir(&folder.0)
        .env("LF_BASE_ADDRESS", stub.base_url())
        .env("LF_CA_FILE", "ca.pem")
        .env("LF_USER", "svc")
        .env("LF_PASSWORD", PASSWORD)
        .env("LF_REPOSITORY", "Archive");
}

/// As the page says for the archive: everything compiled into one program, the native library beside it.
#[test]
fn the_examples_of_the_page() {
    if !cc::full_run() {
        return cc::left_out("the examples of docs/dotnet.md");
    }
    let folder = Folder::new("dotnet-page");
    std::os::unix::fs::symlink(cc::library(), folder.0.join("liblftoken.so")).unwrap();
    let reference = format!("-r:{}", ASSEMBLIES.join("LFToken.NET.dll").display());
    folder.add(&ASSEMBLIES.join("LFToken.NET.dll"));
    fs::write(folder.0.join("scan.tif"), [b'x'; 10_000]).unwrap();
    for (name, text) in examples() {
        let source = folder.0.join(&name);
        fs::create_dir(&source).unwrap();
        fs::write(source.join("example.cs"), &text).unwrap();
        let program = folder.0.join(format!("{name}.exe"));
        mcs(sources(&source), &program, &[&reference]);

        // A program that names no authority is for a server that the system trusts.
        let tls = text.contains("LF_CA_FILE");
        let stub = Stub::start(Config {
            tls,
            ..Config::default()
        })
        .unwrap();
        let mut command = Command::new("mono");
        command.arg(&program);
        with_settings(&mut command, &folder, &stub);
        let output = expect_success(&mut command, LIMIT);
        let said = String::from_utf8(output.stdout).unwrap();
        let report = stub.report();
        assert_eq!((report.open, report.malformed), (0, 0), "{name}: {report:?}");
        assert!(report.created == 1 && report.invalidated == 1, "{name}: {report:?}");
        assert!(!said.contains(PASSWORD), "{said}");
        assert_eq!(
            report.documents,
            u64::from(text.contains("class Upload")),
            "{name}: {said}"
        );
        let lines = text.lines().filter(|line| !line.is_empty()).count();
        assert!(lines <= 15 || !text.contains("class Smallest"), "{text}");
    }
}

#[test]
fn the_first_example_says_what_failed() {
    if !cc::full_run() {
        return cc::left_out("the first example of docs/dotnet.md without a server");
    }
    let folder = Folder::new("dotnet-first");
    // The commands of the page, in a folder like that of the archive.
    std::os::unix::fs::symlink(cc::root().join("bindings"), folder.0.join("bindings")).unwrap();
    fs::create_dir(folder.0.join("lib")).unwrap();
    std::os::unix::fs::symlink(cc::library(), folder.0.join("lib/liblftoken.so")).unwrap();
    fs::write(folder.0.join("first.cs"), &examples()[0].1).unwrap();
    let page = fs::read_to_string(cc::root().join("docs/dotnet.md")).unwrap();
    let commands = page
        .split("```\n")
        .find(|block| block.contains("mono first.exe"))
        .unwrap();

    let stub = Stub::start(Config::default()).unwrap();
    let shell = || {
        let mut command = Command::new("sh");
        command.args(["-e", "-c", commands]);
        with_settings(&mut command, &folder, &stub);
        command
    };
    let output = expect_success(&mut shell(), LIMIT);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("logged in until "));
    assert_eq!(stub.report().invalidated, 1);

    let output = cc::run(shell().env("LF_BASE_ADDRESS", "https://127.0.0.1:9/repository"), LIMIT);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("ConnectFailed: ") && said.contains("127.0.0.1:9"),
        "{said}"
    );
}

/// The package with the libraries of all three targets. Stays until a later run of the tests sweeps it.
static PACKAGE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = cc::scratch("dotnet-feed");
    let windows = Bits::ALL.map(|bits| format!("win-{}={}", bits.name(), wine::dll(bits).display()));
    let mut pack = Command::new(cc::root().join("packaging/nuget/pack"));
    pack.arg(&folder)
        .arg(format!("linux-x64={}", cc::library().display()))
        .args(windows);
    let output = expect_success(&mut pack, LIMIT);
    let package = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    assert_eq!(
        package,
        folder.join(concat!("LFToken.NET.", env!("CARGO_PKG_VERSION"), ".nupkg"))
    );
    package
});

#[test]
fn the_package() {
    if !cc::full_run() {
        return cc::left_out("the NuGet package");
    }
    let folder = Folder::new("dotnet-package");
    let content = folder.0.join("content");
    expect_success(
        Command::new("unzip").arg("-q").arg(&*PACKAGE).arg("-d").arg(&content),
        LIMIT,
    );
    let names = names_below(&content, &content);
    for name in [
        "LFToken.NET.nuspec",
        "_rels/.rels",
        "[Content_Types].xml",
        "README.md",
        "access-keys.md",
        "apis.md",
        "browser.md",
        "errors.md",
        "managed-session.md",
        "sessions.md",
        "examples/any_api.c",
        "include/lftoken.h",
        "LICENSE-MIT.txt",
        "LICENSE-APACHE.txt",
        "build/net472/LFToken.NET.targets",
        "buildTransitive/net472/LFToken.NET.targets",
        "lib/net472/LFToken.NET.dll",
        "lib/net472/LFToken.NET.xml",
        "lib/netstandard2.0/LFToken.NET.dll",
        "lib/netstandard2.0/LFToken.NET.xml",
        "runtimes/linux-x64/native/liblftoken.so",
        "runtimes/win-x64/native/lftoken.dll",
        "runtimes/win-x86/native/lftoken.dll",
    ] {
        assert!(names.contains(name), "{name} is missing in {names:?}");
    }
    let read = |name: &str| fs::read(content.join(name)).unwrap();
    assert_eq!(names.len(), 23, "{names:?}");
    pages::check_links(&content);
    assert_eq!(
        read("lib/net472/LFToken.NET.dll"),
        read("lib/netstandard2.0/LFToken.NET.dll")
    );
    for bits in Bits::ALL {
        let packed = read(&format!("runtimes/win-{}/native/lftoken.dll", bits.name()));
        assert!(packed == fs::read(wine::dll(bits)).unwrap(), "{bits:?}");
    }
    let text = |name: &str| String::from_utf8(read(name)).unwrap();
    assert!(text("LFToken.NET.nuspec").contains(concat!("<version>", env!("CARGO_PKG_VERSION"), "</version>")));
    assert!(text("_rels/.rels").contains("Target=\"/LFToken.NET.nuspec\""));
    let types = text("[Content_Types].xml");
    for name in &names {
        let extension = name.rsplit('.').next().unwrap();
        assert!(
            extension == "xml" || types.contains(&format!("Extension=\"{extension}\"")),
            "{name}"
        );
    }
    // The libraries that the targets file copies are where it looks for them.
    let targets = text("build/net472/LFToken.NET.targets");
    let copied: Vec<_> = targets
        .split("Include=\"$(MSBuildThisFileDirectory)..\\..\\")
        .skip(1)
        .collect();
    assert_eq!(copied.len(), 3, "{targets}");
    for rest in copied {
        assert!(
            names.contains(&rest.split('"').next().unwrap().replace('\\', "/")),
            "{rest}"
        );
    }

    // The packed assembly runs with the packed library.
    let program = installed("dotnet-packed");
    program.add(&content.join("lib/netstandard2.0/LFToken.NET.dll"));
    program.add(&content.join("runtimes/linux-x64/native/liblftoken.so"));
    run_scenes(&program, on_mono(&program));

    let mut incomplete = Command::new(cc::root().join("packaging/nuget/pack"));
    incomplete
        .arg(&folder.0)
        .arg(format!("linux-x64={}", cc::library().display()));
    assert_eq!(cc::run(&mut incomplete, LIMIT).status.code(), Some(2));
}

/// A command of the .NET SDK, which leaves no process and nothing outside `folder` behind.
fn with_sdk(program: &str, folder: &Folder) -> Command {
    let sdk = RUNTIMES.join("sdk");
    let mut command = Command::new(program);
    command
        .current_dir(&folder.0)
        .env("PATH", format!("{}:{}", sdk.display(), std::env::var("PATH").unwrap()))
        .env("LD_LIBRARY_PATH", RUNTIMES.join("openssl"))
        .env("HOME", &folder.0)
        .env("TMPDIR", &folder.0)
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .env("DOTNET_CLI_TELEMETRY_OPTOUT", "1")
        .env("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1")
        .env("MSBUILDDISABLENODEREUSE", "1")
        .env("UseSharedCompilation", "false");
    command
}

/// The commands of the page for the package, with the real NuGet.
#[test]
fn the_package_in_a_project() {
    if !cc::full_run() {
        return cc::left_out("the NuGet package in a project");
    }
    let folder = Folder::new("dotnet-project");
    fs::write(folder.0.join("first.cs"), &examples()[0].1).unwrap();
    let page = fs::read_to_string(cc::root().join("docs/dotnet.md")).unwrap();
    let commands = page.split("```\n").find(|block| block.contains("dotnet run")).unwrap();
    let feed = PACKAGE.parent().unwrap().display().to_string();
    let commands = commands.replace("/path/to/the/folder", &feed);
    assert!(commands.contains(&feed));

    let stub = Stub::start(Config::default()).unwrap();
    let mut shell = with_sdk("sh", &folder);
    shell.args(["-e", "-c", &commands]);
    with_settings(&mut shell, &folder, &stub);
    shell.env("LF_CA_FILE", folder.0.join("ca.pem"));
    let output = expect_success(&mut shell, LIMIT);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.lines().any(|line| line.starts_with("logged in until ")), "{said}");
    assert_eq!(stub.report().invalidated, 1);
}

/// A project for .NET Framework gets the native libraries beside its program; here mono is the framework.
#[test]
fn the_package_in_a_project_for_the_framework() {
    if !cc::full_run() {
        return cc::left_out("the NuGet package in a project for .NET Framework");
    }
    let folder = Folder::new("dotnet-framework");
    fs::write(folder.0.join("first.cs"), &examples()[0].1).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let project = format!(
        r#"<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net472</TargetFramework>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <FrameworkPathOverride>/usr/lib/mono/4.5</FrameworkPathOverride>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
    <RestoreSources>{}</RestoreSources>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="mscorlib" />
    <PackageReference Include="LFToken.NET" Version="{version}" />
  </ItemGroup>
</Project>
"#,
        PACKAGE.parent().unwrap().display()
    );
    fs::write(folder.0.join("first.csproj"), project).unwrap();
    let build = |output: &str, system: &[&str]| {
        let mut dotnet = with_sdk("dotnet", &folder);
        dotnet.arg("build").arg(format!("-p:OutputPath={output}/")).args(system);
        expect_success(&mut dotnet, LIMIT);
        names_below(&folder.0.join(output), &folder.0.join(output))
    };
    let names = build("windows", &["-p:OS=Windows_NT"]);
    assert!(
        names.contains("x64/lftoken.dll") && names.contains("x86/lftoken.dll"),
        "{names:?}"
    );
    let names = build("linux", &[]);
    assert!(
        names.contains("liblftoken.so") && !names.contains("x64/lftoken.dll"),
        "{names:?}"
    );

    let stub = Stub::start(Config::default()).unwrap();
    let mut mono = Command::new("mono");
    mono.arg("linux/first.exe");
    with_settings(&mut mono, &folder, &stub);
    expect_success(&mut mono, LIMIT);
    assert_eq!(stub.report().invalidated, 1);
}

/// The files below `folder`, named from `root` with slashes.
fn names_below(folder: &Path, root: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(names_below(&path, root));
        } else {
            names.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
    names
}

/// The library's own texts of a failure hold names of C: the binding words them anew.
#[test]
fn no_user_sees_a_name_of_c() {
    for path in binding() {
        let text = fs::read_to_string(&path).unwrap();
        for function in ["lf_status_name", "lf_error_message"] {
            assert!(!text.contains(&format!("Native.{function}")), "{}", path.display());
        }
    }
}
