//! The Laserfiche code that stands behind a text.

/// The code in `... [9010]`.
pub fn code_suffix(text: &str) -> Option<i32> {
    let inside = text.trim_end().trim_end_matches('.').strip_suffix(']')?;
    inside.rsplit_once('[')?.1.parse().ok()
}
