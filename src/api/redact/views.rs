//! A text with its escapes taken back, in every order in which they may have been made.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::base::secret::SecretBytes;

use super::forms::fold;

/// How many escapes lie on top of each other at most.
const DEPTH: usize = 3;

/// What the text is to one who takes escapes back; each byte knows where it comes from.
pub struct View {
    bytes: SecretBytes,
    source: Zeroizing<Vec<(usize, usize)>>,
}

/// What an escape at the beginning stands for, and its length.
type Unescape = fn(&[u8]) -> Option<(Unescaped, usize)>;

#[derive(Clone, Copy)]
enum Unescaped {
    Byte(u8),
    Char(char),
}

pub fn views(text: &str) -> Vec<View> {
    let mut views = vec![View::of(text)];
    let mut made = 0..1;
    for _ in 0..DEPTH {
        for at in made.clone() {
            for unescape in [of_address as Unescape, of_json, of_html] {
                views.extend(views[at].without(unescape));
            }
        }
        made = made.end..views.len();
    }
    views
}

impl View {
    fn of(text: &str) -> View {
        let mut view = View::with_room(text.len());
        for (at, byte) in text.bytes().enumerate() {
            view.push(byte, (at, at + 1));
        }
        view
    }

    /// It never grows, so that nothing stays behind.
    fn with_room(len: usize) -> View {
        View {
            bytes: SecretBytes::new(Vec::with_capacity(len)),
            source: Zeroizing::new(Vec::with_capacity(len)),
        }
    }

    fn push(&mut self, byte: u8, source: (usize, usize)) {
        self.bytes.push(fold(byte));
        self.source.push(source);
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where `len` bytes from `at` on are in the text.
    pub fn source(&self, at: usize, len: usize) -> Range<usize> {
        self.source[at].0..self.source[at + len - 1].1
    }

    /// `None` if it has no such escape.
    fn without(&self, unescape: Unescape) -> Option<View> {
        let mut view = View::with_room(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            let (unescaped, len) = unescape(&self.bytes[at..]).unwrap_or((Unescaped::Byte(self.bytes[at]), 1));
            let source = self.source(at, len);
            let source = (source.start, source.end);
            match unescaped {
                Unescaped::Byte(byte) => view.push(byte, source),
                Unescaped::Char(c) => {
                    let bytes = c.encode_utf8(&mut [0; 4]).as_bytes().to_owned();
                    bytes.into_iter().for_each(|byte| view.push(byte, source));
                }
            }
            at += len;
        }
        (view.bytes.len() < self.bytes.len()).then_some(view)
    }
}

/// `%2B`, and `%u002B` as old scripts have it.
fn of_address(rest: &[u8]) -> Option<(Unescaped, usize)> {
    let digits = rest.strip_prefix(b"%")?;
    match digits.first()? {
        b'u' => utf16(rest, b"%u"),
        _ => Some((Unescaped::Byte(number(digits.get(..2)?, 16)? as u8), 3)),
    }
}

fn of_json(rest: &[u8]) -> Option<(Unescaped, usize)> {
    match rest.strip_prefix(b"\\")?.first()? {
        b'u' => utf16(rest, b"\\u"),
        b'x' => Some((Unescaped::Byte(number(rest.get(2..4)?, 16)? as u8), 4)),
        // They count as blanks, and are shown as such.
        b'b' | b'f' | b'n' | b'r' | b't' => Some((Unescaped::Byte(b' '), 2)),
        c @ (b'"' | b'\\' | b'/' | b'\'') => Some((Unescaped::Byte(*c), 2)),
        _ => None,
    }
}

/// One character in units of UTF-16, of which it may have two.
fn utf16(rest: &[u8], mark: &[u8]) -> Option<(Unescaped, usize)> {
    let unit = |rest: &[u8]| Some(number(rest.strip_prefix(mark)?.get(..4)?, 16)? as u16);
    let len = mark.len() + 4;
    let first = unit(rest)?;
    let read = |units: &[u16]| char::decode_utf16(units.iter().copied()).next()?.ok();
    let one = read(&[first]).map(|c| (c, len));
    let (c, len) = one.or_else(|| Some((read(&[first, unit(&rest[len..])?])?, 2 * len)))?;
    Some((Unescaped::Char(c), len))
}

fn of_html(rest: &[u8]) -> Option<(Unescaped, usize)> {
    const LONGEST: usize = 12;
    let inside = rest.strip_prefix(b"&")?;
    let end = inside.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let c = match &inside[..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"nbsp" => '\u{a0}',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        _ => return None,
    };
    Some((Unescaped::Char(c), end + 2))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}
