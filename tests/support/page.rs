//! Pages for people as scripts for a shell, so that tests do what readers do.

/// The blocks below `heading`, in order: those of a shell as they are, and those that the reader is told to save as a
/// file (`` save this as `NAME` ``) as commands that write it.
pub fn script(page: &str, heading: &str) -> String {
    let section = page
        .split_once(&format!("{heading}\n"))
        .unwrap_or_else(|| panic!("no {heading:?}"))
        .1;
    let section = section.split("\n## ").next().unwrap();
    let mut script = String::new();
    let mut parts = section.split("```");
    while let (Some(text), Some(block)) = (parts.next(), parts.next()) {
        let (language, code) = block.split_once('\n').unwrap();
        let file = text.to_lowercase().rfind("save this as `").map(|at| {
            let name = &text[at + "save this as `".len()..];
            name.split('`').next().unwrap()
        });
        match file {
            Some(name) => script += &format!("cat >'{name}' <<'END_OF_FILE'\n{code}END_OF_FILE\n"),
            None if language == "sh" => script += code,
            None => {}
        }
    }
    assert!(!script.is_empty(), "nothing to do below {heading:?}");
    script
}
