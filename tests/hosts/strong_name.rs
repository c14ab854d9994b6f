//! The strong name of LFToken.NET: a program that has one itself can reference the assembly, and goes on with a later one.
#![cfg(all(target_os = "linux", target_arch = "x86_64", not(miri)))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use support::cc::{self, expect_success};

use crate::dotnet::RUNTIMES;

const LIMIT: Duration = Duration::from_secs(120);
/// What programs were compiled with asks for this, so it never changes under one interface number.
const NAME: &str = "LFToken.NET, Version=1.0.0.0, Culture=neutral, PublicKeyToken=ae8c0e431bf012c9";

fn compile(folder: &Path, program: &str, text: &str, more: &[&str]) {
    let source = folder.join(program).with_extension("cs");
    fs::write(&source, text).unwrap();
    let mut command = Command::new("mcs");
    command.current_dir(folder).arg("-warnaserror").args(more).arg(source);
    expect_success(&mut command, LIMIT);
}

fn run(folder: &Path, runtime: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(runtime);
    command
        .current_dir(folder)
        .env_remove("LD_LIBRARY_PATH")
        .args(arguments);
    String::from_utf8(expect_success(&mut command, LIMIT).stdout).unwrap()
}

fn assembly(folder: &Path) -> PathBuf {
    let script = cc::root().join("packaging/nuget/compile");
    expect_success(Command::new(script).arg(folder), LIMIT);
    folder.join("LFToken.NET.dll")
}

/// Asks mono whether the signature fits the assembly and its public key.
const VERIFY: &str = r"
using System; using System.IO; using Mono.Security;
internal static class Verify {
    private static void Main(string[] arguments) {
        Console.WriteLine(new StrongName(File.ReadAllBytes(arguments[0])).Verify(arguments[1]));
    }
}
";

/// A program with a strong name of its own.
const CONSUMER: &str = r#"
using System; using System.Reflection; using LFToken;
[assembly: AssemblyVersion("3.2.1.0")]
internal static class Consumer {
    private static void Main() {
        Console.WriteLine(typeof(Consumer).Assembly.GetName().GetPublicKeyToken().Length);
        Console.WriteLine(typeof(LFClient).Assembly.FullName);
        using (new LFClient("https://localhost/LFRepositoryAPI")) Console.WriteLine("made a client");
    }
}
"#;

#[test]
fn the_assembly_is_signed_and_a_signed_program_uses_it() {
    if !cc::full_run() {
        return cc::left_out("the strong name of LFToken.NET");
    }
    let folder = cc::scratch("strong-name");
    let assembly = assembly(&folder);
    std::os::unix::fs::symlink(cc::library(), folder.join("liblftoken.so")).unwrap();
    let key = cc::root().join("bindings/dotnet/LFToken.NET.snk.base64");
    let key = expect_success(Command::new("base64").arg("--decode").arg(key), LIMIT).stdout;
    fs::write(folder.join("key.snk"), key).unwrap();

    compile(&folder, "verify", VERIFY, &["-r:Mono.Security.dll"]);
    let verify = |file: &str| run(&folder, Path::new("mono"), &["verify.exe", "key.snk", file]);
    assert_eq!(verify("LFToken.NET.dll"), "True\n");
    let mut changed = fs::read(&assembly).unwrap();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(folder.join("changed.dll"), changed).unwrap();
    assert_eq!(verify("changed.dll"), "False\n");

    // The compiler refuses to let a program that has a strong name reference an assembly without one.
    compile(
        &folder,
        "consumer",
        CONSUMER,
        &["-keyfile:key.snk", "-r:LFToken.NET.dll"],
    );
    let settings = cc::root().join("tests/dotnet/tests.runtimeconfig.json");
    fs::copy(settings, folder.join("consumer.runtimeconfig.json")).unwrap();
    for runtime in [PathBuf::from("mono"), RUNTIMES.join("coreclr-linux/dotnet")] {
        let said = run(&folder, &runtime, &["consumer.exe"]);
        assert_eq!(said, format!("8\n{NAME}\nmade a client\n"), "{}", runtime.display());
    }
}

#[test]
fn the_same_sources_give_the_same_assembly() {
    if !cc::full_run() {
        return cc::left_out("a second build of LFToken.NET");
    }
    let (one, other) = (cc::scratch("assembly-one"), cc::scratch("assembly-other"));
    for name in ["LFToken.NET.dll", "LFToken.NET.xml"] {
        let same = fs::read(assembly(&one).with_file_name(name)).unwrap()
            == fs::read(assembly(&other).with_file_name(name)).unwrap();
        assert!(same, "{name} differs");
    }
}
