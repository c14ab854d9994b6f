//! What holds the project together: the workflow, the paths that the first pages name, and the licences.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use support::cc::{expect_success, root};

const LIMIT: Duration = Duration::from_secs(60);

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The values of `key` in a file of YAML, one a line.
fn values<'a>(yaml: &'a str, key: &str) -> Vec<&'a str> {
    let lines = yaml.lines().map(|line| line.trim().trim_start_matches("- "));
    lines
        .filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
        .map(str::trim)
        .collect()
}

#[test]
fn the_workflow_calls_what_everybody_can_call_and_checks_nothing_itself() {
    let workflows = fs::read_dir(root().join(".github/workflows")).unwrap();
    assert_eq!(workflows.count(), 1, "each has to be looked at here");
    let workflow = read(".github/workflows/ci.yml");
    assert_eq!(values(&workflow, "run"), [".ci/run"]);
    let used = values(&workflow, "uses");
    assert!(
        matches!(used[..], [checkout] if checkout.starts_with("actions/checkout@")),
        "{used:?}"
    );
    assert_eq!(values(&workflow, "contents"), ["read"]);
}

/// The pages at the top of the tree.
fn first_pages() -> Vec<String> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut pages: Vec<String> = entries.filter_map(|name| name.into_string().ok()).collect();
    pages.retain(|name| name.ends_with(".md"));
    assert!(pages.len() >= 6, "{pages:?}");
    pages
}

/// What stands in links and between backticks, and those words of blocks that have a slash.
fn words(page: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut in_block = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            let parts = line.split([' ', '"', '\'', '=', ';', '(', ')']);
            words.extend(parts.filter(|part| part.contains('/')));
        } else {
            words.extend(line.split('`').skip(1).step_by(2));
            let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            words.extend(links.map(|link| link.split('#').next().unwrap()));
        }
    }
    words
}

/// A path of this tree, by its look: it begins with a folder that is here, or ends as files here do. What is built is
/// not of the tree.
fn is_path(word: &str) -> bool {
    let built = ["target", "dist", "fuzz/corpus", "fuzz/artifacts"];
    let ends = [
        ".rs", ".md", ".toml", ".h", ".hpp", ".lock", ".yml", ".py", ".pas", ".bas", ".svg",
    ];
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    if !word.chars().all(plain) || word.starts_with(['/', '.', '-']) && !word.starts_with(".ci/") {
        return false;
    }
    if built.iter().any(|folder| {
        word.strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }) {
        return false;
    }
    let first = word.split_once('/').map(|(first, _)| first);
    first.is_some_and(|first| root().join(first).is_dir() || root().join("src").join(first).is_dir())
        || ends.iter().any(|end| word.len() > end.len() && word.ends_with(end))
}

/// Whether it is there, seen from the top of the tree or, as ARCHITECTURE.md names files, from the rooms of `src`. What
/// is only a name stands beside what the text is about.
fn exists(path: &str) -> bool {
    let below = |folder: &str| root().join(folder).join(path).exists();
    below(".")
        || below("src")
        || !path.contains('/')
            && ["bindings", "src", "tests"]
                .iter()
                .any(|top| holds(&root().join(top), path))
}

fn holds(folder: &Path, name: &str) -> bool {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut entries = entries.filter(|path| !path.is_symlink());
    entries.any(|path| path.file_name().is_some_and(|file| file == name) || path.is_dir() && holds(&path, name))
}

#[test]
fn every_path_that_a_first_page_names_is_there() {
    let mut seen = 0;
    for name in first_pages() {
        let page = read(&name);
        let paths: Vec<&str> = words(&page).into_iter().filter(|word| is_path(word)).collect();
        seen += paths.len();
        let lost: BTreeSet<&str> = paths.into_iter().filter(|path| !exists(path)).collect();
        assert!(lost.is_empty(), "{name} names {lost:?}, which are not there");
    }
    assert!(seen > 50, "only {seen} paths are seen");
}

#[test]
fn a_path_that_is_not_there_would_be_found() {
    let page = "`src/gone.rs`, `session/gone`, `gone.md`, [link](docs/gone.md#part), `packaging/gone/`\n\
                ```\npackaging/gone -x\n```\n";
    let lost: Vec<&str> = words(page).into_iter().filter(|word| is_path(word)).collect();
    assert_eq!(
        lost,
        [
            "src/gone.rs",
            "session/gone",
            "gone.md",
            "packaging/gone/",
            "docs/gone.md",
            "packaging/gone"
        ]
    );
    assert!(lost.iter().all(|path| !exists(path)));
    for other in [
        "lf_options_set_proxy",
        "retry::",
        "target/tmp",
        "/usr/local",
        "application/json",
        "lftoken.dll",
    ] {
        assert!(!is_path(other), "{other}");
    }
    assert!(exists("session/retry.rs") && exists(".ci/run"));
}

/// The licences that deny.toml allows, and the crates for which it makes exceptions.
fn allowed() -> (BTreeSet<String>, BTreeSet<String>) {
    let deny = read("deny.toml");
    let quoted = |text: &str| text.split('"').nth(1).map(str::to_owned);
    let (_, list) = deny.split_once("\nallow = [\n").unwrap();
    let ids = list.lines().take_while(|line| *line != "]").filter_map(quoted);
    let exceptions = deny
        .lines()
        .filter(|line| line.contains("crate = ") && line.contains("allow = "));
    (ids.collect(), exceptions.filter_map(quoted).collect())
}

/// The licences that a crate asks to keep to together, each with those that may be chosen instead.
fn parts(expression: &str) -> impl Iterator<Item = Vec<&str>> {
    expression.split(" AND ").map(|part| {
        let choices = part.trim_matches(['(', ')']).split(" OR ");
        choices.flat_map(|choice| choice.split('/')).collect()
    })
}

/// All crates that this machine needs, with their licences.
fn dependencies() -> Vec<(String, String)> {
    let rustc = expect_success(Command::new("rustc").arg("-vV"), LIMIT);
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "metadata",
        "--format-version",
        "1",
        "--offline",
        "--filter-platform",
        host,
    ]);
    let output = expect_success(cargo.current_dir(root()), LIMIT);
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    packages
        .filter(|package| !package["source"].is_null())
        .map(|package| (text(&package["name"]), text(&package["license"])))
        .collect()
}

/// `.ci/dependencies` asks cargo-deny, for all platforms; this finds the same where only Rust is at hand.
#[test]
fn the_licences_that_are_allowed_are_those_of_the_dependencies() {
    let (mut unused, exceptions) = allowed();
    let allowed = unused.clone();
    assert!(
        allowed.contains("MIT") && exceptions.contains("cbindgen"),
        "{allowed:?}, {exceptions:?}"
    );
    for (name, licence) in dependencies() {
        for part in parts(&licence) {
            let kept = part.iter().any(|id| allowed.contains(*id));
            assert!(kept || exceptions.contains(&name), "{name} is under {licence}");
            unused.retain(|id| !part.contains(&id.as_str()));
        }
    }
    assert!(unused.is_empty(), "no dependency is under {unused:?}");
}
