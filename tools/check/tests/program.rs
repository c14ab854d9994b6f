//! The program, run once.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use lftoken_stub::Stub;
use serde_json::Value;

/// A file that goes with its folder at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("check-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run came to.
pub struct Outcome {
    pub exit: i32,
    pub said: String,
    pub complained: String,
}

impl Outcome {
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.said).unwrap_or_else(|_| panic!("no JSON: {} {}", self.said, self.complained))
    }

    /// The step with this verdict, if there is one.
    pub fn first(&self, verdict: &str) -> Option<Value> {
        let document = self.document();
        let steps = document["steps"].as_array().unwrap();
        steps.iter().find(|step| step["verdict"] == verdict).cloned()
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lftoken-check"));
    for name in env::vars().map(|(name, _)| name) {
        let lower = name.to_lowercase();
        if lower.starts_with("lftoken_") || lower.ends_with("_proxy") || name == "NO_COLOR" {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

pub fn run(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        exit: output.status.code().unwrap_or(-1),
        said: String::from_utf8(output.stdout).unwrap(),
        complained: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs with a line on standard input.
pub fn run_with_input(command: &mut Command, input: &str) -> Outcome {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Outcome {
        exit: output.status.code().unwrap_or(-1),
        said: String::from_utf8(output.stdout).unwrap(),
        complained: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A check of the stub that trusts its authority.
pub fn of(stub: &Stub, folder: &Folder) -> Command {
    at(stub, folder, &stub.base_url())
}

pub fn at(stub: &Stub, folder: &Folder, address: &str) -> Command {
    let mut command = command();
    let ca = folder.write("ca.pem", stub.ca_pem());
    command.args(["--base-address", address, "--ca-file", &ca, "--timeout", "5"]);
    command
}

/// Adds a login.
pub fn logging_in<'a>(command: &'a mut Command, repository: &str, password: &str) -> &'a mut Command {
    command.args(["--repository", repository, "--user", "svc"]);
    command.env("LFTOKEN_PASSWORD", password)
}
