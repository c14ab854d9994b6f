//! The calling convention of the interface can be changed in one place: whatever the host calls, or is called by, has the
//! attribute that does it.

use syn::visit::Visit;
use syn::{Attribute, ItemFn, ItemType, TypeBareFn};

use super::sources::{is_boundary, problems};

#[derive(Default)]
struct Unmarked(Vec<String>);

impl<'a> Visit<'a> for Unmarked {
    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        if function.sig.abi.is_some() && !is_marked(&function.attrs) {
            self.0.push(format!("{} lacks #[convention]", function.sig.ident));
        }
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_item_type(&mut self, alias: &'a ItemType) {
        if !is_marked(&alias.attrs) {
            syn::visit::visit_item_type(self, alias);
        }
    }

    fn visit_type_bare_fn(&mut self, function: &'a TypeBareFn) {
        if function.abi.is_some() {
            self.0
                .push("a type of C functions is no alias with #[convention]".to_owned());
        }
    }
}

fn is_marked(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("convention"))
}

fn unmarked(text: &str) -> Vec<String> {
    let mut found = Unmarked::default();
    found.visit_file(&syn::parse_file(text).unwrap());
    found.0
}

#[test]
fn every_function_and_callback_has_the_convention() {
    assert_eq!(problems(is_boundary, unmarked), Vec::<String>::new());
}

#[test]
fn one_without_it_would_be_found() {
    for text in [
        "#[unsafe(no_mangle)] pub extern \"C\" fn lf_x() {}",
        "type F = unsafe extern \"C\" fn(i32);",
        "type F = Option<unsafe extern \"C\" fn(i32)>;",
        "struct S { call: extern \"C\" fn() }",
        "fn f(call: extern \"C\" fn()) {}",
    ] {
        assert_eq!(unmarked(text).len(), 1, "{text}");
        let marked = format!("#[convention] {text}");
        let can_be_marked = text.contains("no_mangle") || text.starts_with("type");
        assert_eq!(unmarked(&marked).is_empty(), can_be_marked, "{text}");
    }
}
