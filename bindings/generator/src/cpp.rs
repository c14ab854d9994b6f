//! C++: enumerations and the setters of plain settings. The raw declarations are those of lftoken.h itself.

use crate::docs::wrap;
use crate::families::FAMILIES;
use crate::interface::{Interface, Value};
use crate::names::Face;
use crate::region::Regions;
use crate::settings::{Kind, Plain, plain};
use crate::wording::reword;

pub fn regions(interface: &Interface) -> Regions {
    let settings = |object| plain(interface, object);
    let tries = |object| -> String {
        let setters: Vec<String> = settings(object)
            .iter()
            .map(|plain| that_returns(plain, interface))
            .collect();
        setters.join("\n")
    };
    let throws = |object| -> String {
        let setters: Vec<String> = settings(object).iter().map(that_throws).collect();
        setters.join("\n")
    };
    vec![
        ("interface number", interface_number(interface)),
        ("enumerations", enumerations(interface)),
        ("settings of options", tries("options")),
        ("settings of options that throw", throws("options")),
        ("settings of credentials", tries("credentials")),
        ("settings of credentials that throw", throws("credentials")),
        ("settings of call", tries("call")),
        ("settings of call that throw", throws("call")),
        ("settings of session_options", tries("session_options")),
        ("settings of session_options that throw", throws("session_options")),
        ("settings of authorization", tries("authorization")),
        ("settings of authorization that throw", throws("authorization")),
    ]
}

fn interface_number(interface: &Interface) -> String {
    let number = interface
        .constants
        .iter()
        .find(|constant| constant.name == "LF_ABI_VERSION");
    let Some(Value::Number(number)) = number.map(|constant| &constant.value) else {
        panic!("the header has lost LF_ABI_VERSION");
    };
    format!("static_assert(LF_ABI_VERSION == {number}, \"lftoken.hpp and lftoken.h are of different versions\");\n")
}

/// One of each family but the statuses, which C++ leaves as they are: a newer library may have more of them.
fn enumerations(interface: &Interface) -> String {
    let mut parts = Vec::new();
    for family in FAMILIES.iter().filter(|family| family.name != "status") {
        let mut part = format!("/// {}\nenum class {} : std::int32_t {{\n", family.about, family.name);
        for constant in interface.family(family.name) {
            let meaning = reword(constant.docs.meaning(), Face::Cpp, interface);
            part += &wrap(&meaning, "    /// ", "    /// ");
            let member = family.member(&constant.name).unwrap().to_lowercase();
            part += &format!("    {member} = {},\n", constant.name);
        }
        part = part.trim_end_matches(",\n").to_owned();
        parts.push(part + "\n};\n");
    }
    parts.join("\n")
}

fn that_returns(plain: &Plain<'_>, interface: &Interface) -> String {
    let (name, function, value) = (plain.setting.cpp(), &plain.setting.function.name, value(plain));
    let call = match plain.kind {
        _ if plain.is_in_seconds() => format!("detail::set_seconds({function}, get(), {value})"),
        Kind::Milliseconds => format!("detail::set_ms({function}, get(), {value})"),
        Kind::Number | Kind::Boolean => format!("{function}(get(), {value})"),
        Kind::Enumeration(_) => format!("{function}(get(), static_cast<std::int32_t>({value}))"),
        Kind::Text => format!("{function}(get(), {value}.c_str())"),
    };
    let what = format!("\"{}::{name}\"", plain.setting.object);
    // No boolean is refused for what it is.
    let (make, reason) = match plain.kind {
        Kind::Boolean => ("error(", String::new()),
        _ => ("detail::result(", format!(", {value}")),
    };
    let mut body = format!("        return {make}{call}, {what}{reason});\n");
    if body.trim_end().len() > 120 {
        let margin = " ".repeat("        return ".len() + make.len());
        body = format!("        return {make}{call},\n{margin}{what}{reason});\n");
    }
    let about = wrap(&plain.about(Face::Cpp, interface), "    /// ", "    /// ");
    format!(
        "{about}    error try_{name}({} {value}) noexcept {{\n{body}    }}\n",
        kind(plain)
    )
}

fn that_throws(plain: &Plain<'_>) -> String {
    let (object, name, value) = (plain.setting.object, plain.setting.cpp(), value(plain));
    let default = if plain.kind == Kind::Boolean { " = true" } else { "" };
    let head = format!("    {object} &{name}({} {value}{default}) {{", kind(plain));
    let body = format!("return try_{name}({value}).raise_or(*this);");
    let line = format!("{head} {body} }}\n");
    if line.trim_end().len() <= 120 {
        return line;
    }
    format!("{head}\n        {body}\n    }}\n")
}

/// An enumeration has the name that its parameter would have.
fn value<'a>(plain: &'a Plain<'_>) -> &'a str {
    match plain.kind {
        Kind::Enumeration(_) => "value",
        _ => plain.value().trim_end_matches("_seconds"),
    }
}

fn kind(plain: &Plain<'_>) -> &'static str {
    match plain.kind {
        _ if plain.is_in_seconds() => "std::chrono::seconds",
        Kind::Milliseconds => "std::chrono::milliseconds",
        Kind::Number => "std::uint32_t",
        Kind::Boolean => "bool",
        Kind::Enumeration(family) => family.name,
        Kind::Text => "text",
    }
}
