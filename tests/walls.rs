//! The rooms of `src` have walls: each imports its neighbours only, and no file imports, by whatever way round, itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::Visit;
use syn::{Attribute, File, ItemMod, ItemUse, Meta, UseTree};

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
];

/// The one exception: the door for the programs in `fuzz/` leads into every room, and nothing of ours uses it.
const DOOR: &str = "fuzzing";

/// The most lines that a file may have.
const MOST_LINES: usize = 330;

/// A module path, such as `["net", "socket"]`.
type Module = Vec<String>;

/// Every source file, by its module path.
type Tree = BTreeMap<Module, String>;

fn sources() -> Tree {
    fn walk(folder: &Path, module: &Module, tree: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let inner = [&module[..], std::slice::from_ref(&name)].concat();
            if path.is_dir() {
                walk(&path, &inner, tree);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let is_folders_own = name == "mod" || name == "lib";
                let module = if is_folders_own { module.clone() } else { inner };
                tree.insert(module, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut tree = Tree::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &Module::new(),
        &mut tree,
    );
    tree
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        Meta::Path(path) => path.is_ident("test"),
        _ => false,
    })
}

/// The paths that a file names, but for those in its tests.
#[derive(Default)]
struct Paths {
    found: Vec<Vec<String>>,
    test_modules: Vec<String>,
}

impl Paths {
    fn add_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.found.push(with(&name.ident)),
            UseTree::Rename(rename) => self.found.push(with(&rename.ident)),
            UseTree::Glob(_) => self.found.push(before.to_vec()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_tree(before, tree)),
        }
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if !is_for_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        } else if module.content.is_none() {
            self.test_modules.push(module.ident.to_string());
        }
    }

    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        if !is_for_tests(&function.attrs) {
            syn::visit::visit_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.add_tree(&[], &item.tree);
        }
    }

    fn visit_visibility(&mut self, _: &'a syn::Visibility) {}

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string());
        self.found.push(segments.collect());
        syn::visit::visit_path(self, path);
    }
}

/// The file that a path in `module` leads to; `None` if that is no file of ours.
fn resolve(tree: &Tree, module: &Module, path: &[String]) -> Option<Module> {
    let mut at = module.clone();
    let mut rest = path;
    let first = path.first()?;
    if first == "crate" {
        at.clear();
        rest = &rest[1..];
    } else if first == "super" || first == "self" {
        while let Some((first, behind)) = rest.split_first() {
            match first.as_str() {
                "super" => drop(at.pop()),
                "self" => {}
                _ => break,
            }
            rest = behind;
        }
    } else if !tree.contains_key(&[&at[..], std::slice::from_ref(first)].concat()) {
        return None;
    }
    for name in rest {
        let inner = [&at[..], std::slice::from_ref(name)].concat();
        if !tree.contains_key(&inner) {
            break;
        }
        at = inner;
    }
    (at != *module && tree.contains_key(&at)).then_some(at)
}

/// Which file imports which, tests left out.
fn imports(tree: &Tree) -> BTreeMap<Module, BTreeSet<Module>> {
    let paths: BTreeMap<&Module, Paths> = tree
        .iter()
        .map(|(module, text)| {
            let file: File = syn::parse_file(text).unwrap();
            let mut paths = Paths::default();
            paths.visit_file(&file);
            (module, paths)
        })
        .collect();
    let is_test = |module: &Module| {
        (1..=module.len()).any(|length| {
            let parent = module[..length - 1].to_vec();
            paths
                .get(&parent)
                .is_some_and(|paths| paths.test_modules.contains(&module[length - 1]))
        })
    };
    paths
        .iter()
        .filter(|(module, _)| !is_test(module))
        .map(|(module, paths)| {
            let targets = paths.found.iter().filter_map(|path| resolve(tree, module, path));
            ((*module).clone(), targets.filter(|target| !is_test(target)).collect())
        })
        .collect()
}

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

/// The files of a circle, if there is one.
fn circle(tree: &Tree) -> Option<String> {
    fn walk(
        at: &Module,
        imports: &BTreeMap<Module, BTreeSet<Module>>,
        way: &mut Vec<Module>,
        done: &mut BTreeSet<Module>,
    ) -> Option<String> {
        if let Some(begin) = way.iter().position(|module| module == at) {
            let names = way[begin..].iter().chain([at]).map(|module| module.join("::"));
            return Some(names.collect::<Vec<_>>().join(" -> "));
        }
        if done.contains(at) {
            return None;
        }
        way.push(at.clone());
        let found = imports
            .get(at)
            .into_iter()
            .flatten()
            .find_map(|target| walk(target, imports, way, done));
        way.pop();
        done.insert(at.clone());
        found
    }
    let imports = imports(tree);
    let mut done = BTreeSet::new();
    imports
        .keys()
        .find_map(|module| walk(module, &imports, &mut Vec::new(), &mut done))
}

#[test]
fn rooms_import_their_neighbours_only() {
    assert_eq!(forbidden(&sources()), Vec::<String>::new());
}

#[test]
fn no_file_imports_itself() {
    assert_eq!(circle(&sources()), None);
}

#[test]
fn every_arrow_of_the_table_is_used() {
    let rooms: BTreeSet<(String, String)> = imports(&sources())
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
    let sources = sources();
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
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\nfuzzing = []\n") && !manifest.contains("\ndefault = "));
}

/// Everything asks `base::clock`, so that a test can stop it.
#[test]
fn one_file_asks_the_system_for_the_time() {
    let asking: Vec<_> = sources()
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

/// In the benchmark the data goes one way: what measures fills the table, and pages are made of the table.
#[test]
fn the_benchmark_has_no_circle() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare");
    let names = |path: &str, other: &str| {
        let path = folder.join(path);
        let files: Vec<_> = match path.is_dir() {
            true => fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect(),
            false => vec![path],
        };
        let text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        text.contains(other)
    };
    assert!(names("measure", "crate::table") && names("pages", "crate::table"));
    assert!(!names("measure", "pages::") && !names("pages", "measure::") && !names("table.rs", "crate::"));
}

#[test]
fn files_are_small() {
    let crowded: Vec<_> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(module, text)| format!("{}: {} lines", module.join("::"), text.lines().count()))
        .collect();
    assert_eq!(crowded, Vec::<String>::new());
}

/// Of the names in C only the C interface knows.
#[test]
fn no_room_below_the_c_interface_names_a_function_of_it() {
    let sources = sources();
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

fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(module, text)| {
            let names = module.split("::").filter(|name| !name.is_empty());
            (names.map(str::to_owned).collect(), (*text).to_owned())
        })
        .collect()
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
        circle(&tree(&[
            ("", "mod a;"),
            ("a", "pub mod one; pub mod two; pub mod three; pub use one::One;"),
            ("a::one", "use super::two::Two;"),
            ("a::two", "use crate::a::three;"),
            ("a::three", last),
        ]))
    };
    for bad in ["use super::one::f;", "use crate::a::One;", "fn f() { super::one::f() }"] {
        assert!(ring(bad).is_some(), "{bad}");
    }
    for good in ["", "use std::one;", "#[cfg(test)] mod tests { use super::super::one; }"] {
        assert_eq!(ring(good), None, "{good}");
    }
}
