//! Every export is described: what it is for, what it returns, which threads may call it, and since when it is there.

use syn::{Attribute, Expr, Meta, ReturnType, Type};

use super::each_export::each_export;
use super::sources::{is_boundary, problems};

/// Descriptions that lack something.
fn descriptions(text: &str) -> Vec<String> {
    each_export(text, |export| {
        let lines: Vec<String> = export.attrs.iter().filter_map(doc_line).collect();
        let all = lines.join("\n");
        let mut found = Vec::new();
        let purpose = lines.first().map_or("", |line| line.trim());
        if purpose.is_empty() || purpose.starts_with('@') || purpose.starts_with("Threads:") {
            found.push("its description does not begin with its purpose");
        }
        if !all.contains("Threads: ") {
            found.push("its description does not say which threads may call it");
        }
        if !all.contains("Since: ") {
            found.push("its description does not say since when it is there");
        }
        let returns_status = matches!(&export.sig.output, ReturnType::Type(_, kind)
            if matches!(&**kind, Type::Path(path) if path.path.is_ident("lf_status")));
        if returns_status && !all.contains("@return ") {
            found.push("its description does not say what it returns");
        }
        found.into_iter().map(str::to_owned).collect()
    })
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
        format!("{doc}\n#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() -> lf_status {{ boundary::status(f) }}")
    };
    for bad in [
        "",
        "/// Does it.",
        "/// @return LF_OK.\n/// Threads: any. Since: 0.1.0.",
        "/// Does it.\n///\n/// Threads: any. Since: 0.1.0.",
        "/// Does it.\n/// @return LF_OK.\n/// Since: 0.1.0.",
        "/// Does it.\n/// @return LF_OK.\n/// Threads: any.",
    ] {
        assert!(!descriptions(&export(bad)).is_empty(), "{bad}");
    }
    let good = export("/// Does it.\n///\n/// @return LF_OK.\n///\n/// Threads: any. Since: 0.1.0.");
    assert_eq!(descriptions(&good), Vec::<String>::new());
}
