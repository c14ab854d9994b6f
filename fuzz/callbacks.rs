//! A callback brings the code that stands in it, and only beside the state; one that is refused uses nothing up, and is
//! not repeated.

#![no_main]

use lftoken::fuzzing::{BrowserLogin, Refused};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let login = BrowserLogin::begin().unwrap();
    let url = login.url();
    let state = url
        .split("&state=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .unwrap();
    // Nobody guesses it.
    let callback = text.replace("STATE", state);

    let accepted = login.accept(&callback);
    match &accepted {
        Ok((code, _)) => {
            let plain = decoded(&callback);
            assert!(plain.contains(state) && plain.contains(code.as_str()), "{callback:?}");
            assert!(!code.is_empty() && !code.contains(char::is_control), "{callback:?}");
        }
        Err(Refused::Invalid(words)) => {
            assert!(words.starts_with("the callback") && words.len() < 300, "{words}");
            check_words(words, state);
        }
        Err(Refused::Server { error, description }) => {
            assert!(decoded(&callback).contains(state), "{callback:?}");
            for words in [Some(error), description.as_ref()].into_iter().flatten() {
                assert!(!words.is_empty() && words.chars().count() <= 1000, "{words}");
                check_words(words, state);
            }
        }
        Err(Refused::AlreadyUsed) => panic!("{callback:?} came first"),
    }

    let code: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(500)
        .chain(['.'])
        .collect();
    let written = code.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let good = login.accept(&format!("\u{feff}/callback?x&code={written}&state={state}\r\n"));
    match accepted {
        Ok(_) => assert_eq!(good, Err(Refused::AlreadyUsed)),
        Err(_) => assert_eq!(good.unwrap().0, code),
    }
});

fn check_words(words: &str, state: &str) {
    assert!(!words.contains(state) && !words.contains(char::is_control), "{words:?}");
}

/// As a query is decoded, whatever is in it.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        rest = behind;
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &behind[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
