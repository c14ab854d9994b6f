//! Certificates, keys and fingerprints as people have them at hand.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::trust::Fingerprint;

/// All certificates in `text`; at least one.
pub fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(text.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| "it is not valid PEM")?;
    if found.is_empty() {
        return Err("there is no BEGIN CERTIFICATE in it");
    }
    Ok(found)
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
    fn text_without_pem_is_refused() {
        assert!(certificates("").is_err());
        assert!(certificates("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n").is_err());
        assert!(private_key("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err());
    }
}
