//! A fingerprint that is taken has the digits that were pasted, in their order; one that is not is told why.

#![no_main]

use lftoken::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match fuzzing::parsed_fingerprint(text) {
        Ok(shown) => {
            let digits = |text: &str| {
                let digits = text.chars().filter(char::is_ascii_hexdigit);
                digits.collect::<String>().to_uppercase()
            };
            // A label may stand before them, never behind.
            assert!(digits(text).ends_with(&digits(&shown)), "{text:?}");
            assert_eq!(digits(&shown).len(), 64);
            for again in [
                shown.clone(),
                format!("sha256:{shown}"),
                format!("\u{200e}SHA256 Fingerprint={shown}\r\n"),
            ] {
                assert_eq!(fuzzing::parsed_fingerprint(&again).as_ref(), Ok(&shown));
            }
        }
        Err(error) => {
            assert!(error.len() < 200 && !error.contains(char::is_control), "{error:?}");
            assert!(
                ["character ", "SHA-1", "what is given has "]
                    .iter()
                    .any(|part| error.contains(part)),
                "{error}"
            );
        }
    }
});
