//! The README tells the truth about what can be checked mechanically.

use std::fs;
use std::path::Path;

use support::binding::{status_message, status_name};
use support::c_header;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

#[test]
fn the_error_table_is_the_list_of_statuses() {
    let readme = readme();
    let rows: Vec<&str> = readme
        .lines()
        .filter(|line| {
            line.strip_prefix("| ")
                .is_some_and(|row| row.starts_with(|c: char| c.is_ascii_digit()))
        })
        .collect();
    let expected: Vec<String> = c_header::statuses()
        .iter()
        .map(|(number, name)| {
            assert_eq!(status_name(*number), name);
            format!("| {number} | `{name}` | {} |", status_message(*number))
        })
        .collect();
    assert_eq!(rows, expected);
}

/// In the README and in the pages of the bindings, each with the names of its own.
#[test]
fn every_action_is_told() {
    let page = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let pages = [
        "README.md",
        "docs/cpp.md",
        "docs/dotnet.md",
        "docs/delphi.md",
        "docs/python.md",
        "docs/vba.md",
    ];
    let [readme, cpp, dotnet, delphi, python, vba] = pages.map(page);
    let constants = c_header::constants();
    let actions: Vec<&str> = constants
        .keys()
        .filter_map(|name| name.strip_prefix("LF_ACTION_"))
        .collect();
    assert!(actions.len() > 8, "{actions:?}");
    for action in actions {
        let row = format!("| `LF_ACTION_{action}` | ");
        assert!(readme.contains(&row), "README.md lacks {action}");
        if action == "NONE" {
            continue;
        }
        let joined: String = action
            .split('_')
            .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
            .collect();
        for (page, name) in [
            (&cpp, action.to_lowercase()),
            (&dotnet, joined.clone()),
            (&delphi, format!("lfa{joined}")),
            (&python, action.to_owned()),
            (&vba, format!("LF_ACTION_{action}")),
        ] {
            let is_told = [format!("`{name}`"), format!("`Action.{name}`")]
                .iter()
                .any(|name| page.contains(name));
            assert!(is_told, "{name} is not told of");
        }
    }
}

#[test]
fn every_file_that_the_readme_names_exists() {
    let readme = readme();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = readme.split('`').filter(|word| {
        ["tests/", "src/", "include/", "fuzz/", ".ci/"]
            .iter()
            .any(|dir| word.starts_with(dir))
    });
    for name in named {
        assert!(root.join(name).exists(), "README.md names {name}, which does not exist");
    }
}
