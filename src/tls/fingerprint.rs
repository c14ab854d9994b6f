//! The SHA-256 fingerprint by which a certificate is pinned.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

const DIGITS: usize = 64;
const SHA1_DIGITS: usize = 40;

impl Fingerprint {
    /// That of a certificate in DER form.
    pub fn of(certificate: &[u8]) -> Fingerprint {
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Fingerprint(bytes)
    }

    /// Reads 64 hexadecimal digits as people paste them: with what programs write before and between them, and with
    /// what one does not see. The error is for a person.
    pub fn parse(text: &str) -> Result<Fingerprint, String> {
        let digits = without_label(text);
        let mut bytes = [0; DIGITS / 2];
        let mut count = 0;
        for (index, letter) in digits.chars().enumerate() {
            if is_between(letter) {
                continue;
            }
            let Some(digit) = letter.to_digit(16) else {
                let place = text.chars().count() - digits.chars().count() + index + 1;
                return Err(wrong(&format!("character {place} is {}", shown(letter))));
            };
            if let Some(byte) = bytes.get_mut(count / 2) {
                *byte = *byte << 4 | digit as u8;
            }
            count += 1;
        }
        match count {
            DIGITS => Ok(Fingerprint(bytes)),
            SHA1_DIGITS => Err(wrong("what is given has 40 digits: that is a SHA-1 fingerprint")),
            _ => Err(wrong(&format!("what is given has {count}"))),
        }
    }
}

fn wrong(reason: &str) -> String {
    format!("a certificate is pinned by its SHA-256 fingerprint, which has 64 hexadecimal digits; {reason}")
}

/// What stands behind `sha256:`, `SHA256 Fingerprint=` and their like.
fn without_label(text: &str) -> &str {
    let Some((label, digits)) = text.split_once(['=', ':']) else {
        return text;
    };
    let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let label = label.to_ascii_lowercase();
    let names_digest = label.contains("sha256") || label.contains("sha1");
    match names_digest || matches!(label.as_str(), "fingerprint" | "thumbprint") {
        true => digits,
        false => text,
    }
}

/// What stands between digits and means nothing: white space, also that which does not break; colons and dashes; marks
/// of direction and byte order, which come along when one copies from a window.
fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, ':' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(letter, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// A character in a message: as it is if that can be seen.
fn shown(letter: char) -> String {
    if letter.is_ascii_graphic() || letter.is_alphanumeric() {
        format!("{letter:?}")
    } else {
        format!("U+{:04X}", letter as u32)
    }
}

/// As browsers show it: pairs of digits with colons between.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";
    const COLONS: &str =
        "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef";

    #[test]
    fn it_is_read_as_people_copy_it() {
        let read = Fingerprint::parse(PLAIN).unwrap();
        assert_eq!(read.to_string(), COLONS.to_uppercase());
        let half = PLAIN.len() / 2;
        for text in [
            COLONS.to_owned(),
            COLONS.replace(':', " "),
            COLONS.replace(':', "-"),
            COLONS.replace(':', "\u{2011}"),
            COLONS.replace(':', "\u{a0}"),
            format!(" {PLAIN}\r\n"),
            format!("{}\n    {}\n", &PLAIN[..half], &PLAIN[half..]),
            format!("\u{200e}{PLAIN}"),
            format!("\u{200f}{PLAIN}\u{feff}"),
            format!("\u{feff}{COLONS}"),
            format!("sha256:{PLAIN}"),
            format!("SHA256:{COLONS}"),
            format!("sha256 Fingerprint={COLONS}\n"),
            format!("SHA256 Fingerprint={COLONS}"),
            format!("\u{200e}SHA-256: {COLONS}"),
            format!("Fingerprint (SHA-256): {COLONS}"),
            format!("Cert Hash(sha256): {}", COLONS.replace(':', " ")),
        ] {
            assert_eq!(Fingerprint::parse(&text), Ok(read), "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, part) in [
            (String::new(), "has 0"),
            ("0123".into(), "has 4"),
            (PLAIN[1..].into(), "has 63"),
            (format!("{PLAIN}0"), "has 65"),
            (PLAIN[..40].into(), "that is a SHA-1 fingerprint"),
            (
                format!("SHA1 Fingerprint={}", &COLONS[..59]),
                "that is a SHA-1 fingerprint",
            ),
            (format!("MD5 Fingerprint={COLONS}"), "character 1 is 'M'"),
            (PLAIN.replacen('6', "g", 1), "character 7 is 'g'"),
            (PLAIN.replacen('6', "\u{7}", 1), "character 7 is U+0007"),
            (
                format!("sha256:{}", PLAIN.replacen('6', "\u{e9}", 1)),
                "character 14 is 'é'",
            ),
            (format!("{}…", &PLAIN[..20]), "character 21 is U+2026"),
        ] {
            let error = Fingerprint::parse(&text).unwrap_err();
            assert!(
                error.contains(part) && error.contains("64 hexadecimal digits"),
                "{text:?}: {error}"
            );
        }
    }
}
