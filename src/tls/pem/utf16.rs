//! Text in UTF-16, as Notepad and PowerShell save it.

use crate::base::secret::SecretBytes;
use crate::tls::sections::find;

/// What stands for a character outside of ASCII, of which there is none in a section.
const OTHER: u8 = b'?';

pub enum Text<'a> {
    Given(&'a [u8]),
    Decoded(SecretBytes),
}

/// One unit of two bytes, whichever of them comes first.
type ReadUnit = fn([u8; 2]) -> u16;

/// The text in single bytes.
pub fn decoded(text: &[u8]) -> Text<'_> {
    let (units, read): (&[u8], ReadUnit) = match text {
        [0xff, 0xfe, units @ ..] => (units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => (units, u16::from_be_bytes),
        // Without a byte-order mark: which byte comes first shows where the dashes stand.
        _ => match find(text, b"-\0-\0-\0-") {
            Some(place) if place % 2 == 0 => (text, u16::from_le_bytes),
            Some(_) => (text, u16::from_be_bytes),
            None => return Text::Given(text),
        },
    };
    let (units, _) = units.as_chunks();
    let mut bytes = SecretBytes::new(Vec::with_capacity(units.len()));
    bytes.extend(units.iter().map(|unit| match read(*unit) {
        // A byte-order mark where files were joined.
        0xfeff => b'\n',
        unit => u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(OTHER),
    }));
    Text::Decoded(bytes)
}

impl std::ops::Deref for Text<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Text::Given(text) => text,
            Text::Decoded(text) => text,
        }
    }
}
