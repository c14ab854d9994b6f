//! The examples in the pages under `docs/`.

use std::fs;

use crate::cc;

/// The fenced blocks of a page, such as those that begin with "```pascal".
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(cc::root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
    let parts: Vec<&str> = text.split("\n```").collect();
    assert!(parts.len() % 2 == 1, "a block in {page} does not end");
    let blocks = parts.iter().skip(1).step_by(2);
    blocks
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .map(|block| format!("{block}\n"))
        .collect()
}
