//! The DLLs for Windows, MinGW's compilers, and wine, which runs what they make.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cc;

/// A kind of Windows program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bits {
    X64,
    X86,
}

impl Bits {
    pub const ALL: [Bits; 2] = [Bits::X64, Bits::X86];

    /// The name of its folder in `target/windows`.
    pub fn name(self) -> &'static str {
        match self {
            Bits::X64 => "x64",
            Bits::X86 => "x86",
        }
    }

    /// One of GNU's tools for these programs, such as `objdump`.
    pub fn tool(self, name: &str) -> Command {
        let architecture = match self {
            Bits::X64 => "x86_64",
            Bits::X86 => "i686",
        };
        Command::new(format!("{architecture}-w64-mingw32-{name}"))
    }
}

/// A file that `packaging/windows/build` made.
fn built(bits: Bits, name: &str) -> PathBuf {
    let path = cc::root().join("target/windows").join(bits.name()).join(name);
    assert!(
        path.exists(),
        "{} is missing: run packaging/windows/build",
        path.display()
    );
    path
}

/// The library itself; it is to lie beside the program that uses it.
pub fn dll(bits: Bits) -> PathBuf {
    built(bits, "lftoken.dll")
}

/// The DLL for 32-bit programs whose functions and callbacks are `__stdcall`.
pub fn stdcall_dll() -> PathBuf {
    built(Bits::X86, "lftoken-stdcall.dll")
}

/// To link a program with, for every linker.
pub fn import_library(bits: Bits) -> PathBuf {
    built(bits, "lftoken.lib")
}

/// MinGW's compiler for C, or for C++ when `cpp`, with all warnings as errors. What it makes needs no DLL of the
/// compiler's.
pub fn compiler(bits: Bits, cpp: bool) -> Command {
    let mut command = bits.tool(if cpp { "g++" } else { "gcc" });
    command.args(["-O1", "-g", "-static", "-Wall", "-Wextra", "-pedantic", "-Werror"]);
    if bits == Bits::X86 {
        // Delphi and Microsoft's compilers align the stack to 4 bytes only.
        command.arg("-mpreferred-stack-boundary=2");
    }
    command.arg("-I").arg(cc::root().join("include"));
    command
}

/// `folder`/`program` under wine, with `folder` as working directory. The program sees the variables that begin with
/// `LF_` or `DOTNET_`; paths in them, and in arguments, have to be relative to `folder`. Killing the command ends
/// all that belongs to it. The exit code of a program that crashed says nothing: judge by what it wrote.
pub fn command(bits: Bits, folder: &Path, program: &str) -> Command {
    let number = match bits {
        Bits::X64 => "64",
        Bits::X86 => "32",
    };
    let mut command = Command::new(cc::root().join("packaging/windows/wine"));
    command.arg(number).arg(folder).arg(program);
    command
}

/// A program linked with the DLL, in a folder of its own that goes when this is dropped.
pub struct Program {
    bits: Bits,
    folder: PathBuf,
    name: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Program {
    /// Builds a C program of `tests/c`.
    pub fn of_tests(bits: Bits, name: &str) -> Program {
        Program::of_tests_with(bits, name, &import_library(bits))
    }

    /// The same with another import library.
    pub fn of_tests_with(bits: Bits, name: &str, library: &Path) -> Program {
        let mut compiler = compiler(bits, false);
        compiler.args(["-std=c99", "-D_POSIX_C_SOURCE=200809L"]);
        let source = cc::root().join(format!("tests/c/{name}.c"));
        Program::link(bits, compiler, &source, name, library)
    }

    /// The same for the DLL whose functions and callbacks are `__stdcall`.
    pub fn of_tests_stdcall(name: &str) -> Program {
        let bits = Bits::X86;
        let mut compiler = compiler(bits, false);
        compiler.args(["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-DLF_STDCALL"]);
        let source = cc::root().join(format!("tests/c/{name}.c"));
        let program = Program::link(bits, compiler, &source, name, &built(bits, "lftoken-stdcall.lib"));
        fs::copy(stdcall_dll(), program.folder.join("lftoken-stdcall.dll")).unwrap();
        fs::remove_file(program.folder.join("lftoken.dll")).unwrap();
        program
    }

    /// Has `compiler` build `source` as `name`.exe.
    pub fn build(bits: Bits, compiler: Command, source: &Path, name: &str) -> Program {
        Program::link(bits, compiler, source, name, &import_library(bits))
    }

    fn link(bits: Bits, mut compiler: Command, source: &Path, name: &str, library: &Path) -> Program {
        let folder = cc::scratch(&format!("{name}-{}", bits.name()));
        fs::copy(dll(bits), folder.join("lftoken.dll")).unwrap();
        let name = format!("{name}.exe");
        let output = compiler
            .arg(source)
            .arg("-o")
            .arg(folder.join(&name))
            .arg(library)
            .args(["-lpthread", "-lversion"])
            .output()
            .unwrap_or_else(|error| panic!("{compiler:?}: {error}; MinGW is missing, see packaging/windows/build"));
        assert!(
            output.status.success(),
            "{} does not compile:\n{}",
            source.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        Program { bits, folder, name }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn command(&self) -> Command {
        command(self.bits, &self.folder, &self.name)
    }
}
