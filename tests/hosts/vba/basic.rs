//! Sources in Basic, as each kind of it reads them.

use std::fs;

use support::cc;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Vba64,
    Vba32,
    /// Visual Basic 6, and VBA before it was 7.
    Old,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Vba64, Kind::Vba32, Kind::Old];

    /// Whether a condition of `#If` holds.
    fn holds(self, condition: &str) -> bool {
        let is_set = |name: &str| match name {
            "Win64" => self == Kind::Vba64,
            "VBA7" => self != Kind::Old,
            other => panic!("no constant that every Basic has: {other}"),
        };
        match condition.split_once(" = ") {
            None => is_set(condition),
            Some((name, "0")) => !is_set(name),
            Some(_) => panic!("{condition}"),
        }
    }

    pub fn library(self) -> &'static str {
        match self {
            Kind::Vba64 => "lftoken.dll",
            Kind::Vba32 | Kind::Old => "lftoken-stdcall.dll",
        }
    }
}

/// A file of `bindings/vba`, with one byte at the end of a line.
pub fn source(name: &str) -> String {
    let text = fs::read_to_string(cc::root().join("bindings/vba").join(name)).unwrap();
    assert!(
        text.split_inclusive('\n').all(|line| line.ends_with("\r\n")),
        "{name}: the VBA editor wants CRLF at the end of every line"
    );
    text.replace("\r\n", "\n")
}

/// Lines with continued ones joined, without comments, and without what `kind` passes over.
pub fn lines(text: &str, kind: Kind) -> Vec<String> {
    let joined = text.replace(" _\n", " ");
    let lines = joined.lines().map(|line| {
        // No text of the sources holds an apostrophe.
        let line = line.split_once('\'').map_or(line, |(code, _)| code);
        line.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
    });
    let mut kept = Vec::new();
    // Of each open #If: whether its present part is read, and whether a part was.
    let mut open: Vec<(bool, bool)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(condition) = line.strip_prefix("#If ") {
            let holds = kind.holds(condition.strip_suffix(" Then").unwrap());
            open.push((holds, holds));
        } else if let Some(condition) = line.strip_prefix("#ElseIf ") {
            let holds = kind.holds(condition.strip_suffix(" Then").unwrap());
            let (reads, was) = open.last_mut().unwrap();
            *reads = holds && !*was;
            *was |= holds;
        } else if line == "#Else" {
            let (reads, was) = open.last_mut().unwrap();
            *reads = !*was;
        } else if line == "#End If" {
            open.pop().unwrap();
        } else {
            assert!(!line.starts_with('#'), "{line}");
            if open.iter().all(|(reads, _)| *reads) {
                kept.push(line);
            }
        }
    }
    assert!(open.is_empty());
    kept
}

/// A `Declare`.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub name: String,
    pub library: String,
    pub is_safe: bool,
    pub parameters: Vec<Parameter>,
    /// `None` of a Sub.
    pub result: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub by_ref: bool,
    pub kind: String,
}

/// The parameters between the first parentheses of a line.
pub fn parameters(line: &str) -> Vec<Parameter> {
    let list = line.split_once('(').unwrap().1.split_once(')').unwrap().0;
    let list = list.split(", ").filter(|one| !one.is_empty());
    list.map(|one| {
        let words: Vec<&str> = one.split(' ').collect();
        let [way @ ("ByVal" | "ByRef"), name, "As", kind] = words.as_slice() else {
            panic!("{one} in {line}");
        };
        Parameter {
            name: (*name).to_owned(),
            by_ref: *way == "ByRef",
            kind: (*kind).to_owned(),
        }
    })
    .collect()
}

pub fn declarations(lines: &[String]) -> Vec<Declaration> {
    let declared = lines.iter().filter(|line| line.contains(" Declare "));
    declared
        .map(|line| {
            let rest = line.split_once(" Declare ").unwrap().1;
            let (is_safe, rest) = match rest.strip_prefix("PtrSafe ") {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            let (word, rest) = rest.split_once(' ').unwrap();
            let (name, rest) = rest.split_once(" Lib \"").unwrap();
            let (library, rest) = rest.split_once("\" (").unwrap();
            let result = rest.split_once(')').unwrap().1.strip_prefix(" As ").map(str::to_owned);
            assert_eq!(word, if result.is_some() { "Function" } else { "Sub" }, "{line}");
            Declaration {
                name: name.to_owned(),
                library: library.to_owned(),
                is_safe,
                parameters: parameters(line),
                result,
            }
        })
        .collect()
}
