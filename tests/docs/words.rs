//! The same thing has the same name in the header, the bindings, the pages and the messages: CONTRIBUTING.md has the
//! list, and this holds the part of it that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};

use support::cc::root;

/// Words that stand for something that has another name here, and that name.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("repo_id", "repository_id"),
    ("repoid", "repository id"),
    ("repo id", "repository id"),
    ("logon", "login"),
    ("log-on", "login"),
    ("signin", "login"),
    ("sign-in", "login"),
    ("sign-out", "logout"),
    ("time-out", "timeout"),
    ("time out limit", "timeout"),
    ("response", "answer"),
    ("seat", "licence"),
    ("seats", "licences"),
    ("licenses", "licences"),
    ("base url", "base address"),
    ("server url", "base address"),
    ("abort", "cancel"),
];

/// What a person who writes a host reads.
fn pages() -> Vec<PathBuf> {
    let mut found = vec![root().join("include/lftoken.h"), root().join("README.md")];
    for folder in [
        "docs",
        "bindings/cpp",
        "bindings/dotnet",
        "bindings/pascal",
        "bindings/python",
        "bindings/vba",
    ] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        found.extend(entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()));
    }
    // Figures, written by the benchmark.
    found.retain(|path| path.file_stem().is_none_or(|name| name != "performance"));
    assert!(found.len() > 20);
    found
}

/// The other words in a text, with the lines in which they stand.
fn found_in(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.to_lowercase();
        for (word, _) in OTHER_WORDS {
            let stands = line.match_indices(word).any(|(at, _)| {
                let around = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
                around(line[..at].chars().next_back()) && around(line[at + word.len()..].chars().next())
            });
            if stands {
                found.push((number + 1, *word));
            }
        }
    }
    found
}

#[test]
fn each_thing_has_one_name() {
    let mut faults = Vec::new();
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path
            .strip_prefix(root())
            .unwrap_or(Path::new("?"))
            .display()
            .to_string();
        faults.extend(
            found_in(&text)
                .into_iter()
                .map(|(line, word)| format!("{name}:{line}: {word}")),
        );
    }
    // Where the glossary itself explains a word.
    faults.retain(|fault| !fault.starts_with("docs/sessions.md:3: seat"));
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn another_word_would_be_found() {
    assert_eq!(found_in("The response of the server."), [(1, "response")]);
    assert_eq!(found_in("responses, correspondence, LF_RESPONSE_X"), []);
    assert_eq!(found_in("ok\nA Seat is taken"), [(2, "seat")]);
}

/// The list in CONTRIBUTING.md is the one that is held here.
#[test]
fn the_list_is_told() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    for name in ["session", "total timeout", "repository id", "answer", "base address"] {
        assert!(
            contributing.contains(&format!("| {name}")),
            "CONTRIBUTING.md does not tell of {name:?}"
        );
    }
}
