//! Delphi and Free Pascal: constants, raw declarations, TLFAction, and the setters of plain settings.

use crate::docs::{between, sentence};
use crate::families::FAMILIES;
use crate::interface::{Function, Interface, Type, Value};
use crate::names::{self, Face, class, pascal};
use crate::region::Regions;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

pub fn regions(interface: &Interface) -> Regions {
    let declared = |object: &str| -> String {
        let settings = plain(interface, object);
        settings.iter().map(|plain| declared_setter(plain, interface)).collect()
    };
    let written = |object: &str| -> String {
        let settings = plain(interface, object);
        settings.iter().map(setter).collect::<Vec<_>>().join("\n")
    };
    vec![
        ("constants", constants(interface)),
        ("handles and callbacks", types(interface)),
        ("actions", actions(interface)),
        ("settings of TLFOptions", declared("options")),
        ("settings of TLFCredentials", declared("credentials")),
        ("settings of TLFCall", declared("call")),
        ("settings of TLFAuthorization", declared("authorization")),
        ("settings of TLFSessionOptions", declared("session_options")),
        ("functions", functions(interface)),
        ("setters of TLFOptions", written("options")),
        ("setters of TLFCredentials", written("credentials")),
        ("setters of TLFCall", written("call")),
        ("setters of TLFAuthorization", written("authorization")),
        ("setters of TLFSessionOptions", written("session_options")),
    ]
}

fn constants(interface: &Interface) -> String {
    let mut text = String::new();
    let mut before = None;
    for constant in &interface.constants {
        if constant.family != before {
            text += &match constant.family {
                Some(family) => format!("\n  {{ {} }}\n", family.about),
                None => "\n".to_owned(),
            };
            before = constant.family;
        }
        let meaning = match constant.family {
            // The members of TLFAction say the same.
            Some(family) if family.name == "action" => "",
            Some(_) => constant.docs.meaning(),
            None => "",
        };
        if !meaning.is_empty() {
            text += &between(&reword(meaning, Face::Pascal, interface), "  ", "{", "}");
        }
        let value = match &constant.value {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => format!("'{text}'"),
        };
        text += &format!("  {} = {value};\n", constant.name);
    }
    text.trim_start_matches('\n').to_owned()
}

fn types(interface: &Interface) -> String {
    let mut text = String::new();
    for handle in &interface.handles {
        let name = pascal(handle.trim_start_matches("lf_"));
        text += &format!("  PLF{name} = ^TLF{name}Handle;\n  PPLF{name} = ^PLF{name};\n");
        text += &format!("  TLF{name}Handle = record end;\n");
    }
    for callback in &interface.callbacks {
        let about = reword(sentence(callback.docs.meaning()), Face::Pascal, interface);
        text += &between(&format!("{about} No exception may leave it."), "  ", "{", "}");
        let name = pascal(callback.name.trim_start_matches("lf_"));
        let list = list(callback, "; ");
        text += &match &callback.result {
            Type::Void => format!("  TLF{name} = procedure{list}; cdecl;\n"),
            result => format!("  TLF{name} = function{list}: {}; cdecl;\n", kind(result)),
        };
    }
    text
}

/// Its members stand for the numbers from 0 on.
fn actions(interface: &Interface) -> String {
    let family = FAMILIES.iter().find(|family| family.name == "action").unwrap();
    let mut text = format!("  {{ {} }}\n  TLFAction = (\n", family.about);
    for (number, action) in interface.family("action").into_iter().enumerate() {
        assert_eq!(
            action.value,
            Value::Number(number as i64),
            "the actions of Pascal have no gap"
        );
        text += &between(
            &reword(action.docs.meaning(), Face::Pascal, interface),
            "    ",
            "{",
            "}",
        );
        text += &format!("    {},\n", names::member(family, &action.name, Face::Pascal));
    }
    text.trim_end_matches(",\n").to_owned() + ");\n"
}

fn functions(interface: &Interface) -> String {
    let mut text = String::new();
    let mut before = "";
    for function in &interface.functions {
        let object = function.name.split('_').nth(1).unwrap();
        if !before.is_empty() && object != before {
            text.push('\n');
        }
        before = object;
        let (word, result) = match &function.result {
            Type::Void => ("procedure", String::new()),
            result => ("function", format!(": {}", kind(result))),
        };
        let head = format!("{word} {}", function.name);
        let end = format!("{result}; cdecl; external LFTOKEN_LIBRARY;\n");
        let line = format!("{head}{}{end}", list(function, "; "));
        if line.trim_end().len() <= 120 {
            text += &line;
            continue;
        }
        let parameters = list(function, "; ");
        let inner = &parameters[1..parameters.len() - 1];
        let inner = match inner.len() > 118 {
            true => inner.replace("; ", ";\n  "),
            false => inner.to_owned(),
        };
        text += &format!("{head}(\n  {inner}\n){end}");
    }
    text
}

/// "(name: Type; ...)", or nothing.
fn list(function: &Function, separator: &str) -> String {
    let parameters = function.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|parameter| format!("{}: {}", parameter.name, kind(&parameter.kind)))
        .collect();
    match parameters.is_empty() {
        true => String::new(),
        false => format!("({})", parameters.join(separator)),
    }
}

fn kind(of: &Type) -> String {
    match of {
        Type::Status => "TLFStatus".to_owned(),
        Type::Void | Type::User | Type::Binary => "Pointer".to_owned(),
        Type::Int32 | Type::Boolean | Type::Enumeration(_) => "Integer".to_owned(),
        Type::UInt32 => "Cardinal".to_owned(),
        Type::Int64 => "Int64".to_owned(),
        Type::Size => "NativeUInt".to_owned(),
        Type::Text | Type::Buffer => "PAnsiChar".to_owned(),
        Type::Callback(name) => format!("TLF{}", pascal(name.trim_start_matches("lf_"))),
        Type::Handle { name, .. } => format!("PLF{}", pascal(names::split(name).0)),
        Type::Out(inner) => format!("P{}", kind(inner)),
    }
}

fn value(plain: &Plain<'_>) -> String {
    let kind = match plain.kind {
        Kind::Milliseconds | Kind::Number => "Cardinal",
        Kind::Boolean => "Boolean",
        Kind::Enumeration(_) => "Integer",
        Kind::Text => return format!("const {}: TLFString", pascal(plain.parameter)),
    };
    format!("{}: {kind}", pascal(plain.parameter))
}

fn declared_setter(plain: &Plain<'_>, interface: &Interface) -> String {
    let about = between(&plain.about(Face::Pascal, interface), "    ", "{", "}");
    format!("{about}    procedure {}({});\n", plain.setting.pascal(), value(plain))
}

fn setter(plain: &Plain<'_>) -> String {
    let (function, name) = (&plain.setting.function.name, pascal(plain.parameter));
    let class = class(plain.setting.object, Face::Pascal);
    let setting = format!("'{class}.{}'", plain.setting.pascal());
    let mut body = match plain.kind {
        Kind::Text => format!("SetText(@{function}, FHandle, {name}, {setting})"),
        Kind::Boolean => format!("CheckStatus({function}(FHandle, Ord({name})))"),
        _ => format!("CheckSetting({function}(FHandle, {name}), {setting})"),
    };
    if body.len() > 117 {
        body = body.replace(&format!(" {setting}"), &format!("\n    {setting}"));
    }
    format!(
        "procedure {class}.{}({});\nbegin\n  {body};\nend;\n",
        plain.setting.pascal(),
        value(plain)
    )
}
