//! The types of the exports as abidw reads them from the debug information of a library.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What abidw writes about the exports that begin with `lf_` and the types that can be reached from them, without the
/// inside of the library, in which abidw also sees types, and without the Rust modules in which they lie.
pub fn of(library: &Path) -> String {
    let output = Command::new("abidw")
        .args([
            "--no-corpus-path",
            "--no-comp-dir-path",
            "--no-show-locs",
            "--no-elf-needed",
        ])
        .args([
            "--no-parameter-names",
            "--drop-undefined-syms",
            "--type-id-style",
            "hash",
        ])
        .arg(library)
        .output()
        .expect("abidw is missing: install the package \"abigail-tools\"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    reduce(&String::from_utf8(output.stdout).unwrap())
}

/// An element on its first line, and the lines of its children and its end.
type Element<'a> = &'a [&'a str];

fn reduce(dump: &str) -> String {
    let lines: Vec<&str> = dump.lines().collect();
    let mut types = BTreeMap::new();
    let mut functions = BTreeMap::new();
    let mut symbols = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.trim_start().starts_with("<elf-symbol ") {
            symbols.push(line.trim());
        } else if line.trim_start().starts_with("<function-decl ") {
            if let Some(name) = attribute(line, "elf-symbol-id") {
                functions.insert(name, element(&lines[at..]));
            }
        } else if let Some(id) = attribute(line, "id") {
            types.entry(id).or_insert_with(|| element(&lines[at..]));
        }
    }
    assert!(
        !functions.is_empty(),
        "abidw finds no function: is the debug information full?"
    );
    let symbols: Vec<&str> = symbols.into_iter().filter(|line| line.contains(" name='lf_")).collect();
    functions.retain(|name, _| name.starts_with("lf_"));
    let mut reached = BTreeSet::new();
    for function in functions.values() {
        reach(function, &types, &mut reached);
    }

    let first = lines[0];
    let mut out = vec![first, "<elf-function-symbols>"];
    out.extend(symbols);
    out.extend([
        "</elf-function-symbols>",
        "<abi-instr address-size='64' path='lftoken' language='LANG_UNKNOWN'>",
    ]);
    for element in reached.iter().filter_map(|id| types.get(id)).chain(functions.values()) {
        out.extend(element.iter().map(|line| line.trim()));
    }
    out.extend(["</abi-instr>", "</abi-corpus>"]);
    out.join("\n") + "\n"
}

/// Adds the ids of all types that `element` names, and of those that they name.
fn reach<'a>(element: Element<'a>, types: &BTreeMap<&'a str, Element<'a>>, reached: &mut BTreeSet<&'a str>) {
    for id in element.iter().filter_map(|line| attribute(line, "type-id")) {
        if reached.insert(id)
            && let Some(element) = types.get(id)
        {
            reach(element, types, reached);
        }
    }
}

/// The element that begins with the first line. abidw indents what is inside of an element.
fn element<'a>(lines: Element<'a>) -> Element<'a> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    if lines[0].ends_with("/>") {
        return &lines[..1];
    }
    let children = lines[1..]
        .iter()
        .take_while(|line| indent(line) > indent(lines[0]))
        .count();
    &lines[..children + 2]
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!(" {name}='"))?.1.split('\'').next()
}
