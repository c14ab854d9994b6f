//! Writes everything that is out of date, and says what it has written.

use std::fs;

fn main() {
    let root = lftoken_bindings::root();
    for (path, text) in lftoken_bindings::out_of_date(&root) {
        fs::write(root.join(&path), text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        println!("{}", path.display());
    }
}
