//! Builds C programs with the machine's own compiler against the built shared library, and runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the shared library that cargo built for this test.
pub fn library_dir() -> PathBuf {
    let exe = env::current_exe().unwrap();
    let profile = exe.ancestors().nth(2).unwrap();
    assert!(
        profile.join("liblftoken.so").exists(),
        "no liblftoken.so in {}",
        profile.display()
    );
    profile.to_owned()
}

/// A compiler for C, or for C++ when `cpp`, with all warnings as errors.
pub fn compiler(cpp: bool) -> Command {
    let target = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let tool = cc::Build::new()
        .cpp(cpp)
        .target(&target)
        .host(&target)
        .opt_level(1)
        .debug(true)
        .cargo_metadata(false)
        .out_dir(env!("CARGO_TARGET_TMPDIR"))
        .get_compiler();
    let mut command = tool.to_command();
    command.args(["-Wall", "-Wextra", "-pedantic", "-Werror"]);
    command.arg("-I").arg(root().join("include"));
    command
}

/// A C program linked with the shared library.
pub struct Program {
    path: PathBuf,
    libraries: PathBuf,
}

impl Program {
    /// Builds `source` as `name`; `flags` are given to compiler and linker.
    pub fn build(source: &Path, name: &str, flags: &[&str]) -> Program {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&dir).unwrap();
        // The program asks for the library by its SONAME.
        let link = dir.join("liblftoken.so.1");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(library_dir().join("liblftoken.so"), &link).unwrap();
        let path = dir.join(name);
        let output = compiler(false)
            .arg("-std=c99")
            .arg("-D_POSIX_C_SOURCE=200809L")
            .args(flags)
            .arg(source)
            .arg("-o")
            .arg(&path)
            .arg(&link)
            .args(["-lpthread", "-ldl"])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{} does not compile:\n{}",
            source.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        Program { path, libraries: dir }
    }

    /// Builds a program of `tests/c`.
    pub fn of_tests(name: &str) -> Program {
        Program::build(&root().join(format!("tests/c/{name}.c")), name, &[])
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn command(&self) -> Command {
        self.under(&[])
    }

    /// The program run by another one, such as valgrind.
    pub fn under(&self, runner: &[&str]) -> Command {
        let mut command = match runner {
            [] => Command::new(&self.path),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.path);
                command
            }
        };
        command.env("LD_LIBRARY_PATH", &self.libraries);
        command
    }
}

/// Runs to the end or for at most `limit`, and fails the test with all output unless the program returns 0.
pub fn expect_success(command: &mut Command, limit: Duration) -> Output {
    let output = run(command, limit);
    assert!(
        output.status.success(),
        "{command:?}: {}\n--- stdout\n{}\n--- stderr\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn run(command: &mut Command, limit: Duration) -> Output {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let pid = child.id();
    let waiting = thread::spawn(move || child.wait_with_output().unwrap());
    let end = Instant::now() + limit;
    while !waiting.is_finished() {
        if Instant::now() > end {
            let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
            panic!("{command:?} did not end within {limit:?}");
        }
        thread::sleep(Duration::from_millis(10));
    }
    waiting.join().unwrap()
}
