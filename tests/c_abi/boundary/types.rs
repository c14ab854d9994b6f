//! The parameters and results of exports are those of C.

use syn::{FnArg, ReturnType, Type};

use super::each_export::each_export;
use super::sources::{is_boundary, problems};

/// Parameters and results that C does not have, or not everywhere with one size.
fn types(text: &str) -> Vec<String> {
    each_export(text, |export| {
        let parameters = export.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        });
        let result = match &export.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, result) => Some(&**result),
        };
        let odd = parameters.chain(result).filter(|kind| !is_plain(kind, false));
        let mut found: Vec<_> = odd
            .map(|_| "a parameter or its result has a type that C does not know".to_owned())
            .collect();
        if !export.sig.generics.params.is_empty() || export.sig.variadic.is_some() {
            found.push("it is generic or variadic".to_owned());
        }
        found
    })
}

fn is_plain(kind: &Type, behind_pointer: bool) -> bool {
    match kind {
        Type::Ptr(pointer) => is_plain(&pointer.elem, true),
        Type::Path(path) => path.path.get_ident().is_some_and(|name| {
            let name = name.to_string();
            ["i32", "u32", "i64", "usize"].contains(&name.as_str())
                || name.starts_with("lf_")
                || (behind_pointer && ["c_char", "c_void"].contains(&name.as_str()))
        }),
        _ => false,
    }
}

#[test]
fn exports_have_types_of_c_only() {
    assert_eq!(problems(is_boundary, types), Vec::<String>::new());
}

#[test]
fn a_type_that_is_not_of_c_would_be_found() {
    for bad in [
        "a: bool",
        "a: u8",
        "a: &i32",
        "a: Option<i32>",
        "a: *const String",
        "a: c_char",
        "a: [i32; 2]",
        "a: String",
    ] {
        let text = format!("#[unsafe(no_mangle)] pub extern \"C\" fn lf_x({bad}) {{ boundary::quiet(|| ()); }}");
        assert!(!types(&text).is_empty(), "{bad}");
    }
    let text = "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() -> u64 { boundary::value(0, f) }";
    assert!(!types(text).is_empty());
    let text = "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x(a: *mut *mut lf_token, b: usize) -> lf_status { boundary::status(f) }";
    assert!(types(text).is_empty());
}
