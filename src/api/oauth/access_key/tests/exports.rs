//! What a person may have of a key.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

use super::*;
use crate::api::oauth::test_keys::TestKey;

#[test]
fn every_form_of_an_export_is_the_same_key() {
    let key = TestKey::random();
    // What needs the digits that the two alphabets write differently.
    let members = with(key.members(), "comment", Some("??>>~~ÿ".into()));
    let pretty = serde_json::to_string_pretty(&members).unwrap();
    let json = members.to_string();
    let marked = format!("\u{feff}{json}\r\n");
    let standard = BASE64_STANDARD.encode(&marked);
    assert!(standard.contains(['+', '/']), "{standard}");
    let wrapped = |text: &str, end: &str| {
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(76)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        lines.join(end)
    };
    for exported in [
        json.clone(),
        pretty.replace('\n', "\r\n"),
        format!("\u{feff} {pretty}\n"),
        json.replace("clientId", r"client\u0049d"),
        BASE64_STANDARD.encode(&json),
        BASE64_STANDARD.encode(pretty.replace("  ", "\t")),
        BASE64_STANDARD_NO_PAD.encode(&marked),
        BASE64_URL_SAFE.encode(&marked),
        BASE64_URL_SAFE_NO_PAD.encode(&marked),
        wrapped(&standard, "\n"),
        format!("\u{feff}\t{}\r\n", wrapped(&standard, "\r\n  ")),
        wrapped(&standard, "\u{a0}"),
    ] {
        let read = AccessKey::parse(exported.as_bytes()).unwrap_or_else(|error| panic!("{error}: {exported}"));
        assert_eq!(
            (read.client_id(), read.domain(), read.key_id()),
            ("c0ffee-é", "laserfiche.com", "kid-1")
        );
        assert!(
            key.is_signature(b"message", read.sign(b"message").unwrap().as_ref()),
            "{exported}"
        );
    }
}

#[test]
fn what_is_cut_off_is_called_so() {
    let json = with(TestKey::random().members(), "comment", Some("ä€".into())).to_string();
    for end in 1..json.len() {
        let error = refused(&json.as_bytes()[..end]);
        assert!(error.contains("cut off"), "{end}: {error}");
    }
    let base64 = BASE64_STANDARD.encode(&json);
    for end in 1..base64.trim_end_matches('=').len() {
        let error = refused(&base64[..end]);
        let words = if end % 4 == 1 {
            "a character is missing"
        } else {
            "cut off"
        };
        assert!(error.contains(words), "{end}: {error}");
    }
    for start in 1..40 {
        refused(&json.as_bytes()[start..]);
        refused(&base64[start..]);
    }
}

#[test]
fn what_is_something_else_is_named() {
    let json = rfc_7515().to_string();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let base64 = BASE64_STANDARD.encode(&json);
    let quoted = format!("\"{base64}\"");
    for (given, words) in [
        (b"".to_vec(), "it is empty"),
        (b" \r\n\t\xef\xbb\xbf".to_vec(), "it is empty"),
        (b"-----BEGIN PRIVATE KEY-----\nMIG\n".to_vec(), "it is PEM"),
        (b"<!DOCTYPE html><html></html>".to_vec(), "it is HTML"),
        (quoted.into_bytes(), "quotation marks"),
        (b"'ewo='".to_vec(), "quotation marks"),
        (b"https://app.laserfiche.com/devconsole".to_vec(), "an address"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA".to_vec(), "a token (JWT)"),
        (b"/etc/laserfiche/key".to_vec(), "the path of a file"),
        (b"./key".to_vec(), "the path of a file"),
        (b"~/key".to_vec(), "the path of a file"),
        (br"C:\ProgramData\Scan Station\key.txt".to_vec(), "the path of a file"),
        (b"C:/keys/key".to_vec(), "the path of a file"),
        (br"\\server\share\key".to_vec(), "the path of a file"),
        ("schlüssel für scanner.json".into(), "the path of a file"),
        (utf16(&base64), "it is text in UTF-16"),
        (utf16(&format!("\u{feff}{base64}")), "it is text in UTF-16"),
        (b"\xfe\xff\xe4\xe4".to_vec(), "it is text in UTF-16"),
        (b"ewo\xe4\xe4".to_vec(), "it is not text in UTF-8"),
        (
            BASE64_STANDARD.encode(utf16(&json)).into(),
            "its base64 holds is text in UTF-16",
        ),
        (
            BASE64_STANDARD.encode(b"0\x81\x87\xff\xff").into(),
            "its base64 holds is not text in UTF-8",
        ),
        (
            BASE64_STANDARD.encode("not JSON").into(),
            "its base64 holds is not JSON",
        ),
        (BASE64_STANDARD.encode(&base64).into(), "its base64 holds is not JSON"),
        (b"ACCESS_KEY=ewo=".to_vec(), "its character 12 is out of place"),
        (b"ewo=\newo=".to_vec(), "its character 6 is out of place"),
        (
            b"This is a \"string\" in C#.".to_vec(),
            "its character 11 is out of place",
        ),
        (b"ewo%3D".to_vec(), "its character 4 is out of place"),
        (format!("{json}{json}").into(), "its JSON is damaged"),
        (json.replace(':', " ").into(), "its JSON is damaged, at line 1, column"),
        (format!("{{\"jwk\":{}", "[".repeat(60_000)).into(), "its jwk is not"),
        (format!("{{\"a\":{}", "[".repeat(60_000)).into(), "cut off"),
        (format!("{{\"jwk\":{}", "{\"jwk\":".repeat(9_000)).into(), "cut off"),
    ] {
        let error = refused(&given);
        assert!(error.contains(words), "{error}: {}", String::from_utf8_lossy(&given));
    }
}

#[test]
fn a_file_that_is_no_key_is_refused_by_its_size() {
    let json = rfc_7515().to_string();
    let of_size = |size: usize| json.clone() + &" ".repeat(size - json.len());
    AccessKey::parse(of_size(64 * 1024).as_bytes()).unwrap();
    for size in [64 * 1024 + 1, 1024 * 1024] {
        assert_eq!(refused(of_size(size)), "it is longer than 64 kB, and so no access key");
    }
}
