//! C#: raw declarations, enumerations, and the members of plain settings, each in a file of its own.

use crate::docs::wrap;
use crate::families::FAMILIES;
use crate::interface::{Function, Interface, Type, Value};
use crate::names::{self, Face, camel, pascal};
use crate::setter::Verb;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

pub fn files(interface: &Interface) -> Vec<(&'static str, String)> {
    vec![
        ("bindings/dotnet/Native.g.cs", native(interface)),
        ("bindings/dotnet/Enumerations.g.cs", enumerations(interface)),
        ("bindings/dotnet/LFClientOptions.g.cs", options(interface)),
        ("bindings/dotnet/LFCallOptions.g.cs", call(interface)),
        ("bindings/dotnet/LFCredentials.g.cs", at_once(interface, "credentials")),
        (
            "bindings/dotnet/LFAuthorization.g.cs",
            at_once(interface, "authorization"),
        ),
    ]
}

/// A file with `body` in its namespace.
fn file(usings: &[&str], body: &str) -> String {
    let mut text = "// SPDX-License-Identifier: MIT OR Apache-2.0\n\
                    // Generated from lftoken.h by `cargo run -p lftoken-bindings`.\n\n"
        .to_owned();
    for using in usings {
        text += &format!("using {using};\n");
    }
    if !usings.is_empty() {
        text.push('\n');
    }
    text + "namespace LFToken\n{\n" + body.trim_end_matches('\n') + "\n}\n"
}

/// A comment of documentation.
fn summary(text: &str, indent: &str) -> String {
    let text = in_xml(text);
    let line = format!("{indent}/// <summary>{}</summary>\n", text.replace('\u{a0}', " "));
    if line.trim_end().chars().count() <= 120 {
        return line;
    }
    let inner = format!("{indent}/// ");
    format!("{inner}<summary>\n{}{inner}</summary>\n", wrap(&text, &inner, &inner))
}

/// Names that stand in backticks become code.
fn in_xml(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| {
            if at % 2 == 1 {
                format!("<c>{part}</c>")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

fn native(interface: &Interface) -> String {
    let number = interface
        .constants
        .iter()
        .find(|constant| constant.name == "LF_ABI_VERSION");
    let Some(Value::Number(number)) = number.map(|constant| &constant.value) else {
        panic!("the header has lost LF_ABI_VERSION");
    };
    let mut body = format!(
        "    internal static partial class Native\n    {{\n        \
         /// <summary>LF_ABI_VERSION of the header that these declarations follow.</summary>\n        \
         internal const uint AbiVersion = {number};\n"
    );
    for callback in &interface.callbacks {
        let list: Vec<String> = callback
            .parameters
            .iter()
            .map(|one| parameter(callback, &one.name, &one.kind))
            .collect();
        body += &format!(
            "\n        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]\n        \
             internal delegate {} {}({});\n",
            kind(callback, &callback.result),
            pascal(callback.name.trim_start_matches("lf_")),
            list.join(", ")
        );
    }
    for function in &interface.functions {
        body += "\n        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]\n";
        let head = format!(
            "        internal static extern {} {}(",
            kind(function, &function.result),
            function.name
        );
        let list: Vec<String> = function
            .parameters
            .iter()
            .map(|one| parameter(function, &one.name, &one.kind))
            .collect();
        let one_line = list.join(", ");
        body += &if head.len() + one_line.len() + 2 <= 120 {
            format!("{head}{one_line});\n")
        } else if one_line.len() + 14 <= 120 {
            format!("{head}\n            {one_line});\n")
        } else {
            format!("{head}\n            {});\n", list.join(",\n            "))
        };
    }
    file(&["System", "System.Runtime.InteropServices"], &(body + "    }\n"))
}

fn parameter(function: &Function, name: &str, of: &Type) -> String {
    let name = camel(name.strip_prefix("out_").unwrap_or(name));
    match of {
        Type::Out(inner) => format!("out {} {name}", kind(function, inner)),
        Type::Buffer => format!("[Out] byte[] {name}"),
        _ => format!("{} {name}", kind(function, of)),
    }
}

/// A handle that is being freed is no object any more, and what the library hands over is memory of its own.
fn kind(function: &Function, of: &Type) -> String {
    let is_callback = function.name.ends_with("_callback");
    match of {
        Type::Void => "void".to_owned(),
        Type::Status => "LFStatus".to_owned(),
        Type::Int32 | Type::Boolean => "int".to_owned(),
        Type::Enumeration(family) => format!("LF{}", pascal(family.name)),
        Type::UInt32 => "uint".to_owned(),
        Type::Int64 => "long".to_owned(),
        Type::Size => "UIntPtr".to_owned(),
        Type::Text if is_callback || *of == function.result => "IntPtr".to_owned(),
        Type::Text | Type::Buffer => "byte[]".to_owned(),
        Type::User => "IntPtr".to_owned(),
        Type::Callback(name) => pascal(name.trim_start_matches("lf_")),
        Type::Handle { .. } if function.name.ends_with("_free") => "IntPtr".to_owned(),
        Type::Handle { name, .. } => format!("{}Handle", pascal(names::split(name).0)),
        Type::Out(_) => panic!("{}: an output within another", function.name),
    }
}

fn enumerations(interface: &Interface) -> String {
    let mut parts = Vec::new();
    for family in FAMILIES {
        let mut members = Vec::new();
        for constant in interface.family(family.name) {
            let Value::Number(number) = constant.value else {
                panic!("{} is no number", constant.name)
            };
            let about = summary(&reword(constant.docs.meaning(), Face::CSharp, interface), "        ");
            members.push(format!(
                "{about}        {} = {number},\n",
                pascal(family.member(&constant.name).unwrap())
            ));
        }
        let about = summary(
            &format!("{} A newer library may have more of them.", family.about),
            "    ",
        );
        let name = pascal(family.name);
        parts.push(format!(
            "{about}    public enum LF{name}\n    {{\n{}    }}\n",
            members.join("\n")
        ));
    }
    file(&[], &parts.join("\n"))
}

fn options(interface: &Interface) -> String {
    let settings = plain(interface, "options");
    let mut body = "    public sealed partial class LFClientOptions\n    {\n".to_owned();
    for plain in &settings {
        body += &property(plain, interface);
        body.push('\n');
    }
    body += "        private void SetPlain(OptionsHandle handle)\n        {\n";
    body.extend(settings.iter().map(applied));
    file(
        &["System", "System.Collections.Generic"],
        &(body + "        }\n    }\n"),
    )
}

fn call(interface: &Interface) -> String {
    let settings = plain(interface, "call");
    let mut body = "    public sealed partial class LFCallOptions\n    {\n".to_owned();
    for plain in &settings {
        body += &property(plain, interface);
        body.push('\n');
    }
    body += "        internal void SetPlain(CallHandle handle)\n        {\n";
    body.extend(settings.iter().map(applied));
    file(&["System"], &(body + "        }\n    }\n"))
}

/// A property that is read when a client or a call is made.
fn property(plain: &Plain<'_>, interface: &Interface) -> String {
    let about = summary(&plain.long_noun(Face::CSharp, interface), "        ");
    let name = plain.setting.csharp();
    if plain.setting.verb == Verb::Add {
        return format!("{about}        public ICollection<string> {name} {{ get; }} = new List<string>();\n");
    }
    let default = plain.default.as_deref();
    let (kind, default) = match plain.kind {
        Kind::Milliseconds => (
            "TimeSpan".to_owned(),
            default.map(|ms| format!("TimeSpan.FromMilliseconds({ms})")),
        ),
        Kind::Number => ("int".to_owned(), default.map(str::to_owned)),
        Kind::Enumeration(family) => {
            let default = default.map(|constant| names::member(family, constant, Face::CSharp));
            (format!("LF{}", pascal(family.name)), default)
        }
        Kind::Boolean => return format!("{about}        public bool {name} {{ get; set; }}\n"),
        Kind::Text => return format!("{about}        public string {name} {{ get; set; }}\n"),
    };
    match default {
        Some(default) => format!("{about}        public {kind} {name} {{ get; set; }} = {default};\n"),
        None => format!("{about}        public {kind}? {name} {{ get; set; }}\n"),
    }
}

/// Hands a property over to the library, if it is set.
fn applied(plain: &Plain<'_>) -> String {
    let (name, function) = (plain.setting.csharp(), &plain.setting.function.name);
    let texts = if plain.setting.verb == Verb::Add {
        "Texts"
    } else {
        "Text"
    };
    if plain.kind == Kind::Text {
        let line = format!("            Setting.{texts}(nameof({name}), Native.{function}, handle, {name});\n");
        return match line.trim_end().len() <= 120 {
            true => line,
            false => line.replace("(nameof", "(\n                nameof"),
        };
    }
    let is_optional = plain.default.is_none() && plain.kind != Kind::Boolean;
    let given = if is_optional {
        format!("{name}.Value")
    } else {
        name.clone()
    };
    let value = match plain.kind {
        Kind::Milliseconds => format!("Duration.ToMilliseconds({given}, nameof({name}))"),
        Kind::Number => format!("Setting.Count({given}, nameof({name}))"),
        Kind::Boolean => format!("{given} ? 1 : 0"),
        _ => given,
    };
    let indent = if is_optional {
        "                "
    } else {
        "            "
    };
    let mut check = format!("{indent}Setting.Check(nameof({name}), Native.{function}(handle, {value}));\n");
    if check.trim_end().len() > 120 {
        check = check.replace("(handle", &format!("(\n{indent}    handle"));
    }
    match is_optional {
        true => format!("            if ({name} != null)\n            {{\n{check}            }}\n"),
        false => check,
    }
}

/// An object whose settings are handed over as soon as they are set.
fn at_once(interface: &Interface, object: &str) -> String {
    let mut members = Vec::new();
    for plain in &plain(interface, object) {
        members.push(if plain.setting.is_secret() {
            secret(plain, interface)
        } else {
            kept(plain, interface)
        });
    }
    let (class, body) = (names::class(object, Face::CSharp), members.join("\n"));
    file(
        &[],
        &format!("    public sealed partial class {class}\n    {{\n{body}    }}\n"),
    )
}

/// A property that is handed over when it is set, and kept to be read.
fn kept(plain: &Plain<'_>, interface: &Interface) -> String {
    let (name, function) = (plain.setting.csharp(), &plain.setting.function.name);
    let field = camel(plain.setting.name);
    let (kind, set) = match plain.kind {
        Kind::Text => (
            "string",
            format!("Setting.Text(nameof({name}), Native.{function}, Handle, value)"),
        ),
        Kind::Boolean => (
            "bool",
            format!("Setting.Check(nameof({name}), Native.{function}(Handle, value ? 1 : 0))"),
        ),
        other => panic!("{function}: C# has no member for {other:?}"),
    };
    let about = summary(&plain.long_noun(Face::CSharp, interface), "        ");
    format!(
        "        private {kind} {field};\n\n{about}        public {kind} {name}\n        {{\n            \
         get => {field};\n            set\n            {{\n                {set};\n                \
         {field} = value;\n            }}\n        }}\n"
    )
}

/// A method for each kind of text: only arrays can be wiped.
fn secret(plain: &Plain<'_>, interface: &Interface) -> String {
    let (name, function) = (plain.setting.csharp(), &plain.setting.function.name);
    let value = camel(plain.parameter);
    let about = reword(plain.setting.function.docs.meaning(), Face::CSharp, interface);
    let methods = [
        ("string", about.as_str()),
        ("char[]", "As above; the array is copied and can be wiped afterwards."),
        (
            "byte[]",
            "As above, in UTF-8; the array is copied and can be wiped afterwards.",
        ),
    ];
    let methods = methods.map(|(kind, about)| {
        format!(
            "{}        public void {name}({kind} {value}) =>\n            \
             Setting.Secret(nameof({value}), Native.{function}, Handle,\n                \
             Utf8.Secret({value}, nameof({value})));\n",
            summary(about, "        ")
        )
    });
    methods.join("\n")
}
