//! The DLLs for Windows: the C programs of `tests/c` against the stub under wine, and what the files hold.
//! With LF_FULL=1 only, after `packaging/windows/build` and `packaging/windows/wine setup`.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use support::scenes::{self, Run};
use support::wine::{self, Bits, Program};
use support::{c_header, cc};

/// Has `check` done for both kinds of Windows programs, in a full run.
fn for_both(what: &str, check: impl Fn(Bits)) {
    if !cc::full_run() {
        return cc::left_out(&format!("{what} on Windows"));
    }
    for bits in Bits::ALL {
        println!("{}", bits.name());
        check(bits);
    }
}

/// Has `check` done for each DLL.
fn for_each_dll(what: &str, check: impl Fn(Bits, &Path)) {
    for_both(what, |bits| {
        check(bits, &wine::dll(bits));
        if bits == Bits::X86 {
            println!("__stdcall");
            check(bits, &wine::stdcall_dll());
        }
    });
}

/// Builds a program of `tests/c` and has it run by `scene` under wine.
fn under_wine(name: &str, scene: impl Fn(Run)) {
    for_both(&format!("tests/c/{name}.c"), |bits| {
        scene(Run::under_wine(&Program::of_tests(bits, name)));
    });
}

#[test]
fn the_life_of_a_session() {
    for_both("tests/c/life_cycle.c", |bits| {
        let program = Program::of_tests(bits, "life_cycle");
        scenes::life_cycle(Run::under_wine(&program));
        scenes::life_cycle_with_a_failure(Run::under_wine(&program));
    });
}

#[test]
fn misuse() {
    under_wine("misuse", scenes::misuse);
}

#[test]
fn promptly() {
    under_wine("prompt", scenes::prompt);
}

/// The stub's authority is in no store of wine, so what Windows trusts is seen to refuse only.
#[test]
fn what_the_system_trusts() {
    under_wine("system_trust", scenes::system_trust);
}

/// Wine makes the logins of given accounts with Samba's `ntlm_auth`, and none of the account that a program runs under.
#[test]
fn logins_at_proxies() {
    under_wine("proxy_login", scenes::proxy_login);
}

#[test]
fn every_status() {
    under_wine("errors", scenes::errors);
}

#[test]
fn many_threads() {
    under_wine("threads", scenes::threads);
}

#[test]
fn threads_that_end_inside_a_callback() {
    under_wine("ended_threads", scenes::checks);
}

#[test]
fn loading_and_unloading() {
    under_wine("dlopen", |run| {
        scenes::plain(run);
    });
}

/// Visual Basic knows no other convention. All functions and callbacks are called; what each takes off the stack is compared
/// below.
#[test]
fn the_stdcall_dll() {
    if !cc::full_run() {
        return cc::left_out("the __stdcall DLL on Windows");
    }
    let program = Program::of_tests_stdcall("life_cycle");
    scenes::life_cycle(Run::under_wine(&program));
    scenes::misuse(Run::under_wine(&Program::of_tests_stdcall("misuse")));
    scenes::threads(Run::under_wine(&Program::of_tests_stdcall("threads")));
    for name in ["fpu", "sessions"] {
        scenes::plain(Run::under_wine(&Program::of_tests_stdcall(name)));
    }
    scenes::checks(Run::under_wine(&Program::of_tests_stdcall("version_info")));
}

/// What a function takes off the stack is read from its code by one tool, and from the header by another.
#[test]
fn the_names_for_stdcall_are_those_of_the_code() {
    if !cc::full_run() {
        return cc::left_out("the names of the __stdcall DLL");
    }
    let dll = wine::stdcall_dll();
    let output = Command::new("gendef").arg("-").arg(&dll).output().unwrap();
    let of_code = String::from_utf8(output.stdout).unwrap();
    let of_header = fs::read_to_string(dll.with_extension("def")).unwrap();
    let names = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().map(|line| line.split(';').next().unwrap().trim());
        // The code of a function without arguments shows no convention.
        let lines = lines.filter(|line| line.starts_with("lf_"));
        lines.map(|line| line.trim_end_matches("@0").to_owned()).collect()
    };
    let (of_code, of_header) = (names(&of_code), names(&of_header));
    assert!(
        of_header.contains("lf_token_adopt@28") && of_header.contains("lf_client_check@24"),
        "{of_header:?}"
    );
    assert_eq!(of_code, of_header);
}

/// Also those of functions without arguments, whose code shows no convention: a linker looks for `_lf_x@0`.
#[test]
fn the_import_libraries_for_stdcall_have_the_names_of_c() {
    if !cc::full_run() {
        return cc::left_out("the import libraries of the __stdcall DLL");
    }
    let names: BTreeSet<String> = c_header::functions()
        .iter()
        .map(|function| {
            let bytes = function.parameters.iter().map(|one| match one.c_type.as_str() {
                "int64_t" | "uint64_t" => 8,
                _ => 4,
            });
            format!("_{}@{}", function.name, bytes.sum::<usize>())
        })
        .collect();
    assert!(names.contains("_lf_library_version@0") && names.contains("_lf_token_adopt@28"));
    let pointers: BTreeSet<String> = names.iter().map(|name| format!("__imp_{name}")).collect();
    for library in ["lftoken-stdcall.lib", "liblftoken-stdcall.dll.a"] {
        let path = wine::stdcall_dll().with_file_name(library);
        let output = Bits::X86.tool("nm").arg("--defined-only").arg(&path).output().unwrap();
        assert!(output.status.success(), "{}", path.display());
        let listed = String::from_utf8(output.stdout).unwrap();
        let of_kind = |kind: &str| -> BTreeSet<String> {
            let symbols = listed.lines().filter_map(|line| line.split_once(kind));
            let symbols = symbols.map(|(_, name)| name.to_owned());
            symbols.filter(|name| name.contains("_lf_")).collect()
        };
        assert_eq!(of_kind(" T "), names, "{library}");
        assert_eq!(of_kind(" I "), pointers, "{library}");
    }
}

/// With the control words that Delphi gives its programs.
#[test]
fn a_host_with_floating_point_exceptions() {
    under_wine("fpu", |run| {
        scenes::plain(run);
    });
}

#[test]
fn the_properties_of_the_file() {
    under_wine("version_info", scenes::checks);
}

fn objdump(bits: Bits, dll: &Path) -> String {
    let output = bits.tool("objdump").arg("--private-headers").arg(dll).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_exports_are_the_functions_of_the_header() {
    for_each_dll("exports", |bits, dll| {
        let dump = objdump(bits, dll);
        let (_, table) = dump.split_once("[Ordinal/Name Pointer] Table").unwrap();
        let exports: BTreeSet<String> = table
            .lines()
            .skip(1)
            .take_while(|line| line.contains('['))
            .map(|line| line.split_whitespace().last().unwrap().to_owned())
            .collect();
        assert_eq!(exports, scenes::functions());

        let definition = fs::read_to_string(dll.with_extension("def")).unwrap();
        let (head, names) = definition.split_once("EXPORTS\n").unwrap();
        let file = dll.file_name().unwrap().to_str().unwrap();
        assert_eq!(head.trim(), format!("LIBRARY \"{file}\""));
        // Behind the name, __stdcall has how many bytes a function takes.
        let names = names.lines().map(|line| line.split('@').next().unwrap().to_owned());
        assert_eq!(names.collect::<BTreeSet<_>>(), scenes::functions());
    });
}

#[test]
fn the_imports_are_those_of_windows_7() {
    for_each_dll("imports", |bits, dll| {
        let known = fs::read_to_string(cc::root().join("packaging/windows/imports.txt")).unwrap();
        let known: BTreeSet<&str> = known.lines().filter(|line| !line.starts_with('#')).collect();
        let imports = imports(&objdump(bits, dll));
        assert!(imports.len() > 50, "{imports:?}");
        let unknown: Vec<_> = imports.iter().filter(|import| !known.contains(&***import)).collect();
        assert!(
            unknown.is_empty(),
            "{} imports what packaging/windows/imports.txt does not list: {unknown:#?}",
            dll.display()
        );
    });
}

/// Each as `dll function`, the DLL in lower case.
fn imports(dump: &str) -> BTreeSet<String> {
    let (_, tables) = dump.split_once("The Import Tables").unwrap();
    let (tables, _) = tables.split_once("The Export Tables").unwrap();
    let mut imports = BTreeSet::new();
    for table in tables.split("DLL Name: ").skip(1) {
        let mut lines = table.lines();
        let dll = lines.next().unwrap().trim().to_lowercase();
        // A line of column titles, then one function a line up to an empty line.
        for line in lines.skip(1).take_while(|line| !line.trim().is_empty()) {
            let function = line.split_whitespace().nth(2).unwrap();
            imports.insert(format!("{dll} {function}"));
        }
    }
    imports
}

#[test]
fn the_loader_may_place_it_anywhere_and_executes_no_data() {
    for_each_dll("protections", |bits, dll| {
        let dump = objdump(bits, dll);
        assert!(dump.contains("DYNAMIC_BASE") && dump.contains("NX_COMPAT"), "{dump}");
        assert!(bits != Bits::X64 || dump.contains("HIGH_ENTROPY_VA"), "{dump}");
        assert!(
            dump.contains("Thu Jan  1 00:00:00 1970"),
            "it holds the time of its build"
        );
    });
}

#[test]
fn no_path_of_this_machine_is_in_it() {
    for_each_dll("paths", |_, dll| {
        let content = fs::read(dll).unwrap();
        let has = |text: &str| {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let contains = |needle: &[u8]| content.windows(needle.len()).any(|part| part == needle);
            contains(text.as_bytes()) || contains(&wide)
        };
        // So that the search proves something: a message, and what a path is replaced by.
        assert!(has("LF_E_SESSION_GONE") && has("VS_VERSION_INFO") && has("/rust/library/"));
        let root = cc::root();
        for path in [root.to_str().unwrap(), ".cargo", "registry", "rustlib", "/home/"] {
            assert!(!has(path), "it holds {path:?}");
        }
        if let Ok(home) = env::var("HOME").as_deref()
            && home.len() > 1
        {
            assert!(!has(home), "it holds {home:?}");
        }
    });
}

fn succeeds(command: &mut Command) {
    cc::expect_success(command, Duration::from_secs(60));
}

/// Microsoft's linker itself runs on Windows only; LLVM's takes the same objects and libraries.
#[test]
fn the_linker_for_microsofts_abi_takes_the_import_library() {
    for_both("Microsoft's ABI", |bits| {
        let folder = cc::scratch(&format!("no_runtime-{}", bits.name()));
        fs::copy(wine::dll(bits), folder.join("lftoken.dll")).unwrap();
        let (architecture, machine) = match bits {
            Bits::X64 => ("x86_64", "x64"),
            Bits::X86 => ("i686", "x86"),
        };
        // The header's functions as they are, and with dllimport.
        for (name, flag) in [("plain", "-ULF_DLL"), ("dllimport", "-DLF_DLL")] {
            let object = folder.join(format!("{name}.obj"));
            succeeds(
                Command::new("clang")
                    .arg(format!("--target={architecture}-pc-windows-msvc"))
                    .args(["-ffreestanding", "-Wall", "-Wextra", "-pedantic", "-Werror", flag, "-c"])
                    .arg("-I")
                    .arg(cc::root().join("include"))
                    .arg(scenes::source("no_runtime"))
                    .arg("-o")
                    .arg(&object),
            );
            succeeds(
                Command::new("lld-link")
                    .arg(format!("/machine:{machine}"))
                    .args(["/entry:start", "/subsystem:console", "/nodefaultlib"])
                    .arg(format!("/out:{}", folder.join(format!("{name}.exe")).display()))
                    .arg(&object)
                    .arg(wine::import_library(bits)),
            );
            let status = wine::command(bits, &folder, &format!("{name}.exe")).status().unwrap();
            assert_eq!(status.code(), Some(42), "{name}");
        }
        fs::remove_dir_all(folder).unwrap();
    });
}

/// All other programs are linked with the other one.
#[test]
fn mingw_takes_its_own_import_library() {
    for_both("liblftoken.dll.a", |bits| {
        let library = wine::dll(bits).with_file_name("liblftoken.dll.a");
        let program = Program::of_tests_with(bits, "life_cycle", &library);
        scenes::life_cycle(Run::under_wine(&program));
    });
}
