//! The rooms of `src` have walls: each imports its neighbours only. No file anywhere imports, by whatever way round,
//! itself.

use std::collections::BTreeSet;
use std::fs;

use support::cc::root;

use crate::imports::{Module, Tree, circle, imports, imports_with_tests, sources, tree};

/// Which room may import which. `base` is the ground for all.
const ALLOWED: &[(&str, &str)] = &[
    ("ffi", "session"),
    ("ffi", "base"),
    ("ffi", "sys"),
    ("session", "api"),
    ("session", "base"),
    ("api", "http"),
    ("api", "base"),
    ("http", "net"),
    ("http", "tls"),
    ("http", "base"),
    ("net", "base"),
    ("tls", "base"),
    ("base", "sys"),
];

/// The one exception: the door for the programs in `fuzz/` leads into every room, and nothing of ours uses it.
const DOOR: &str = "fuzzing";

/// Everything else in Rust: the test programs, the crates that they share, the benchmark, and the generator of the bindings.
const OTHERS: &[&str] = &[
    "benches/compare",
    "bindings/generator/src",
    "bindings/rust/src",
    "tests/strategies/src",
    "tests/stub/src",
    "tests/support/src",
    "tests/c_abi",
    "tests/docs",
    "tests/hosts",
    "tests/packages",
    "tests/wire",
    "tools/check/src",
];

/// The most lines that a file may have.
const MOST_LINES: usize = 330;

fn forbidden(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (from, targets) in imports(tree) {
        for to in targets {
            let (Some(room), Some(other)) = (from.first(), to.first()) else {
                if !from.is_empty() {
                    found.push(format!("{} imports from lib.rs", from.join("::")));
                }
                continue;
            };
            if room != other && room != DOOR && !ALLOWED.contains(&(room, other)) {
                found.push(format!("{} imports {}", from.join("::"), to.join("::")));
            }
        }
    }
    found
}

#[test]
fn rooms_import_their_neighbours_only() {
    assert_eq!(forbidden(&sources("src")), Vec::<String>::new());
}

#[test]
fn no_file_imports_itself() {
    assert_eq!(circle(&imports(&sources("src"))), None);
    for folder in OTHERS {
        assert_eq!(circle(&imports_with_tests(&sources(folder))), None, "{folder}");
    }
}

#[test]
fn every_arrow_of_the_table_is_used() {
    let rooms: BTreeSet<(String, String)> = imports(&sources("src"))
        .into_iter()
        .flat_map(|(from, targets)| targets.into_iter().map(move |to| (from.clone(), to)))
        .filter_map(|(from, to)| Some((from.first()?.clone(), to.first()?.clone())))
        .collect();
    let unused: Vec<_> = ALLOWED
        .iter()
        .filter(|(from, to)| !rooms.contains(&((*from).to_owned(), (*to).to_owned())))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// Without its feature, which is not a default, there is no door; with it the library exports nothing more.
#[test]
fn the_door_for_fuzzing_is_shut() {
    let sources = sources("src");
    let lib = &sources[&Module::new()];
    assert!(lib.contains("#[cfg(feature = \"fuzzing\")]\n#[doc(hidden)]\npub mod fuzzing;\n"));
    let users: Vec<_> = sources
        .iter()
        .filter(|(module, text)| !module.is_empty() && text.contains("fuzzing::"))
        .map(|(module, _)| module.join("::"))
        .collect();
    assert_eq!(users, Vec::<String>::new());
    let door = &sources[&vec![DOOR.to_owned()]];
    assert!(!door.contains("extern") && !door.contains("export_name") && !door.contains("no_mangle"));
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\nfuzzing = []\n") && !manifest.contains("\ndefault = "));
}

/// Everything asks `base::clock`, so that a test can stop it.
#[test]
fn one_file_asks_the_system_for_the_time() {
    let asking: Vec<_> = sources("src")
        .iter()
        .filter(|(_, text)| {
            ["Instant::now()", "SystemTime::now()", ".elapsed()"]
                .iter()
                .any(|call| text.contains(call))
        })
        .map(|(module, _)| module.join("::"))
        .filter(|module| module != "base::clock" && module != "net::socket")
        .collect();
    assert_eq!(
        asking,
        Vec::<String>::new(),
        "only tests of real sockets may measure time"
    );
}

/// `base::task` gives every thread its stack, which the environment decides otherwise, and keeps signals away from it.
#[test]
fn one_file_starts_threads() {
    let starting: Vec<_> = sources("src")
        .iter()
        .filter(|(module, _)| !module.iter().any(|part| part.ends_with("tests")))
        .filter(|(_, text)| {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            ["thread::spawn(", "thread::Builder", "thread::scope("]
                .iter()
                .any(|start| code.contains(start))
        })
        .map(|(module, _)| module.join("::"))
        .collect();
    assert_eq!(starting, ["base::task"]);
}

#[test]
fn files_are_small() {
    let crowded: Vec<_> = sources("src")
        .iter()
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(module, text)| format!("{}: {} lines", module.join("::"), text.lines().count()))
        .collect();
    assert_eq!(crowded, Vec::<String>::new());
}

/// Who wants to know what an API can do asks its capabilities. Only the setting that chooses one names them all, and the
/// settings name the one that is there without.
#[test]
fn no_room_above_the_api_asks_which_generation_it_is() {
    let sources = sources("src");
    let named: Vec<_> = sources
        .iter()
        .filter(|(module, _)| module.first().is_some_and(|room| room != "api" && room != DOOR))
        .filter(|(module, _)| !module.iter().any(|part| part.ends_with("tests")))
        .flat_map(|(module, text)| {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let names = GENERATIONS.iter().filter(move |name| names_in_code(code, name));
            names.map(move |name| (module.join("::"), *name))
        })
        .filter(|(module, _)| !["session", "ffi::options::address"].contains(&module.as_str()))
        .collect();
    assert_eq!(named, [("session::settings".to_owned(), "V1_ALPHA")]);
}

/// As `src/api/mod.rs` has them.
const GENERATIONS: [&str; 4] = ["V1_ALPHA", "SERVER_V1", "SERVER_V2", "CLOUD"];

/// Whether a line that is no comment has the word.
fn names_in_code(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.any(|line| line.split(|c| !is_part(c)).any(|word| word == name))
}

#[test]
fn the_generations_are_those_of_the_room() {
    let sources = sources("src");
    let api = &sources[&vec!["api".to_owned(), "generation".to_owned()]];
    let lines = api.lines().filter_map(|line| line.strip_prefix("pub const "));
    let names: Vec<&str> = lines
        .filter_map(|line| line.split_once(": Generation = "))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, GENERATIONS);
    assert!(names_in_code("    if api == CLOUD {", "CLOUD"));
    assert!(!names_in_code("// of CLOUD\nlet LF_API_CLOUD = 4;", "CLOUD"));
}

/// Of the names in C only the C interface knows.
#[test]
fn no_room_below_the_c_interface_names_a_function_of_it() {
    let sources = sources("src");
    let named: Vec<_> = sources
        .iter()
        .filter(|(module, _)| !module.is_empty() && module[0] != "ffi")
        .flat_map(|(module, text)| text.lines().map(move |line| (module.join("::"), line)))
        .filter(|(_, line)| names_c(line))
        .collect();
    assert_eq!(named, Vec::new());
}

fn names_c(line: &str) -> bool {
    ["lf_", "LF_"].iter().any(|prefix| {
        line.match_indices(prefix)
            .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

#[test]
fn a_name_in_c_would_be_found() {
    for bad in ["// see lf_create_token", "\"LF_E_TIMED_OUT\"", "lf_token"] {
        assert!(names_c(bad), "{bad}");
    }
    assert!(!names_c("fn half_an_answer(itself_too: HALF_LF)"));
}

#[test]
fn a_breach_would_be_found() {
    let breach = |text: &str| {
        forbidden(&tree(&[
            ("", "mod net; mod http;"),
            ("net", "pub mod socket;"),
            ("net::socket", text),
            ("http", "pub mod pool; pub fn f() {}"),
            ("http::pool", ""),
        ]))
    };
    for bad in [
        "use crate::http::pool::Pool;",
        "use crate::http;",
        "use crate::{http::pool as other};",
        "use super::super::http::pool;",
        "fn f() { crate::http::f() }",
        "fn f() -> crate::http::pool::Pool {}",
        "mod inner { use crate::http; }",
    ] {
        assert_eq!(breach(bad).len(), 1, "{bad}: {:?}", breach(bad));
    }
    for good in [
        "use std::http;",
        "#[cfg(test)] mod tests { use crate::http; }",
        "// crate::http",
    ] {
        assert!(breach(good).is_empty(), "{good}");
    }
}

#[test]
fn a_circle_would_be_found() {
    let ring = |last: &str| {
        tree(&[
            ("", "mod a;"),
            ("a", "pub mod one; pub mod two; pub mod three; pub use one::One;"),
            ("a::one", "use super::two::Two;"),
            ("a::two", "use crate::a::three;"),
            ("a::three", last),
        ])
    };
    for bad in ["use super::one::f;", "use crate::a::One;", "fn f() { super::one::f() }"] {
        assert!(circle(&imports(&ring(bad))).is_some(), "{bad}");
    }
    for good in ["", "use std::one;", "#[cfg(test)] mod tests { use super::super::one; }"] {
        assert_eq!(circle(&imports(&ring(good))), None, "{good}");
    }
    let in_a_test = ring("#[test] fn f() { crate::a::one::f() }");
    assert_eq!(circle(&imports(&in_a_test)), None);
    assert!(circle(&imports_with_tests(&in_a_test)).is_some());
}
