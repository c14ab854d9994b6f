//! The C header: what cbindgen makes of the files of `src/ffi`, between our own prologue and end.

use std::fs;
use std::path::Path;

/// The subjects of the header in the order in which a reader wants them, each with its files. One subject at a time
/// keeps its constants, types and functions together.
const SUBJECTS: &[&[&str]] = &[
    &["types"],
    &["options/handle", "options/address"],
    &["client"],
    &["check"],
    &["calls"],
    &["token"],
    &["credentials", "app_credentials"],
    &["session/handle", "session/token", "session/control"],
    &["event"],
    &["session_options"],
    &["authorization"],
    &["error"],
    &["action"],
    &["status"],
    &["refusal"],
    &[
        "options/timeouts",
        "options/trust",
        "options/client_certificate",
        "options/proxy",
        "options/requests",
    ],
    &["call"],
    &["cancel"],
    &["options/log", "log"],
    &["version"],
];

pub fn generate(root: &Path) -> String {
    let config = cbindgen::Config::from_file(root.join("include/cbindgen.toml")).expect("include/cbindgen.toml");
    let mut header = prologue(root);
    every_export_has_a_subject(&root.join("src/ffi"), "");
    for subject in SUBJECTS {
        let mut part = Vec::new();
        let files = subject.iter().map(|file| root.join(format!("src/ffi/{file}.rs")));
        files
            .fold(cbindgen::Builder::new(), cbindgen::Builder::with_src)
            .with_config(config.clone())
            .generate()
            .unwrap_or_else(|error| panic!("{subject:?}: {error}"))
            .write(&mut part);
        header.push_str(finish(&String::from_utf8(part).expect("cbindgen writes UTF-8")).trim());
        header.push_str("\n\n");
    }
    header.push_str("#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    header
}

fn prologue(root: &Path) -> String {
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let manifest = read("Cargo.toml");
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let version = version.expect("Cargo.toml names a version");
    let parts: Vec<&str> = version.split(['.', '-', '+']).collect();
    read("include/prologue.h")
        .replace("@VERSION@", version)
        .replace("@MAJOR@", parts[0])
        .replace("@MINOR@", parts[1])
        .replace("@PATCH@", parts[2])
}

/// Panics if a file with exports is not in `SUBJECTS`.
fn every_export_has_a_subject(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).expect("src/ffi can be read") {
        let path = entry.expect("src/ffi can be read").path();
        let module = format!("{prefix}{}", path.file_stem().unwrap().to_str().unwrap());
        if path.is_dir() {
            every_export_has_a_subject(&path, &format!("{module}/"));
            continue;
        }
        let marks = ["#[unsafe(no_mangle)]", "pub const LF_", "pub type lf_"];
        let exports = fs::read_to_string(&path).is_ok_and(|text| marks.iter().any(|mark| text.contains(mark)));
        let is_known = SUBJECTS.iter().any(|subject| subject.contains(&module.as_str()));
        assert!(
            !exports || is_known,
            "src/ffi/{module}.rs has exports and is not in SUBJECTS"
        );
    }
}

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
        if let [.., opening, text, closing] = out.as_slice()
            && opening == "/**"
            && closing == " */"
        {
            let short = format!("/** {} */", text.trim_start_matches(" *").trim());
            out.truncate(out.len() - 3);
            out.push(short);
        }
    }
    out.join("\n")
}

fn with_convention(declarator: &str) -> String {
    let (kind, name) = declarator.split_at(declarator.rfind("lf_").expect("an export begins with lf_"));
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
