//! Pages for people as scripts for a shell, so that tests do what readers do.

/// The blocks below `heading`, in order: those of a shell as they are, and those that the reader is told to save as a
/// file as commands that write it.
pub fn script(page: &str, heading: &str) -> String {
    let blocks = blocks(page, heading);
    blocks
        .iter()
        .filter_map(|block| block.saved().or(block.run()))
        .collect()
}

/// Only the commands that write files.
pub fn files(page: &str, heading: &str) -> String {
    blocks(page, heading).iter().filter_map(Block::saved).collect()
}

/// The blocks below `heading` as they are, in order.
pub fn commands(page: &str, heading: &str) -> Vec<String> {
    blocks(page, heading)
        .iter()
        .map(|block| block.code.to_owned())
        .collect()
}

struct Block<'a> {
    /// What stands between the block and the one before.
    text: &'a str,
    language: &'a str,
    code: &'a str,
}

impl Block<'_> {
    fn run(&self) -> Option<String> {
        (self.language == "sh").then(|| self.code.to_owned())
    }

    fn saved(&self) -> Option<String> {
        let text = self.text.to_lowercase();
        let at = text.rfind("save this as `")? + "save this as `".len();
        let name = self.text[at..].split('`').next()?;
        Some(format!("cat >'{name}' <<'END_OF_FILE'\n{}END_OF_FILE\n", self.code))
    }
}

fn blocks<'a>(page: &'a str, heading: &str) -> Vec<Block<'a>> {
    let section = page
        .split_once(&format!("{heading}\n"))
        .unwrap_or_else(|| panic!("no {heading:?}"))
        .1;
    let mut parts = section.split("\n## ").next().unwrap().split("```");
    let mut blocks = Vec::new();
    while let (Some(text), Some(block)) = (parts.next(), parts.next()) {
        let (language, code) = block.split_once('\n').unwrap();
        blocks.push(Block { text, language, code });
    }
    assert!(!blocks.is_empty(), "nothing to do below {heading:?}");
    blocks
}
