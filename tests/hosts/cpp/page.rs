//! What docs/cpp.md says works: its programs are built with its commands in a folder like that of an unpacked archive,
//! and log in and out; its pieces compile.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::cc;
use support::wine::{self, Bits};

const LIMIT: Duration = Duration::from_secs(60);

const WARNINGS: &[&str] = &[
    "-std=c++11",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wshadow",
    "-Wconversion",
    "-Werror",
];

/// The fenced blocks of docs/cpp.md in a language.
fn blocks(language: &str) -> Vec<String> {
    let page = fs::read_to_string(cc::root().join("docs/cpp.md")).unwrap();
    let fence = format!("```{language}\n");
    let starts = page.split(&fence).skip(1);
    let blocks: Vec<String> = starts
        .map(|rest| rest.split_once("```\n").unwrap().0.to_owned())
        .collect();
    assert!(!blocks.is_empty(), "docs/cpp.md has no {language}");
    blocks
}

fn is_program(block: &str) -> bool {
    block.contains("int main")
}

/// A folder like that of an unpacked archive; it goes when this is dropped.
struct Archive(PathBuf);

impl Drop for Archive {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Archive {
    fn unpack() -> Archive {
        let folder = cc::scratch("cpp-archive");
        fs::create_dir_all(folder.join("include")).unwrap();
        fs::create_dir_all(folder.join("lib/cmake/lftoken")).unwrap();
        for header in ["include/lftoken.h", "bindings/cpp/lftoken.hpp"] {
            let source = cc::root().join(header);
            fs::copy(&source, folder.join("include").join(source.file_name().unwrap())).unwrap();
        }
        for name in ["liblftoken.so", "liblftoken.so.1"] {
            std::os::unix::fs::symlink(cc::library(), folder.join("lib").join(name)).unwrap();
        }
        fs::write(folder.join("lib/cmake/lftoken/lftoken-config.cmake"), CMAKE_PACKAGE).unwrap();
        Archive(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// A shell that runs commands of the page in the folder, with the page's settings for the stand-in.
    fn shell(&self, commands: &str, stub: &Stub) -> Command {
        self.write("ca.pem", stub.ca_pem());
        let settings = settings(stub);
        let mut shell = Command::new("sh");
        shell
            .args(["-e", "-c", &format!("{settings}\n{commands}")])
            .current_dir(&self.0);
        shell
    }

    fn expect_session(&self, commands: &str) {
        let stub = Stub::start(Config::default()).unwrap();
        expect_session(&mut self.shell(commands, &stub), &stub);
    }

    fn expect_failure(&self, program: &str) {
        let stub = Stub::start(Config::default()).unwrap();
        // Port 9 is discard; nobody listens there.
        let commands = format!("export LF_BASE_ADDRESS=https://127.0.0.1:9/repository\n{program}");
        let output = self.shell(&commands, &stub).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("LF_E_CONNECT_FAILED") && said.contains("127.0.0.1:9"),
            "{said}"
        );
    }

    fn expect_compiled(&self, source: &Path, flags: &[&str]) {
        let mut command = Command::new("g++");
        command.args(WARNINGS).args(flags).arg("-fsyntax-only").arg(source);
        cc::expect_success(command.arg("-I").arg(self.0.join("include")), LIMIT);
    }
}

fn expect_session(command: &mut Command, stub: &Stub) {
    let output = cc::expect_success(command, LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("logged in; the "), "{said}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let report = stub.report();
    assert_eq!(
        (report.created, report.invalidated, report.open),
        (1, 1, 0),
        "{report:?}"
    );
}

/// What the page sets for the stand-in server, as commands of a shell, with the port of `stub`.
fn settings(stub: &Stub) -> String {
    let block = commands("lftoken-stub");
    let exports: Vec<&str> = block.lines().filter(|line| line.starts_with("export ")).collect();
    exports.join("\n").replace(":8443/", &format!(":{}/", stub.port()))
}

/// What `find_package` needs of an archive.
const CMAKE_PACKAGE: &str = r#"
get_filename_component(prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
add_library(lftoken::lftoken SHARED IMPORTED)
set_target_properties(lftoken::lftoken PROPERTIES
  IMPORTED_LOCATION "${prefix}/lib/liblftoken.so"
  IMPORTED_SONAME "liblftoken.so.1"
  INTERFACE_INCLUDE_DIRECTORIES "${prefix}/include")
"#;

/// Whether there is a g++ to run the page's commands with; a full run needs one.
fn compiler_is_here() -> bool {
    let found = Command::new("g++").arg("--version").output().is_ok();
    if !found && !cc::full_run() {
        cc::left_out("docs/cpp.md, because there is no g++");
    }
    found || cc::full_run()
}

/// The commands of the page whose text contains `word`.
fn commands(word: &str) -> String {
    let found = blocks("sh").into_iter().find(|block| block.contains(word));
    found.unwrap_or_else(|| panic!("docs/cpp.md has no commands with {word}"))
}

#[test]
fn the_programs_log_in_and_out() {
    if !compiler_is_here() {
        return;
    }
    let archive = Archive::unpack();
    let programs: Vec<String> = blocks("cpp").into_iter().filter(|block| is_program(block)).collect();
    assert_eq!(programs.len(), 3);
    for program in programs {
        archive.write("first.cpp", &program);
        archive.expect_session(&commands("g++"));
        archive.expect_failure("./first");
    }
}

#[test]
fn cmake_builds_the_first_program() {
    if !cc::full_run() {
        return cc::left_out("docs/cpp.md with CMake");
    }
    let archive = Archive::unpack();
    archive.write("first.cpp", &blocks("cpp")[0]);
    archive.write("CMakeLists.txt", &blocks("cmake")[0]);
    archive.expect_session(&commands("cmake"));
}

#[test]
fn mingw_builds_the_first_program() {
    if !cc::full_run() {
        return cc::left_out("docs/cpp.md with MinGW");
    }
    let archive = Archive::unpack();
    archive.write("first.cpp", &blocks("cpp")[0]);
    let bat = blocks("bat").remove(0);
    let arguments = bat.lines().next().unwrap().strip_prefix("g++ ").unwrap();
    for bits in Bits::ALL {
        fs::copy(wine::import_library(bits), archive.0.join("lib/lftoken.lib")).unwrap();
        fs::copy(wine::dll(bits), archive.0.join("lftoken.dll")).unwrap();
        let mut compiler = bits.tool("g++");
        cc::expect_success(compiler.args(arguments.split(' ')).current_dir(&archive.0), LIMIT);
        let stub = Stub::start(Config::default()).unwrap();
        archive.write("ca.pem", stub.ca_pem());
        let wine = wine::command(bits, &archive.0, "first.exe");
        let program = wine.get_program().to_str().unwrap().to_owned();
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &format!("{}\nexec \"$@\"", settings(&stub)), "sh", &program]);
        expect_session(shell.args(wine.get_args()), &stub);
    }
}

#[test]
fn the_pieces_compile() {
    if !compiler_is_here() {
        return;
    }
    let archive = Archive::unpack();
    let (programs, pieces): (Vec<String>, Vec<String>) = blocks("cpp").into_iter().partition(|block| is_program(block));
    assert!(pieces.len() >= 5);
    for (number, piece) in pieces.iter().enumerate() {
        let text = format!(
            "#include <iostream>\n#include \"lftoken.hpp\"\n\
             void piece(const lftoken::client &client, const lftoken::credentials &credentials);\n\
             void piece(const lftoken::client &client, const lftoken::credentials &credentials) {{\n\
             (void)client;\n(void)credentials;\n{piece}\n}}\n"
        );
        archive.expect_compiled(&archive.write(&format!("piece{number}.cpp"), &text), &[]);
    }
    let without = programs.iter().find(|program| program.contains("try_make")).unwrap();
    archive.expect_compiled(
        &archive.write("without.cpp", without),
        &["-fno-exceptions", "-fno-rtti"],
    );
}
