//! The same thing has the same name in the header, the bindings, the pages and the messages: CONTRIBUTING.md has the
//! list, and this holds the words of it that have no other use.

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
        "src/session",
        "src/session/explain",
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
                let (before, after) = (&line[..at], &line[at + word.len()..]);
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                // Not in "signin.laserfiche.com".
                let is_host = after.starts_with('.') && after[1..].starts_with(is_part);
                // The name of the server that gives out the tokens of the Cloud.
                let is_server = *word == "sign-in" && after.starts_with(" server");
                !before.ends_with(is_part) && !after.starts_with(is_part) && !is_host && !is_server
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
    assert_eq!(found_in("ok\nA Seat."), [(2, "seat")]);
    assert_eq!(found_in("signin.laserfiche.com, the sign-in server"), []);
    assert_eq!(found_in("the sign-in of a server"), [(1, "sign-in")]);
}

/// CONTRIBUTING.md tells of the name of everything that is looked for here.
#[test]
fn every_name_is_told() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let rows = contributing.lines().filter_map(|line| line.strip_prefix("| "));
    let told: Vec<&str> = rows.map(|row| row.split(" | ").next().unwrap()).collect();
    for (word, name) in OTHER_WORDS {
        let name = name.replace('_', " ");
        assert!(
            told.iter().any(|cell| name == "licences" || cell.contains(&name)),
            "CONTRIBUTING.md does not tell that {word:?} is {name:?} here"
        );
    }
}
