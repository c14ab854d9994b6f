//! The examples in the pages under `docs/`.

use std::fs;
use std::path::Path;

use crate::cc;

/// Every link of a page below `folder` to something beside it leads to a file. Folders that are links are not entered.
pub fn check_links(folder: &Path) {
    let mut pages = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                // Without code, which holds what looks like a link.
                let prose = text.split("```").step_by(2).collect::<String>();
                let links = prose
                    .split("](")
                    .skip(1)
                    .map(|rest| rest.split([')', '#']).next().unwrap());
                for link in links.filter(|link| !link.is_empty() && !link.contains(':')) {
                    assert!(folder.join(link).exists(), "{}: {link} is not there", path.display());
                }
                pages += 1;
            }
        }
    }
    assert!(pages > 0, "{} holds no page", folder.display());
}

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
