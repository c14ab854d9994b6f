//! The pages tell of every status and of every action, each binding's with the names of its own.

use std::fs;

use support::binding::{status_message, status_name};
use support::{c_header, cc};

fn page(name: &str) -> String {
    fs::read_to_string(cc::root().join(name)).unwrap()
}

#[test]
fn the_error_table_is_the_list_of_statuses() {
    let errors = page("docs/errors.md");
    let rows: Vec<&str> = errors
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

#[test]
fn every_action_is_told() {
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
