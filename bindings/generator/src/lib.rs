//! The C header, and what every binding takes over from it: statuses, constants, raw declarations, and the setters of
//! plain settings.
//!
//! The source of the exports is the description. `header` has cbindgen write it in C, `interface` reads that into a
//! model, and one module for each language writes its part. A binding says the rest by hand.

mod com;
mod cpp;
mod csharp;
mod docs;
mod families;
mod header;
mod interface;
mod names;
mod pages;
mod pascal;
mod python;
mod region;
mod rust;
mod setter;
mod settings;
mod vba;
mod wording;

use std::fs;
use std::path::{Path, PathBuf};

use interface::Interface;
use region::Regions;

/// The folder of the whole project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file that is written here, whole or in part, with the text that it has to have.
pub fn outputs(root: &Path) -> Vec<(PathBuf, String)> {
    let header = header::generate(root);
    let interface = Interface::parse(&header);
    let mut outputs = vec![(PathBuf::from("include/lftoken.h"), header)];
    for (path, text) in csharp::files(&interface).into_iter().chain([rust::file(&interface)]) {
        outputs.push((path.into(), text));
    }
    let parts: [(&str, Regions); 10] = [
        ("src/ffi/status.rs", rust::names(&interface)),
        ("bindings/rust/src/error.rs", rust::codes(&interface)),
        ("README.md", pages::actions(&interface)),
        ("docs/errors.md", pages::statuses(&interface)),
        ("docs/settings.md", pages::all_settings(&interface)),
        ("bindings/com/lftoken-com.idl", com::regions(&interface)),
        ("bindings/cpp/lftoken.hpp", cpp::regions(&interface)),
        ("bindings/pascal/lftoken.pas", pascal::regions(&interface)),
        ("bindings/python/lftoken.py", python::regions(&interface)),
        ("bindings/vba/LFToken.bas", vba::regions(&interface)),
    ];
    for (path, regions) in parts {
        let old = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        outputs.push((path.into(), region::replace(path, &old, &regions)));
    }
    outputs
}

/// Those of [`outputs`] that are not as they have to be.
pub fn out_of_date(root: &Path) -> Vec<(PathBuf, String)> {
    let is_current = |path: &Path, text: &str| fs::read_to_string(root.join(path)).is_ok_and(|old| old == text);
    let outputs = outputs(root).into_iter();
    outputs.filter(|(path, text)| !is_current(path, text)).collect()
}
