//! Finds out which source file imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use support::cc::root;
use syn::visit::Visit;
use syn::{Attribute, File, ItemMod, ItemUse, Meta, UseTree};

/// A module path, such as `["net", "socket"]`.
pub type Module = Vec<String>;

/// Every source file, by its module path.
pub type Tree = BTreeMap<Module, String>;

/// The sources in `folder` of the repository.
pub fn sources(folder: &str) -> Tree {
    fn walk(folder: &Path, module: &Module, tree: &mut Tree) {
        let is_library = folder.join("lib.rs").exists();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let inner = [&module[..], std::slice::from_ref(&name)].concat();
            if path.is_dir() {
                walk(&path, &inner, tree);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let is_folders_own = name == "mod" || name == "lib" || (name == "main" && !is_library);
                let module = if is_folders_own { module.clone() } else { inner };
                tree.insert(module, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut tree = Tree::new();
    walk(&root().join(folder), &Module::new(), &mut tree);
    assert!(!tree.is_empty(), "{folder} has no sources");
    tree
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.starts_with("all (test ,")
        }
        Meta::Path(path) => path.is_ident("test"),
        _ => false,
    })
}

/// The paths that a file names.
struct Paths {
    /// Whether those in test functions count.
    with_tests: bool,
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
        if self.with_tests || !is_for_tests(&function.attrs) {
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

/// For each file those that it imports.
pub type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// Which file imports which, tests left out.
pub fn imports(tree: &Tree) -> Imports {
    all_imports(tree, false)
}

/// The same of a program that consists of tests, whose functions count, too.
pub fn imports_with_tests(tree: &Tree) -> Imports {
    all_imports(tree, true)
}

fn all_imports(tree: &Tree, with_tests: bool) -> Imports {
    let paths: BTreeMap<&Module, Paths> = tree
        .iter()
        .map(|(module, text)| {
            let file: File = syn::parse_file(text).unwrap();
            let mut paths = Paths {
                with_tests,
                found: Vec::new(),
                test_modules: Vec::new(),
            };
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

/// The files of a circle, if there is one.
pub fn circle(imports: &Imports) -> Option<String> {
    fn walk(at: &Module, imports: &Imports, way: &mut Vec<Module>, done: &mut BTreeSet<Module>) -> Option<String> {
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
    let mut done = BTreeSet::new();
    imports
        .keys()
        .find_map(|module| walk(module, imports, &mut Vec::new(), &mut done))
}

/// A tree that is made up, to see what would be found in it.
pub fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(module, text)| {
            let names = module.split("::").filter(|name| !name.is_empty());
            (names.map(str::to_owned).collect(), (*text).to_owned())
        })
        .collect()
}
