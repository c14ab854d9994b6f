//! Counts what a command does, with valgrind and strace.

use std::fs;
use std::path::Path;
use std::process::{self, Output};

/// User-space instructions.
pub fn instructions(command: &Command) -> f64 {
    let output = command.under(&["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    leading_number(after(&output.stderr, "Collected : "))
}

/// How often memory was allocated, and how many bytes.
pub fn allocations(command: &Command) -> (f64, f64) {
    let output = command.under(&[
        "env",
        // Otherwise Python's own pool hides what it allocates.
        "PYTHONMALLOC=malloc",
        "valgrind",
        "--tool=memcheck",
        "--leak-check=no",
        "--undef-value-errors=no",
    ]);
    let usage = after(&output.stderr, "total heap usage: ").to_owned();
    let bytes = usage.split_once(" frees, ").expect("frees in the heap usage").1;
    (leading_number(&usage), leading_number(bytes))
}

/// System calls of all threads.
pub fn system_calls(command: &Command, scratch: &Path) -> f64 {
    let summary = scratch.join("strace");
    command.under(&["strace", "-f", "-c", "-o", summary.to_str().unwrap()]);
    let summary = fs::read_to_string(summary).unwrap();
    let total = summary.lines().rfind(|line| line.ends_with(" total")).expect("a total");
    total.split_whitespace().nth(3).unwrap().parse().expect("a count")
}

/// A command to be run as it is, or below a tool.
pub struct Command {
    pub words: Vec<String>,
    pub environment: Vec<(&'static str, String)>,
}

impl Command {
    pub fn under(&self, tool: &[&str]) -> Output {
        let mut words = tool.iter().copied().chain(self.words.iter().map(String::as_str));
        let mut command = process::Command::new(words.next().unwrap());
        command
            .args(words)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        // The order of its hash tables is random otherwise.
        command.env("PYTHONHASHSEED", "0");
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert!(
            output.status.success(),
            "{command:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// The numbers that it prints.
    pub fn numbers(&self, tool: &[&str]) -> Vec<f64> {
        let output = self.under(tool);
        let text = std::str::from_utf8(&output.stdout).unwrap();
        text.split_whitespace()
            .map(|word| word.parse().expect("a number"))
            .collect()
    }
}

fn after<'a>(text: &'a [u8], mark: &str) -> &'a str {
    let text = std::str::from_utf8(text).unwrap();
    text.split_once(mark)
        .unwrap_or_else(|| panic!("no {mark:?} in {text}"))
        .1
}

/// `1,234 allocs` is 1234.
fn leading_number(text: &str) -> f64 {
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    digits.replace(',', "").parse().expect("a number")
}
