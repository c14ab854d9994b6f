//! The functions and callbacks of the header, one to one.

use crate::interface::{Function, Interface, Type, Value};
use crate::names::{self, camel, pascal};
use crate::setter::Setting;

pub fn file(interface: &Interface) -> String {
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
    super::file(&["System", "System.Runtime.InteropServices"], &(body + "    }\n"))
}

fn parameter(function: &Function, name: &str, of: &Type) -> String {
    let name = match camel(name.strip_prefix("out_").unwrap_or(name)) {
        keyword if keyword == "event" => format!("@{keyword}"),
        name => name,
    };
    match of {
        Type::Out(inner) => format!("out {} {name}", kind(function, inner)),
        Type::Buffer => format!("[Out] byte[] {name}"),
        _ => format!("{} {name}", kind(function, of)),
    }
}

/// A handle that is being freed is no object any more, and what the library hands over is memory of its own.
fn kind(function: &Function, of: &Type) -> String {
    let is_callback = function.name.ends_with("_callback") && Setting::named(function).is_none();
    match of {
        Type::Void => "void".to_owned(),
        Type::Status => "LFStatus".to_owned(),
        Type::Int32 | Type::Boolean => "int".to_owned(),
        Type::Enumeration(family) => format!("LF{}", pascal(family.name)),
        Type::UInt32 => "uint".to_owned(),
        Type::Int64 => "long".to_owned(),
        Type::Size => "UIntPtr".to_owned(),
        Type::Text if is_callback || *of == function.result => "IntPtr".to_owned(),
        Type::Text | Type::Buffer | Type::Binary => "byte[]".to_owned(),
        Type::User => "IntPtr".to_owned(),
        Type::Callback(name) => pascal(name.trim_start_matches("lf_")),
        Type::Handle { .. } if is_callback || function.name.ends_with("_free") => "IntPtr".to_owned(),
        Type::Handle { name, .. } => format!("{}Handle", pascal(names::split(name).0)),
        Type::Out(_) => panic!("{}: an output within another", function.name),
    }
}
