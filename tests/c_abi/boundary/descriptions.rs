//! Every export is described: what it is for, what it returns, which threads may call it, and since when it is there.

use syn::{Attribute, Expr, FnArg, ItemFn, Meta};

use super::each_export::each_export;
use super::sources::{is_boundary, problems};

/// Descriptions that lack something.
fn descriptions(text: &str) -> Vec<String> {
    each_export(text, |export| {
        let lines: Vec<String> = export.attrs.iter().filter_map(doc_line).collect();
        let all = lines.join("\n");
        let mut found = Vec::new();
        let purpose = lines.first().map_or("", |line| line.trim());
        if purpose.is_empty() || purpose.starts_with('@') {
            found.push("its description does not begin with its purpose".to_owned());
        }
        let parameters = parameters(export);
        for name in parameters
            .iter()
            .filter(|name| !is_common(&export.sig.ident.to_string(), name))
        {
            if !all.contains(&format!("@param {name} ")) {
                found.push(format!("its description does not say what {name} is"));
            }
        }
        let can_explain = parameters.iter().any(|name| name == "out_error");
        if can_explain && !all.contains("@return ") {
            found.push("its description does not say what it returns".to_owned());
        }
        found
    })
}

/// All parameters but the first, which is what the function is about.
fn parameters(export: &ItemFn) -> Vec<String> {
    let names = export.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(name) => Some(name.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    names.skip(1).collect()
}

/// Parameters that the rules at the top of the header describe for all functions.
fn is_common(function: &str, parameter: &str) -> bool {
    ["buf", "cap", "needed", "call", "out_error"].contains(&parameter)
        || (function.ends_with("_new") && parameter.starts_with("out_"))
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn every_export_is_described() {
    assert_eq!(problems(is_boundary, descriptions), Vec::<String>::new());
}

#[test]
fn a_gap_in_a_description_would_be_found() {
    let export = |doc: &str| {
        format!(
            "{doc}\n#[unsafe(no_mangle)] pub extern \"C\" fn lf_x(x: *mut lf_x, size: u32, out_error: *mut *mut lf_error) \
             -> lf_status {{ boundary::status(f) }}"
        )
    };
    for bad in [
        "",
        "/// Does it.",
        "/// @param size  How large.\n/// @return LF_OK.",
        "/// Does it.\n///\n/// @param size  How large.",
        "/// Does it.\n///\n/// @return LF_OK.",
    ] {
        assert!(!descriptions(&export(bad)).is_empty(), "{bad}");
    }
    let good = export("/// Does it.\n///\n/// @param size  How large.\n/// @return LF_OK.");
    assert_eq!(descriptions(&good), Vec::<String>::new());
}
