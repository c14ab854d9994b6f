//! Rust: the names of the statuses for `src/ffi`, and the raw declarations of the binding.

use crate::families::FAMILIES;
use crate::interface::{Function, Interface, Parameter, Type, Value};
use crate::region::Regions;

const HEAD: &str = "\
//! Generated from lftoken.h by `cargo run -p lftoken-bindings`: its functions, as another language would declare them.
//!
//! A handle is a number that the library looks up, so a function that takes only handles, numbers and references is
//! safe to call with whatever values.
#![allow(non_camel_case_types, reason = \"the names of C\")]

use std::ffi::{c_char, c_void};

// Only so that the linker sees the library; its Rust items are not used.
use lftoken as _;

pub type lf_status = i32;

/// Receives an error; `None` is NULL.
pub type OutError<'a> = Option<&'a mut *mut lf_error>;
/// A setter of a text, which is NULL or ends with a NUL.
pub type SetText<T> = unsafe extern \"C\" fn(*mut T, *const c_char) -> lf_status;
/// A getter of a text: handle, buffer, its size, the size needed.
pub type GetText<T> = unsafe extern \"C\" fn(*const T, *mut c_char, usize, *mut usize) -> lf_status;

";

/// What `src/ffi/status.rs` finds the name of a status in.
pub fn names(interface: &Interface) -> Regions {
    let rows = interface.family("status").into_iter();
    let rows: String = rows
        .map(|status| format!("    ({0}, c\"{0}\"),\n", status.name))
        .collect();
    vec![(
        "names of the statuses",
        format!("const NAMES: &[(lf_status, &CStr)] = &[\n{rows}];\n"),
    )]
}

/// The enumerations of the binding: those of its families that programs look at, by their names there.
pub fn codes(interface: &Interface) -> Regions {
    let families = [
        ("status", "Status"),
        ("action", "Action"),
        ("exchange", "ExchangeState"),
        ("token_state", "TokenState"),
        ("log_level", "Level"),
        ("check_step", "CheckStep"),
        ("verdict", "Verdict"),
    ];
    let mut text = String::new();
    for (family, name) in families {
        let family = FAMILIES.iter().find(|known| known.name == family).expect("a family");
        text += &format!("codes! {{\n    /// {}\n    {name}:\n", family.about);
        for constant in interface.family(family.name) {
            let member = family.member(&constant.name).expect("a constant is of its family");
            let Value::Number(number) = constant.value else {
                continue;
            };
            text += &format!("    {} = {number},\n", crate::names::pascal(member));
        }
        text += "}\n\n";
    }
    vec![("codes", text.trim_end().to_owned() + "\n")]
}

pub fn file(interface: &Interface) -> (&'static str, String) {
    let mut text = HEAD.to_owned();
    for handle in &interface.handles {
        text += &format!("pub enum {handle} {{}}\n");
    }
    text.push('\n');
    for constant in &interface.constants {
        if let (Value::Number(number), Some(family)) = (&constant.value, constant.family) {
            let kind = if family.name == "status" { "lf_status" } else { "i32" };
            text += &format!("pub const {}: {kind} = {number};\n", constant.name);
        }
    }
    for callback in &interface.callbacks {
        let (name, types) = (callback_name(&callback.name), types(callback));
        let line = format!("pub type {name} = unsafe extern \"C\" fn{types};");
        // As rustfmt has it.
        let line = match line.len() {
            0..=120 => line,
            _ => line.replace(" = ", " =\n    "),
        };
        text += &format!("\n{line}\n");
    }
    text += "\n#[rustfmt::skip]\nunsafe extern \"C\" {\n";
    for function in &interface.functions {
        text += &declaration(function);
    }
    ("bindings/rust/src/sys.rs", text + "}\n")
}

/// "LogCallback" of "lf_log_callback".
fn callback_name(name: &str) -> String {
    crate::names::pascal(name.trim_start_matches("lf_"))
}

fn types(function: &Function) -> String {
    let parameters: Vec<String> = function.parameters.iter().map(parameter).collect();
    let result = match &function.result {
        Type::Void => String::new(),
        result => format!(" -> {}", kind(result)),
    };
    format!("({}){result}", parameters.join(", "))
}

fn declaration(function: &Function) -> String {
    let takes_pointer = |one: &Parameter| {
        matches!(
            one.kind,
            Type::Text | Type::Buffer | Type::Binary | Type::User | Type::Callback(_)
        )
    };
    let safe = if function.parameters.iter().any(takes_pointer) {
        ""
    } else {
        "safe "
    };
    let head = format!("    pub {safe}fn {}", function.name);
    let line = format!("{head}{};\n", types(function));
    if line.trim_end().len() <= 120 {
        return line;
    }
    let (list, result) = (
        function.parameters.iter().map(parameter).collect::<Vec<_>>(),
        kind(&function.result),
    );
    let list: String = list
        .into_iter()
        .map(|parameter| format!("        {parameter},\n"))
        .collect();
    format!("{head}(\n{list}    ) -> {result};\n")
}

fn parameter(parameter: &Parameter) -> String {
    let kind = match &parameter.kind {
        Type::Out(_) if parameter.name == "out_error" => "OutError<'_>".to_owned(),
        // The size of a text, which may be left out like its buffer.
        Type::Out(inner) if parameter.name == "needed" => format!("*mut {}", kind(inner)),
        Type::Out(inner) if parameter.may_be_null => format!("Option<&mut {}>", kind(inner)),
        other => kind(other),
    };
    format!("{}: {kind}", parameter.name)
}

fn kind(of: &Type) -> String {
    match of {
        Type::Void => "()".to_owned(),
        Type::Status => "lf_status".to_owned(),
        Type::Int32 | Type::Boolean | Type::Enumeration(_) => "i32".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Size => "usize".to_owned(),
        Type::Text => "*const c_char".to_owned(),
        Type::Buffer => "*mut c_char".to_owned(),
        Type::Binary => "*const c_void".to_owned(),
        Type::User => "*mut c_void".to_owned(),
        Type::Callback(name) => format!("Option<{}>", callback_name(name)),
        Type::Handle { name, is_const: true } => format!("*const {name}"),
        Type::Handle { name, .. } => format!("*mut {name}"),
        Type::Out(inner) => format!("&mut {}", kind(inner)),
    }
}
