//! VBA and Visual Basic 6, as far as they can be checked without Office: the sources in `bindings/vba` are written in the
//! way that each of them needs, their code and the examples in the docs call what is declared, and a program in C calls the
//! DLL as the declarations say.

mod basic;
mod host;

use std::collections::{BTreeMap, BTreeSet};

use support::{c_header, pages};

use crate::advice;

use basic::Kind;

/// Words that cannot be names in VBA, as far as they could come to mind as names of parameters.
const RESERVED: &str = "\
    and any as boolean byref byte byval call case close const currency date declare dim do double each else empty \
    end enum erase error event exit false for function get global go if implements in input integer is len let \
    like lock long longlong longptr loop me mod new next not nothing null object on open option optional or \
    preserve print private ptrsafe public put raise redim rem resume return seek select set shared single spc \
    static stop string sub tab then to true type unlock until variant wend while with write xor";

fn lines(kind: Kind) -> Vec<String> {
    let text = basic::source("LFToken.bas");
    assert!(text.starts_with("Attribute VB_Name = \"LFToken\"\n"));
    basic::lines(&text, kind)
}

fn class(kind: Kind) -> Vec<String> {
    let text = basic::source("LaserficheSession.cls");
    let (head, code) = text.split_once("Attribute VB_Name = \"LaserficheSession\"\n").unwrap();
    assert_eq!(head, "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1  'True\nEND\n");
    basic::lines(code, kind)
}

/// A parameter without its name, or a result.
fn type_of(c_type: &str, kind: Kind) -> String {
    let int64 = if kind == Kind::Vba64 { "LongLong" } else { "Currency" };
    match c_type.strip_prefix("const ").unwrap_or(c_type) {
        "lf_status" | "int32_t" | "uint32_t" => "ByVal Long".into(),
        "int64_t" => format!("ByVal {int64}"),
        "int32_t *" | "uint32_t *" => "ByRef Long".into(),
        "int64_t *" => format!("ByRef {int64}"),
        "size_t *" => "ByRef LongPtr".into(),
        out if out.ends_with("**") => "ByRef LongPtr".into(),
        "size_t" | "char *" | "void *" => "ByVal LongPtr".into(),
        // AddressOf gives a Long where there is no LongPtr.
        callback if callback.ends_with("_callback") && kind == Kind::Old => "ByVal Long".into(),
        callback if callback.ends_with("_callback") => "ByVal LongPtr".into(),
        handle if handle.starts_with("lf_") && handle.ends_with(" *") => "ByVal LongPtr".into(),
        other => panic!("no type of Basic for {other:?}"),
    }
}

fn types(parameters: &[basic::Parameter]) -> String {
    let types = parameters
        .iter()
        .map(|one| format!("{} {}", if one.by_ref { "ByRef" } else { "ByVal" }, one.kind));
    types.collect::<Vec<_>>().join(", ")
}

/// "Function ByVal Long (ByVal LongPtr, ByRef LongPtr)", by name.
fn expected(kind: Kind) -> BTreeMap<String, String> {
    let functions = c_header::functions().into_iter().map(|function| {
        let parameters = function.parameters.iter();
        let parameters: Vec<_> = parameters.map(|one| type_of(&one.c_type, kind)).collect();
        let head = match function.result.as_str() {
            "void" => "Sub".to_owned(),
            result => format!("Function {}", type_of(result, kind)),
        };
        (function.name, format!("{head} ({})", parameters.join(", ")))
    });
    functions.collect()
}

fn check_name(name: &str, line: &str) {
    let is_reserved = RESERVED.split(' ').any(|word| word.eq_ignore_ascii_case(name));
    assert!(!is_reserved, "{name} is a word of VBA: {line}");
}

#[test]
fn the_module_declares_what_the_header_declares() {
    for kind in Kind::ALL {
        let mut declared = BTreeMap::new();
        for one in basic::declarations(&lines(kind)) {
            for parameter in &one.parameters {
                check_name(&parameter.name, &one.name);
            }
            assert_eq!(one.is_safe, kind != Kind::Old, "{kind:?} {}", one.name);
            if one.library == "kernel32" {
                continue;
            }
            assert_eq!(one.library, kind.library(), "{kind:?} {}", one.name);
            let head = match &one.result {
                Some(result) => format!("Function ByVal {result}"),
                None => "Sub".to_owned(),
            };
            let before = declared.insert(one.name.clone(), format!("{head} ({})", types(&one.parameters)));
            assert!(before.is_none(), "{} is declared twice", one.name);
        }
        assert_eq!(declared, expected(kind), "{kind:?}");
    }
}

/// What only one kind of Basic knows does not reach another.
#[test]
fn each_kind_of_basic_knows_all_words() {
    for kind in Kind::ALL {
        let lines = [lines(kind), class(kind)].concat();
        let uses = |word: &str| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            lines
                .iter()
                .any(|line| line.split(|c| !is_part(c)).any(|one| one == word))
        };
        assert_eq!(uses("PtrSafe"), kind != Kind::Old);
        assert_eq!(uses("LongLong"), kind == Kind::Vba64);
        assert_eq!(uses("Currency"), kind != Kind::Vba64);
        let defines = lines.iter().filter(|line| *line == "Public Enum LongPtr").count();
        assert_eq!(defines, usize::from(kind == Kind::Old));
        let library = format!("Private Const LIBRARY As String = \"{}\"", kind.library());
        assert_eq!(lines.iter().filter(|line| **line == library).count(), 1);
        for line in &lines {
            let words: Vec<&str> = line.split([' ', '(']).collect();
            let at = match words.as_slice() {
                ["Public" | "Private", "Sub" | "Function" | "Const", ..] => 2,
                ["Public" | "Private", "Property", ..] => 3,
                ["Public" | "Private", "Declare" | "Enum", ..] => continue,
                ["Public" | "Private" | "Dim", ..] => 1,
                _ => continue,
            };
            check_name(words[at], line);
        }
    }
}

/// A name is defined once, in capitals or not; of a property there can be two parts.
#[test]
fn no_name_of_the_class_is_there_twice() {
    let mut seen = BTreeSet::new();
    for line in class(Kind::Vba32) {
        let words: Vec<&str> = line.split([' ', '(']).collect();
        let name = match words.as_slice() {
            ["Public" | "Private", "Sub" | "Function" | "Const", name, ..] => name,
            ["Public" | "Private", "Property", _, name, ..] => name,
            ["Public" | "Private", name, "As", ..] => name,
            _ => continue,
        };
        assert!(seen.insert(name.to_lowercase()), "{name} is there twice");
    }
    assert!(seen.contains("authorization") && seen.contains("logout") && seen.len() > 20);
}

/// The callback of a check is declared as the header has it.
#[test]
fn the_callback_is_that_of_the_header() {
    let typedefs = support::scenes::header();
    let (_, rest) = typedefs.split_once("(LF_CALL *lf_check_callback)(").unwrap();
    let list = rest.split_once(')').unwrap().0.split(',');
    let expected: Vec<String> = list
        .map(|one| {
            let one = one.trim();
            let at = one.rfind([' ', '*']).unwrap() + 1;
            type_of(one[..at].trim(), Kind::Vba32)
        })
        .collect();
    for kind in Kind::ALL {
        let lines = lines(kind);
        let sub = lines
            .iter()
            .find(|line| line.starts_with("Public Sub LFAddFinding("))
            .unwrap();
        assert_eq!(types(&basic::parameters(sub)), expected.join(", "));
        assert!(lines.iter().any(|line| line.contains("AddressOf LFAddFinding,")));
    }
}

/// What the module defines, by name: how many arguments it takes, if that is fixed.
fn names(kind: Kind) -> BTreeMap<String, Option<usize>> {
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for line in lines(kind) {
        let words: Vec<&str> = line.split([' ', '(']).collect();
        let at = match words.as_slice() {
            ["Public" | "Private", "Const" | "Sub" | "Function", ..] => 2,
            ["Public" | "Private", "Declare", "PtrSafe", ..] => 4,
            ["Public" | "Private", "Declare", ..] => 3,
            _ => continue,
        };
        let count = (words[1] != "Const").then(|| {
            let list = line.split_once('(').unwrap().1.split_once(')').unwrap().0;
            list.split(", ").filter(|parameter| !parameter.is_empty()).count()
        });
        names.insert(words[at].to_owned(), count.filter(|_| !line.contains("Optional ")));
        // For VBA LF_VERSION and lf_library_version are the same name.
        assert!(seen.insert(words[at].to_lowercase()), "{} is there twice", words[at]);
    }
    names
}

/// The number of arguments of a call: `text` is what follows the name.
fn arguments(text: &str) -> usize {
    let in_parentheses = text.starts_with('(');
    let list = text.strip_prefix('(').unwrap_or(text).trim_start();
    let (mut depth, mut count) = (0, 1);
    for (at, c) in list.char_indices() {
        match c {
            ')' if depth == 0 && in_parentheses => return if at == 0 { 0 } else { count },
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

/// Checks that code names what is defined and gives each function as many arguments as it takes.
fn check_calls(lines: &[String], names: &BTreeMap<String, Option<usize>>) -> usize {
    let mut calls = 0;
    let definition = ["Public ", "Private ", "Attribute "];
    for line in lines
        .iter()
        .filter(|line| !definition.iter().any(|word| line.starts_with(word)))
    {
        // Without the insides of texts.
        let parts = line.split('"').enumerate();
        let line: String = parts
            .map(|(at, part)| if at % 2 == 0 { part } else { "\"\"" })
            .collect();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut rest = line.as_str();
        while let Some(at) = rest.find("LF").into_iter().chain(rest.find("lf_")).min() {
            let begins = !rest[..at].ends_with(is_name);
            let end = rest[at..]
                .find(|c| !is_name(c))
                .map_or(rest.len(), |length| at + length);
            let (name, after) = (&rest[at..end], &rest[end..]);
            let is_address = rest[..at].ends_with("AddressOf ");
            rest = after;
            if !begins || is_address || after.starts_with(" = ") {
                continue;
            }
            let count = names
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not defined: {line}"));
            if let Some(count) = count {
                assert_eq!(arguments(after), *count, "arguments of {name}: {line}");
                calls += 1;
            }
        }
    }
    calls
}

#[test]
fn the_code_calls_what_is_declared() {
    for kind in Kind::ALL {
        let names = names(kind);
        for (lines, least) in [(lines(kind), 20), (class(kind), 15)] {
            assert!(check_calls(&lines, &names) > least);
            let count = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
            for block in ["Sub", "Function", "Property", "Enum"] {
                let begins = count(&format!("Public {block} ")) + count(&format!("Private {block} "));
                assert_eq!(begins, count(&format!("End {block}")), "{kind:?} {block}");
            }
            assert_eq!(count("For "), count("Next "));
            assert_eq!(count("Do "), count("Loop"));
            assert_eq!(count("Select Case "), count("End Select"));
            let blocks = lines
                .iter()
                .filter(|line| line.starts_with("If ") && line.ends_with(" Then"));
            assert_eq!(blocks.count(), count("End If"));
            assert!(lines.contains(&"Option Explicit".to_owned()));
        }
    }
}

/// A constant stands for the function of C that a text comes from; the procedure that uses it has the same name.
#[test]
fn each_text_comes_from_the_function_of_its_name() {
    let lines = lines(Kind::Vba64);
    let mut functions = BTreeMap::new();
    for line in &lines {
        if let Some((constant, call)) = line
            .strip_prefix("Case ")
            .and_then(|row| row.split_once(": CopyText = "))
        {
            functions.insert(constant, call.split_once('(').unwrap().0.replace('_', ""));
        }
    }
    let mut numbers = BTreeSet::new();
    for line in &lines {
        if let Some((procedure, constant)) = line.split_once(" = TextOf(") {
            let constant = constant.split_once(',').unwrap().0;
            assert_eq!(functions.remove(constant), Some(procedure.to_lowercase()), "{line}");
            let begin = format!("Private Const {constant} As Long = ");
            let number = lines.iter().find_map(|line| line.strip_prefix(&begin));
            assert!(numbers.insert(number.expect(constant)), "{constant} has a number twice");
        }
    }
    assert!(functions.is_empty() && numbers.len() > 4, "{functions:?}");
}

/// The texts of a line.
fn texts(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// What advice can name, and what that is called in the module.
fn advice_names() -> BTreeMap<String, String> {
    let lines = lines(Kind::Vba64);
    let rows = lines
        .iter()
        .filter_map(|line| line.strip_prefix("Case \"")?.split_once("\": AdviceName = "));
    rows.map(|(key, name)| (key.to_owned(), name.trim_matches('"').to_owned()))
        .collect()
}

/// Every key of advice has a name, and what it names can be called.
#[test]
fn advice_names_what_the_module_has() {
    let (lines, table) = (lines(Kind::Vba64), advice_names());
    assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), advice::keys());
    for (key, name) in table {
        let is_there = ["Sub", "Function"].iter().any(|kind| {
            lines
                .iter()
                .any(|line| line.starts_with(&format!("Public {kind} {name}(")))
        });
        assert!(is_there, "{key}: there is no public {name}");
    }
}

/// Neither in a text of the module nor by a function whose texts hold them.
#[test]
fn no_user_sees_a_name_of_c() {
    let lines = lines(Kind::Vba64);
    let code = lines.iter().filter(|line| !line.contains(" Declare "));
    let mut seen = 0;
    for line in code {
        for text in texts(line) {
            assert!(!text.contains("lf_") && !text.contains("LF_"), "{line}");
            seen += 1;
        }
        for function in ["lf_error_message", "lf_status_name"] {
            assert!(!line.contains(function), "{line}");
        }
    }
    assert!(seen > 20, "{seen} texts");
}

/// What LFAdviceText does, which this test holds to the lines that it stands for, with every advice.
#[test]
fn every_advice_is_worded() {
    let (lines, table) = (lines(Kind::Vba64), advice_names());
    for line in [
        "begins = InStr(rest, \" ({\")",
        "ends = InStr(begins, rest, \")\")",
        "text = text & Left$(rest, begins - 1)",
        "names = AdviceNames(Mid$(rest, begins + 2, ends - begins - 2))",
        "If Len(names) > 0 Then text = text & \" (\" & names & \")\"",
        "rest = Mid$(rest, ends + 1)",
        "LFAdviceText = text & rest",
        "For Each key In Split(list, \", \")",
        "known = AdviceName(Replace(Replace(key, \"{\", \"\"), \"}\", \"\"))",
    ] {
        assert!(lines.iter().any(|code| code == line), "{line}");
    }
    let templates = advice::templates();
    for template in &templates {
        let (mut text, mut rest) = (String::new(), template.as_str());
        while let Some(begins) = rest.find(" ({") {
            let ends = begins + rest[begins..].find(')').unwrap();
            let keys = rest[begins + 2..ends].split(", ");
            let names: Vec<&str> = keys
                .filter_map(|key| table.get(&key.replace(['{', '}'], "")).map(String::as_str))
                .collect();
            text += &rest[..begins];
            if !names.is_empty() {
                text += &format!(" ({})", names.join(", "));
            }
            rest = &rest[ends + 1..];
        }
        text += rest;
        assert!(text.ends_with('.') && !text.contains('{'), "{text}");
        assert!(!text.contains("lf_") && !text.contains("LF_"), "{text}");
        assert_eq!(text.matches("LF").count(), template.matches('{').count(), "{text}");
    }
}

/// Nothing is called before the interface is known, what is wrong is said with the numbers, and every procedure that
/// sets something names itself.
#[test]
fn the_module_says_what_it_did_not_take() {
    let lines = lines(Kind::Vba64);
    let load = lines
        .iter()
        .position(|line| line.starts_with("Public Sub LFLoad("))
        .unwrap();
    let load = lines[load..].split(|line| line == "End Sub").next().unwrap().join("\n");
    let asks = load.find("lf_library_abi_version()").unwrap();
    assert!(
        load.find("LoadLibraryW(").unwrap() < asks && load.matches("lf_").count() == 1,
        "{load}"
    );
    for words in ["Windows error", "interface number", "is not lftoken"] {
        assert!(load.contains(words), "{load}");
    }
    let mut sub = "";
    let mut named = 0;
    for line in &lines {
        if let Some(rest) = line.strip_prefix("Public Sub ") {
            sub = rest.split_once('(').unwrap().0;
        }
        if line.starts_with("CheckSetting ") {
            assert_eq!(texts(line).last(), Some(sub), "{line}");
            named += 1;
        }
        assert!(
            !line.starts_with("LFCheck lf_options_set_") && !line.starts_with("LFCheck lf_options_add_"),
            "{line}"
        );
    }
    assert!(named > 20, "{named} settings");
}

#[test]
fn the_page_shows_the_example_of_the_module() {
    let module = basic::source("LFToken.bas");
    let examples = pages::blocks("docs/vba.md", "vb");
    assert!(!examples.is_empty(), "docs/vba.md holds no example");
    for example in examples {
        assert!(module.contains(&example), "not in the module:\n{example}");
    }
}
