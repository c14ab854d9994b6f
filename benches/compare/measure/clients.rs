//! How the clients that are compared are built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools;
use crate::table::Client;

/// What Debian calls the packages that are needed.
const PACKAGES: &str = "gcc libc6-dev binutils nginx openssl libcurl4-openssl-dev libssl-dev libcjson-dev pkg-config valgrind strace \
                        util-linux python3 python3-venv python3-pip npm mono-mcs";

/// Everything that was built.
pub struct Built {
    folder: PathBuf,
    library: PathBuf,
    /// Of .NET, as the tests of the binding have them.
    runtimes: PathBuf,
}

impl Built {
    pub fn new(folder: &Path) -> Built {
        for tool in [
            "cc",
            "nginx",
            "openssl",
            "pkg-config",
            "valgrind",
            "strace",
            "taskset",
            "python3",
            "mcs",
        ] {
            let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output();
            assert!(
                found.is_ok_and(|output| output.status.success()),
                "{tool} is missing; the benchmark needs: apt-get install {PACKAGES}"
            );
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let built = Built {
            folder: folder.to_owned(),
            library: library(root),
            runtimes: output(&mut Command::new(root.join("tests/dotnet/runtimes")))
                .trim()
                .into(),
        };
        let link = folder.join("liblftoken.so.1");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(&built.library, link).unwrap();

        let clients = root.join("benches/clients");
        let object = ["-shared", "-fPIC"];
        let our_header = format!("-I{}", root.join("include").display());
        let beside = format!("-L{}", folder.display());
        compile(
            &[clients.join("lftoken.c")],
            &built.object(Client::Lftoken),
            &[
                &object[..],
                &[&our_header, &beside, "-l:liblftoken.so.1", "-Wl,-rpath,$ORIGIN"],
            ]
            .concat(),
        );
        let libraries =
            output(Command::new("pkg-config").args(["--cflags", "--libs", "libcurl", "libcjson", "libcrypto"]));
        let libraries: Vec<&str> = libraries.split_whitespace().collect();
        compile(
            &["libcurl.c", "assertion.c"].map(|source| clients.join(source)),
            &built.object(Client::Libcurl),
            &[&object[..], &libraries].concat(),
        );
        compile(
            &[clients.join("driver.c")],
            &folder.join("driver"),
            &["-pthread", "-ldl"],
        );

        let binding = folder.join("LFToken.NET.dll");
        mcs(&root.join("bindings/dotnet"), &binding, &[]);
        let references = ["System.Net.Http.dll", "System.Core.dll", "Microsoft.CSharp.dll"];
        mcs(
            &clients.join("dotnet"),
            &built.assembly(),
            &[&references[..], &[binding.to_str().unwrap()]].concat(),
        );

        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--locked", "--release", "--manifest-path"])
            .arg(root.join("benches/rust/Cargo.toml"))
            .arg("--target-dir")
            .arg(folder.join("rust"));
        output(&mut cargo);

        let python = folder.join("python");
        if !python.join("bin/python").exists() {
            output(Command::new("python3").args(["-m", "venv"]).arg(&python));
        }
        output(Command::new(python.join("bin/pip")).args([
            "--quiet",
            "--disable-pip-version-check",
            "install",
            "laserfiche-api==1.0.9",
        ]));
        // Pages of a file that has just been written would count as dirty memory of who maps them.
        output(&mut Command::new("sync"));
        built
    }

    fn assembly(&self) -> PathBuf {
        self.folder.join("reads.dll")
    }

    /// The command that makes a program in C# do what `StartupHook.cs` says. Its host is one that brings MSAL.NET along.
    pub fn in_csharp(&self, way: &str) -> tools::Command {
        let host = self.runtimes.join("net8-linux/Sarif.Multitool");
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        tools::Command {
            words: [text(&host)]
                .into_iter()
                .chain(way.split(' ').map(str::to_owned))
                .collect(),
            environment: vec![
                ("DOTNET_STARTUP_HOOKS", text(&self.assembly())),
                ("DOTNET_BUNDLE_EXTRACT_BASE_DIR", text(&self.folder)),
                ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1".to_owned()),
            ],
        }
    }

    /// The command that makes `client` do what `driver.c` says.
    pub fn command(&self, client: Client) -> Vec<String> {
        let command = match client {
            Client::Python => vec![
                self.folder.join("python/bin/python"),
                Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/clients/python.py"),
            ],
            _ => vec![self.folder.join("driver"), self.object(client)],
        };
        command
            .into_iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect()
    }

    pub fn object(&self, client: Client) -> PathBuf {
        self.folder.join(match client {
            Client::Floor => "rust/release/libfloor.so",
            Client::Agent => "rust/release/libagent.so",
            Client::Lftoken => "lftoken.so",
            Client::Libcurl => "libcurl.so",
            Client::Python | Client::Binding | Client::Field | Client::Msal => unreachable!("no shared object"),
        })
    }
}

/// The library as it ships, or the one that LF_LIBRARY names.
fn library(root: &Path) -> PathBuf {
    if let Some(named) = std::env::var_os("LF_LIBRARY") {
        return fs::canonicalize(named).expect("LF_LIBRARY names no file");
    }
    output(Command::new(root.join("packaging/package")).args(["--target", "linux-x64"]));
    root.join("target/package/release/liblftoken.so")
}

/// Compiles all of C# in a folder.
fn mcs(folder: &Path, to: &Path, references: &[&str]) {
    output(
        Command::new("mcs")
            .args(["-langversion:7", "-warn:4", "-warnaserror", "-target:library"])
            .args(references.iter().map(|reference| format!("-r:{reference}")))
            .arg(format!("-out:{}", to.display()))
            .arg(folder.join("*.cs")),
    );
}

fn compile(sources: &[PathBuf], to: &Path, flags: &[&str]) {
    output(
        Command::new("cc")
            .args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"])
            .args(sources)
            .arg("-o")
            .arg(to)
            .args(flags),
    );
}

/// What a command prints; one that fails ends the benchmark.
pub fn output(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}\nThe benchmark needs: apt-get install {PACKAGES}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
