//! Builds C programs with the machine's own compiler against the built shared library, and runs them.

use std::path::{Path, PathBuf};
use std::process::{self, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// The folder of the repository.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap().to_owned()
}

/// The shared library that cargo built for this test or example, or the one that LF_LIBRARY names.
pub fn library() -> PathBuf {
    if let Some(named) = env::var_os("LF_LIBRARY") {
        return fs::canonicalize(&named).unwrap_or_else(|error| panic!("LF_LIBRARY {named:?}: {error}"));
    }
    let exe = env::current_exe().unwrap();
    let library = exe.ancestors().nth(2).unwrap().join("deps/liblftoken.so");
    assert!(library.exists(), "{} is missing", library.display());
    library
}

/// Whether to run what needs more than Rust and a C compiler: g++, valgrind and the sanitizers.
pub fn full_run() -> bool {
    env::var("LF_FULL").is_ok_and(|value| value == "1")
}

/// Says on the terminal, past the capture of the test harness, what a run without LF_FULL=1 does not do.
pub fn left_out(what: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "left out without LF_FULL=1: {what}");
}

/// A new folder below the target directory.
pub fn scratch(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let base = env::current_exe().unwrap().ancestors().nth(2).unwrap().join("tmp");
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    if number == 0 {
        sweep(&base);
    }
    let dir = base.join(format!("{name}-{}-{number}", process::id()));
    fs::create_dir_all(&dir).unwrap();
    dir
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
        .out_dir(env::temp_dir())
        .get_compiler();
    let mut command = tool.to_command();
    command.args(["-Wall", "-Wextra", "-pedantic", "-Werror"]);
    command.arg("-I").arg(root().join("include"));
    command
}

/// A shared library of a few lines of C, such as one that is not the library.
pub fn shared_library(path: &Path, code: &str) {
    let source = path.with_extension("c");
    fs::write(&source, code).unwrap();
    let mut compiler = compiler(false);
    compiler.args(["-shared", "-fPIC"]).arg(&source).arg("-o").arg(path);
    expect_success(&mut compiler, Duration::from_secs(60));
}

/// One of another interface number, with what tells the number and nothing else.
pub const OTHER_INTERFACE: &str = "unsigned lf_library_abi_version(void);\n\
    unsigned lf_library_abi_version(void) { return 7; }\n";

/// One that is not lftoken at all.
pub const OTHER_LIBRARY: &str = "int other(void);\nint other(void) { return 7; }\n";

/// Removes the folders of processes that have ended: what a test in a static holds, or one that was killed.
fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let mut parts = name.to_str().unwrap_or_default().rsplit('-');
        let numbers = (parts.next(), parts.next());
        if let (Some(Ok(_)), Some(Ok(pid))) = (numbers.0.map(str::parse::<u32>), numbers.1.map(str::parse::<u32>))
            && !Path::new("/proc").join(pid.to_string()).exists()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Flags for AddressSanitizer and UndefinedBehaviorSanitizer; whatever they find ends the program.
pub const SANITIZERS: &[&str] = &[
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-omit-frame-pointer",
];

/// A C program linked with the shared library, in a folder of its own that goes when this is dropped.
pub struct Program {
    path: PathBuf,
    dir: PathBuf,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

impl Program {
    /// Builds `source` as `name`; `flags` are given to compiler and linker.
    pub fn build(source: &Path, name: &str, flags: &[&str]) -> Program {
        let dir = scratch(name);
        // The program asks for the library by its SONAME.
        let link = dir.join("liblftoken.so.1");
        std::os::unix::fs::symlink(library(), &link).unwrap();
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
        Program { path, dir }
    }

    /// Builds a program of `tests/c`.
    pub fn of_tests(name: &str) -> Program {
        Program::build(&root().join(format!("tests/c/{name}.c")), name, &[])
    }

    /// Builds a program of `tests/c` with [`SANITIZERS`]. The library itself is not instrumented, but its heap is
    /// watched for leaks and for wrong and double frees.
    pub fn with_sanitizer(name: &str) -> Program {
        Program::build(&root().join(format!("tests/c/{name}.c")), name, SANITIZERS)
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
        command.env("LD_LIBRARY_PATH", &self.dir);
        command
    }
}

/// `program` under valgrind, which returns 99 for a wrong access to memory and for a leak. Arguments can be added.
pub fn valgrind_command(program: &Program) -> Command {
    let found = Command::new("valgrind").arg("--version").output();
    assert!(
        found.is_ok_and(|output| output.status.success()),
        "valgrind is missing: install the package \"valgrind\" (apt-get install valgrind)"
    );
    let suppressions = format!("--suppressions={}", root().join("tests/c/valgrind.supp").display());
    program.under(&[
        "valgrind",
        &suppressions,
        "--quiet",
        "--error-exitcode=99",
        "--leak-check=full",
        "--show-leak-kinds=definite,possible",
        "--errors-for-leak-kinds=definite,possible",
    ])
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

pub fn run(command: &mut Command, limit: Duration) -> Output {
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
