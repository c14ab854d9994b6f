//! The committed C header is what the source of the exports says, compiles everywhere, and is complete.

use std::path::PathBuf;
use std::{env, fs};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What cbindgen makes of each file of `src/ffi`, between our own prologue and end. One file at a time keeps
/// the constants, types and functions of a subject together.
fn generate() -> String {
    let root = root();
    let config = cbindgen::Config::from_file(root.join("include/cbindgen.toml")).unwrap();
    let mut header = fs::read_to_string(root.join("include/prologue.h"))
        .unwrap()
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@MAJOR@", env!("CARGO_PKG_VERSION_MAJOR"))
        .replace("@MINOR@", env!("CARGO_PKG_VERSION_MINOR"))
        .replace("@PATCH@", env!("CARGO_PKG_VERSION_PATCH"));
    for module in SUBJECTS {
        let mut part = Vec::new();
        cbindgen::Builder::new()
            .with_config(config.clone())
            .with_src(root.join(format!("src/ffi/{module}.rs")))
            .generate()
            .unwrap()
            .write(&mut part);
        header.push_str(finish(&String::from_utf8(part).unwrap()).trim());
        header.push_str("\n\n");
    }
    header.push_str("#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    header
}

/// The subjects of the header in the order in which a reader wants them.
const SUBJECTS: &[&str] = &[
    "handles",
    "status",
    "version",
    "log",
    "options",
    "client",
    "credentials",
    "token",
    "call",
    "cancel",
    "error",
];

/// Puts in the calling convention, which cbindgen cannot name, and brings long and short things into shape.
fn finish(part: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in part.lines() {
        match line.split_once('(') {
            Some((before, arguments)) if line.starts_with("LF_API") => {
                out.push(wrap(&with_convention(before), arguments));
            }
            _ => out.push(line.replace("(*lf_", "(LF_CALL *lf_")),
        }
        // A comment of one line stands on one line.
        if let [.., opening, text, closing] = out.as_slice() {
            if opening == "/**" && closing == " */" {
                let short = format!("/** {} */", text.trim_start_matches(" *").trim());
                out.truncate(out.len() - 3);
                out.push(short);
            }
        }
    }
    out.join("\n")
}

fn with_convention(declarator: &str) -> String {
    let (kind, name) = declarator.split_at(declarator.rfind("lf_").unwrap());
    if kind.ends_with('*') {
        format!("{kind}LF_CALL {name}")
    } else {
        format!("{} LF_CALL {name}", kind.trim_end())
    }
}

fn wrap(declarator: &str, arguments: &str) -> String {
    if declarator.len() + arguments.len() < 116 {
        return format!("{declarator}({arguments}");
    }
    format!("{declarator}(\n    {}", arguments.replace(", ", ",\n    "))
}

#[test]
fn the_committed_header_is_the_generated_one() {
    let path = root().join("include/lftoken.h");
    let generated = generate();
    if env::var_os("LF_BLESS").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "include/lftoken.h is not what src/ffi says: run `LF_BLESS=1 cargo test --test header` and look at the change"
    );
}

#[test]
fn every_module_with_exports_is_in_the_header() {
    for entry in fs::read_dir(root().join("src/ffi")).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let exports = fs::read_to_string(&path).unwrap().contains("#[unsafe(no_mangle)]");
        assert!(
            !exports || SUBJECTS.contains(&module.as_str()),
            "{module} is not in SUBJECTS"
        );
    }
}
