//! VBA, as far as it can be checked without Office: `bindings/vba/LFToken.bas` is written in the way that 64-bit VBA
//! needs, and its own code and the example in `docs/vba.md` call what is declared.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use support::{c_header, cc, pages};

use crate::advice;

/// Words that cannot be names in VBA, as far as they could come to mind as names of parameters.
const RESERVED: &str = "\
    and any as boolean byref byte byval call case close const currency date declare dim do double each else empty \
    end enum erase error event exit false for function get global go if implements in input integer is len let \
    like lock long longlong longptr loop me mod new next not nothing null object on open option optional or \
    preserve print private ptrsafe public put raise redim rem resume return seek select set shared single spc \
    static stop string sub tab then to true type unlock until variant wend while with write xor";

/// The module with continued lines joined, and without comments.
fn lines() -> Vec<String> {
    let text = fs::read_to_string(cc::root().join("bindings/vba/LFToken.bas")).unwrap();
    assert!(
        text.split_inclusive('\n').all(|line| line.ends_with("\r\n")),
        "the VBA editor wants CRLF at the end of every line"
    );
    assert!(text.starts_with("Attribute VB_Name = \"LFToken\"\r\n"));
    code(&text.replace("\r\n", "\n"))
}

fn code(text: &str) -> Vec<String> {
    let joined = text.replace(" _\n", " ");
    let lines = joined.lines().map(|line| {
        // No text of the module holds an apostrophe.
        let line = line.split_once('\'').map_or(line, |(code, _)| code);
        line.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// A parameter without its name, or a result.
fn vba_type(c_type: &str) -> &'static str {
    match c_type.strip_prefix("const ").unwrap_or(c_type) {
        "lf_status" | "int32_t" | "uint32_t" => "ByVal Long",
        "int64_t" => "ByVal LongLong",
        "int32_t *" | "uint32_t *" => "ByRef Long",
        "int64_t *" => "ByRef LongLong",
        "size_t *" => "ByRef LongPtr",
        out if out.ends_with("**") => "ByRef LongPtr",
        "size_t" | "char *" | "void *" => "ByVal LongPtr",
        callback if callback.ends_with("_callback") => "ByVal LongPtr",
        handle if handle.starts_with("lf_") && handle.ends_with(" *") => "ByVal LongPtr",
        other => panic!("no type of VBA for {other:?}"),
    }
}

/// "Function ByVal Long (ByVal LongPtr, ByRef LongPtr)", by name.
fn expected() -> BTreeMap<String, String> {
    let functions = c_header::functions().into_iter().map(|function| {
        let parameters = function.parameters.iter().map(|parameter| vba_type(&parameter.c_type));
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        let head = match function.result.as_str() {
            "void" => "Sub".to_owned(),
            result => format!("Function {}", vba_type(result)),
        };
        (function.name, format!("{head} ({parameters})"))
    });
    functions.collect()
}

#[test]
fn the_module_declares_what_the_header_declares() {
    let mut declared = BTreeMap::new();
    for line in lines().iter().filter(|line| line.contains("Declare ")) {
        let rest = line
            .split_once(" Declare PtrSafe ")
            .unwrap_or_else(|| panic!("no PtrSafe: {line}"))
            .1;
        let (kind, rest) = rest.split_once(' ').unwrap();
        let (name, rest) = rest.split_once(" Lib ").unwrap();
        let (library, rest) = rest.split_once(" (").unwrap();
        let (parameters, result) = rest.split_once(')').unwrap();
        let mut types = Vec::new();
        for parameter in parameters.split(", ").filter(|parameter| !parameter.is_empty()) {
            let words: Vec<&str> = parameter.split(' ').collect();
            let [way, parameter, "As", kind] = words.as_slice() else {
                panic!("{name}: {parameter}");
            };
            assert!(
                !RESERVED.split(' ').any(|word| word.eq_ignore_ascii_case(parameter)),
                "{name}: {parameter} is a word of VBA"
            );
            types.push(format!("{way} {kind}"));
        }
        let head = match result.strip_prefix(" As ") {
            Some(result) => format!("{kind} ByVal {result}"),
            None => kind.to_owned(),
        };
        if library == "\"lftoken.dll\"" {
            let before = declared.insert(name.to_owned(), format!("{head} ({})", types.join(", ")));
            assert!(before.is_none(), "{name} is declared twice");
        } else {
            assert_eq!(library, "\"kernel32\"");
        }
    }
    assert_eq!(declared, expected());
}

/// What the module defines, by name: how many arguments it takes, if that is fixed.
fn names() -> BTreeMap<String, Option<usize>> {
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for line in lines() {
        let words: Vec<&str> = line.split([' ', '(']).collect();
        let at = match words.as_slice() {
            ["Public" | "Private", "Const" | "Sub" | "Function", ..] => 2,
            ["Public" | "Private", "Declare", ..] => 4,
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
            rest = after;
            if !begins || after.starts_with(" = ") {
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
    let lines = lines();
    assert!(check_calls(&lines, &names()) > 20);
    let count = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
    assert_eq!(count("Public Sub ") + count("Private Sub "), count("End Sub"));
    assert_eq!(
        count("Public Function ") + count("Private Function "),
        count("End Function")
    );
    assert_eq!(count("For "), count("Next"));
    assert_eq!(count("Do "), count("Loop"));
    assert_eq!(count("Select Case "), count("End Select"));
    let blocks = lines
        .iter()
        .filter(|line| line.starts_with("If ") && line.ends_with(" Then"));
    assert_eq!(blocks.count(), count("End If"));
    assert!(lines.contains(&"Option Explicit".to_owned()));
}

/// A constant stands for the function of C that a text comes from; the procedure that uses it has the same name.
#[test]
fn each_text_comes_from_the_function_of_its_name() {
    let lines = lines();
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
    let lines = lines();
    let rows = lines
        .iter()
        .filter_map(|line| line.strip_prefix("Case \"")?.split_once("\": AdviceName = "));
    rows.map(|(key, name)| (key.to_owned(), name.trim_matches('"').to_owned()))
        .collect()
}

/// Every key of advice has a name, and what it names can be called.
#[test]
fn advice_names_what_the_module_has() {
    let (lines, table) = (lines(), advice_names());
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
    let lines = lines();
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
    let (lines, table) = (lines(), advice_names());
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
    let lines = lines();
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
    let module = fs::read_to_string(cc::root().join("bindings/vba/LFToken.bas")).unwrap();
    let examples = pages::blocks("docs/vba.md", "vb");
    assert!(!examples.is_empty(), "docs/vba.md holds no example");
    for example in examples {
        assert!(
            module.replace("\r\n", "\n").contains(&example),
            "not in the module:\n{example}"
        );
    }
}
