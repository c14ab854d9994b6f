//! The packages for Linux on a C library as old as the hosts, and on another processor.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lftoken_stub::{Config, Stub};

use support::cc::{expect_success, root};

use crate::archives::{Folder, LIMIT, Processor, command, expect_life_cycle, full_run, shell, unpack};

/// That of RHEL 7. README.md and packaging/readme/linux.md promise it.
const OLDEST_GLIBC: (u32, u32) = (2, 17);

/// What is looked up at run time, and done without where it is missing.
const WITHOUT_VERSION: &[&str] = &[
    "_ITM_deregisterTMCloneTable",
    "_ITM_registerTMCloneTable",
    "__cxa_thread_atexit_impl",
    "__gmon_start__",
    "getrandom",
    "gettid",
    "gnu_get_libc_version",
    "statx",
];

fn number(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}

#[test]
fn nothing_needs_a_newer_glibc_than_promised() {
    if !full_run() {
        return;
    }
    for processor in Processor::ALL {
        let folder = Folder::new();
        let unpacked = unpack(processor, &folder);
        for file in ["lib/liblftoken.so", "bin/lftoken-check", "bin/lftoken-stub"] {
            let symbols = shell(&format!("readelf --wide --dyn-syms {file}"), &unpacked);
            let undefined = symbols.lines().filter(|line| line.contains(" UND "));
            let names: BTreeSet<&str> = undefined.filter_map(|line| line.split_whitespace().nth(7)).collect();
            let mut seen = 0;
            for name in names {
                match name.split_once("@GLIBC_") {
                    Some((_, version)) => {
                        assert!(number(version) <= OLDEST_GLIBC, "{file} needs {name}");
                        seen += 1;
                    }
                    // That of the compiler, with versions of its own; RHEL 7 has 4.8.
                    None if name.contains("@GCC_") => {
                        assert!(
                            number(name.split_once("@GCC_").unwrap().1) <= (4, 8),
                            "{file} needs {name}"
                        );
                    }
                    None => assert!(WITHOUT_VERSION.contains(&name), "{file} needs {name}"),
                }
            }
            assert!(seen > 50, "{file}: {seen}");
        }
        let page = fs::read_to_string(unpacked.join("README.md")).unwrap();
        assert!(page.contains("Needs glibc 2.17 or newer"), "{page}");
        assert!(page.contains(processor.name()), "{page}");
    }
}

/// Where tests/packages/old-debian has put Debian 11, which has glibc 2.31.
fn old_debian() -> PathBuf {
    expect_success(&mut Command::new(root().join("tests/packages/old-debian")), LIMIT * 5);
    root().join("target/old-debian/lib/x86_64-linux-gnu")
}

/// A consumer's program, linked so that it runs there, too.
fn life_cycle(processor: Processor, unpacked: &Path) {
    let stubs = root().join(format!("target/package/glibc-{}", processor.rust()));
    shell(
        &format!(
            "{}gcc -Iinclude examples/life_cycle.c -Llib -llftoken -L'{}' -Wl,--wrap=__libc_start_main \
             -Wl,--allow-shlib-undefined -o life_cycle",
            processor.tools(),
            stubs.display()
        ),
        unpacked,
    );
}

/// The archive's own program for support logs in by `run`.
fn expect_check(mut run: Command, unpacked: &Path) {
    let stub = Stub::start(Config::default()).unwrap();
    fs::write(unpacked.join("ca.pem"), stub.ca_pem()).unwrap();
    run.args(["--base-address", &stub.base_url(), "--repository", "Archive"]);
    run.args(["--ca-file", "ca.pem", "--user", "svc"]);
    run.env("LFTOKEN_PASSWORD", crate::archives::PASSWORD);
    let said = String::from_utf8(expect_success(&mut run, LIMIT).stdout).unwrap();
    assert!(said.contains("all is well"), "{said}");
    let report = stub.report();
    assert_eq!((report.created, report.open), (1, 0), "{report:?}");
}

/// Gives other names to what glibc 2.17 lacks, so that the loader finds none of it.
fn hide(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    for name in ["__cxa_thread_atexit_impl", "getrandom", "gettid", "statx"] {
        let wanted = format!("\0{name}\0").into_bytes();
        let places = bytes.windows(wanted.len()).enumerate();
        let places: Vec<usize> = places.filter(|(_, part)| *part == wanted).map(|(at, _)| at).collect();
        assert_eq!(places.len(), 1, "{name} in {}", file.display());
        bytes[places[0] + 1] = b'0';
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn the_archive_works_on_an_older_glibc() {
    for is_hidden in [false, true] {
        if full_run() {
            on_an_older_glibc(is_hidden);
        }
    }
}

fn on_an_older_glibc(is_hidden: bool) {
    let libraries = old_debian();
    let folder = Folder::new();
    let unpacked = unpack(Processor::X64, &folder);
    life_cycle(Processor::X64, &unpacked);
    if is_hidden {
        for file in ["lib/liblftoken.so", "bin/lftoken-check", "bin/lftoken-stub"] {
            hide(&unpacked.join(file));
        }
    }
    let under = |program: &str| {
        let mut run = command(libraries.join("ld-2.31.so").to_str().unwrap(), &unpacked);
        let path = format!("{}:{}", libraries.display(), unpacked.join("lib").display());
        run.arg("--library-path").arg(path).arg(program);
        run
    };
    expect_life_cycle(under("./life_cycle"), &unpacked);
    expect_check(under("bin/lftoken-check"), &unpacked);
    let help = expect_success(under("bin/lftoken-stub").arg("--help"), LIMIT);
    assert!(String::from_utf8(help.stdout).unwrap().contains("--ca-file PATH"));
}

/// Qemu runs the programs, with the C library of Debian's compiler for that processor.
#[test]
fn the_archive_for_arm_works() {
    if !full_run() {
        return;
    }
    let folder = Folder::new();
    let unpacked = unpack(Processor::Arm64, &folder);
    life_cycle(Processor::Arm64, &unpacked);
    let under = |program: &str| {
        let mut run = command("qemu-aarch64", &unpacked);
        run.args(["-L", "/usr/aarch64-linux-gnu", "-E", "LD_LIBRARY_PATH=lib", program]);
        run
    };
    expect_life_cycle(under("./life_cycle"), &unpacked);
    expect_check(under("bin/lftoken-check"), &unpacked);
}
