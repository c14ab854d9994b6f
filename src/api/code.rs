//! The Laserfiche code that stands behind a text.

/// The code in `... [9010]`.
pub fn code_suffix(text: &str) -> Option<i32> {
    let inside = text.trim_end().trim_end_matches('.').strip_suffix(']')?;
    let digits = inside.rsplit_once('[')?.1;
    // Without a sign, and zero is no code.
    let is_code = digits.starts_with(|c: char| matches!(c, '1'..='9'));
    digits.parse().ok().filter(|_| is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_at_the_end_in_brackets() {
        for text in ["gone [9010]", "gone. [9010].. ", "a[1] [9010]"] {
            assert_eq!(code_suffix(text), Some(9010), "{text}");
        }
        for text in [
            "",
            "[]",
            "gone [0]",
            "gone [-9010]",
            "gone [+9010]",
            "[9010] gone",
            "gone [99999999999]",
        ] {
            assert_eq!(code_suffix(text), None, "{text}");
        }
    }
}
