//! What `include/lftoken.h` declares, to compare the declarations of other languages with it.

use std::collections::BTreeMap;
use std::fs;

use super::cc;

/// A function of the header.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    pub name: String,
    /// In C, with one space between words: "lf_status", "const char *".
    pub result: String,
    pub parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    pub name: String,
    pub c_type: String,
}

fn text() -> String {
    fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap()
}

/// All functions, in the order of the header.
pub fn functions() -> Vec<Function> {
    let mut code = String::new();
    let text = text();
    let mut rest = text.as_str();
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").expect("a comment ends").1;
    }
    code.push_str(rest);
    let declared: Vec<&str> = code.split("\nLF_API ").skip(1).collect();
    let functions: Vec<Function> = declared.into_iter().map(function).collect();
    assert!(functions.len() > 60, "{} functions", functions.len());
    functions
}

fn function(declaration: &str) -> Function {
    let (head, rest) = declaration.split_once('(').unwrap();
    let (result, name) = head.split_once("LF_CALL ").unwrap();
    let parameters = rest.split_once(')').unwrap().0;
    Function {
        name: name.to_owned(),
        result: one_line(result),
        parameters: match one_line(parameters).as_str() {
            "void" => Vec::new(),
            list => list.split(',').map(parameter).collect(),
        },
    }
}

fn parameter(text: &str) -> Parameter {
    let at = text.rfind([' ', '*']).expect("a parameter has a type and a name") + 1;
    Parameter {
        name: text[at..].to_owned(),
        c_type: text[..at].trim().to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All constants with a value, as it is written; the one that is an expression as its value.
pub fn constants() -> BTreeMap<String, String> {
    let text = text();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("#define LF_")?.split_once(' '));
    let mut constants: BTreeMap<String, String> = lines
        .filter(|(_, value)| value.starts_with(|c: char| c == '"' || c.is_ascii_digit()))
        .map(|(name, value)| (format!("LF_{name}"), value.to_owned()))
        .collect();
    let part = |name: &str| constants[&format!("LF_VERSION_{name}")].parse::<u32>().unwrap();
    let number = part("MAJOR") * 1_000_000 + part("MINOR") * 1000 + part("PATCH");
    constants.insert("LF_VERSION_NUMBER".into(), number.to_string());
    assert!(constants.len() > 40 && constants["LF_OK"] == "0", "{constants:?}");
    constants
}

/// The numbers of the statuses and their names.
pub fn statuses() -> BTreeMap<i32, String> {
    let statuses = constants()
        .into_iter()
        .filter(|(name, _)| name == "LF_OK" || name.starts_with("LF_E_"));
    statuses.map(|(name, number)| (number.parse().unwrap(), name)).collect()
}
