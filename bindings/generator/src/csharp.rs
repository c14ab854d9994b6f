//! C#: raw declarations, enumerations, and the members of plain settings, each in a file of its own.

use crate::docs::wrap;
use crate::families::FAMILIES;
use crate::interface::{Interface, Value};
use crate::names::{self, Face, camel, pascal};
use crate::setter::Verb;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

mod native;

pub fn files(interface: &Interface) -> Vec<(&'static str, String)> {
    vec![
        ("bindings/dotnet/Native.g.cs", native::file(interface)),
        ("bindings/dotnet/Enumerations.g.cs", enumerations(interface)),
        ("bindings/dotnet/LFClientOptions.g.cs", options(interface)),
        ("bindings/dotnet/LFCallOptions.g.cs", handed_over(interface, "call")),
        (
            "bindings/dotnet/LFSessionOptions.g.cs",
            handed_over(interface, "session_options"),
        ),
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

/// An object of plain properties, which are handed over when it is used.
fn handed_over(interface: &Interface, object: &str) -> String {
    let settings = plain(interface, object);
    let class = names::class(object, Face::CSharp);
    let mut body = format!("    public sealed partial class {class}\n    {{\n");
    for plain in &settings {
        body += &property(plain, interface);
        body.push('\n');
    }
    let handle = pascal(object);
    body += &format!("        internal void SetPlain({handle}Handle handle)\n        {{\n");
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
        _ if plain.is_in_seconds() => (
            "TimeSpan".to_owned(),
            default.map(|seconds| format!("TimeSpan.FromSeconds({seconds})")),
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
        _ if plain.is_in_seconds() => format!("Duration.ToSeconds({given}, nameof({name}))"),
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
