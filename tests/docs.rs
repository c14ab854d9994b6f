//! The README tells the truth about what can be checked mechanically.

use std::fs;
use std::path::Path;

use lftoken::session::Status;

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
    let expected: Vec<String> = Status::ALL
        .iter()
        .map(|status| {
            format!(
                "| {} | `{}` | {} |",
                *status as i32,
                status.name().to_str().unwrap(),
                status.summary().to_str().unwrap()
            )
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
