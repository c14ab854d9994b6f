//! The sections of a file in PEM form, whatever became of the white space and padding in them on the way.

use crate::base::secret::SecretBytes;

pub struct Section<'a> {
    pub label: &'a [u8],
    /// What is between BEGIN and END; `None` if the END is missing.
    pub body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// BEGIN counts at the beginning of a line: elsewhere it is a remark, or a section that somebody has taken out of use.
pub fn sections(text: &[u8]) -> impl Iterator<Item = Section<'_>> {
    let mut before = text;
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let begin = find(rest, BEGIN)?;
            let gap = &before[..before.len() - rest.len() + begin];
            // Files that were joined can have a byte-order mark at any beginning.
            let gap = gap.strip_suffix(b"\xef\xbb\xbf").unwrap_or(gap);
            let begins_line = gap.is_empty() || gap.ends_with(b"\n") || gap.ends_with(b"\r");
            before = rest;
            rest = &rest[begin + BEGIN.len()..];
            let is_section = |end: &usize| begins_line && is_label(&rest[..*end]);
            let Some(end) = find(rest, DASHES).filter(is_section) else {
                continue;
            };
            let label = &rest[..end];
            let body = &rest[end + DASHES.len()..];
            let end_line = [b"-----END ", label, DASHES].concat();
            // No dashes stand in a body. To look for the END behind others, for each BEGIN again, may never come to an end.
            let body = find(body, DASHES).and_then(|end| {
                let (body, behind) = body.split_at(end);
                behind.starts_with(&end_line).then_some(body)
            });
            return Some(Section { label, body });
        }
    })
}

/// It stands on the line of its BEGIN.
fn is_label(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

impl Section<'_> {
    /// The section on three lines, with the padding that it should have; `None` if it has no end.
    pub fn canonical(&self, label: &[u8]) -> Option<SecretBytes> {
        let body = self.body?;
        let mut text = SecretBytes::new(Vec::with_capacity(body.len() + 2 * label.len() + 40));
        let digits = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != b'=';
        let count = body.iter().filter(digits).count();
        for part in [BEGIN, label, DASHES, b"\n"] {
            text.extend_from_slice(part);
        }
        text.extend(body.iter().filter(digits));
        text.extend_from_slice(match count % 4 {
            2 => b"==",
            3 => b"=",
            _ => b"",
        });
        for part in [b"\n-----END ".as_slice(), label, DASHES, b"\n"] {
            text.extend_from_slice(part);
        }
        Some(text)
    }
}

pub fn contains(text: &[u8], wanted: &[u8]) -> bool {
    find(text, wanted).is_some()
}

pub fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    // Most windows differ in the first byte, which costs no call.
    text.windows(wanted.len())
        .position(|window| window.first() == wanted.first() && window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_on_one_line() {
        let labels = |text: &[u8]| sections(text).map(|section| section.label.to_vec()).collect::<Vec<_>>();
        let cut = b"-----BEGIN CERTIF\n\xac-----END CERTIFICATE-----\n-----BEGIN X-----\nAAAA\n-----END X-----\n";
        assert_eq!(labels(cut), [b"X"]);
        assert_eq!(labels(b"-----BEGIN A B-----\n"), [b"A B"]);
    }
}
