//! The automation object under wine, by VBScript and by a program with both kinds of apartments.
//! With LF_FULL=1 only, after `packaging/windows/build`, `packaging/windows/com` and `packaging/windows/wine setup`.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lftoken_stub::{Config, Fault, Operation, Stub};
use support::wine::{self, Bits};
use support::{cc, eventually, pages};

use crate::advice;

const LIMIT: Duration = Duration::from_secs(120);
const PASSWORD: &str = "Päß😀w";

fn for_both(what: &str, check: impl Fn(Bits)) {
    if !cc::full_run() {
        return cc::left_out(&format!("{what} on Windows"));
    }
    for bits in Bits::ALL {
        println!("{}", bits.name());
        check(bits);
    }
}

fn dll(bits: Bits) -> PathBuf {
    let path = wine::dll(bits).with_file_name("lftoken-com.dll");
    assert!(path.exists(), "run packaging/windows/com");
    path
}

/// A folder with the object and what it loads.
fn folder(bits: Bits, name: &str) -> PathBuf {
    let folder = cc::scratch(&format!("{name}-{}", bits.name()));
    fs::copy(dll(bits), folder.join("lftoken-com.dll")).unwrap();
    fs::copy(wine::dll(bits), folder.join("lftoken.dll")).unwrap();
    folder
}

fn stub(folder: &Path) -> Stub {
    let stub = Stub::start(Config {
        users: vec![("svc".into(), PASSWORD.into())],
        ..Config::default()
    })
    .unwrap();
    fs::write(folder.join("ca.pem"), stub.ca_pem()).unwrap();
    let password = format!("\u{feff}{PASSWORD}\r\n");
    let utf16: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("password.txt"), utf16).unwrap();
    stub
}

/// What the commands of a batch file say; registration is gone when they have ended.
fn batch(bits: Bits, folder: &Path, lines: &str) -> String {
    fs::write(
        folder.join("run.bat"),
        format!("@echo off\r\n{}\r\n", lines.replace('\n', "\r\n")),
    )
    .unwrap();
    let output = cc::run(wine::command(bits, folder, "cmd").args(["/c", "run.bat"]), LIMIT);
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn expect_checks(said: &str, least: u32) {
    let last = said
        .lines()
        .rfind(|line| line.contains(" checks, "))
        .unwrap_or_default();
    let made: u32 = last.split(' ').next().unwrap().parse().unwrap_or(0);
    assert!(last.ends_with(" checks, 0 failed") && made >= least, "{said}");
}

/// Every session was logged out, and by the object, not by the end of its idle time.
fn nothing_lost(stub: &Stub, created: usize) {
    eventually("the last logout", || stub.report().open == 0);
    let report = stub.report();
    let told = format!("{report:?}");
    assert_eq!((report.open, report.malformed), (0, 0), "{told}");
    assert_eq!(report.created, report.invalidated, "{told}");
    assert!(report.created as usize >= created, "{told}");
}

#[test]
fn a_script_logs_in_and_out() {
    for_both("VBScript", |bits| {
        let folder = folder(bits, "com-script");
        let stub = stub(&folder);
        fs::copy(cc::root().join("tests/com/session.vbs"), folder.join("session.vbs")).unwrap();
        let run = format!(
            "regsvr32 /s lftoken-com.dll\ncscript //nologo session.vbs {} ca.pem",
            stub.base_url()
        );
        expect_checks(&batch(bits, &folder, &run), 30);
        nothing_lost(&stub, 3);
        fs::remove_dir_all(folder).unwrap();
    });
}

#[test]
fn the_example_of_the_page_runs() {
    for_both("the example of docs/com.md", |bits| {
        let folder = folder(bits, "com-page");
        let stub = stub(&folder);
        let example = pages::blocks("docs/com.md", "vbscript").concat();
        let read = "CreateObject(\"Scripting.FileSystemObject\").OpenTextFile(\"password.txt\", 1, False, -1).ReadLine";
        let mut script = example.clone();
        for (asked, given) in [
            ("https://lf.example.com/LFRepositoryAPI", stub.base_url().as_ref()),
            ("InputBox(\"Password\")", read),
            (
                "session.Open ",
                "session.AddCaFile \"ca.pem\"\nsession.Trust = 2\nsession.Open ",
            ),
        ] {
            assert_eq!(script.matches(asked).count(), 1, "{asked} in {example}");
            script = script.replace(asked, given);
        }
        fs::write(folder.join("page.vbs"), script.replace('\n', "\r\n")).unwrap();
        let said = batch(bits, &folder, "regsvr32 /s lftoken-com.dll\ncscript //nologo page.vbs");
        assert!(said.trim().parse::<u32>().is_ok_and(|length| length > 7), "{said}");
        nothing_lost(&stub, 1);
        fs::remove_dir_all(folder).unwrap();
    });
}

/// Another session is not opened over one whose logout fails.
#[test]
fn a_logout_that_fails_is_told() {
    for_both("a logout that fails", |bits| {
        let folder = folder(bits, "com-logout");
        let stub = stub(&folder);
        let fault = Fault {
            status: Some(500),
            ..Fault::default()
        };
        stub.set_fault(Operation::Invalidate, fault);
        let script = format!(
            "Set s = CreateObject(\"LFToken.Session\")\ns.BaseAddress = \"{}\"\ns.AddCaFile \"ca.pem\"\n\
             s.RepositoryId = \"Archive\"\ns.UserName = \"svc\"\n\
             s.Password = CreateObject(\"Scripting.FileSystemObject\").OpenTextFile(\"password.txt\", 1, False, -1).ReadLine\n\
             s.Open\ns.MarginMs = 20000\nOn Error Resume Next\ns.Open\n\
             WScript.Echo \"status \" & (Err.Number - vbObjectError - 4096) & \" \" & s.LastStatus\n",
            stub.base_url()
        );
        fs::write(folder.join("logout.vbs"), script.replace('\n', "\r\n")).unwrap();
        let said = batch(
            bits,
            &folder,
            "regsvr32 /s lftoken-com.dll\ncscript //nologo logout.vbs",
        );
        let words: Vec<&str> = said.trim().split(' ').collect();
        assert!(
            words[0] == "status" && words[1] != "0" && words[1] == words[2],
            "{said}"
        );
        assert_eq!(stub.report().created, 1, "{said}");
        fs::remove_dir_all(folder).unwrap();
    });
}

/// Wine's CreateObject looks at what is registered per machine alone, so what is written is read.
#[test]
fn it_is_registered_for_one_user() {
    for_both("registration for one user", |bits| {
        let folder = folder(bits, "com-user");
        let classes = "reg query HKCU\\Software\\Classes";
        let run = format!(
            "regsvr32 /s /n /i:user lftoken-com.dll\n{classes}\\LFToken.Session\\CLSID\n{classes}\\CLSID /s\nregsvr32 /s /u /n \
             /i:user lftoken-com.dll\n{classes}\\LFToken.Session\\CLSID"
        );
        let said = batch(bits, &folder, &run);
        assert_eq!(said.matches("LFToken.Session\\CLSID").count(), 1, "{said}");
        assert!(
            said.contains("lftoken-com.dll") && said.contains("ThreadingModel"),
            "{said}"
        );
        fs::remove_dir_all(folder).unwrap();
    });
}

fn apartments(bits: Bits, name: &str, registration: &str, mode: &str, least: u32) {
    let folder = folder(bits, name);
    let stub = stub(&folder);
    let header = cc::root().join(format!("target/windows/build/com-{}", bits.name()));
    let mut compiler = bits.tool("g++");
    compiler.args([
        "-std=c++14",
        "-static",
        "-Wall",
        "-Wno-write-strings",
        "-include",
        "initguid.h",
    ]);
    compiler.args(["-D_WIN32_WINNT=0x0601"]).arg("-I").arg(header);
    compiler.arg(cc::root().join("tests/com/apartments.cpp"));
    compiler.arg("-o").arg(folder.join("apartments.exe"));
    compiler.args(["-lole32", "-loleaut32", "-luuid"]);
    cc::expect_success(&mut compiler, LIMIT);
    let manifest = "lftoken-com.manifest";
    fs::copy(cc::root().join("bindings/com").join(manifest), folder.join(manifest)).unwrap();
    let run = format!("{registration}apartments.exe {} ca.pem {mode}", stub.base_url());
    expect_checks(&batch(bits, &folder, &run), least);
    nothing_lost(&stub, 2);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn both_kinds_of_apartments_share_an_object() {
    for_both("apartments", |bits| {
        let registration = "regsvr32 /s lftoken-com.dll\n";
        apartments(bits, "com-apartments", registration, "registered", 30);
    });
}

#[test]
fn a_manifest_stands_for_registration() {
    for_both("the manifest of the object", |bits| {
        apartments(bits, "com-manifest", "", "manifest", 30);
    });
}

/// What a script is told whose object finds what `put` makes of its `lftoken.dll`.
fn wrong_library(name: &str, put: impl Fn(Bits, &Path), told: impl Fn(Bits) -> &'static str) {
    for_both(&format!("{name}, which loads another library"), |bits| {
        let folder = folder(bits, name);
        fs::remove_file(folder.join("lftoken.dll")).unwrap();
        put(bits, &folder);
        let script = "On Error Resume Next\r\nSet s = CreateObject(\"LFToken.Session\")\r\ns.Open\r\nWScript.Echo Err.Description\r\n";
        fs::write(folder.join("wrong.vbs"), script).unwrap();
        let said = batch(bits, &folder, "regsvr32 /s lftoken-com.dll\ncscript //nologo wrong.vbs");
        assert!(said.contains(told(bits)), "{said}");
        fs::remove_dir_all(folder).unwrap();
    });
}

#[test]
fn a_library_that_is_missing_is_told_of() {
    let told = "lftoken.dll is missing. Put the lftoken.dll";
    wrong_library("com-alone", |_, _| {}, |_| told);
}

#[test]
fn a_library_of_the_other_bitness_is_told_of() {
    let put = |bits, folder: &Path| {
        let other = if bits == Bits::X64 { Bits::X86 } else { Bits::X64 };
        fs::copy(wine::dll(other), folder.join("lftoken.dll")).unwrap();
    };
    wrong_library("com-bits", put, |bits| match bits {
        Bits::X64 => "lftoken.dll is not a 64-bit DLL. Put the lftoken.dll of the archive for win-x64",
        Bits::X86 => "lftoken.dll is not a 32-bit DLL. Put the lftoken.dll of the archive for win-x86",
    });
}

/// It has every function, each of which returns a number that is no version of the interface.
#[test]
fn a_library_of_another_version_is_told_of() {
    let put = |bits: Bits, folder: &Path| {
        let def = fs::read_to_string(wine::dll(bits).with_file_name("lftoken.def")).unwrap();
        let names: BTreeSet<&str> = def
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|name| name.starts_with("lf_"))
            .collect();
        let source: String = names
            .iter()
            .map(|name| format!("__declspec(dllexport) int {name}(void) {{ return 77; }}\n"))
            .collect();
        fs::write(folder.join("other.c"), source).unwrap();
        let mut compiler = bits.tool("gcc");
        compiler.arg("-shared").arg("-o").arg(folder.join("lftoken.dll"));
        cc::expect_success(compiler.arg(folder.join("other.c")), LIMIT);
    };
    wrong_library(
        "com-version",
        put,
        |_| "lftoken.dll is of another version. Use lftoken.dll",
    );
}

#[test]
fn every_name_in_advice_is_a_member() {
    let idl = fs::read_to_string(cc::root().join("bindings/com/lftoken-com.idl")).unwrap();
    let source = fs::read_to_string(cc::root().join("bindings/com/failure.cpp")).unwrap();
    let mut keys = BTreeSet::new();
    for row in source
        .lines()
        .filter_map(|line| line.strip_prefix("    {\"")?.strip_suffix("},"))
    {
        let (key, member) = row.split_once("\", ").unwrap();
        keys.insert(key.to_owned());
        if member != "nullptr" {
            let member = member.trim_start_matches("L\"").trim_end_matches('"');
            assert!(idl.contains(&format!("HRESULT {member}(")), "{member}");
        }
    }
    assert_eq!(keys, advice::keys());
}

#[test]
fn it_imports_nothing_but_windows() {
    for_both("imports of the object", |bits| {
        let output = bits.tool("objdump").arg("-p").arg(dll(bits)).output().unwrap();
        let dump = String::from_utf8(output.stdout).unwrap();
        let dlls: BTreeSet<String> = dump
            .lines()
            .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
            .map(str::to_lowercase)
            .collect();
        let known = [
            "advapi32.dll",
            "kernel32.dll",
            "msvcrt.dll",
            "ole32.dll",
            "oleaut32.dll",
            "user32.dll",
        ];
        assert!(
            dlls.contains("oleaut32.dll") && dlls.iter().all(|dll| known.contains(&&**dll)),
            "{dlls:?}"
        );
    });
}
