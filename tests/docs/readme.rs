//! README.md tells the truth about what can be checked mechanically.

use std::fs;

use support::binding::{status_message, status_name};
use support::{c_header, cc};

fn readme() -> String {
    fs::read_to_string(cc::root().join("README.md")).unwrap()
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
    let root = cc::root();
    let named = readme.split('`').filter(|word| {
        ["tests/", "src/", "include/", "fuzz/", ".ci/"]
            .iter()
            .any(|dir| word.starts_with(dir))
    });
    for name in named {
        assert!(root.join(name).exists(), "README.md names {name}, which does not exist");
    }
}

#[test]
fn its_figures_are_those_of_the_benchmark() {
    let read = |name: &str| fs::read_to_string(cc::root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (readme, report) = (read("README.md"), read("docs/performance.md"));
    let (_, rest) = readme
        .split_once("<!-- LF_BLESS=1 cargo bench writes from here -->")
        .unwrap();
    let (figures, _) = rest.split_once("<!-- to here -->").unwrap();
    assert!(figures.contains("| lftoken "), "{figures}");
    assert!(
        report.contains(figures.trim()),
        "README.md has other figures than docs/performance.md"
    );
}
