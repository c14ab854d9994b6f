//! README.md: its C programs compile as they stand there, and run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Api, Config, Stub, login};
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

    /// The program with what the stub says for a login with `api`.
    fn command(&self, api: Api, stub: &Stub) -> Command {
        let ca_file = self.dir.join("ca.pem");
        fs::write(&ca_file, stub.ca_pem()).unwrap();
        let mut command = self.program.command();
        for variable in login::VARIABLES {
            command.env_remove(variable);
        }
        command.envs(login::settings(api, stub)).env("LF_CA_FILE", ca_file);
        command
    }

    /// Runs the program with each API, and checks that it logs in and out and keeps its secrets.
    fn expect_success(&self) {
        for api in Api::ALL {
            let stub = Stub::start(Config::default()).unwrap();
            let output = cc::expect_success(&mut self.command(api, &stub), LIMIT);
            let said = String::from_utf8(output.stdout).unwrap();
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{}", api.name());
            let report = stub.report();
            assert_eq!((report.malformed, report.refused), (0, 0), "{}", api.name());
            let calls = (report.refreshed, report.invalidated, report.open, report.tokens_issued);
            let expected = match api {
                Api::V1Alpha => (1, 1, 0, 0),
                Api::ServerV1 | Api::ServerV2 => (0, 0, 2, 2),
                Api::Cloud => (0, 0, 0, 2),
            };
            assert_eq!(calls, expected, "{}", api.name());
            let route = match api {
                Api::V1Alpha => "/v1-alpha/",
                Api::ServerV1 => "/v1/",
                Api::ServerV2 => "/v2/",
                Api::Cloud => "/oauth/",
            };
            for request in stub.requests() {
                assert!(request.target.contains(route), "{}", request.target);
            }
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
        let mut command = example.command(Api::V1Alpha, &stub);
        let output = command.env("LF_BASE_ADDRESS", "https://127.0.0.1:9").output().unwrap();
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
