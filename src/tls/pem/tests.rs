use super::*;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

fn read(text: &str) -> Result<Vec<Vec<u8>>, FileError> {
    let found = certificates(text.as_bytes())?;
    Ok(found.iter().map(|one| one.to_vec()).collect())
}

#[test]
fn certificates_are_found_between_other_text() {
    let text = "# one\r\n-----BEGIN CERTIFICATE-----\r\nAQID\r\nBA==\r\n-----END CERTIFICATE-----\r\n\
                -----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n\
                -----BEGIN CERTIFICATE-----\n BQ== \n\n-----END CERTIFICATE-----";
    assert_eq!(read(text), Ok(vec![vec![1, 2, 3, 4], vec![5]]));
    let joined = format!("\u{feff}{BEGIN}\nAQ==\n{END}\n\u{feff}{BEGIN}\nAg==\n{END}\n");
    assert_eq!(read(&joined), Ok(vec![vec![1], vec![2]]));
    let comment = [b"# caf\xe9\n", format!("{BEGIN}\nAQ==\n{END}").as_bytes()].concat();
    assert_eq!(certificates(&comment).unwrap()[0].as_ref(), [1]);
}

/// The reader of certificates and that of keys take the same.
#[test]
fn sections_are_read_however_they_were_copied() {
    for (before, digits, behind) in [
        ("", "\nAQIDBA==\n", ""),
        ("", "\r\nAQID\r\nBA==\r\n", "\r\n"),
        ("", "\rAQID\rBA==\r", "\r"),
        ("", " AQID BA== ", ""),
        ("", "\n\tAQ ID\n\n\tBA = =\n", ""),
        ("", "\nAQIDBA\n", "# the end"),
        ("\u{feff}", "\nAQIDBA==\n", ""),
        ("# a remark\n\u{feff}", "\nAQIDBA==\n", ""),
        ("# a remark\r", "\nAQIDBA==\n", "-----"),
        (
            "Bag Attributes\n    friendlyName: x\n",
            "\nAQIDBA==\n",
            "\n-----BEGIN X-----\n",
        ),
    ] {
        let file = |label: &str, remark: &[u8]| {
            let section = format!("{before}-----BEGIN {label}-----{digits}-----END {label}-----{behind}");
            [remark, section.as_bytes()].concat()
        };
        // In Windows-1252, and in UTF-8.
        for remark in [&b""[..], b"# Z\xfcrich, M\xe4rz\r\n", "# Zürich\n".as_bytes()] {
            for label in ["CERTIFICATE", "X509 CERTIFICATE"] {
                let found = certificates(&file(label, remark)).unwrap();
                assert_eq!(found[0].as_ref(), [1, 2, 3, 4], "{label} {digits:?}");
            }
            for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
                let found = private_key(&file(label, remark), None).unwrap();
                assert_eq!(found.secret_der(), [1, 2, 3, 4], "{label} {digits:?}");
            }
        }
        // Neither is read where it was taken out of use.
        let out = |label: &str| {
            file(label, b"")
                .iter()
                .flat_map(|byte| match byte {
                    b'\n' | b'\r' => vec![*byte, b'#'],
                    byte => vec![*byte],
                })
                .collect::<Vec<u8>>()
        };
        assert!(certificates(&[b"#", out("CERTIFICATE").as_slice()].concat()).is_err());
        assert!(private_key(&[b"#", out("PRIVATE KEY").as_slice()].concat(), None).is_err());
    }
}

#[test]
fn certificates_that_were_taken_out_are_not_read() {
    let text = "# Put what follows -----BEGIN CERTIFICATE----- here:\n\
                #-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\n\
                # -----BEGIN CERTIFICATE-----\n# AQ==\n# -----END CERTIFICATE-----\n\
                -----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----\n";
    assert_eq!(read(text), Ok(vec![vec![5]]));
}

fn certificate_error(file: &[u8]) -> String {
    certificates(file).unwrap_err().reason()
}

fn key_error(file: &[u8]) -> String {
    private_key(file, None).unwrap_err().reason()
}

fn section(label: &str, digits: &str) -> String {
    format!("-----BEGIN {label}-----\n{digits}\n-----END {label}-----\n")
}

#[test]
fn what_cannot_be_used_is_told_apart() {
    let certificate = section("CERTIFICATE", "AAAA");
    for (file, words) in [
        (" \r\n".to_owned(), "it is empty"),
        ("hello".into(), "no line in it begins with -----BEGIN CERTIFICATE-----"),
        (section("CERTIFICATE", "!!"), "the certificate in it is damaged"),
        (format!("{BEGIN}\nAAAA\n"), "the certificate in it is damaged"),
        (
            format!("{certificate}{}", section("CERTIFICATE", "!!")),
            "certificate 2 of the 2 in it is damaged",
        ),
        (
            section("TRUSTED CERTIFICATE", "AAAA"),
            "`openssl x509 -in FILE -out NEW.pem`",
        ),
        (section("PKCS7", "AAAA"), "`openssl pkcs7 -print_certs"),
        (section("CERTIFICATE REQUEST", "AAAA"), "request for a certificate"),
        (section("X509 CRL", "AAAA"), "list of revoked certificates"),
        (
            section("PRIVATE KEY", "AAAA"),
            "there is a private key in it, but no certificate",
        ),
        (section("PUBLIC KEY", "AAAA"), "only a public key"),
        ("MIIBszCCAVmgAwIBAgIUQ\n".into(), "without the BEGIN and END lines"),
    ] {
        let error = certificate_error(file.as_bytes());
        assert!(error.contains(words), "{file:?}: {error}");
    }
    for (file, words) in [
        (String::new(), "it is empty"),
        (certificate, "there is a certificate in it, but no private key"),
        ("hello".into(), "there is no private key in PEM form in it"),
        (section("PRIVATE KEY", "!!"), "the private key in it is damaged"),
        (section("EC PARAMETERS", "AAAA"), "only the parameters of a key"),
        (
            section("DSA PRIVATE KEY", "AAAA"),
            "a key of the kind DSA, which is not supported; keys can be RSA",
        ),
        (section("OPENSSH PRIVATE KEY", "AAAA"), "ssh-keygen -p -m PKCS8"),
        (section("ENCRYPTED PRIVATE KEY", "AAAA"), "encrypted, and no password"),
        (
            section("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nAAAA"),
            "`openssl pkcs8 -topk8",
        ),
    ] {
        let error = key_error(file.as_bytes());
        assert!(error.contains(words), "{file:?}: {error}");
    }
    let plain = format!("# not ENCRYPTED\n{}", section("PRIVATE KEY", "AAAA"));
    assert!(private_key(plain.as_bytes(), None).is_ok());
    // What stands before a key does not matter.
    let with_curve = section("EC PARAMETERS", "AAAA") + &section("EC PRIVATE KEY", "AAAA");
    assert!(private_key(with_curve.as_bytes(), None).is_ok());
}

#[test]
fn files_of_other_forms_are_told_by_their_first_bytes() {
    use crate::tls::test_certificates::{Key, Recipe, der, sequence};
    let key = Key::new();
    let certificate = Recipe::self_signed(&key).make();
    let private = key.private();
    let pkcs12 = sequence(&[
        b"\x02\x01\x03",
        &sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"]),
    ]);
    let pkcs7 = sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", &der(0xa0, b"")]);
    let encrypted = sequence(&[
        &sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"]),
        &der(0x04, b"12"),
    ]);

    for (file, as_certificate, as_key) in [
        (
            pkcs12,
            "`openssl pkcs12 -in FILE -nodes",
            "`openssl pkcs12 -in FILE -nodes",
        ),
        (pkcs7, "`openssl pkcs7 -print_certs", "(.p7b"),
        (
            b"\x30\x80\x02\x01\x03\x30\x80\x06\x09".to_vec(),
            "it is a PKCS#12 file",
            "it is a PKCS#12 file",
        ),
        (
            b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80".to_vec(),
            "it is a PKCS#7 file",
            "it is a PKCS#7 file",
        ),
        (
            encrypted,
            "it is an encrypted private key in binary form",
            "it is encrypted",
        ),
        (
            b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(),
            "key store of Java",
            "key store of Java",
        ),
    ] {
        let (certificate, key) = (certificate_error(&file), key_error(&file));
        assert!(certificate.contains(as_certificate), "{certificate}");
        assert!(key.contains(as_key), "{key}");
    }
    // Either in place of the other.
    assert!(key_error(&certificate).contains("in binary form, but no private key"));
    assert!(certificate_error(private.secret_der()).contains("a private key in binary form"));
    assert_eq!(authorities(&certificate).unwrap(), std::slice::from_ref(&certificate));
    assert!(certificate_error(&[&certificate[..], b"\0"].concat()).contains("damaged"));
    assert_eq!(private_key(private.secret_der(), None).unwrap(), private);
    let cut = &private.secret_der()[..private.secret_der().len() - 1];
    assert!(private_key(cut, None).is_err());
}

#[test]
fn text_in_utf16_is_read() {
    let pem = format!(
        "# Zürich 😀\n{}{}",
        section("CERTIFICATE", "AQID"),
        section("PRIVATE KEY", "AQIDBA==")
    );
    let utf16 = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    for to in [u16::to_le_bytes, u16::to_be_bytes] {
        let joined = pem.clone() + "\u{feff}" + &section("CERTIFICATE", "BAU=");
        for text in [pem.clone(), joined, format!("\u{feff}{pem}")] {
            let file = utf16(&text, to);
            assert_eq!(certificates(&file).unwrap()[0].as_ref(), [1, 2, 3]);
            assert_eq!(
                certificates(&file).unwrap().len(),
                text.matches("BEGIN CERTIFICATE").count()
            );
            assert_eq!(readable(&file).unwrap()[0].as_ref(), [1, 2, 3]);
            assert_eq!(private_key(&file, None).unwrap().secret_der(), [1, 2, 3, 4]);
        }
    }
    assert!(certificate_error(b"\xff\xfe").contains("it is empty"));
}

#[test]
fn the_bad_one_of_a_bundle_is_named() {
    use crate::tls::test_certificates::{Key, Recipe};
    use base64::Engine;
    let key = Key::new();
    let bundle = |bad: usize, bytes: &[u8]| -> String {
        let one = |number| {
            let mut der = Recipe::authority(&key).make().to_vec();
            if number == bad {
                der.extend(bytes);
            }
            section("CERTIFICATE", &base64::prelude::BASE64_STANDARD.encode(der))
        };
        (1..=3).map(one).collect()
    };
    assert_eq!(authorities(bundle(0, b"").as_bytes()).unwrap().len(), 3);
    for bad in 1..=3 {
        let error = authorities(bundle(bad, &[0, 0]).as_bytes()).unwrap_err();
        assert_eq!(error.reason(), format!("certificate {bad} of the 3 in it is damaged"));
    }
    // The server judges those of a client, if they are certificates at all.
    assert_eq!(own_certificates(bundle(2, &[0, 0]).as_bytes()).unwrap().len(), 3);
    let none = bundle(0, b"") + &section("CERTIFICATE", "AAAA");
    assert!(
        own_certificates(none.as_bytes())
            .unwrap_err()
            .reason()
            .contains("certificate 4 of the 4")
    );
    // The store of the system is read as far as that is possible.
    assert_eq!(
        readable((section("CERTIFICATE", "!!") + &bundle(0, b"")).as_bytes())
            .unwrap()
            .len(),
        3
    );
    assert!(readable(section("CERTIFICATE", "!!").as_bytes()).is_err());
}

/// Without an end of its own, if each section looked for its END behind all others.
#[test]
fn a_file_of_sections_without_an_end_is_soon_refused() {
    let file = format!("{BEGIN}\n").repeat(200_000);
    assert!(certificate_error(file.as_bytes()).contains("certificate 1 of the 200000"));
    assert!(private_key(file.as_bytes(), None).is_err());
    // Nor is the end of another taken for its own.
    let cut = format!("{BEGIN}\nAQ==\n{}", section("CERTIFICATE", "Ag=="));
    assert!(certificate_error(cut.as_bytes()).contains("certificate 1 of the 2"));
}
