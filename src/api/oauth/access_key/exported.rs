//! From what a person has of a key to its JSON. What is something else has words of its own.

use crate::base::secret::SecretBytes;

use super::lenient_base64::{decode, is_blank};

/// A key has some 500 bytes.
const MAX_BYTES: usize = 64 * 1024;

/// The JSON, without what stands around it. The error has "it" for what was given, and never repeats it.
pub fn json(exported: &[u8]) -> Result<SecretBytes, String> {
    if exported.len() > MAX_BYTES {
        return Err("it is longer than 64 kB, and so no access key".into());
    }
    let given = text(exported).map_err(|fault| format!("it {fault}"))?;
    if given.is_empty() {
        return Err("it is empty".into());
    }
    if given.starts_with('{') {
        return Ok(copy(given));
    }
    if let Some(other) = something_else(given) {
        return Err(other.into());
    }
    let held = decode(given).map_err(|fault| format!("it is neither JSON nor whole base64: {fault}"))?;
    let held = text(&held).map_err(|fault| format!("what its base64 holds {fault}"))?;
    if !held.starts_with('{') {
        return Err("what its base64 holds is not JSON, or the beginning is missing".into());
    }
    Ok(copy(held))
}

fn copy(json: &str) -> SecretBytes {
    SecretBytes::new(json.as_bytes().to_vec())
}

/// UTF-8, without blanks at its ends.
fn text(bytes: &[u8]) -> Result<&str, &'static str> {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || bytes.contains(&0) {
        return Err("is text in UTF-16, or no text at all: save it as UTF-8");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_matches(is_blank)),
        Err(error) if error.error_len().is_none() => Err("is cut off"),
        Err(_) => Err("is not text in UTF-8"),
    }
}

/// What people give in the place of a key. No base64 of JSON begins or looks like any of it.
fn something_else(given: &str) -> Option<&'static str> {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| given.starts_with(beginning));
    Some(if begins(&["-----BEGIN"]) {
        "it is PEM; what the Developer Console exports for a service app is base64 of JSON"
    } else if begins(&["<"]) {
        "it is HTML or XML, as of a web page that was saved in place of the key"
    } else if begins(&["\"", "'", "\u{201c}", "\u{201e}"]) {
        "it has quotation marks around it: leave them out"
    } else if begins(&["https://", "http://", "file://"]) {
        "it is an address; what is wanted is the key itself"
    } else if begins(&["eyJ"]) && given.contains('.') {
        "it is a token (JWT); what is wanted is the key that signs tokens"
    } else if is_path(given) {
        "it looks like the path of a file; what is wanted is what is in the file"
    } else {
        return None;
    })
}

fn is_path(given: &str) -> bool {
    let is_drive = matches!(given.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z', b':', ..]);
    let has_extension = given.rsplit_once('.').is_some_and(|(_, extension)| {
        (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_line = !given.contains(['\r', '\n']);
    is_line && (is_drive || has_extension || given.starts_with(['/', '~', '.', '\\']))
}
