//! A 32-bit program under wine that calls the DLL as 32-bit VBA and Visual Basic 6 do, by their declarations.
//! With LF_FULL=1 only, after `packaging/windows/build` and `packaging/windows/wine setup`.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::path::Path;
use std::time::Duration;

use lftoken_stub::{Config, Stub};
use support::wine::{self, Bits};
use support::{cc, eventually};

use super::basic::{self, Declaration, Kind};
use super::lines;

const LIMIT: Duration = Duration::from_secs(120);
const PASSWORD: &str = "Päß😀w";

/// Control words of the x87: that of Windows, which Visual Basic keeps, and one with invalid operations, division by zero
/// and overflow unmasked.
const CONTROL_WORDS: [&str; 2] = ["027f", "1372"];

fn c_type(basic: &str) -> &'static str {
    match basic {
        "Long" => "int32_t",
        "LongPtr" => "intptr_t",
        // Its 8 bytes are the number.
        "Currency" => "int64_t",
        other => panic!("no type of 32 bits: {other}"),
    }
}

/// A C function that puts on the stack what the declaration says.
fn function(at: usize, declared: &Declaration) -> String {
    let mut list = Vec::new();
    let mut words = Vec::new();
    for (number, one) in declared.parameters.iter().enumerate() {
        let kind = c_type(&one.kind);
        if one.by_ref {
            list.push(format!("{kind} *p{number}"));
            words.push(format!("(uint32_t)(uintptr_t)p{number}"));
        } else {
            list.push(format!("{kind} p{number}"));
            words.push(format!("(uint32_t)p{number}"));
            if kind == "int64_t" {
                words.push(format!("(uint32_t)((uint64_t)p{number} >> 32)"));
            }
        }
    }
    let parameters = if list.is_empty() {
        "void".into()
    } else {
        list.join(", ")
    };
    words.push("0".into());
    let call = format!("call(&declarations[{at}], words)");
    let (result, body) = match &declared.result {
        Some(result) => (c_type(result), format!("return ({}){call}", c_type(result))),
        None => ("void", call),
    };
    let name = &declared.name;
    let words = words.join(", ");
    format!(
        "static inline {result} {name}({parameters})\n{{\n    const uint32_t words[] = {{{words}}};\n    {body};\n}}\n"
    )
}

/// What the program includes: the constants, the functions and the callback of the module.
fn header(kind: Kind) -> String {
    let lines = lines(kind);
    let declared = basic::declarations(&lines);
    let declared: Vec<_> = declared.iter().filter(|one| one.library != "kernel32").collect();
    let mut text = String::new();
    for line in &lines {
        if let Some((name, value)) = line
            .strip_prefix("Public Const LF_")
            .and_then(|rest| rest.split_once(" = "))
        {
            text += &format!("#define LF_{} {value}\n", name.split(' ').next().unwrap());
        }
    }
    text += "static struct declaration declarations[] = {\n";
    for one in &declared {
        let words: usize = one
            .parameters
            .iter()
            .map(|one| if one.kind == "Currency" && !one.by_ref { 2 } else { 1 })
            .sum();
        text += &format!("    {{\"{}\", \"{}\", {words}, NULL}},\n", one.name, one.library);
    }
    text += "};\n";
    for (at, one) in declared.iter().enumerate() {
        text += &function(at, one);
    }
    let callback = lines
        .iter()
        .find(|line| line.starts_with("Public Sub LFAddFinding("))
        .unwrap();
    let parameters = basic::parameters(callback);
    let names: Vec<String> = (0..parameters.len()).map(|number| format!("p{number}")).collect();
    let typed: Vec<String> = parameters
        .iter()
        .zip(&names)
        .map(|(one, name)| {
            assert!(!one.by_ref);
            format!("{} {name}", c_type(&one.kind))
        })
        .collect();
    text + &format!(
        "#define FINDING_CALLBACK(name, {}) void __stdcall name({})\n",
        names.join(", "),
        typed.join(", ")
    )
}

fn build(folder: &Path, kind: Kind) {
    fs::write(folder.join("declarations.h"), header(kind)).unwrap();
    let mut compiler = wine::compiler(Bits::X86, false);
    compiler
        .args(["-std=c99", "-Wno-missing-field-initializers", "-I"])
        .arg(folder);
    compiler.arg(cc::root().join("tests/vba/host.c"));
    compiler.arg("-o").arg(folder.join("host.exe"));
    cc::expect_success(compiler.arg("-loleaut32"), LIMIT);
}

#[test]
fn a_program_that_calls_as_basic_does() {
    if !cc::full_run() {
        return cc::left_out("a program with the declarations of Basic, on Windows");
    }
    for kind in [Kind::Vba32, Kind::Old] {
        let folder = cc::scratch(&format!("vba-host-{kind:?}"));
        fs::copy(wine::stdcall_dll(), folder.join(kind.library())).unwrap();
        build(&folder, kind);
        let stub = Stub::start(Config {
            users: vec![("svc".into(), PASSWORD.into())],
            ..Config::default()
        })
        .unwrap();
        fs::write(folder.join("ca.pem"), stub.ca_pem()).unwrap();
        for (round, word) in CONTROL_WORDS.into_iter().enumerate() {
            let mut command = wine::command(Bits::X86, &folder, "host.exe");
            let output = cc::expect_success(command.args([&stub.base_url(), "ca.pem", word]), LIMIT);
            let said = String::from_utf8(output.stdout).unwrap();
            let last = said.lines().last().unwrap_or_default();
            let made: u32 = last.split(' ').next().unwrap().parse().unwrap_or(0);
            assert!(
                last.ends_with(" checks, 0 failed") && made > 600,
                "{kind:?} {word}: {said}"
            );
            eventually("the last logout", || stub.report().open == 0);
            let report = stub.report();
            assert_eq!(report.malformed, 0, "{report:?}");
            assert_eq!(report.created, report.invalidated, "{report:?}");
            assert!(report.created as usize >= 2 * (round + 1), "{report:?}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
