//! Base64 as it comes out of files and forms: either alphabet, padded or not, white space anywhere.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::NO_PAD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use crate::base::secret::SecretBytes;

/// The last digit may have bits that belong to no byte: in Laserfiche's own example they are not zero.
const CONFIG: GeneralPurposeConfig = NO_PAD.with_decode_allow_trailing_bits(true);
const ENGINE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);

/// Whether it says nothing: editors leave white space, and a byte-order mark.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The error says what is wrong, and does not repeat it.
pub fn decode(text: &str) -> Result<SecretBytes, String> {
    // Enough room that the buffer never grows: memory that it had left behind would not be wiped.
    let mut digits = SecretBytes::new(Vec::with_capacity(text.len()));
    let mut is_padded = false;
    for (at, c) in text.chars().enumerate().filter(|(_, c)| !is_blank(*c)) {
        match c {
            '=' => is_padded = true,
            '+' if !is_padded => digits.push(b'-'),
            '/' if !is_padded => digits.push(b'_'),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' if !is_padded => digits.push(c as u8),
            _ => return Err(format!("its character {} is out of place", at + 1)),
        }
    }
    let mut bytes = SecretBytes::new(vec![0; base64::decoded_len_estimate(digits.len())]);
    let count = ENGINE
        .decode_slice(&*digits, &mut bytes)
        .map_err(|_| "a character is missing, or there is one too many")?;
    bytes.truncate(count);
    Ok(bytes)
}
