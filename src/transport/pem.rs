//! Certificates, keys and fingerprints as people have them at hand.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::trust::Fingerprint;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
const WRONG: &str = "it is not valid PEM";

/// As tolerant of what ends the digits as other readers of PEM are.
const DIGITS: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// All certificates in `text`; at least one.
pub fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let found: Vec<_> = sections(text)
        .map(|section| section.and_then(certificate))
        .collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Err("no line in it begins with -----BEGIN CERTIFICATE-----");
    }
    Ok(found)
}

/// What is between BEGIN and END of each certificate in `text`. BEGIN counts at the beginning of a line: elsewhere it
/// is a remark, or a certificate that somebody has taken out of use.
pub fn sections(text: &str) -> impl Iterator<Item = Result<&str, &'static str>> {
    let mut parts = text.split(BEGIN);
    let mut before = parts.next().unwrap_or_default();
    parts.filter_map(move |rest| {
        let begins_line = before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}']);
        before = rest;
        begins_line.then(|| rest.split_once(END).map(|(section, _)| section).ok_or(WRONG))
    })
}

/// The certificate of one section. It is public: reading it in constant time, as the PEM reader for keys does, would
/// take most of the time in which a client is made.
pub fn certificate(section: &str) -> Result<CertificateDer<'static>, &'static str> {
    let mut digits = String::with_capacity(section.len());
    digits.extend(section.split_ascii_whitespace());
    let der = DIGITS.decode(digits).map_err(|_| WRONG)?;
    Ok(der.into())
}

/// The first private key in `text`: PKCS#8, PKCS#1 or SEC1.
pub fn private_key(text: &str) -> Result<PrivateKeyDer<'static>, &'static str> {
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| "there is no private key in PEM form in it")
}

/// A SHA-256 fingerprint: 64 hexadecimal digits, with or without colons or spaces.
pub fn fingerprint(text: &str) -> Result<Fingerprint, &'static str> {
    const WRONG: &str = "a certificate is pinned by its SHA-256 fingerprint: 64 hexadecimal digits";
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !matches!(c, ':' | ' '))
        .map(|c| c.to_digit(16).map(|digit| digit as u8).ok_or(WRONG))
        .collect::<Result<_, _>>()?;
    let mut fingerprint = Fingerprint::default();
    if digits.len() != fingerprint.len() * 2 {
        return Err(WRONG);
    }
    for (byte, pair) in fingerprint.iter_mut().zip(digits.chunks(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Ok(fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_people_copy_them() {
        let plain = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";
        let colons = "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef";
        assert_eq!(fingerprint(plain), fingerprint(colons));
        assert_eq!(fingerprint(plain).unwrap()[..3], [0x01, 0x23, 0x45]);
        for bad in [
            "",
            "0123",
            &plain[1..],
            &format!("{plain}0"),
            &plain.replace('0', "g"),
            "é",
        ] {
            assert!(fingerprint(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn certificates_are_found_between_other_text() {
        let text = "# one\r\n-----BEGIN CERTIFICATE-----\r\nAQID\r\nBA==\r\n-----END CERTIFICATE-----\r\n\
                    -----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n\
                    -----BEGIN CERTIFICATE-----\n BQ== \n\n-----END CERTIFICATE-----";
        let found = certificates(text).unwrap();
        assert_eq!(
            found.iter().map(|one| &one[..]).collect::<Vec<_>>(),
            [&[1, 2, 3, 4][..], &[5]]
        );
    }

    #[test]
    fn certificates_are_read_however_they_were_copied() {
        for digits in [
            "\nAQIDBA==\n",
            "\r\nAQID\r\nBA==\r\n",
            "\rAQID\rBA==\r",
            " AQID BA== ",
            "\n\tAQ ID\n\n\tBA = =\n",
            "\nAQIDBA\n",
            "\nAQIDBB==\n",
        ] {
            let found = certificates(&format!("\u{feff}{BEGIN}{digits}{END}"));
            assert_eq!(found, Ok(vec![vec![1, 2, 3, 4].into()]), "{digits:?}");
        }
    }

    #[test]
    fn certificates_that_were_taken_out_are_not_read() {
        let text = "# Put what follows -----BEGIN CERTIFICATE----- here:\n\
                    #-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\n\
                    # -----BEGIN CERTIFICATE-----\n# AQ==\n# -----END CERTIFICATE-----\n\
                    -----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(text), Ok(vec![vec![5].into()]));
    }

    #[test]
    fn text_without_pem_is_refused() {
        assert!(certificates("").is_err());
        assert!(certificates("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n").is_err());
        assert!(certificates("-----BEGIN CERTIFICATE-----\nAAAA\n").is_err());
        assert!(private_key("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err());
    }
}
