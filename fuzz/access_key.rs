//! A key that is taken is the same in every form, and what it signs says what is in it; one that is not is told why,
//! without a piece of its secret.
//!
//! The input is the key, and behind its first NUL the service principal key.

#![no_main]

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use lftoken::fuzzing;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The secret part of the key of RFC 7515, A.3, which the seeds have.
const SECRET: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
/// The longest run of it that an error may have by chance.
const RUN: usize = 5;

fuzz_target!(|input: &[u8]| {
    let middle = input.iter().position(|byte| *byte == 0).unwrap_or(input.len());
    let (exported, secret) = (&input[..middle], input.get(middle + 1..).unwrap_or_default());
    let key = match fuzzing::access_key(exported) {
        Ok(key) => key,
        Err(error) => {
            assert!(error.len() < 200 && !error.contains(char::is_control), "{error:?}");
            let mut runs = SECRET.as_bytes().windows(RUN + 1);
            assert!(
                !runs.any(|run| error.as_bytes().windows(run.len()).any(|part| part == run)),
                "{error}"
            );
            // Nor is it taken within base64, unless its length alone was wrong.
            let again = fuzzing::access_key(BASE64_STANDARD.encode(exported).as_bytes());
            assert!(again.is_err(), "{error}");
            return;
        }
    };
    let [client_id, domain, key_id, _] = &key;
    assert!(!client_id.is_empty() && !key_id.is_empty());
    assert_eq!(*domain, domain.to_ascii_lowercase());
    assert!(domain.split(['.', ':']).all(|part| !part.is_empty()), "{domain}");

    let text = std::str::from_utf8(exported)
        .unwrap()
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lines = |text: String| {
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        lines.join("\r\n")
    };
    let forms = match text.starts_with('{') {
        true => [
            format!("\u{feff}{text}\n"),
            lines(BASE64_STANDARD.encode(text)),
            BASE64_URL_SAFE_NO_PAD.encode(format!("\u{feff}{text}")),
        ],
        false => [
            text.replace(['=', '\n'], ""),
            text.replace('+', "-").replace('/', "_"),
            format!("\u{feff}{text}\u{a0}\r\n"),
        ],
    };
    for form in forms {
        if form.len() < 64 * 1024 {
            assert_eq!(fuzzing::access_key(form.as_bytes()).as_ref(), Ok(&key), "{form:?}");
        }
    }

    let secret = String::from_utf8_lossy(secret);
    let (now, then) = (secret.len() as i64, 1_700_000_000);
    let jwt = fuzzing::assertion(exported, &secret, (now, then)).unwrap();
    let parts: Vec<Vec<u8>> = jwt
        .split('.')
        .map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let [header, claims, signature] = &parts[..] else {
        panic!("{jwt}");
    };
    let header: Value = serde_json::from_slice(header).unwrap();
    assert_eq!(header, json!({"alg": "ES256", "typ": "JWT", "kid": key_id}));
    let claims: Value = serde_json::from_slice(claims).unwrap();
    assert_eq!(
        claims,
        json!({"client_id": client_id, "client_secret": secret, "aud": "laserfiche.com", "iat": now, "nbf": now, "exp": then})
    );
    assert_eq!(signature.len(), 64);
});
