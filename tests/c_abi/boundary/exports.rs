//! Every export is one call into the boundary, and nothing else is one.

use syn::{Expr, Item, Stmt};

use super::each_export::{each_export, is_no_mangle};
use super::sources::{is_boundary, problems, sources};

/// The way of an export: its name, and that it is one call into `boundary`.
fn shape(text: &str) -> Vec<String> {
    each_export(text, |export| {
        let mut found = Vec::new();
        if !export.sig.ident.to_string().starts_with("lf_") {
            found.push("its name does not begin with lf_".to_owned());
        }
        if export
            .sig
            .abi
            .as_ref()
            .and_then(|abi| abi.name.as_ref())
            .is_none_or(|name| name.value() != "C")
        {
            found.push("it is not extern \"C\"".to_owned());
        }
        let proper = match export.block.stmts.as_slice() {
            [Stmt::Expr(tail, _)] => passes_boundary(tail),
            [Stmt::Local(local), Stmt::Expr(tail, _)] => is_body(local) && passes_boundary(tail),
            _ => false,
        };
        if !proper {
            found.push("its body is not a single call into boundary".to_owned());
        }
        found
    })
}

/// `let body = || ...`
fn is_body(local: &syn::Local) -> bool {
    let named = matches!(&local.pat, syn::Pat::Ident(name) if name.ident == "body");
    let closure = local
        .init
        .as_ref()
        .is_some_and(|init| matches!(*init.expr, Expr::Closure(_)));
    named && closure && local.init.as_ref().is_some_and(|init| init.diverge.is_none())
}

/// `boundary::status(...)` and the like, maybe in an unsafe block of its own.
fn passes_boundary(expression: &Expr) -> bool {
    match expression {
        Expr::Unsafe(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(inner @ Expr::Call(_), None)] => passes_boundary(inner),
            _ => false,
        },
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let segments: Vec<_> = path
                    .path
                    .segments
                    .iter()
                    .map(|segment| segment.ident.to_string())
                    .collect();
                let [module, function] = segments.as_slice() else {
                    return false;
                };
                module == "boundary"
                    && [
                        "status",
                        "status_with_error",
                        "read",
                        "read_or_wait",
                        "value",
                        "text",
                        "quiet",
                    ]
                    .contains(&function.as_str())
            }
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn every_export_is_one_call_into_the_boundary() {
    assert_eq!(problems(is_boundary, shape), Vec::<String>::new());
    let count = |text: &str| {
        syn::parse_file(text)
            .unwrap()
            .items
            .iter()
            .filter(|item| is_export(item))
            .count()
    };
    let exports: usize = sources().iter().map(|(_, text)| count(text)).sum();
    assert!(exports > 70, "only {exports} exports were found");
}

fn is_export(item: &Item) -> bool {
    matches!(item, Item::Fn(function) if function.attrs.iter().any(is_no_mangle))
}

#[test]
fn an_export_of_another_shape_would_be_found() {
    for bad in [
        "#[unsafe(no_mangle)] pub extern \"C\" fn other() { boundary::quiet(|| ()); }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() { work(); boundary::quiet(|| ()); }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() { let body = || (); work(); boundary::quiet(body); }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() { let body = work(); boundary::quiet(body); }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() -> i32 { boundary::value(0, f) + 1 }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() -> i32 { boundary::guarded(f) }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() -> i32 { 7 }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() {}",
        "#[unsafe(no_mangle)] pub extern \"system\" fn lf_x() { boundary::quiet(|| ()); }",
        "#[unsafe(no_mangle)] pub fn lf_x() { boundary::quiet(|| ()); }",
        "pub extern \"C\" fn lf_x() { boundary::quiet(|| ()); }",
        "mod inner { extern \"C\" fn callback() {} }",
        "fn f() { extern \"C\" fn callback() {} }",
        "impl X { extern \"C\" fn callback() {} }",
        "unsafe extern \"C\" { fn getpid() -> i32; }",
        "type F = extern \"system\" fn();",
    ] {
        assert!(!shape(bad).is_empty(), "{bad}");
    }
    for good in [
        "#[unsafe(no_mangle)] pub unsafe extern \"C\" fn lf_x() -> i32 { let body = || (); unsafe { boundary::status(body) } }",
        "#[cfg(test)] mod tests { extern \"C\" fn callback() {} }",
        "pub type lf_callback = Option<unsafe extern \"C\" fn(i32)>;",
    ] {
        assert_eq!(shape(good), Vec::<String>::new(), "{good}");
    }
}
