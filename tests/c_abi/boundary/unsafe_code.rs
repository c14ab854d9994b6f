//! Unsafe code is in two rooms only, and explained.

use super::sources::{is_boundary, problems, words};

/// The boundary, and what calls the operating system.
fn may_be_unsafe(name: &str) -> bool {
    is_boundary(name) || name.starts_with("sys/")
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
