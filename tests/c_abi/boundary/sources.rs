//! The source files of the library, and what is wrong with them.

use std::fs;
use std::path::Path;

use support::cc::root;
use syn::buffer::{Cursor, TokenBuffer};

/// Path below `src` and text of every source file.
pub fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root().join("src")).unwrap();
                found.push((name.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found
}

pub fn is_boundary(name: &str) -> bool {
    name.starts_with("ffi/")
}

/// All problems that `check` finds in the files that `are_meant`.
pub fn problems(are_meant: impl Fn(&str) -> bool, check: fn(&str) -> Vec<String>) -> Vec<String> {
    let files = sources().into_iter().filter(|(name, _)| are_meant(name));
    let mut count = 0;
    let found = files
        .flat_map(|(name, text)| {
            count += 1;
            check(&text)
                .into_iter()
                .map(move |problem| format!("src/{name}: {problem}"))
        })
        .collect();
    assert!(count > 5, "the sources were not found");
    found
}

/// Every word of the code, keywords and insides of macros and attributes included.
pub fn words(text: &str) -> Vec<String> {
    fn walk(mut cursor: Cursor<'_>, words: &mut Vec<String>) {
        while !cursor.eof() {
            if let Some((inside, _, _, rest)) = cursor.any_group() {
                walk(inside, words);
                cursor = rest;
            } else if let Some((word, rest)) = cursor.ident() {
                words.push(word.to_string());
                cursor = rest;
            } else if let Some((_, rest)) = cursor.token_tree() {
                cursor = rest;
            }
        }
    }
    let mut found = Vec::new();
    walk(TokenBuffer::new2(text.parse().unwrap()).begin(), &mut found);
    found
}
