//! The packages, used as somebody does who has nothing else: unpacked into an empty folder outside the source tree.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success, root};
use support::pages;
use support::wine::{self, Bits};

use crate::page;

pub const LIMIT: Duration = Duration::from_secs(60);
/// Long enough to compile everything.
const BUILD_LIMIT: Duration = Duration::from_secs(1800);
pub const PASSWORD: &str = "correct horse battery staple";
/// A library that is put into other people's products.
const MAX_LIBRARY_BYTES: u64 = 1_900_000;
/// What a machine with a C library and its compiler's runtime has.
const C_LIBRARY: &[&str] = &[
    "libc.so.6",
    "libgcc_s.so.1",
    // Once libraries of their own, and still there.
    "libpthread.so.0",
    "libdl.so.2",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
];
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What a project asks for that takes every version from this one on.
const MAJOR_MINOR: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// An empty folder outside the source tree, which goes when this is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// With a space in its name, as on many a desk.
    pub fn new() -> Folder {
        Folder::named("lftoken packages")
    }

    pub fn named(name: &str) -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("{name}-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn package(arguments: &[&str]) {
    expect_success(
        Command::new(root().join("packaging/package")).args(arguments),
        BUILD_LIMIT,
    );
}

/// A processor that there is an archive for, on Linux.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Processor {
    X64,
    Arm64,
}

impl Processor {
    pub const ALL: [Processor; 2] = [Processor::X64, Processor::Arm64];

    pub fn name(self) -> &'static str {
        match self {
            Processor::X64 => "x64",
            Processor::Arm64 => "arm64",
        }
    }

    pub fn rust(self) -> &'static str {
        match self {
            Processor::X64 => "x86_64-unknown-linux-gnu",
            Processor::Arm64 => "aarch64-unknown-linux-gnu",
        }
    }

    /// How the names of its tools begin.
    pub fn tools(self) -> &'static str {
        match self {
            Processor::X64 => "",
            Processor::Arm64 => "aarch64-linux-gnu-",
        }
    }
}

/// The archive for Linux on `processor`, built once.
pub fn archive(processor: Processor) -> &'static Path {
    static ARCHIVES: [LazyLock<PathBuf>; 2] = [
        LazyLock::new(|| build_archive(Processor::X64)),
        LazyLock::new(|| build_archive(Processor::Arm64)),
    ];
    &ARCHIVES[processor as usize]
}

fn build_archive(processor: Processor) -> PathBuf {
    let target = format!("linux-{}", processor.name());
    package(&["--target", &target]);
    root().join(format!("dist/lftoken-{VERSION}-{target}.tar.gz"))
}

/// The archive for the processor of this machine.
pub fn linux_archive() -> &'static Path {
    archive(Processor::X64)
}

/// The archive for Windows, which takes what packaging/windows has built; made once.
pub fn windows_archive(bits: Bits) -> &'static Path {
    static ARCHIVES: LazyLock<[PathBuf; 2]> = LazyLock::new(|| {
        package(&["--target", "win-x64", "--target", "win-x86"]);
        [Bits::X64, Bits::X86].map(|bits| root().join(format!("dist/lftoken-{VERSION}-win-{}.zip", bits.name())))
    });
    &ARCHIVES[usize::from(bits == Bits::X86)]
}

/// A command that knows nothing of the source tree: cargo tells tests where its libraries are.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_remove("LD_LIBRARY_PATH");
    command
}

pub fn shell(script: &str, folder: &Path) -> String {
    let output = expect_success(command("sh", folder).args(["-euc", script]), LIMIT);
    String::from_utf8(output.stdout).unwrap()
}

/// Unpacks the archive for Linux on this machine's processor below `folder` and returns where it is.
pub fn unpack_linux(folder: &Folder) -> PathBuf {
    unpack(Processor::X64, folder)
}

pub fn unpack(processor: Processor, folder: &Folder) -> PathBuf {
    expect_success(command("tar", &folder.0).arg("xzf").arg(archive(processor)), LIMIT);
    folder.0.join(format!("lftoken-{VERSION}-linux-{}", processor.name()))
}

/// The same for Windows.
pub fn unpack_windows(bits: Bits, folder: &Folder) -> PathBuf {
    expect_success(command("unzip", &folder.0).arg("-q").arg(windows_archive(bits)), LIMIT);
    folder.0.join(format!("lftoken-{VERSION}-win-{}", bits.name()))
}

/// Everything below `folder`, as paths from there. Folders are left out; links are not followed.
pub fn files(folder: &Path) -> BTreeSet<String> {
    let list = shell("find . ! -type d -printf '%P\\n'", folder);
    list.lines().map(str::to_owned).collect()
}

/// The files of bindings are looked after by their own tests.
fn without_bindings(files: &BTreeSet<String>) -> Vec<&str> {
    let others = files.iter().map(String::as_str);
    others
        .filter(|file| !file.starts_with("bindings/") && !file.starts_with("docs/") && !file.ends_with(".hpp"))
        .collect()
}

/// Runs `program` of examples/life_cycle.c against a server and checks what both say.
pub fn expect_life_cycle(mut program: Command, folder: &Path) {
    let stub = Stub::start(Config::default()).unwrap();
    fs::write(folder.join("ca.pem"), stub.ca_pem()).unwrap();
    program
        .arg(stub.base_url())
        .arg("ca.pem")
        .arg("Archive")
        .env("LF_USER", "svc")
        .env("LF_PASSWORD", PASSWORD);
    let output = expect_success(&mut program, LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    let last = said.lines().last().unwrap_or_default().trim_end();
    assert_eq!(
        last, "Every call did what was expected of it, and every handle is freed.",
        "{said}"
    );
    assert!(said.starts_with(&format!("lftoken {VERSION}, interface 1")), "{said}");
    let report = stub.report();
    assert_eq!(
        (report.created, report.refreshed, report.invalidated, report.open),
        (1, 1, 1, 0)
    );
    assert!(report.tls_handshakes > 0);
}

/// Whether this run does what needs more than a C compiler.
pub fn full_run() -> bool {
    if !cc::full_run() {
        cc::left_out("the packages");
    }
    cc::full_run()
}

#[test]
fn the_linux_archives_hold_what_they_should() {
    if !full_run() {
        return;
    }
    for processor in Processor::ALL {
        check_linux_archive(processor);
    }
}

fn check_linux_archive(processor: Processor) {
    let folder = Folder::new();
    let unpacked = unpack(processor, &folder);
    let files = files(&unpacked);
    assert_eq!(
        without_bindings(&files),
        [
            "CHANGELOG.md",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "SHA256SUMS",
            "THIRD-PARTY.txt",
            "bin/lftoken-check",
            "bin/lftoken-stub",
            "examples/any_api.c",
            "examples/life_cycle.c",
            "examples/upload.c",
            "include/lftoken.h",
            "lib/cmake/lftoken/lftoken-config-version.cmake",
            "lib/cmake/lftoken/lftoken-config.cmake",
            "lib/liblftoken.a",
            "lib/liblftoken.a.libs",
            "lib/liblftoken.so",
            &format!("lib/liblftoken.so.{VERSION}"),
            "lib/liblftoken.so.1",
            "lib/pkgconfig/lftoken-static.pc",
            "lib/pkgconfig/lftoken.pc",
            "sbom.cdx.json",
        ]
    );
    check_bindings(&files);
    check_sums(&unpacked, &files);
    check_paths(&unpacked, &files);
    pages::check_links(&unpacked);
    check_licences(
        &unpacked,
        processor.rust(),
        &["lftoken", "lftoken-check", "lftoken-stub"],
    );

    let link = |name: &str| fs::read_link(unpacked.join("lib").join(name)).unwrap();
    assert_eq!(link("liblftoken.so"), Path::new("liblftoken.so.1"));
    assert_eq!(link("liblftoken.so.1"), Path::new(&format!("liblftoken.so.{VERSION}")));
    let dynamic = shell("readelf -dW lib/liblftoken.so", &unpacked);
    assert!(dynamic.contains("Library soname: [liblftoken.so.1]"), "{dynamic}");
    assert!(!dynamic.contains("RPATH") && !dynamic.contains("RUNPATH"), "{dynamic}");

    let nm = format!("{}nm", processor.tools());
    let promised = fs::read_to_string(root().join("tests/abi/symbols.txt")).unwrap();
    assert_eq!(
        shell(
            &format!("{nm} -D --defined-only lib/liblftoken.so | cut -d' ' -f3"),
            &unpacked
        ),
        promised
    );
    let members = shell(
        &format!("{nm} -g --defined-only lib/liblftoken.a | grep ' [A-Z] ' | cut -d' ' -f3 | sort"),
        &unpacked,
    );
    assert_eq!(
        members, promised,
        "the static library shows more or less than the exports"
    );
}

#[test]
fn the_library_is_small_and_needs_the_c_library_alone() {
    if !full_run() {
        return;
    }
    for processor in Processor::ALL {
        check_library(processor);
    }
}

fn check_library(processor: Processor) {
    let folder = Folder::new();
    let unpacked = unpack(processor, &folder);
    let size = fs::metadata(unpacked.join("lib/liblftoken.so")).unwrap().len();
    assert!(size <= MAX_LIBRARY_BYTES, "liblftoken.so has {size} bytes");
    let dynamic = shell("readelf -dW lib/liblftoken.so", &unpacked);
    let needed = dynamic
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .filter_map(|line| line.split(['[', ']']).nth(1));
    let others: Vec<&str> = needed.filter(|name| !C_LIBRARY.contains(name)).collect();
    assert!(others.is_empty(), "liblftoken.so needs {others:?}");
    assert!(dynamic.contains("[libc.so.6]"), "{dynamic}");
}

/// Every file of the bindings and pages of the source tree is there, as far as git knows it.
fn check_bindings(files: &BTreeSet<String>) {
    let known = shell(
        "git ls-files bindings/dotnet/*.cs bindings/pascal bindings/python bindings/vba docs ':!*.gitattributes'",
        &root(),
    );
    for file in known.lines() {
        assert!(files.contains(file), "{file} is missing");
    }
    let headers = shell("git ls-files 'bindings/cpp/*.hpp'", &root());
    for file in headers.lines() {
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        assert!(files.contains(&format!("include/{name}")), "{name} is missing");
    }
}

/// SHA256SUMS is right and names every file but itself and links.
fn check_sums(unpacked: &Path, files: &BTreeSet<String>) {
    shell("sha256sum --check --strict --quiet SHA256SUMS", unpacked);
    let sums = fs::read_to_string(unpacked.join("SHA256SUMS")).unwrap();
    let named: BTreeSet<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    let expected = files
        .iter()
        .filter(|file| *file != "SHA256SUMS" && !unpacked.join(file).is_symlink());
    assert_eq!(named, expected.map(String::as_str).collect());
}

/// No file names a folder of the machine that built it.
pub fn check_paths(unpacked: &Path, files: &BTreeSet<String>) {
    let mut folders = vec![root(), cargo_home()];
    folders.extend(
        std::env::home_dir()
            .filter(|home| home.components().count() > 1)
            .map(|home| home.join("")),
    );
    for file in files {
        let bytes = fs::read(unpacked.join(file)).unwrap();
        for folder in &folders {
            let folder = folder.to_str().unwrap();
            let found = bytes.windows(folder.len()).any(|window| window == folder.as_bytes());
            assert!(!found, "{file} names {folder}");
        }
    }
}

fn cargo_home() -> PathBuf {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.unwrap_or_else(|| std::env::home_dir().unwrap().join(".cargo"))
}

/// What cargo links into packages of the workspace: names and versions.
pub fn linked_crates(target: &str, packages: &[&str]) -> BTreeSet<(String, String)> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args([
        "tree",
        "--locked",
        "--edges",
        "normal,no-proc-macro",
        "--target",
        target,
    ]);
    cargo.args(["--prefix", "none", "--format", "{p}"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    let output = expect_success(&mut cargo, LIMIT);
    let tree = String::from_utf8(output.stdout).unwrap();
    let crates: BTreeSet<(String, String)> = tree
        .lines()
        .filter(|line| !line.contains('(') || line.ends_with("(*)"))
        .filter_map(|line| line.trim_end_matches(" (*)").split_once(" v"))
        .filter(|(name, _)| !name.starts_with("lftoken"))
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect();
    assert!(crates.len() > 20, "{tree}");
    crates
}

/// THIRD-PARTY.txt names each crate that cargo links, and holds the texts.
fn check_licences(unpacked: &Path, target: &str, packages: &[&str]) {
    let notices = fs::read_to_string(unpacked.join("THIRD-PARTY.txt")).unwrap();
    let crates = linked_crates(target, packages);
    for (name, version) in crates {
        let listed = notices
            .lines()
            .find(|line| line.starts_with(&format!("  {name} {version} ")));
        let licence = listed.unwrap_or_else(|| panic!("{name} {version} is not in THIRD-PARTY.txt"));
        assert!(
            licence.trim_end().len() > name.len() + version.len() + 4,
            "{licence}: no licence"
        );
        let text = format!("{name} {version}");
        let with_text = notices.matches(&text).count() > 1 || notices.replace('\n', " ").matches(&text).count() > 1;
        assert!(with_text, "{text} comes without a text and nothing says so");
    }
    for text in [
        "Permission is hereby granted",
        "Apache License",
        "Permission to use, copy, modify",
        "Unicode, Inc",
    ] {
        assert!(notices.contains(text), "{text:?} is missing");
    }
}

#[test]
fn the_archive_is_the_same_every_time() {
    if !full_run() {
        return;
    }
    let before = fs::read(linux_archive()).unwrap();
    let folder = Folder::new();
    // Neither the time nor the user's mask is in it.
    shell(
        &format!(
            "umask 077; '{}' --target linux-x64",
            root().join("packaging/package").display()
        ),
        &folder.0,
    );
    assert!(
        before == fs::read(linux_archive()).unwrap(),
        "two archives of the same sources differ"
    );
}

/// Ways to build examples/life_cycle.c as ./life_cycle in the unpacked folder.
const LINUX_WAYS: &[&str] = &[
    "cc -Wall -Wextra -Werror -Iinclude examples/life_cycle.c -Llib -llftoken -Wl,-rpath,\"$PWD/lib\" -o life_cycle",
    "cc -Iinclude examples/life_cycle.c lib/liblftoken.a $(cat lib/liblftoken.a.libs) -o life_cycle; rm lib/*.so*",
    "export PKG_CONFIG_PATH=\"$PWD/lib/pkgconfig\" LD_RUN_PATH=\"$PWD/lib\"
     eval cc examples/life_cycle.c $(pkg-config --cflags --libs lftoken) -o life_cycle",
    "export PKG_CONFIG_PATH=\"$PWD/lib/pkgconfig\"
     eval cc examples/life_cycle.c $(pkg-config --cflags --libs lftoken-static) -o life_cycle; rm lib/*.so*",
];

#[test]
fn a_program_is_built_with_the_compiler_and_with_pkg_config() {
    if !full_run() {
        return;
    }
    for way in LINUX_WAYS {
        let folder = Folder::new();
        let unpacked = unpack_linux(&folder);
        shell(way, &unpacked);
        expect_life_cycle(command("./life_cycle", &unpacked), &unpacked);
    }
}

/// A project in `folder` that builds the example of an unpacked archive with `target` of the CMake package.
fn cmake_project(folder: &Path, unpacked: &Path, target: &str, version: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::copy(unpacked.join("examples/life_cycle.c"), folder.join("life_cycle.c")).unwrap();
    let text = format!(
        "cmake_minimum_required(VERSION 3.13)\nproject(example C)\nfind_package(lftoken {version} REQUIRED)\n\
         find_package(lftoken REQUIRED)\nadd_executable(life_cycle life_cycle.c)\n\
         target_link_libraries(life_cycle PRIVATE {target})\n"
    );
    fs::write(folder.join("CMakeLists.txt"), text).unwrap();
}

#[test]
fn a_program_is_built_with_cmake() {
    if !full_run() {
        return;
    }
    let folder = Folder::new();
    let unpacked = unpack_linux(&folder);
    let project = folder.0.join("project");
    for (target, static_library) in [("lftoken::lftoken", false), ("lftoken::lftoken_static", true)] {
        cmake_project(&project, &unpacked, target, MAJOR_MINOR);
        shell(
            "rm -rf build; cmake -S . -B build -DCMAKE_PREFIX_PATH=\"$(echo ../lftoken-*)\"",
            &project,
        );
        shell("cmake --build build", &project);
        let needed = shell("readelf -d build/life_cycle", &project);
        assert_eq!(!needed.contains("[liblftoken.so.1]"), static_library, "{needed}");
        expect_life_cycle(command("build/life_cycle", &project), &project);
    }
    // A version that is not there is refused.
    for version in [format!("{VERSION}.1"), "1.0".to_owned()] {
        cmake_project(&project, &unpacked, "lftoken::lftoken", &version);
        let mut cmake = command("cmake", &project);
        cmake
            .args(["-S", ".", "-B", "wrong"])
            .arg(format!("-DCMAKE_PREFIX_PATH={}", unpacked.display()));
        let output = cmake.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && said.contains("compatible with requested version"),
            "{version}: {said}"
        );
    }
}

#[test]
fn the_static_library_gets_along_with_other_rust_code() {
    if !full_run() {
        return;
    }
    let folder = Folder::new();
    let unpacked = unpack_linux(&folder);
    fs::write(
        folder.0.join("other.rs"),
        "#[unsafe(no_mangle)] pub extern \"C\" fn other() -> i32 {\n\
         std::panic::catch_unwind(|| { vec![1][std::env::args().count() + 9] }).map_or(7, |_| 8)\n}\n",
    )
    .unwrap();
    fs::write(
        folder.0.join("main.c"),
        "#include <stdio.h>\n#include \"lftoken.h\"\nint other(void);\n\
         int main(void) { lf_options *options = NULL; int seven = other();\n\
         printf(\"%d %d %s\\n\", seven, (int)lf_options_new(&options), lf_library_version());\n\
         lf_options_free(options); return 0; }\n",
    )
    .unwrap();
    let include = unpacked.join("include");
    let library = unpacked.join("lib/liblftoken.a");
    let script = format!(
        "rustc --edition 2024 --crate-type staticlib -C panic=unwind other.rs -o libother.a\n\
         cc -I'{}' main.c libother.a '{}' $(cat '{}.libs') -o main\n./main",
        include.display(),
        library.display(),
        library.display()
    );
    assert_eq!(shell(&script, &folder.0), format!("7 0 {VERSION}\n"));
}

#[test]
fn the_page_for_c_leads_to_a_token_on_linux() {
    if !full_run() {
        return;
    }
    // Without a space: a shell takes what pkg-config prints apart.
    let folder = Folder::named("lftoken-page");
    fs::copy(linux_archive(), folder.0.join(linux_archive().file_name().unwrap())).unwrap();
    follow_the_page_for_c(&folder, |script| script);
}

/// Does what docs/c.md says for Linux in `folder`, as `change` has it, and looks at what came of it.
pub fn follow_the_page_for_c(folder: &Folder, change: impl Fn(String) -> String) {
    let page = fs::read_to_string(root().join("docs/c.md")).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let script = page::script(&page, "## To the first token on Linux").replace("8443", &port.to_string());
    let script = change(script.replace("bin/lftoken-stub", "bin/lftoken-stub --strict"));
    // The server that the page starts has to end with it.
    let said = shell(&format!("trap 'kill $!' EXIT\n{script}"), &folder.0);
    let count = |what: &str| said.lines().filter(|line| line.contains(what)).count();
    assert_eq!(count("logged in; the token has "), 4, "{said}");
    assert_eq!((count("/Create -> 200"), count("/Invalidate -> 200")), (4, 4), "{said}");
    assert_eq!(count(" -> "), 8, "{said}");
    assert!(!said.contains("-> 4") && !said.contains("-> 5"), "{said}");
}

#[test]
fn the_windows_archives_hold_what_they_should() {
    if !full_run() {
        return;
    }
    for bits in Bits::ALL {
        let folder = Folder::new();
        let unpacked = unpack_windows(bits, &folder);
        let files = files(&unpacked);
        let mut expected = vec![
            "CHANGELOG.md",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "SHA256SUMS",
            "THIRD-PARTY.txt",
            "bin/lftoken-check.exe",
            "bin/lftoken-com.dll",
            "bin/lftoken-stub.exe",
            "bin/lftoken.dll",
            "examples/any_api.c",
            "examples/life_cycle.c",
            "examples/upload.c",
            "include/lftoken.h",
            "lib/cmake/lftoken/lftoken-config-version.cmake",
            "lib/cmake/lftoken/lftoken-config.cmake",
            "lib/lftoken.def",
            "lib/lftoken.lib",
            "lib/liblftoken.dll.a",
            "lib/pkgconfig/lftoken.pc",
            "sbom.cdx.json",
        ];
        if bits == Bits::X86 {
            expected.extend([
                "bin/lftoken-stdcall.dll",
                "lib/lftoken-stdcall.lib",
                "lib/liblftoken-stdcall.dll.a",
            ]);
            expected.sort_unstable();
        }
        assert_eq!(without_bindings(&files), expected);
        check_bindings(&files);
        check_sums(&unpacked, &files);
        check_paths(&unpacked, &files);
        pages::check_links(&unpacked);
        let target = match bits {
            Bits::X64 => "x86_64-win7-windows-gnu",
            Bits::X86 => "i686-win7-windows-gnu",
        };
        check_licences(&unpacked, target, &["lftoken", "lftoken-check", "lftoken-stub"]);
        let before = fs::read(windows_archive(bits)).unwrap();
        package(&["--target", &format!("win-{}", bits.name())]);
        assert!(
            before == fs::read(windows_archive(bits)).unwrap(),
            "two archives of the same files differ"
        );
    }
}

/// The name of MinGW's C compiler.
fn mingw(bits: Bits) -> String {
    bits.tool("gcc").get_program().to_str().unwrap().to_owned()
}

#[test]
fn a_windows_program_is_built_with_mingw_and_with_pkg_config() {
    if !full_run() {
        return;
    }
    for bits in Bits::ALL {
        let cc = mingw(bits);
        let ways = [
            format!("{cc} -std=c99 -DLF_DLL -Iinclude examples/life_cycle.c lib/lftoken.lib -o bin/life_cycle.exe"),
            format!("{cc} -std=c99 -Iinclude examples/life_cycle.c -Llib -llftoken -o bin/life_cycle.exe"),
            format!(
                "export PKG_CONFIG_PATH=\"$PWD/lib/pkgconfig\"
                 eval {cc} -std=c99 examples/life_cycle.c $(pkg-config --cflags --libs lftoken) -o bin/life_cycle.exe"
            ),
        ];
        for way in ways {
            let folder = Folder::named("lftoken-windows");
            let bin = unpack_windows(bits, &folder);
            shell(&way, &bin);
            let bin = bin.join("bin");
            expect_life_cycle(wine::command(bits, &bin, "life_cycle.exe"), &bin);
        }
    }
}

#[test]
fn a_windows_program_is_built_with_cmake() {
    if !full_run() {
        return;
    }
    for bits in Bits::ALL {
        let folder = Folder::named("lftoken-windows");
        let unpacked = unpack_windows(bits, &folder);
        let project = folder.0.join("project");
        cmake_project(&project, &unpacked, "lftoken::lftoken", MAJOR_MINOR);
        let script = format!(
            "cmake -S . -B build -DCMAKE_PREFIX_PATH=\"$(echo \"$PWD\"/../lftoken-*)\" -DCMAKE_SYSTEM_NAME=Windows \
                 -DCMAKE_C_COMPILER={} -DCMAKE_C_STANDARD=99 -DCMAKE_C_EXTENSIONS=OFF
             cmake --build build --verbose\ncp ../lftoken-*/bin/lftoken.dll build",
            mingw(bits)
        );
        let said = shell(&script, &project);
        assert!(said.contains("-DLF_DLL"), "{said}");
        let build = project.join("build");
        expect_life_cycle(wine::command(bits, &build, "life_cycle.exe"), &build);
    }
    // The package for one bitness is of no use for the other.
    let folder = Folder::named("lftoken-windows");
    let unpacked = unpack_windows(Bits::X86, &folder);
    cmake_project(&folder.0, &unpacked, "lftoken::lftoken", MAJOR_MINOR);
    let mut cmake = command("cmake", &folder.0);
    cmake.args([
        "-S",
        ".",
        "-B",
        "build",
        &format!("-DCMAKE_PREFIX_PATH=lftoken-{VERSION}-win-x86"),
        "-DCMAKE_SYSTEM_NAME=Windows",
    ]);
    let output = cmake
        .arg(format!("-DCMAKE_C_COMPILER={}", mingw(Bits::X64)))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("for pointers of 4 bytes"),
        "{said}"
    );
}

#[test]
fn the_page_for_c_leads_to_a_token_on_windows() {
    if !full_run() {
        return;
    }
    let page = fs::read_to_string(root().join("docs/c.md")).unwrap();
    for bits in Bits::ALL {
        let folder = Folder::named("lftoken-page");
        let unpacked = unpack_windows(bits, &folder);
        let script = page::files(&page, "## To the first token on Linux") + &page::script(&page, "## For Windows");
        shell(&script.replace("x86_64-w64-mingw32-gcc", &mingw(bits)), &unpacked);
        for place in [unpacked.clone(), unpacked.join("build")] {
            let stub = Stub::start(Config::default()).unwrap();
            fs::write(place.join("ca.pem"), stub.ca_pem()).unwrap();
            let mut program = wine::command(bits, &place, "first.exe");
            program
                .env("LF_BASE_ADDRESS", stub.base_url())
                .env("LF_CA_FILE", "ca.pem")
                .env("LF_REPOSITORY", "Archive");
            program.env("LF_USER", "svc").env("LF_PASSWORD", PASSWORD);
            let output = expect_success(&mut program, LIMIT);
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(said.starts_with("logged in; the token has "), "{said}");
            let report = stub.report();
            assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
        }
    }
}

#[test]
fn the_nuget_package_holds_all_libraries() {
    if !full_run() {
        return;
    }
    for processor in Processor::ALL {
        archive(processor);
    }
    package(&["--target", "nuget"]);
    let folder = Folder::new();
    let archive = root().join(format!("dist/LFToken.NET.{VERSION}.nupkg"));
    expect_success(command("unzip", &folder.0).arg("-q").arg(archive), LIMIT);
    let files = files(&folder.0);
    let libraries: Vec<_> = files.iter().filter(|file| file.starts_with("runtimes/")).collect();
    assert_eq!(
        libraries,
        [
            "runtimes/linux-arm64/native/liblftoken.so",
            "runtimes/linux-x64/native/liblftoken.so",
            "runtimes/win-x64/native/lftoken.dll",
            "runtimes/win-x86/native/lftoken.dll",
        ]
    );
    for processor in Processor::ALL {
        let packed = format!("runtimes/linux-{}/native/liblftoken.so", processor.name());
        let unpacked = unpack(processor, &folder);
        let (packed, unpacked) = (folder.0.join(packed), unpacked.join("lib/liblftoken.so"));
        assert!(fs::read(packed).unwrap() == fs::read(unpacked).unwrap());
    }
    assert!(files.contains("THIRD-PARTY.txt"));
    // What is linked on Linux alone, and on Windows alone.
    for target in [
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "x86_64-win7-windows-gnu",
    ] {
        check_licences(&folder.0, target, &["lftoken"]);
    }
    check_paths(&folder.0, &files);
    // Other tests make the rest anew at the same time.
    shell(
        "grep ' LFToken' SHA256SUMS | sha256sum --check --strict --quiet -",
        &root().join("dist"),
    );
}
