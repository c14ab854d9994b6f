//! The interface of the library is the committed one, so that programs in the field run with it: exported symbols,
//! types of functions, and constants with their numbers, in the library and the header, from which the bindings have theirs.
//!
//! `tests/abi` holds what was promised. `LF_BLESS=1 cargo test --test c_abi abi::` takes in what was added; what was
//! removed or changed it refuses. A new ABI number begins with an empty folder.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use support::binding;
use support::cc::{self, root};

use crate::boundary_sources::boundary_sources;
use crate::interface;

fn promised(name: &str) -> PathBuf {
    root().join("tests/abi").join(name)
}

fn blessing() -> bool {
    env::var_os("LF_BLESS").is_some()
}

type Lines = BTreeSet<String>;

/// Compares lines with the promised ones, each of which must be there. New ones are taken in by a blessing.
fn compare(name: &str, actual: &Lines) {
    assert!(!actual.is_empty(), "nothing was found to compare with tests/abi/{name}");
    let path = promised(name);
    let promised: Lines = match fs::read_to_string(&path) {
        Ok(text) => text.lines().map(str::to_owned).collect(),
        Err(_) if blessing() => Lines::new(),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let gone: Vec<_> = promised.difference(actual).collect();
    assert!(
        gone.is_empty(),
        "promised in tests/abi/{name} and gone or changed: {gone:?}; programs in the field rely on it"
    );
    // Other tests read the file meanwhile: it is written only if that changes it.
    if blessing() && *actual != promised {
        let lines: String = actual.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&path, lines).unwrap();
    }
    if blessing() {
        return;
    }
    let added: Vec<_> = actual.difference(&promised).collect();
    assert!(
        added.is_empty(),
        "not in tests/abi/{name}: {added:?}; if it is to be promised, run `LF_BLESS=1 cargo test --test c_abi abi::`"
    );
}

fn output_of(program: &str, args: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(args).arg(file).output();
    let output = output.unwrap_or_else(|_| panic!("{program} is missing: install the package \"binutils\""));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The names that a shared library of Linux gives to others.
fn exports(library: &Path) -> Lines {
    let text = output_of("nm", &["-D", "--defined-only"], library);
    text.lines()
        .map(|line| line.rsplit(' ').next().unwrap().to_owned())
        .collect()
}

/// The names that a DLL gives to others: a table of ordinals and names.
fn dll_exports(dll: &Path) -> Lines {
    let text = output_of("objdump", &["-p"], dll);
    let (_, table) = text
        .split_once("[Ordinal/Name Pointer] Table")
        .expect("the DLL exports no names");
    let entries = table.lines().skip(1).map_while(|line| line.trim().strip_prefix('['));
    let names = entries.map(|line| line.split_whitespace().last().unwrap().to_owned());
    names.collect()
}

#[test]
fn the_library_exports_what_was_promised() {
    compare("symbols.txt", &exports(&cc::library()));
}

#[test]
fn the_dlls_export_the_same() {
    if blessing() {
        // Another test is writing what they are compared with.
        return cc::left_out("the exports of the DLLs, while the record is written");
    }
    let promised = fs::read_to_string(promised("symbols.txt")).unwrap();
    let promised: Lines = promised.lines().map(str::to_owned).collect();
    for bits in ["x64", "x86"] {
        let dll = root().join(format!("target/windows/{bits}/lftoken.dll"));
        if dll.exists() || cc::full_run() {
            assert_eq!(dll_exports(&dll), promised, "{}", dll.display());
        } else {
            cc::left_out(&format!("exports of the DLL for {bits}"));
        }
    }
}

/// The constants that are promised: those of the header that are numbers, without the version.
fn header_constants() -> Lines {
    let header = fs::read_to_string(root().join("include/lftoken.h")).unwrap();
    let defines = header.lines().filter_map(|line| line.strip_prefix("#define "));
    let constants = defines.filter_map(|line| {
        let (name, number) = line.split_once(' ')?;
        number.parse::<i32>().ok()?;
        (!is_version(name)).then(|| format!("{name} {number}"))
    });
    constants.collect()
}

/// Versions change, and tests/c_abi/header.rs compares them.
fn is_version(name: &str) -> bool {
    name == "LF_ABI_VERSION" || name.starts_with("LF_VERSION_")
}

/// All constants of `src/ffi`: public, of a number, and with a name that begins with `LF_`.
fn rust_constants() -> Lines {
    let mut constants = Lines::new();
    for (_, text) in boundary_sources() {
        for item in syn::parse_file(&text).unwrap().items {
            if let syn::Item::Const(item) = item
                && item.ident.to_string().starts_with("LF_")
                && !is_version(&item.ident.to_string())
                && let syn::Expr::Lit(literal) = *item.expr
                && let syn::Lit::Int(number) = literal.lit
            {
                constants.insert(format!("{} {}", item.ident, number.base10_digits()));
            }
        }
    }
    constants
}

#[test]
fn the_constants_are_the_promised_ones_in_rust_and_c() {
    let constants = header_constants();
    compare("constants.txt", &constants);
    assert_eq!(rust_constants(), constants, "src/ffi and include/lftoken.h");
    // Of the numbers that a status may ever have the library names exactly those of the header.
    let statuses = (-1..10_000)
        .map(|number| (binding::status_name(number), number))
        .filter(|(name, _)| *name != "LF_E_?")
        .map(|(name, number)| format!("{name} {number}"));
    let of_header = constants
        .iter()
        .filter(|line| line.starts_with("LF_OK") || line.starts_with("LF_E_"));
    assert_eq!(statuses.collect::<Lines>(), of_header.cloned().collect());
}

/// abidiff on two interfaces: whether it finds them equal, and what it says.
fn abidiff(args: &[&str], old: &Path, new: &Path) -> (bool, String) {
    let output = Command::new("abidiff")
        .args(args)
        .args(["--harmless"])
        .arg(old)
        .arg(new)
        .output();
    let output = output.expect("abidiff is missing: install the package \"abigail-tools\"");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let code = output.status.code().expect("abidiff did not end by itself");
    // Bits of the exit code: 1 an error, 2 a wrong use, 4 a difference, 8 a difference that breaks programs.
    assert_eq!(code & 3, 0, "abidiff: {said}");
    (code == 0, said)
}

#[test]
fn the_types_of_the_exports_are_the_promised_ones() {
    if !cc::full_run() && !blessing() {
        return cc::left_out("types of the exports with abidiff");
    }
    let promised = promised("lftoken.abi");
    let dir = cc::scratch("abi");
    let actual = dir.join("lftoken.abi");
    fs::write(&actual, interface::of(&cc::library())).unwrap();
    if promised.exists() || !blessing() {
        let (compatible, said) = abidiff(&["--no-added-syms"], &promised, &actual);
        assert!(
            compatible,
            "the interface is not compatible with tests/abi/lftoken.abi:\n{said}"
        );
    }
    if blessing() {
        fs::copy(&actual, &promised).unwrap();
    }
    let (same, said) = abidiff(&[], &promised, &actual);
    assert!(
        same,
        "there is more than in tests/abi/lftoken.abi; if it is to be promised, run `LF_BLESS=1 cargo test --test c_abi abi::`:\n{said}"
    );
    let _ = fs::remove_dir_all(dir);
}
