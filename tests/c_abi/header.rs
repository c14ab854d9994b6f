//! The C header compiles everywhere, is complete, and says what the library does. That it is what the source of the
//! exports says, `generated` checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use support::cc::{self, Program, root};

/// The header without comments, preprocessor lines and line breaks.
fn declarations() -> String {
    let mut rest = header();
    let mut code = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").unwrap().1.to_owned();
    }
    code.push_str(&rest);
    let lines = code.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

fn header() -> String {
    fs::read_to_string(root().join("include/lftoken.h")).unwrap()
}

/// A function of the header, or a type of functions.
struct Prototype {
    /// What stands before the name: macros and the type of the result.
    before: String,
    name: String,
    parameters: Vec<String>,
}

/// All functions of the header.
fn functions() -> Vec<Prototype> {
    let declarations = declarations();
    let prototypes = declarations.split(';').filter_map(|text| {
        let (head, parameters) = text.split_once('(')?;
        if head.contains("typedef") {
            return None;
        }
        let at = head.rfind("lf_").unwrap();
        Some(prototype(&head[..at], &head[at..], parameters))
    });
    prototypes.collect()
}

/// All types of callbacks.
fn callbacks() -> Vec<Prototype> {
    let declarations = declarations();
    let prototypes = declarations.split(';').filter_map(|text| {
        let (result, rest) = text.split_once("typedef ")?.1.split_once('(')?;
        let (name, parameters) = rest.split_once(")(")?;
        let at = name.rfind("lf_").unwrap();
        Some(prototype(&format!("{result} {}", &name[..at]), &name[at..], parameters))
    });
    prototypes.collect()
}

fn prototype(before: &str, name: &str, parameters: &str) -> Prototype {
    let parameters = parameters.trim_end().strip_suffix(')').unwrap();
    assert!(
        !parameters.contains(['(', ')']),
        "{name} takes a function without a name"
    );
    let parameters = parameters.split(',').map(|one| one.trim().to_owned());
    Prototype {
        before: before.trim().to_owned(),
        name: name.trim().to_owned(),
        parameters: parameters.collect(),
    }
}

fn value_of(text: &str, before: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix(before));
    let value = line.unwrap_or_else(|| panic!("no line begins with {before:?}"));
    value.trim_end_matches(';').trim_matches('"').to_owned()
}

fn starts(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Checks a program that includes the header twice with one compiler; `None` if the standard is not known to it.
fn compiles(mut compiler: Command, language: &str, standard: &str) -> Option<()> {
    let dir = cc::scratch("header");
    let empty = dir.join("empty.c");
    let source = dir.join("header.c");
    fs::write(&empty, "int lf_empty;\n").unwrap();
    fs::write(
        &source,
        "#include \"lftoken.h\"\n#include \"lftoken.h\"\n\
         lf_status check(lf_options **options);\n\
         lf_status check(lf_options **options) { return lf_options_new(options); }\n",
    )
    .unwrap();
    let standard = format!("-std={standard}");
    compiler.args(["-fsyntax-only", "-Wshadow", "-Wundef", "-x", language, &standard]);
    let known = Command::new(compiler.get_program())
        .args(compiler.get_args())
        .arg(&empty)
        .output()
        .unwrap();
    let output = compiler.arg(&source).output().unwrap();
    let _ = fs::remove_dir_all(dir);
    known.status.success().then(|| {
        assert!(
            output.status.success(),
            "{compiler:?}:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    })
}

fn clang() -> Command {
    let mut command = Command::new("clang");
    command.args(["-Wall", "-Wextra", "-pedantic", "-Werror", "-I"]);
    command.arg(root().join("include"));
    command
}

#[test]
fn the_header_compiles_as_every_c() {
    for standard in ["c99", "c11", "c17"] {
        compiles(cc::compiler(false), "c", standard).unwrap_or_else(|| panic!("the compiler does not know {standard}"));
        if starts("clang") {
            compiles(clang(), "c", standard).unwrap();
        }
    }
    if compiles(cc::compiler(false), "c", "c2x").is_none() {
        eprintln!("left out: the header as C23, which this compiler does not know");
    }
}

#[test]
fn the_header_compiles_as_every_cpp() {
    let compiler = cc::compiler(true);
    if !starts(&compiler.get_program().to_string_lossy()) {
        assert!(
            !cc::full_run(),
            "a C++ compiler is missing: install the package \"g++\""
        );
        return cc::left_out("the header as C++, for want of a C++ compiler");
    }
    for standard in ["c++98", "c++11", "c++17", "c++20"] {
        compiles(cc::compiler(true), "c++", standard)
            .unwrap_or_else(|| panic!("the compiler does not know {standard}"));
        if starts("clang") {
            compiles(clang(), "c++", standard).unwrap();
        }
    }
}

#[test]
fn every_function_and_callback_names_its_calling_convention() {
    for function in functions() {
        let (before, name) = (&function.before, &function.name);
        assert!(before.starts_with("LF_API "), "{name}: {before}");
        assert!(before.ends_with("LF_CALL"), "{name}: {before}");
    }
    let callbacks = callbacks();
    assert!(!callbacks.is_empty());
    for callback in callbacks {
        assert!(
            callback.before.ends_with("LF_CALL *"),
            "{}: {}",
            callback.name,
            callback.before
        );
    }
    // No other way to write a function pointer.
    assert_eq!(declarations().matches("(*").count(), 0);
}

#[test]
fn only_types_of_fixed_size_are_on_the_boundary() {
    const KNOWN: &[&str] = &[
        "int32_t", "uint32_t", "int64_t", "size_t", "char", "void", "const", "LF_API", "LF_CALL",
    ];
    let check = |name: &str, kind: &str| {
        for word in kind.split([' ', '*']).filter(|word| !word.is_empty()) {
            assert!(KNOWN.contains(&word) || word.starts_with("lf_"), "{name}: {word}");
        }
    };
    for prototype in functions().iter().chain(&callbacks()) {
        check(&prototype.name, &prototype.before);
        for parameter in &prototype.parameters {
            if parameter != "void" {
                let at = parameter.rfind([' ', '*']).expect("a parameter has a type and a name");
                check(&prototype.name, &parameter[..=at]);
            }
        }
    }
    // Types are handles, lf_status, and callbacks; nothing shows its members.
    for text in declarations().split(';').filter(|text| text.contains("typedef")) {
        let text = text.split_once("typedef ").unwrap().1;
        let words: Vec<&str> = text.split(' ').collect();
        let handle = matches!(words.as_slice(), ["struct", tag, name] if tag == name && name.starts_with("lf_"));
        assert!(
            handle || text == "int32_t lf_status" || text.contains("(LF_CALL *"),
            "{text}"
        );
    }
}

#[test]
fn the_library_exports_what_the_header_declares() {
    let output = Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(cc::library())
        .output();
    let output = output.expect("nm is missing: install the package \"binutils\"");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let exported: BTreeSet<String> = text
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap().to_owned())
        .collect();
    let functions = functions();
    let declared: BTreeSet<String> = functions.iter().map(|function| function.name.clone()).collect();
    assert_eq!(declared.len(), functions.len(), "a function is declared twice");
    assert_eq!(exported.len(), text.lines().count(), "a symbol is exported twice");
    let not_exported: Vec<_> = declared.difference(&exported).collect();
    let not_declared: Vec<_> = exported.difference(&declared).collect();
    assert!(not_exported.is_empty(), "not in the library: {not_exported:?}");
    assert!(not_declared.is_empty(), "not in the header: {not_declared:?}");
    assert!(exported.iter().all(|name| name.starts_with("lf_")));
}

#[test]
fn header_library_and_cargo_agree_on_the_version() {
    let dir = cc::scratch("version");
    let source = dir.join("version.c");
    fs::write(
        &source,
        "#include <stdio.h>\n#include \"lftoken.h\"\n\
         int main(void) {\n\
         printf(\"%s %d %s %d %u\", LF_VERSION, LF_VERSION_NUMBER, lf_library_version(), LF_ABI_VERSION, lf_library_abi_version());\n\
         return 0; }\n",
    )
    .unwrap();
    let program = Program::build(&source, "version", &[]);
    let output = cc::expect_success(&mut program.command(), Duration::from_secs(10));
    let _ = fs::remove_dir_all(dir);
    let version = env!("CARGO_PKG_VERSION");
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    let number = numbers[0] * 1_000_000 + numbers[1] * 1000 + numbers[2];
    let build = fs::read_to_string(root().join("build.rs")).unwrap();
    let abi = value_of(&build, "const ABI: u32 = ");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        format!("{version} {number} {version} {abi} {abi}")
    );
    assert_eq!(value_of(&header(), "#define LF_ABI_VERSION "), abi);
    assert_eq!(soname(&cc::library()), format!("liblftoken.so.{abi}"));
}

fn soname(library: &Path) -> String {
    let output = Command::new("readelf").arg("-dW").arg(library).output();
    let output = output.expect("readelf is missing: install the package \"binutils\"");
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.contains("(SONAME)")).expect("no SONAME");
    line.split(['[', ']']).nth(1).unwrap().to_owned()
}
