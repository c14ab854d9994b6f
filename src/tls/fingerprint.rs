//! The SHA-256 fingerprint by which a certificate is pinned.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// That of a certificate in DER form.
    pub fn of(certificate: &[u8]) -> Fingerprint {
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Fingerprint(bytes)
    }

    /// Reads 64 hexadecimal digits, with or without colons or spaces.
    pub fn parse(text: &str) -> Result<Fingerprint, &'static str> {
        const WRONG: &str = "a certificate is pinned by its SHA-256 fingerprint: 64 hexadecimal digits";
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| !matches!(c, ':' | ' '))
            .map(|c| c.to_digit(16).map(|digit| digit as u8).ok_or(WRONG))
            .collect::<Result<_, _>>()?;
        let mut bytes = [0; 32];
        if digits.len() != bytes.len() * 2 {
            return Err(WRONG);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Fingerprint(bytes))
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

    #[test]
    fn it_is_read_as_people_copy_it() {
        let plain = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";
        let colons = "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef";
        assert_eq!(Fingerprint::parse(plain), Fingerprint::parse(colons));
        let shown = Fingerprint::parse(plain).unwrap().to_string();
        assert_eq!(shown, colons.to_uppercase());
        for bad in [
            "",
            "0123",
            &plain[1..],
            &format!("{plain}0"),
            &plain.replace('0', "g"),
            "é",
        ] {
            assert!(Fingerprint::parse(bad).is_err(), "{bad}");
        }
    }
}
