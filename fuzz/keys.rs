//! Whatever a PKCS#12 file or an encrypted key is, it is read or there are words for it, which never tell the password.

#![no_main]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lftoken::fuzzing;
use libfuzzer_sys::fuzz_target;

const PASSWORD: &str = "hunter2";

fuzz_target!(|file: &[u8]| {
    // The seeds are text.
    let digits: Vec<u8> = file
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let decoded = BASE64_STANDARD.decode(digits);
    let pkcs12 = decoded.as_deref().unwrap_or(file);
    match fuzzing::pkcs12(pkcs12, PASSWORD) {
        Ok(chain) => assert!(!chain.is_empty()),
        Err(error) => check(&error),
    }
    match fuzzing::encrypted_key(file, PASSWORD) {
        Ok(key) => assert!(!key.is_empty()),
        Err(error) => check(&error),
    }
    if let Err(error) = fuzzing::signing_key(file) {
        check(&error);
    }
});

fn check(error: &str) {
    assert!(!error.is_empty() && error.len() < 500, "{error:?}");
    assert!(
        !error.contains(PASSWORD) && !error.contains(char::is_control),
        "{error:?}"
    );
}
