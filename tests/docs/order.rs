//! The pages for the hosts have one order, and name every action and every setting: a reader who knows one page finds
//! everything in another.

use std::fs;
use std::path::Path;

use support::{c_header, cc};

/// What a page tells, in this order. A page leaves out only what its host has not.
const HEADINGS: [&str; 10] = [
    "To the first token",
    "Keeping the session and logging out",
    "Failures",
    "Settings",
    "Time limits and cancelling",
    "Threads",
    "The log",
    "Secrets",
    "Below the classes",
    "What is tested",
];

/// A page, what its host does not have, and the sources of its binding.
struct Page {
    name: &'static str,
    left_out: &'static [&'static str],
    binding: &'static str,
}

const PAGES: [Page; 6] = [
    Page {
        name: "docs/c.md",
        left_out: &["Below the classes"],
        binding: "include/lftoken.h",
    },
    Page {
        name: "docs/cpp.md",
        left_out: &[],
        binding: "bindings/cpp/lftoken.hpp",
    },
    Page {
        name: "docs/dotnet.md",
        left_out: &[],
        binding: "bindings/dotnet",
    },
    Page {
        name: "docs/delphi.md",
        left_out: &[],
        binding: "bindings/pascal/lftoken.pas",
    },
    Page {
        name: "docs/python.md",
        left_out: &[],
        binding: "bindings/python/lftoken.py",
    },
    Page {
        name: "docs/vba.md",
        left_out: &[],
        binding: "bindings/vba/LFToken.bas",
    },
];

impl Page {
    fn text(&self) -> String {
        fs::read_to_string(cc::root().join(self.name)).unwrap()
    }

    /// What stands below a heading.
    fn section(&self, heading: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap();
        rest.split("\n## ").next().unwrap().to_owned()
    }

    /// The words of C, C++ and so on that the binding consists of.
    fn binding(&self) -> Vec<String> {
        let path = cc::root().join(self.binding);
        let sources = if path.is_dir() {
            let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
            files
                .filter(|file| file.extension().is_some_and(|it| it == "cs"))
                .collect()
        } else {
            vec![path]
        };
        sources.iter().flat_map(|file| words(file)).collect()
    }
}

fn words(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.map(str::to_owned).collect()
}

/// What stands in backticks.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables of a section, each without its first `|`.
fn rows(section: &str) -> impl Iterator<Item = &str> {
    section.lines().filter_map(|line| line.strip_prefix("| "))
}

#[test]
fn all_pages_have_one_order() {
    for page in PAGES {
        let text = page.text();
        let mut fenced = false;
        let headings = text.lines().filter(|line| {
            fenced ^= line.starts_with("```");
            !fenced
        });
        let headings: Vec<&str> = headings
            .filter_map(|line| line.strip_prefix("## "))
            .filter(|heading| *heading != "For Windows")
            .map(|heading| heading.strip_suffix(" on Linux").unwrap_or(heading))
            .collect();
        let expected: Vec<&str> = HEADINGS
            .into_iter()
            .filter(|heading| !page.left_out.contains(heading))
            .collect();
        assert_eq!(headings, expected, "{}", page.name);
        assert!(text.starts_with("# lftoken for "), "{}", page.name);
    }
}

#[test]
fn every_page_lists_all_actions() {
    let constants = c_header::constants();
    let mut actions: Vec<(u32, String)> = constants
        .iter()
        .filter_map(|(name, number)| Some((name.strip_prefix("LF_ACTION_")?, number)))
        .map(|(action, number)| (number.parse().unwrap(), action.to_owned()))
        .collect();
    actions.sort();
    assert_eq!(actions.len(), 9);
    for page in PAGES {
        let spelled = actions.iter().map(|(_, action)| {
            let joined: String = action
                .split('_')
                .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
                .collect();
            match page.name {
                "docs/c.md" | "docs/vba.md" => format!("LF_ACTION_{action}"),
                "docs/cpp.md" => action.to_lowercase(),
                "docs/dotnet.md" => joined,
                "docs/delphi.md" => format!("lfa{joined}"),
                _ => action.clone(),
            }
        });
        let section = page.section("Failures");
        // The row of titles names the type.
        let listed: Vec<&str> = rows(&section)
            .skip(1)
            .filter_map(|row| names(row.split(" | ").next()?).next())
            .collect();
        assert_eq!(listed, spelled.collect::<Vec<_>>(), "{}", page.name);
    }
}

#[test]
fn every_page_tells_the_settings_by_the_same_tasks() {
    let tasks = |page: &Page| -> Vec<String> {
        let section = page.section("Settings");
        let tasks = rows(&section).map(|row| row.split(" | ").next().unwrap().split(',').next().unwrap().to_owned());
        let mut tasks: Vec<String> = tasks.filter(|task| !task.starts_with("---")).collect();
        tasks.dedup();
        // VBA has no log.
        tasks.retain(|task| task != "get log lines");
        tasks
    };
    let expected = tasks(&PAGES[0]);
    assert!(expected.len() > 20, "{expected:?}");
    for page in PAGES {
        assert_eq!(tasks(&page), expected, "{}", page.name);
    }
}

#[test]
fn every_page_names_the_settings_that_its_binding_has() {
    for page in PAGES {
        let binding = page.binding();
        for row in rows(&page.section("Settings")) {
            for name in names(row) {
                let name = name.strip_prefix("lftoken::").unwrap_or(name);
                assert!(binding.iter().any(|word| word == name), "{}: {name}", page.name);
            }
        }
    }
    let c = PAGES[0].section("Settings");
    let setters = c_header::functions().into_iter().map(|function| function.name);
    let is_setting = |name: &String| {
        let kinds = ["lf_options_set_", "lf_options_add_", "lf_credentials_set_"];
        kinds.iter().any(|kind| name.starts_with(kind))
    };
    for name in setters.filter(is_setting) {
        assert!(names(&c).any(|told| told == name), "docs/c.md does not tell of {name}");
    }
}

#[test]
fn no_line_is_too_long() {
    for page in PAGES {
        for (number, line) in page.text().lines().enumerate() {
            assert!(line.chars().count() <= 120, "{}:{}", page.name, number + 1);
        }
    }
}
