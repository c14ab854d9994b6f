//! The README tells the truth about what can be checked mechanically.

use std::fs;
use std::path::Path;

mod support;

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
