//! The forms in which a secret may stand in a text, apart from escapes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use crate::base::secret::SecretBytes;

/// A log line has no line breaks.
pub fn printable(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Characters that stand for each other count as one: `+` for a blank, and the two alphabets of base64.
pub fn fold(byte: u8) -> u8 {
    match byte {
        0..=b' ' | 0x7f | b'+' | b'-' => b' ',
        b'_' => b'/',
        _ => byte,
    }
}

/// The secret as it is, in base64 and in hexadecimal digits, all in the encodings that programs of Windows use.
pub fn forms(secret: &str) -> impl Iterator<Item = SecretBytes> {
    encodings(secret).into_iter().flat_map(|bytes| {
        let base64 = (0..3).map(|before| base64(&bytes, before)).collect::<Vec<_>>();
        let digits = [hex(&bytes, b"0123456789abcdef"), hex(&bytes, b"0123456789ABCDEF")];
        let all = [bytes].into_iter().chain(base64).chain(digits);
        all.map(|mut form| {
            form.iter_mut().for_each(|byte| *byte = fold(*byte));
            form
        })
    })
}

fn encodings(secret: &str) -> Vec<SecretBytes> {
    let utf16 = wiped(2 * secret.len(), secret.encode_utf16().flat_map(u16::to_le_bytes));
    let mut all = vec![wiped(secret.len(), secret.bytes()), utf16];
    let latin1 = || secret.chars().map(|c| u8::try_from(c).unwrap_or_default());
    if !secret.is_ascii() && secret.chars().all(|c| u8::try_from(c).is_ok()) {
        all.push(wiped(secret.len(), latin1()));
    }
    if secret.contains(char::is_control) {
        let mut shown = SecretBytes::new(Vec::with_capacity(2 * secret.len()));
        for c in secret.chars().map(printable) {
            shown.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        all.push(shown);
    }
    all
}

/// In a buffer that does not grow, so that nothing stays behind.
fn wiped(most: usize, bytes: impl Iterator<Item = u8>) -> SecretBytes {
    let mut buffer = SecretBytes::new(Vec::with_capacity(most));
    buffer.extend(bytes);
    buffer
}

/// The digits that depend on nothing but `bytes` where so many other ones stand before them.
fn base64(bytes: &[u8], before: usize) -> SecretBytes {
    let padded = wiped(before + bytes.len(), [0; 2][..before].iter().chain(bytes).copied());
    let digits = SecretBytes::new(BASE64_STANDARD_NO_PAD.encode(&padded[..]).into_bytes());
    let own = (8 * before).div_ceil(6)..8 * padded.len() / 6;
    let own = digits.get(own).unwrap_or_default();
    wiped(own.len(), own.iter().copied())
}

fn hex(bytes: &[u8], digits: &[u8; 16]) -> SecretBytes {
    let both = |byte: &u8| [byte >> 4, byte & 15].map(|digit| digits[usize::from(digit)]);
    wiped(2 * bytes.len(), bytes.iter().flat_map(both))
}
