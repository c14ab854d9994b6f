//! Unsafe code is in two rooms, and the exports of the C boundary all have the one shape.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use syn::buffer::{Cursor, TokenBuffer};
use syn::visit::Visit;
use syn::{Abi, Attribute, Expr, FnArg, Item, ItemFn, ItemForeignMod, ItemMod, Meta, ReturnType, Stmt, Type};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Path below `src` and text of every source file.
fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root().join("src")).unwrap();
                found.push((name.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found
}

fn is_boundary(name: &str) -> bool {
    name.starts_with("ffi/")
}

/// The boundary, and what calls the operating system.
fn may_be_unsafe(name: &str) -> bool {
    is_boundary(name) || name.starts_with("sys/")
}

/// All problems that `check` finds in the files that `are_meant`.
fn problems(are_meant: impl Fn(&str) -> bool, check: fn(&str) -> Vec<String>) -> Vec<String> {
    let files = sources().into_iter().filter(|(name, _)| are_meant(name));
    let mut count = 0;
    let found = files
        .flat_map(|(name, text)| {
            count += 1;
            check(&text)
                .into_iter()
                .map(move |problem| format!("src/{name}: {problem}"))
        })
        .collect();
    assert!(count > 5, "the sources were not found");
    found
}

/// Every word of the code, keywords and insides of macros and attributes included.
fn words(text: &str) -> Vec<String> {
    fn walk(mut cursor: Cursor<'_>, words: &mut Vec<String>) {
        while !cursor.eof() {
            if let Some((inside, _, _, rest)) = cursor.any_group() {
                walk(inside, words);
                cursor = rest;
            } else if let Some((word, rest)) = cursor.ident() {
                words.push(word.to_string());
                cursor = rest;
            } else if let Some((_, rest)) = cursor.token_tree() {
                cursor = rest;
            }
        }
    }
    let mut found = Vec::new();
    walk(TokenBuffer::new2(text.parse().unwrap()).begin(), &mut found);
    found
}

/// Elsewhere there is neither unsafe code nor a foreign function, nor leave for them.
fn unsafe_words(text: &str) -> Vec<String> {
    let words = words(text);
    let mut found: Vec<_> = words
        .iter()
        .filter(|word| ["unsafe", "extern", "asm", "global_asm", "no_mangle", "export_name"].contains(&word.as_str()))
        .map(|word| format!("{word} outside of ffi and sys"))
        .collect();
    let leave = words
        .windows(2)
        .any(|pair| ["allow", "expect"].contains(&&*pair[0]) && pair[1] == "unsafe_code");
    found.extend(leave.then(|| "unsafe_code is allowed outside of ffi and sys".to_owned()));
    found
}

#[test]
fn unsafe_code_is_in_two_rooms_only() {
    assert_eq!(
        problems(|name| !may_be_unsafe(name), unsafe_words),
        Vec::<String>::new()
    );
}

#[test]
fn unsafe_code_would_be_found() {
    for bad in [
        "fn f() { unsafe { g() } }",
        "unsafe fn f() {}",
        "unsafe impl Send for X {}",
        "unsafe trait T {}",
        "unsafe extern \"C\" { fn f(); }",
        "extern \"C\" fn f() {}",
        "#[unsafe(no_mangle)] fn f() {}",
        "type F = unsafe fn();",
        "m! { unsafe { g() } }",
        "macro_rules! m { () => { unsafe { g() } } }",
        "#[allow(unsafe_code)] mod m {}",
    ] {
        assert!(!unsafe_words(bad).is_empty(), "{bad}");
    }
    assert!(unsafe_words("#![deny(unsafe_code)] fn f() { \"unsafe\"; } // unsafe").is_empty());
}

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

fn is_no_mangle(attribute: &Attribute) -> bool {
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
fn each_export(text: &str, check: impl Fn(&ItemFn) -> Vec<String>) -> Vec<String> {
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
                    && ["status", "status_with_error", "value", "text", "quiet"].contains(&function.as_str())
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

/// Unsafe blocks and impls without a `// SAFETY:` comment right above.
fn unexplained(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_code = |line: &&str| !line.starts_with("//");
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_code(line)) {
        if !["unsafe {", "unsafe{", "unsafe impl"]
            .iter()
            .any(|start| line.contains(start))
        {
            continue;
        }
        let comment = lines[..index].iter().rev().take_while(|line| !is_code(line));
        if !comment.into_iter().any(|line| line.starts_with("// SAFETY: ")) {
            found.push(format!("line {}: no SAFETY comment: {line}", index + 1));
        }
    }
    found
}

#[test]
fn every_unsafe_block_is_explained() {
    assert_eq!(problems(may_be_unsafe, unexplained), Vec::<String>::new());
}

#[test]
fn an_unexplained_block_would_be_found() {
    for bad in [
        "let x = unsafe { f() };",
        "// SAFETY: of another line.\nlet y = 1;\nlet x = unsafe { f() };",
        "/// SAFETY: documentation is not meant.\nunsafe impl Send for X {}",
        "// It is safe.\nunsafe { f() }",
    ] {
        assert!(!unexplained(bad).is_empty(), "{bad}");
    }
    assert!(unexplained("// SAFETY: it is ours,\n// as said.\nlet x = unsafe { f() };").is_empty());
}

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

/// The lines of `src/lib.rs` that refuse to be built without unwinding.
fn refusal(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| *line == "#[cfg(panic = \"abort\")]")?;
    let next = lines.get(at + 1)?;
    next.starts_with("compile_error!(")
        .then(|| lines[at..=at + 1].join("\n"))
}

#[test]
fn a_build_that_aborts_on_panic_is_refused() {
    assert!(refusal("#[cfg(panic = \"abort\")]\nmod x;").is_none());
    assert!(refusal("compile_error!(\"x\");").is_none());
    let refusal = refusal(&fs::read_to_string(root().join("src/lib.rs")).unwrap());
    let refusal = refusal.expect("src/lib.rs does not refuse panic=abort");

    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("panic-abort");
    fs::create_dir_all(&dir).unwrap();
    let source = dir.join("refusal.rs");
    fs::write(&source, refusal).unwrap();
    let compile = |strategy: &str| {
        Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
            .args([
                "--edition=2024",
                "--crate-type=lib",
                "--emit=metadata",
                "-C",
                strategy,
                "--out-dir",
            ])
            .args([&dir, &source])
            .output()
            .unwrap()
    };
    assert!(compile("panic=unwind").status.success());
    let refused = compile("panic=abort");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("the C boundary catches panics"));
}
