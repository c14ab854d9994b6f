//! What the library's advice can name.

use std::collections::BTreeSet;
use std::fs;

use super::cc;

/// The keys of `src/session/advice.rs`, for each of which a binding has a name of its own.
pub fn keys() -> BTreeSet<String> {
    let source = fs::read_to_string(cc::root().join("src/session/advice.rs")).unwrap();
    let (_, rest) = source.split_once("pub const NAMES: &[&str] = &[").unwrap();
    let list = rest.split_once("];").unwrap().0;
    let keys: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(keys.len() > 10, "{keys:?}");
    keys
}
