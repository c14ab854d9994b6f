//! The library's advice, and what it can name.

use std::collections::BTreeSet;
use std::fs;

use support::cc;

fn source() -> String {
    fs::read_to_string(cc::root().join("src/session/advice.rs")).unwrap()
}

/// The keys of `src/session/advice.rs`, for each of which a binding has a name of its own.
pub fn keys() -> BTreeSet<String> {
    let source = source();
    let (_, rest) = source.split_once("pub const NAMES: &[&str] = &[").unwrap();
    let list = rest.split_once("];").unwrap().0;
    let keys: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(keys.len() > 10, "{keys:?}");
    keys
}

/// Every advice with its keys in braces, as `lf_advice_text` gives it.
pub fn templates() -> Vec<String> {
    let source = source();
    let rows = source
        .lines()
        .filter_map(|line| line.strip_suffix("\";")?.split_once(", c\""));
    let templates: Vec<String> = rows.map(|(_, template)| template.to_owned()).collect();
    assert!(templates.len() > 40, "{templates:?}");
    templates
}
