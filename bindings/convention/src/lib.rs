//! The calling convention of the C interface, said once for all its functions and callbacks.

use proc_macro::{Literal, TokenStream, TokenTree};

/// Stands before every exported function and every type of a callback. With the feature `stdcall` their `extern "C"` is
/// `extern "system"`, which is `__stdcall` on 32-bit Windows and the same as `extern "C"` elsewhere.
#[proc_macro_attribute]
pub fn convention(_: TokenStream, item: TokenStream) -> TokenStream {
    if !cfg!(feature = "stdcall") {
        return item;
    }
    let mut is_behind_extern = false;
    let item = item.into_iter().map(|token| translated(token, &mut is_behind_extern));
    item.collect()
}

/// Types of callbacks stand in groups, too: nothing but tokens is looked at.
fn translated(token: TokenTree, is_behind_extern: &mut bool) -> TokenTree {
    let text = token.to_string();
    let is_convention = std::mem::replace(is_behind_extern, text == "extern") && text == "\"C\"";
    if is_convention {
        return TokenTree::Literal(Literal::string("system"));
    }
    token
}
