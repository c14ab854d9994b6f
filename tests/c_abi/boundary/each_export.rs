//! Finds the exports in a file, and what passes for one.

use syn::visit::Visit;
use syn::{Abi, Attribute, ItemFn, ItemForeignMod, ItemMod, Meta};

use super::sources::words;

/// The exports of a file, and what else has to do with foreign functions.
#[derive(Default)]
struct Exports<'a> {
    exports: Vec<&'a ItemFn>,
    problems: Vec<String>,
}

impl<'a> Visit<'a> for Exports<'a> {
    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if !module.attrs.iter().any(is_cfg_test) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        let exported = function.attrs.iter().any(is_no_mangle);
        match (exported, &function.sig.abi) {
            (true, Some(_)) => self.exports.push(function),
            (true, None) => self
                .problems
                .push(format!("{} is not extern \"C\"", function.sig.ident)),
            (false, Some(_)) => self.problems.push(format!("{} is not no_mangle", function.sig.ident)),
            (false, None) => {}
        }
        syn::visit::visit_block(self, &function.block);
    }

    /// Reached for methods and types only.
    fn visit_abi(&mut self, abi: &'a Abi) {
        if abi.name.as_ref().is_none_or(|name| name.value() != "C") {
            self.problems.push("an ABI other than C".to_owned());
        }
    }

    fn visit_impl_item_fn(&mut self, method: &'a syn::ImplItemFn) {
        if method.sig.abi.is_some() {
            self.problems.push(format!("the method {} is extern", method.sig.ident));
        }
        syn::visit::visit_impl_item_fn(self, method);
    }

    fn visit_item_foreign_mod(&mut self, _: &'a ItemForeignMod) {
        self.problems
            .push("functions of another library are declared".to_owned());
    }
}

pub fn is_no_mangle(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("unsafe")
        && list.parse_args::<Meta>().is_ok_and(|inner| inner.path().is_ident("no_mangle")))
}

fn is_cfg_test(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("cfg")
        && matches!(words(&format!("{}", list.tokens)).as_slice(),
            [first, rest @ ..] if first == "test" && rest.is_empty()
                || first == "all" && rest.first().is_some_and(|word| word == "test")))
}

/// What `check` says of each export, and what is no proper export.
pub fn each_export(text: &str, check: impl Fn(&ItemFn) -> Vec<String>) -> Vec<String> {
    let file = syn::parse_file(text).unwrap();
    let mut exports = Exports::default();
    exports.visit_file(&file);
    let mut found = exports.problems;
    for export in exports.exports {
        found.extend(
            check(export)
                .into_iter()
                .map(|problem| format!("{}: {problem}", export.sig.ident)),
        );
    }
    found
}
