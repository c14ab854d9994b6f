//! What one reader of PEM takes, the other one takes as well; and whatever a file is, there are words for it.

#![no_main]

use lftoken::fuzzing;
use libfuzzer_sys::fuzz_target;

const CERTIFICATE: &[u8] = b"CERTIFICATE-----";
const KEY: &[u8] = b"PRIVATE KEY-----";

fuzz_target!(|file: &[u8]| {
    // The same sections under another label.
    let others = |label: &[u8]| label != CERTIFICATE && occurrences(file, label) > 0;
    if !others(KEY) && occurrences(file, b"X509") == 0 {
        let as_key = replaced(file, CERTIFICATE, KEY);
        match (fuzzing::certificates(file), fuzzing::private_key(&as_key)) {
            (Ok(found), Ok(key)) => assert_eq!(found[0], key),
            // A second one may be damaged; and a file in binary form has no label to exchange.
            (Err(error), Ok(_)) => assert!(
                occurrences(file, b"-----BEGIN CERTIFICATE") > 1 || error.contains("private key in binary form"),
                "{error}"
            ),
            // Only a key can need a password or be of another kind.
            (Ok(_), Err(error)) => {
                let words = ["encrypted", "of the kind", "in binary form, but no private key"];
                assert!(words.iter().any(|words| error.contains(words)), "{error}");
            }
            (Err(_), Err(_)) => {}
        }
    }
    for error in [
        fuzzing::certificates(file).err(),
        fuzzing::authorities(file).err(),
        fuzzing::signing_key(file).err(),
    ]
    .into_iter()
    .flatten()
    {
        assert!(
            !error.is_empty() && error.len() < 300 && !error.contains(char::is_control),
            "{error:?}"
        );
    }
    // What is trusted can be read; and the system's reader takes no less.
    if let Ok(found) = fuzzing::authorities(file) {
        assert_eq!(fuzzing::certificates(file).as_ref(), Ok(&found));
        assert_eq!(fuzzing::readable(file), Ok(found));
    }
});

fn occurrences(text: &[u8], wanted: &[u8]) -> usize {
    text.windows(wanted.len()).filter(|window| *window == wanted).count()
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        match rest.strip_prefix(from) {
            Some(behind) => {
                out.extend_from_slice(to);
                rest = behind;
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    out
}
