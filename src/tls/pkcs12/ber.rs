//! From BER to DER, as far as [`Reader`](crate::tls::certificate::Reader) needs it.
//!
//! Windows, Firefox and programs with Bouncy Castle write PKCS#12 with lengths that they do not know beforehand, and
//! texts in pieces.

use crate::base::secret::SecretBytes;
use crate::tls::certificate::{OCTET_STRING, Reader};
use crate::tls::pbe::Failure;

/// Deeper than any file that a program writes.
const MAX_DEPTH: usize = 24;
const CONSTRUCTED: u8 = 0x20;
/// The tag [0] around an element, or around the pieces of an octet string.
pub const EXPLICIT: u8 = 0xa0;

/// The first element of `file`, with all its lengths known and its octet strings in one piece. What an octet string holds
/// stays as it is. `None` if it is damaged.
pub fn definite(file: &[u8]) -> Option<SecretBytes> {
    let mut out = SecretBytes::new(Vec::with_capacity(file.len()));
    let mut rest = file;
    copy(&mut rest, &mut out, 0)?;
    Some(out)
}

fn copy(rest: &mut &[u8], out: &mut SecretBytes, depth: usize) -> Option<()> {
    let (&[tag, length], behind) = rest.split_first_chunk()?;
    // A tag of several bytes stands nowhere in these files.
    if tag & 0x1f == 0x1f || depth > MAX_DEPTH {
        return None;
    }
    *rest = behind;
    let is_constructed = tag & CONSTRUCTED != 0;
    let mut content = SecretBytes::default();
    if length == 0x80 {
        if !is_constructed {
            return None;
        }
        loop {
            if let Some(behind) = rest.strip_prefix(&[0, 0]) {
                *rest = behind;
                break;
            }
            copy(rest, &mut content, depth + 1)?;
        }
    } else {
        let length = match length {
            0..=0x7f => usize::from(length),
            _ => {
                let (digits, behind) = rest.split_at_checked(usize::from(length & 0x7f).min(5))?;
                *rest = behind;
                let digit = |sum: usize, digit: &u8| sum.checked_mul(256)?.checked_add(usize::from(*digit));
                digits.iter().try_fold(0, digit)?
            }
        };
        let (mut inside, behind) = rest.split_at_checked(length)?;
        *rest = behind;
        if !is_constructed {
            put(tag, inside, out);
            return Some(());
        }
        while !inside.is_empty() {
            copy(&mut inside, &mut content, depth + 1)?;
        }
    }
    if tag == OCTET_STRING | CONSTRUCTED {
        put(OCTET_STRING, &joined(&content)?, out);
    } else {
        put(tag, &content, out);
    }
    Some(())
}

pub fn put(tag: u8, content: &[u8], out: &mut SecretBytes) {
    out.push(tag);
    let length = content.len();
    let digits = length.to_be_bytes();
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    match u8::try_from(length) {
        Ok(length @ ..0x80) => out.push(length),
        _ => {
            out.push(0x80 | (digits.len() - zeros) as u8);
            out.extend_from_slice(&digits[zeros..]);
        }
    }
    out.extend_from_slice(content);
}

/// The octet strings in `pieces`, in DER, as one.
pub fn joined(pieces: &[u8]) -> Option<SecretBytes> {
    let mut whole = SecretBytes::new(Vec::with_capacity(pieces.len()));
    let mut pieces = Reader(pieces);
    while !pieces.0.is_empty() {
        whole.extend_from_slice(pieces.expect(OCTET_STRING)?.content);
    }
    Some(whole)
}

/// What is in the element that `content` begins with.
pub fn within(content: &[u8], tag: u8) -> Result<Reader<'_>, Failure> {
    let element = Reader(content).expect(tag).ok_or(Failure::Damaged)?;
    Ok(Reader(element.content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Option<Vec<u8>> {
        definite(file).map(|read| read.to_vec())
    }

    #[test]
    fn lengths_become_known_and_texts_whole() {
        let in_pieces = b"\x30\x80\x24\x80\x04\x01a\x04\x02bc\0\0\x02\x01\x05\0\0behind";
        assert_eq!(read(in_pieces).unwrap(), b"\x30\x08\x04\x03abc\x02\x01\x05");
        let already = b"\x30\x08\x04\x03abc\x02\x01\x05";
        assert_eq!(read(already).unwrap(), already);
        let long = [&b"\x30\x80\x04\x82\x01\x00"[..], &[7; 256], b"\0\0"].concat();
        assert_eq!(read(&long).unwrap()[..7], *b"\x30\x82\x01\x04\x04\x82\x01");
        assert_eq!(read(b"\x30\x83\x00\x00\x02\x05\x00").unwrap(), b"\x30\x02\x05\x00");
    }

    #[test]
    fn what_is_cut_or_too_deep_is_refused() {
        let whole = b"\x30\x80\x24\x80\x04\x01a\x04\x02bc\0\0\x02\x01\x05\0\0";
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_none(), "{end}");
        }
        assert!(read(&b"\x30\x80".repeat(200_000)).is_none());
        assert!(read(b"\x04\x80\0\0").is_none());
        assert!(read(b"\x30\xff\xff\xff\xff\xff\xff").is_none());
        assert!(read(b"\x24\x03\x02\x01\x05").is_none());
    }
}
