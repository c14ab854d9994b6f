//! README.md: its C programs compile as they stand there, and run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};
use support::PASSWORD;
use support::cc::{self, Program};

const LIMIT: Duration = Duration::from_secs(60);

/// The fenced blocks of C in README.md that are whole programs.
fn programs() -> Vec<String> {
    let readme = fs::read_to_string(cc::root().join("README.md")).expect("README.md cannot be read");
    let mut programs = Vec::new();
    let mut block: Option<String> = None;
    for line in readme.lines() {
        match &mut block {
            None if line.trim_end() == "```c" => block = Some(String::new()),
            None => {}
            Some(text) if line.trim_end() == "```" => {
                programs.extend(text.contains("int main").then(|| text.clone()));
                block = None;
            }
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    assert!(block.is_none(), "a block of C in README.md does not end");
    assert!(!programs.is_empty(), "README.md holds no C program in a ```c block");
    programs
}

/// A program of README.md, and its folder, which goes when this is dropped.
struct Example {
    program: Program,
    dir: PathBuf,
}

impl Example {
    fn build(text: &str, flags: &[&str]) -> Example {
        let dir = cc::scratch("readme-source");
        let source = dir.join("example.c");
        fs::write(&source, text).unwrap();
        // As a reader compiles it: without POSIX.
        let flags = [&["-U_POSIX_C_SOURCE"], flags].concat();
        let program = Program::build(&source, "readme", &flags);
        Example { program, dir }
    }

    /// The program with the settings that log it in to `stub` at `address`.
    fn command(&self, stub: &Stub, address: &str) -> Command {
        let ca_file = self.dir.join("ca.pem");
        fs::write(&ca_file, stub.ca_pem()).unwrap();
        let mut command = self.program.command();
        command
            .env("LF_BASE_ADDRESS", address)
            .env("LF_CA_FILE", ca_file)
            .env("LF_USER", "svc")
            .env("LF_PASSWORD", PASSWORD)
            .env("LF_REPOSITORY", "Archive");
        command
    }

    /// Runs the program and checks that it logs in and out and keeps its secrets.
    fn expect_success(&self) {
        let stub = Stub::start(Config::default()).unwrap();
        let output = cc::expect_success(&mut self.command(&stub, &stub.base_url()), LIMIT);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        let report = stub.report();
        assert_eq!((report.malformed, report.refused, report.open), (0, 0, 0));
        assert!(report.created >= 1 && report.invalidated == report.created);
        assert!(!said.contains(PASSWORD), "{said}");
        for value in stub
            .requests()
            .iter()
            .filter_map(|request| request.header("Authorization"))
        {
            assert!(!said.contains(value.strip_prefix("Bearer ").unwrap()), "{said}");
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

#[test]
fn the_programs_log_in_and_out() {
    for text in programs() {
        Example::build(&text, &["-O2"]).expect_success();
    }
}

#[test]
fn the_programs_say_what_failed() {
    for text in programs() {
        let example = Example::build(&text, &[]);
        let stub = Stub::start(Config::default()).unwrap();
        // Port 9 is discard; nobody listens there.
        let output = example
            .command(&stub, "https://127.0.0.1:9/repository")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("LF_E_CONNECT_FAILED") && said.contains("127.0.0.1:9"),
            "{said}"
        );
    }
}

#[test]
fn the_programs_stand_the_sanitizers() {
    if !cc::full_run() {
        return cc::left_out("the programs of README.md under the sanitizers");
    }
    for text in programs() {
        Example::build(&text, cc::SANITIZERS).expect_success();
    }
}
