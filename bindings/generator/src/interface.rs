//! The header as a model: what a writer needs to know of it.

use crate::docs::Docs;
use crate::families::{FAMILIES, Family};

pub struct Interface {
    pub constants: Vec<Constant>,
    /// Names of handles, such as "lf_client".
    pub handles: Vec<String>,
    pub callbacks: Vec<Function>,
    pub functions: Vec<Function>,
}

pub struct Constant {
    pub name: String,
    pub value: Value,
    pub docs: Docs,
    /// `None` for versions.
    pub family: Option<&'static Family>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Number(i64),
    Text(String),
}

/// A function, or a type of functions.
pub struct Function {
    pub name: String,
    pub result: Type,
    pub parameters: Vec<Parameter>,
    pub docs: Docs,
}

pub struct Parameter {
    pub name: String,
    pub kind: Type,
    pub may_be_null: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Void,
    Status,
    /// An int32_t that is a number.
    Int32,
    /// An int32_t that is 1 or 0.
    Boolean,
    /// An int32_t that is one of the constants of a family.
    Enumeration(&'static Family),
    UInt32,
    Int64,
    Size,
    /// A text that goes in, or a static one that comes out.
    Text,
    /// Room for a text that comes out.
    Buffer,
    /// The bytes of a file, which go in.
    Binary,
    /// What a callback is given back.
    User,
    Callback(String),
    Handle {
        name: String,
        is_const: bool,
    },
    /// Where something is written to.
    Out(Box<Type>),
}

impl Interface {
    pub fn parse(header: &str) -> Interface {
        let mut interface = Interface {
            constants: Vec::new(),
            handles: Vec::new(),
            callbacks: Vec::new(),
            functions: Vec::new(),
        };
        let mut lines = header.lines();
        let mut docs = Docs::default();
        while let Some(line) = lines.next() {
            if line.starts_with("/*") {
                docs = comment(line, &mut lines);
            } else if let Some(define) = line.strip_prefix("#define LF_") {
                let constant = constant(define, &mut docs, &interface.constants);
                interface.constants.extend(constant);
            } else if line.starts_with("typedef ") || line.starts_with("LF_API ") {
                let mut statement = line.to_owned();
                while !statement.ends_with(';') {
                    statement.push(' ');
                    statement.push_str(lines.next().expect("a declaration ends").trim());
                }
                interface.declaration(statement.trim_end_matches(';'), std::mem::take(&mut docs));
            }
        }
        assert!(interface.functions.len() > 60, "the header has lost its functions");
        interface
    }

    fn declaration(&mut self, statement: &str, docs: Docs) {
        if let Some(rest) = statement.strip_prefix("LF_API ") {
            let (head, parameters) = rest.split_once('(').expect("a function has parameters");
            let (result, name) = head.split_once("LF_CALL ").expect("a function names its convention");
            self.functions.push(function(name, result, parameters, docs));
        } else if statement.contains("(LF_CALL *") {
            let (result, rest) = statement["typedef ".len()..].split_once(" (LF_CALL *").unwrap();
            let (name, parameters) = rest.split_once(")(").expect("a callback has parameters");
            self.callbacks.push(function(name, result, parameters, docs));
        } else if let Some(rest) = statement.strip_prefix("typedef struct ") {
            let (tag, name) = rest.split_once(' ').expect("a handle has a tag");
            assert_eq!(tag, name, "a struct that shows its members");
            self.handles.push(name.to_owned());
        } else {
            assert_eq!(statement, "typedef int32_t lf_status", "a type of another kind");
        }
    }

    /// The constants of a family, in the order of the header.
    pub fn family(&self, name: &str) -> Vec<&Constant> {
        let of = |constant: &&Constant| constant.family.is_some_and(|family| family.name == name);
        self.constants.iter().filter(of).collect()
    }

    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }
}

/// The comment that begins with `first`.
fn comment<'a>(first: &'a str, rest: &mut impl Iterator<Item = &'a str>) -> Docs {
    let mut lines = vec![first];
    while !lines.last().unwrap().ends_with("*/") {
        lines.push(rest.next().expect("a comment ends"));
    }
    let text = lines.into_iter().map(|line| {
        line.trim_start_matches('/')
            .trim_end_matches('/')
            .trim_matches(['*', ' '])
    });
    let text: Vec<&str> = text.collect();
    let from = usize::from(text[0].is_empty());
    Docs::parse(&text[from..])
}

/// Of "E_TIMED_OUT 15"; `None` for what is not a value.
fn constant(define: &str, docs: &mut Docs, known: &[Constant]) -> Option<Constant> {
    let (name, value) = define.split_once(' ')?;
    let name = format!("LF_{name}");
    let number_of = |name: &str| match &known.iter().find(|constant| constant.name == name)?.value {
        Value::Number(number) => Some(*number),
        Value::Text(_) => None,
    };
    let value = if let Some(text) = value.strip_prefix('"') {
        Value::Text(text.trim_end_matches('"').to_owned())
    } else if let Ok(number) = value.parse() {
        Value::Number(number)
    } else if name == "LF_VERSION_NUMBER" {
        let part = |name| number_of(name).expect("the parts of the version come first");
        Value::Number(part("LF_VERSION_MAJOR") * 1_000_000 + part("LF_VERSION_MINOR") * 1000 + part("LF_VERSION_PATCH"))
    } else {
        assert!(
            !FAMILIES.iter().any(|family| name.starts_with(family.prefix)),
            "{name} is a constant whose value is no number"
        );
        return None;
    };
    let family = FAMILIES.iter().find(|family| family.member(&name).is_some());
    let is_version = name.starts_with("LF_VERSION") || name == "LF_ABI_VERSION";
    assert!(family.is_some() || is_version, "{name} is of no family in families.rs");
    let docs = std::mem::take(docs);
    Some(Constant {
        name,
        value,
        docs,
        family,
    })
}

fn function(name: &str, result: &str, parameters: &str, docs: Docs) -> Function {
    let mut result = kind(result.trim());
    if result == Type::Int32 {
        let one_of = docs
            .paragraphs
            .join(" ")
            .find("one of the LF_")
            .map(|at| docs.paragraphs.join(" ")[at..].to_owned());
        let said = format!("{} {}", docs.returns, one_of.unwrap_or_default());
        result = if name.contains("_is_") {
            Type::Boolean
        } else {
            narrowed(&said)
        };
    }
    let list = parameters.trim_end().strip_suffix(')').expect("the parameters end");
    let list = list.split(',').map(str::trim).filter(|one| *one != "void");
    let parameters = list.map(|text| parameter(text, &docs)).collect();
    Function {
        name: name.to_owned(),
        result,
        parameters,
        docs,
    }
}

fn parameter(text: &str, docs: &Docs) -> Parameter {
    let at = text.rfind([' ', '*']).expect("a parameter has a type and a name") + 1;
    let name = text[at..].to_owned();
    let said = docs.parameter(&name);
    let mut kind = kind(text[..at].trim());
    let inner = match &mut kind {
        Type::Out(inner) => inner,
        other => other,
    };
    if *inner == Type::Int32 {
        *inner = if name == "enabled" {
            Type::Boolean
        } else {
            narrowed(said)
        };
    }
    Parameter {
        may_be_null: said.to_lowercase().contains("may be null"),
        name,
        kind,
    }
}

/// What an int32_t is by its description.
fn narrowed(said: &str) -> Type {
    let named = FAMILIES.iter().filter(|family| family.name != "status");
    // "One of the LF_TRUST_ values", or "LF_TLS_1_2 (the default) or LF_TLS_1_3".
    let is_one_of = |family: &Family| {
        said.starts_with(family.prefix)
            || said
                .to_lowercase()
                .contains(&format!("one of the {}", family.prefix.to_lowercase()))
    };
    let family = named.into_iter().find(|family| is_one_of(family));
    family.map_or(Type::Int32, Type::Enumeration)
}

/// Of "const lf_token *".
fn kind(text: &str) -> Type {
    let plain = text.strip_prefix("const ").unwrap_or(text);
    match plain {
        "void" => Type::Void,
        "lf_status" => Type::Status,
        "int32_t" => Type::Int32,
        "uint32_t" => Type::UInt32,
        "int64_t" => Type::Int64,
        "size_t" => Type::Size,
        "char *" if plain != text => Type::Text,
        "char *" => Type::Buffer,
        "void *" if plain != text => Type::Binary,
        "void *" => Type::User,
        _ => match plain.split_once(" *") {
            None if plain.starts_with("lf_") && plain.ends_with("_callback") => Type::Callback(plain.to_owned()),
            Some((name, "")) if name.starts_with("lf_") => Type::Handle {
                name: name.to_owned(),
                is_const: plain != text,
            },
            Some((name, "*")) if plain == text => Type::Out(Box::new(kind(&format!("{name} *")))),
            Some((name, "")) if plain == text => Type::Out(Box::new(kind(name))),
            _ => panic!("no type for {text:?}"),
        },
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The committed header.
    pub fn interface() -> Interface {
        let path = crate::root().join("include/lftoken.h");
        Interface::parse(&std::fs::read_to_string(path).unwrap())
    }

    #[test]
    fn types_are_told_apart() {
        assert_eq!(kind("const char *"), Type::Text);
        assert_eq!(kind("char *"), Type::Buffer);
        assert_eq!(kind("const void *"), Type::Binary);
        assert_eq!(kind("size_t *"), Type::Out(Box::new(Type::Size)));
        let handle = |is_const| Type::Handle {
            name: "lf_token".into(),
            is_const,
        };
        assert_eq!(kind("const lf_token *"), handle(true));
        assert_eq!(kind("lf_token **"), Type::Out(Box::new(handle(false))));
        assert_eq!(kind("lf_log_callback"), Type::Callback("lf_log_callback".into()));
    }

    #[test]
    fn the_meaning_of_a_number_is_in_its_description() {
        let interface = interface();
        let result = |name: &str| &interface.function(name).unwrap().result;
        let family = |kind: &Type| match kind {
            Type::Enumeration(family) => family.name,
            other => panic!("{other:?}"),
        };
        assert_eq!(family(result("lf_error_action")), "action");
        assert_eq!(family(result("lf_error_exchange")), "exchange");
        assert_eq!(result("lf_error_is_retryable"), &Type::Boolean);
        for number in [
            "lf_error_http_status",
            "lf_error_advice",
            "lf_error_os_code",
            "lf_error_server_code",
        ] {
            assert_eq!(result(number), &Type::Int32, "{number}");
        }
        let last = |name: &str| &interface.function(name).unwrap().parameters[1].kind;
        assert_eq!(family(last("lf_options_set_trust")), "trust");
        assert_eq!(family(last("lf_options_set_min_tls_version")), "tls_version");
        assert_eq!(family(last("lf_options_set_log")), "log_level");
        assert_eq!(last("lf_credentials_set_create_cookie"), &Type::Boolean);
        assert!(matches!(last("lf_token_state"), Type::Out(inner) if family(inner) == "token_state"));
        let callback = |name: &str| {
            interface
                .callbacks
                .iter()
                .find(|callback| callback.name == name)
                .unwrap()
        };
        assert_eq!(family(&callback("lf_log_callback").parameters[1].kind), "log_level");
        assert_eq!(family(&callback("lf_event_callback").parameters[1].kind), "event");
    }

    #[test]
    fn constants_have_numbers_and_families() {
        let interface = interface();
        let of = |name: &str| {
            interface
                .constants
                .iter()
                .find(|constant| constant.name == name)
                .unwrap()
        };
        assert_eq!(of("LF_E_TIMED_OUT").value, Value::Number(15));
        assert_eq!(of("LF_E_TIMED_OUT").family.unwrap().name, "status");
        assert_eq!(of("LF_TLS_1_3").family.unwrap().name, "tls_version");
        assert!(of("LF_ABI_VERSION").family.is_none());
        assert!(of("LF_E_CANCELLED").docs.meaning().ends_with('.'));
        let Value::Text(version) = &of("LF_VERSION").value else {
            panic!("no text")
        };
        assert_eq!(version.split('.').count(), 3);
    }
}
