//! Python: constants, declarations for ctypes, enumerations, and the keywords of plain settings.

use crate::docs::wrap;
use crate::families::FAMILIES;
use crate::interface::{Function, Interface, Type, Value};
use crate::names::{self, Face, pascal};
use crate::region::Regions;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

pub fn regions(interface: &Interface) -> Regions {
    let each = |object: &str, write: &dyn Fn(&Plain<'_>) -> String| -> String {
        plain(interface, object).iter().map(write).collect()
    };
    let keywords = |object: &str| each(object, &|plain| keyword(plain));
    let about = |object: &str, indent: &str| each(object, &|plain| about(plain, indent, interface));
    vec![
        ("constants", constants(interface)),
        ("declarations", declarations(interface)),
        ("enumerations", enumerations(interface)),
        ("settings of a call", about("call", "    ")),
        ("keywords of a call", keywords("call")),
        ("how a call is set", each("call", &|plain| applied(plain))),
        ("settings of a session", about("session_options", "    ")),
        ("keywords of a session", keywords("session_options")),
        ("how a session is set", each("session_options", &|plain| applied(plain))),
        ("settings of a client", about("options", "    ")),
        ("keywords of a client", keywords("options")),
        ("how a client is set", each("options", &|plain| applied(plain))),
        ("settings of a login", about("credentials", "    ")),
        ("keywords of a login", keywords("credentials")),
        ("how a login is set", each("credentials", &|plain| applied(plain))),
        ("settings of an authorization", about("authorization", "    ")),
        ("keywords of an authorization", keywords("authorization")),
        (
            "how an authorization is set",
            each("authorization", &|plain| applied(plain)),
        ),
    ]
}

fn constants(interface: &Interface) -> String {
    let lines = interface.constants.iter().map(|constant| match &constant.value {
        Value::Number(number) => format!("{} = {number}\n", constant.name),
        Value::Text(text) => format!("{} = \"{text}\"\n", constant.name),
    });
    lines.collect()
}

fn declarations(interface: &Interface) -> String {
    let mut text = String::new();
    for handle in &interface.handles {
        text += &format!(
            "_{} = _handle_type(\"{handle}\")\n",
            pascal(handle.trim_start_matches("lf_"))
        );
    }
    for callback in &interface.callbacks {
        let types: Vec<String> = [kind(&callback.result)].into_iter().chain(kinds(callback)).collect();
        text += &format!(
            "_{} = ctypes.CFUNCTYPE({})\n",
            callback_name(&callback.name),
            types.join(", ")
        );
    }
    text += "\n# Name: (result, parameters).\n_FUNCTIONS = {\n";
    for function in &interface.functions {
        let parameters = kinds(function).collect::<Vec<_>>().join(", ");
        text += &format!(
            "    \"{}\": ({}, [{parameters}]),\n",
            function.name,
            kind(&function.result)
        );
    }
    text + "}\n"
}

fn callback_name(name: &str) -> String {
    pascal(name.trim_start_matches("lf_"))
}

fn kinds(function: &Function) -> impl Iterator<Item = String> {
    function.parameters.iter().map(|parameter| kind(&parameter.kind))
}

fn kind(of: &Type) -> String {
    match of {
        Type::Void => "None".to_owned(),
        Type::Status | Type::Int32 | Type::Boolean | Type::Enumeration(_) => "c_int32".to_owned(),
        Type::UInt32 => "c_uint32".to_owned(),
        Type::Int64 => "c_int64".to_owned(),
        Type::Size => "c_size_t".to_owned(),
        Type::Text | Type::Buffer | Type::Binary => "c_char_p".to_owned(),
        Type::User => "c_void_p".to_owned(),
        Type::Callback(name) => format!("_{}", callback_name(name)),
        Type::Handle { name, .. } => format!("_{}", pascal(names::split(name).0)),
        Type::Out(inner) => format!("P({})", kind(inner)),
    }
}

fn enumerations(interface: &Interface) -> String {
    let mut parts = Vec::new();
    for family in FAMILIES {
        let name = pascal(family.name);
        let mut part = format!("class {name}(enum.IntEnum):\n    \"\"\"{}\"\"\"\n\n", family.about);
        for constant in interface.family(family.name) {
            part += &wrap(
                &reword(constant.docs.meaning(), Face::Python, interface),
                "    # ",
                "    # ",
            );
            part += &format!("    {} = {}\n", family.member(&constant.name).unwrap(), constant.name);
        }
        parts.push(part);
    }
    parts.join("\n\n")
}

/// A line of a table: the keyword, and what it sets.
fn about(plain: &Plain<'_>, indent: &str, interface: &Interface) -> String {
    let mut text = plain.noun(Face::Python, interface);
    if is_list(plain) {
        text += " One text, or several.";
    }
    let first = format!("{indent}{:<24} ", plain.setting.python());
    wrap(&text, &first, &format!("{indent}{:25}", ""))
}

fn is_list(plain: &Plain<'_>) -> bool {
    plain.setting.verb == crate::setter::Verb::Add
}

fn keyword(plain: &Plain<'_>) -> String {
    let default = match plain.kind {
        Kind::Boolean => "False",
        _ if is_list(plain) => "()",
        _ => "None",
    };
    format!("        {}={default},\n", plain.setting.python())
}

fn applied(plain: &Plain<'_>) -> String {
    let (name, setter) = (plain.setting.python(), &plain.setting.function.name);
    let set = |convert: &str, value: &str| format!("put(\"{name}\", library.{setter}, {convert}, {value})\n");
    let convert = match plain.kind {
        _ if is_list(plain) => {
            let line = set("_utf8", "text");
            return format!("            for text in _each({name}):\n                {line}");
        }
        Kind::Boolean => return format!("            {}", set("int", &name)),
        Kind::Milliseconds => "_ms",
        Kind::Number if name.ends_with("_seconds") => "_whole_seconds",
        Kind::Number => "_u32",
        Kind::Enumeration(_) => "int",
        Kind::Text => "_utf8",
    };
    format!(
        "            if {name} is not None:\n                {}",
        set(convert, &name)
    )
}
