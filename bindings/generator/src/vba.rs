//! VBA and VB6: constants, declarations, and the procedures of plain settings.

use crate::docs::wrap;
use crate::interface::{Function, Interface, Type, Value};
use crate::names::{Face, camel};
use crate::region::Regions;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

pub fn regions(interface: &Interface) -> Regions {
    let settings = ["options", "credentials", "call", "authorization", "session_options"]
        .into_iter()
        .flat_map(|object| plain(interface, object));
    let setters: Vec<String> = settings.map(|plain| setter(&plain, interface)).collect();
    vec![
        ("constants", constants(interface)),
        ("functions", functions(interface)),
        ("settings", setters.join("\n")),
    ]
}

fn constants(interface: &Interface) -> String {
    let mut text = String::new();
    for constant in &interface.constants {
        let meaning = match constant.family {
            Some(_) => constant.docs.meaning(),
            None => "",
        };
        if !meaning.is_empty() {
            text += &wrap(&reword(meaning, Face::Vba, interface), "' ", "' ");
        }
        text += &match &constant.value {
            Value::Number(number) => format!("Public Const {} As Long = {number}\n", constant.name),
            Value::Text(text) => format!("Public Const {} As String = \"{text}\"\n", constant.name),
        };
    }
    text
}

/// Kinds of Basic whose declarations differ.
#[derive(Clone, Copy, PartialEq)]
enum Basic {
    /// VBA 7 in 64-bit Office.
    Vba64,
    /// VBA 7 in 32-bit Office.
    Vba32,
    /// Visual Basic 6, and VBA before it was 7. The module itself defines a LongPtr for these.
    Old,
}

fn functions(interface: &Interface) -> String {
    let [vba64, vba32, old] = [Basic::Vba64, Basic::Vba32, Basic::Old].map(|basic| declarations(interface, basic));
    format!("#If Win64 Then\n{vba64}#ElseIf VBA7 Then\n{vba32}#Else\n{old}#End If\n")
}

fn declarations(interface: &Interface, basic: Basic) -> String {
    let mut text = String::new();
    let mut before = "";
    for function in &interface.functions {
        let object = function.name.split('_').nth(1).unwrap();
        if !before.is_empty() && object != before {
            text.push('\n');
        }
        before = object;
        text += &declaration(function, basic);
    }
    text
}

fn declaration(function: &Function, basic: Basic) -> String {
    let (word, result) = match &function.result {
        Type::Void => ("Sub", String::new()),
        result => ("Function", format!(" As {}", kind(result, basic))),
    };
    let safe = if basic == Basic::Old { "" } else { "PtrSafe " };
    let library = match basic {
        Basic::Vba64 => "lftoken.dll",
        Basic::Vba32 | Basic::Old => "lftoken-stdcall.dll",
    };
    let head = format!("Public Declare {safe}{word} {} Lib \"{library}\" (", function.name);
    let list: Vec<String> = function
        .parameters
        .iter()
        .map(|one| parameter(&one.name, &one.kind, basic))
        .collect();
    let line = format!("{head}{}){result}\n", list.join(", "));
    if line.trim_end().len() <= 110 {
        return line;
    }
    // VBA goes on in the next line behind " _".
    let mut text = format!("{head} _\n   ");
    let mut width = 3;
    for (at, one) in list.iter().enumerate() {
        if width + one.len() > 100 {
            text += " _\n   ";
            width = 3;
        }
        text += &format!(" {one}{}", if at + 1 == list.len() { ")" } else { "," });
        width += one.len() + 2;
    }
    format!("{text}{result}\n")
}

fn parameter(name: &str, of: &Type, basic: Basic) -> String {
    // Words that Basic keeps for itself.
    let name = match name {
        "call" => "settings",
        "error" => "failure",
        name => name,
    };
    match of {
        Type::Out(inner) => format!("ByRef {name} As {}", kind(inner, basic)),
        _ => format!("ByVal {name} As {}", kind(of, basic)),
    }
}

fn kind(of: &Type, basic: Basic) -> &'static str {
    match of {
        Type::Status | Type::Int32 | Type::Boolean | Type::Enumeration(_) | Type::UInt32 => "Long",
        Type::Int64 if basic == Basic::Vba64 => "LongLong",
        // 8 bytes, which it counts in ten-thousandths.
        Type::Int64 => "Currency",
        // What AddressOf gives.
        Type::Callback(_) if basic == Basic::Old => "Long",
        Type::Void | Type::Size | Type::Text | Type::Buffer | Type::Binary | Type::User => "LongPtr",
        Type::Handle { .. } | Type::Callback(_) => "LongPtr",
        Type::Out(_) => unreachable!("an output is ByRef"),
    }
}

fn setter(plain: &Plain<'_>, interface: &Interface) -> String {
    let (name, function) = (plain.setting.vba(), &plain.setting.function.name);
    let handle = parameter(&camel(plain.setting.object), &Type::Size, Basic::Vba64);
    let (object, value) = (handle.split(' ').nth(1).unwrap().to_owned(), camel(plain.parameter));
    let (kind, body) = match plain.kind {
        Kind::Milliseconds | Kind::Number | Kind::Enumeration(_) => (
            "Long",
            format!("    CheckSetting {function}({object}, {value}), \"{name}\"\n"),
        ),
        Kind::Boolean => (
            "Boolean",
            format!("    CheckSetting {function}({object}, IIf({value}, 1, 0)), \"{name}\"\n"),
        ),
        Kind::Text => ("String", text(plain, &object, &value)),
    };
    let about = wrap(&plain.about(Face::Vba, interface), "' ", "' ");
    format!("{about}Public Sub {name}({handle}, ByVal {value} As {kind})\n{body}End Sub\n")
}

/// A secret is wiped before its setter can fail.
fn text(plain: &Plain<'_>, object: &str, value: &str) -> String {
    let (name, function) = (plain.setting.vba(), &plain.setting.function.name);
    if !plain.setting.is_wiped() {
        return format!(
            "    Dim bytes() As Byte\n    bytes = LFUtf8({value})\n    \
             CheckSetting {function}({object}, VarPtr(bytes(0))), \"{name}\"\n"
        );
    }
    format!(
        "    Dim bytes() As Byte\n    Dim status As Long\n    bytes = LFUtf8({value})\n    \
         status = {function}({object}, VarPtr(bytes(0)))\n    LFWipe bytes\n    CheckSetting status, \"{name}\"\n"
    )
}
