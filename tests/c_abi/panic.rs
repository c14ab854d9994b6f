//! A library that would abort on a panic, instead of catching it at the boundary, cannot be built.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use support::cc::root;

/// The lines of `src/lib.rs` that refuse to be built without unwinding.
fn refusal(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| *line == "#[cfg(panic = \"abort\")]")?;
    let next = lines.get(at + 1)?;
    next.starts_with("compile_error!(")
        .then(|| lines[at..=at + 1].join("\n"))
}

#[test]
fn a_build_that_aborts_on_panic_is_refused() {
    assert!(refusal("#[cfg(panic = \"abort\")]\nmod x;").is_none());
    assert!(refusal("compile_error!(\"x\");").is_none());
    let refusal = refusal(&fs::read_to_string(root().join("src/lib.rs")).unwrap());
    let refusal = refusal.expect("src/lib.rs does not refuse panic=abort");

    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("panic-abort");
    fs::create_dir_all(&dir).unwrap();
    let source = dir.join("refusal.rs");
    fs::write(&source, refusal).unwrap();
    let compile = |strategy: &str| {
        Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
            .args([
                "--edition=2024",
                "--crate-type=lib",
                "--emit=metadata",
                "-C",
                strategy,
                "--out-dir",
            ])
            .args([&dir, &source])
            .output()
            .unwrap()
    };
    assert!(compile("panic=unwind").status.success());
    let refused = compile("panic=abort");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("the C boundary catches panics"));
}
