//! Doc comments: their parts, and bringing text into lines.

/// What a comment of the header says.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// What stands before the parameters.
    pub paragraphs: Vec<String>,
    /// By the name of the parameter.
    pub parameters: Vec<(String, String)>,
    pub returns: String,
}

impl Docs {
    /// Of the lines between the stars of a comment.
    pub fn parse(lines: &[&str]) -> Docs {
        let mut docs = Docs::default();
        for paragraph in lines.split(|line| line.is_empty()) {
            let mut text = String::new();
            let mut tags: Vec<String> = Vec::new();
            for line in paragraph {
                let into = match line.starts_with('@') {
                    true => {
                        tags.push(String::new());
                        tags.last_mut().unwrap()
                    }
                    false => tags.last_mut().unwrap_or(&mut text),
                };
                if !into.is_empty() {
                    into.push(' ');
                }
                into.push_str(line.trim());
            }
            if !text.is_empty() {
                docs.paragraphs.push(text);
            }
            for tag in tags {
                if let Some(text) = tag.strip_prefix("@return") {
                    docs.returns = text.trim().to_owned();
                } else if let Some((name, text)) = tag.strip_prefix("@param ").and_then(|rest| rest.split_once(' ')) {
                    docs.parameters.push((name.to_owned(), text.trim().to_owned()));
                }
            }
        }
        docs
    }

    /// The first paragraph: of a constant it is what every language can say.
    pub fn meaning(&self) -> &str {
        self.paragraphs.first().map_or("", String::as_str)
    }

    pub fn parameter(&self, name: &str) -> &str {
        let known = self.parameters.iter().find(|(known, _)| known == name);
        known.map_or("", |(_, text)| text)
    }
}

/// The first sentence of a text, with its stop.
pub fn sentence(text: &str) -> &str {
    let begins = |rest: &str| rest.starts_with("lf_") || rest.starts_with(|c: char| c.is_ascii_uppercase());
    let mut ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let end = ends.find(|end| begins(&text[end + 1..]));
    &text[..end.unwrap_or(text.len())]
}

/// Lines of at most 120 characters, each behind `indent`; `first` stands before the first one instead. A space that is
/// not to break is U+00A0.
pub fn wrap(text: &str, first: &str, indent: &str) -> String {
    let mut out = first.to_owned();
    let mut width = first.chars().count();
    let mut begins = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !begins && width + 1 + length > 120 {
            out.push('\n');
            out.push_str(indent);
            width = indent.chars().count();
        } else if !begins {
            out.push(' ');
            width += 1;
        }
        out.push_str(&word.replace('\u{a0}', " "));
        width += length;
        begins = false;
    }
    out.push('\n');
    out
}

/// A comment between two marks, each of which is on the line of the text that it is next to: `{ text }`.
pub fn between(text: &str, indent: &str, begin: &str, end: &str) -> String {
    let inner = format!("{indent}{}", " ".repeat(begin.len() + 1));
    wrap(&format!("{text} {end}"), &format!("{indent}{begin} "), &inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_falls_into_its_parts() {
        let docs = Docs::parse(&[
            "Does it. See there,",
            "or here.",
            "",
            "More of it.",
            "",
            "@param first   One of",
            "               them.",
            "@param second  Another.",
            "@return LF_OK,",
            "        or not.",
            "",
            "Threads: any.",
        ]);
        assert_eq!(docs.meaning(), "Does it. See there, or here.");
        assert_eq!(
            docs.paragraphs,
            ["Does it. See there, or here.", "More of it.", "Threads: any."]
        );
        assert_eq!(docs.parameter("first"), "One of them.");
        assert_eq!(docs.parameter("second"), "Another.");
        assert_eq!(docs.parameter("third"), "");
        assert_eq!(docs.returns, "LF_OK, or not.");
    }

    #[test]
    fn a_sentence_ends_where_the_next_one_begins() {
        assert_eq!(
            sentence("TLS 1.2 or newer, e.g. of 1.3. Then more."),
            "TLS 1.2 or newer, e.g. of 1.3."
        );
        assert_eq!(sentence("No other."), "No other.");
    }

    #[test]
    fn lines_are_not_too_long() {
        let text = "word ".repeat(60);
        let wrapped = wrap(&text, "    // ", "    // ");
        assert!(
            wrapped
                .lines()
                .all(|line| line.starts_with("    // ") && line.len() <= 120)
        );
        assert_eq!(wrapped.matches("word").count(), 60);
        assert_eq!(between("text", "  ", "{", "}"), "  { text }\n");
    }
}
