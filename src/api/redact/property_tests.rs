//! Random secrets, in every form and cut anywhere, in every place of an answer from which a text is taken.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::api::problem::Problem;
use crate::http::answer::Answer;
use strategies::runner;

use super::{LEFT_OUT, RUN, is_guessable};

const INPUTS: u32 = 3_000;

/// One character after the other, so that a part of what they make is what they make of a part.
type Escape = fn(&str) -> String;

fn of_each(text: &str, escape: impl Fn(char) -> String) -> String {
    text.chars().map(escape).collect()
}

fn bytes_of_each(text: &str, escape: fn(u8) -> String) -> String {
    text.bytes().map(escape).collect()
}

const ESCAPES: &[Escape] = &[
    str::to_owned,
    |text| {
        let json = serde_json::to_string(text).unwrap();
        json[1..json.len() - 1].to_owned()
    },
    |text| {
        of_each(text, |c| {
            c.encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect()
        })
    },
    |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
    |text| {
        of_each(text, |c| match c.is_ascii_alphanumeric() {
            true => c.to_string(),
            false => bytes_of_each(&c.to_string(), |byte| format!("%{byte:02x}")),
        })
    },
    |text| bytes_of_each(text, |byte| format!("%{byte:02X}")),
    |text| bytes_of_each(text, |byte| format!("%{byte:02x}")),
    |text| text.replace(' ', "+"),
    |text| of_each(text, |c| format!("&#{};", u32::from(c))),
    |text| of_each(text, |c| format!("&#x{:x};", u32::from(c))),
    |text| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").replace('\'', "&#39;")
    },
];

fn escaped(text: &str, escapes: &[usize]) -> String {
    escapes
        .iter()
        .fold(text.to_owned(), |text, escape| ESCAPES[*escape](&text))
}

fn shown(text: &str, secret: &str) -> Vec<String> {
    let body = serde_json::json!({"errorCode": 9010, "message": text, "detail": format!("{text}.")}).to_string();
    let header = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let location = text.chars().filter(|c| matches!(c, '!'..='~')).collect::<String>();
    let headers = [("x-apiserver-error", header.as_str()), ("location", &location)];
    let of_body = Problem::read(
        &Answer::of(400, &headers, body.as_bytes()),
        &["other one", secret],
        false,
    );
    let of_header = Problem::read(&Answer::of(400, &headers, b""), &[secret], false);
    let mut shown: Vec<_> = [of_body.message, of_body.detail, of_header.message]
        .map(Option::unwrap)
        .into();
    // What an address carries is not shown at all.
    if location == text && !text.contains(['?', '#', ';']) {
        shown.extend(of_body.location);
    }
    shown
}

fn secret() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        6 => proptest::char::range('!', '~'),
        1 => prop::sample::select(vec![' ', '+', '%', '&', '"', '\\', '\t', 'ä', '€', '😀', '<', '-', '_', '/']),
    ];
    vec(c, 1..40).prop_map(|chars| chars.into_iter().collect())
}

/// A part of the secret of at least eight characters, or all of it.
fn cut(secret: &str, from: prop::sample::Index, len: prop::sample::Index) -> String {
    let chars: Vec<char> = secret.chars().collect();
    let Some(more) = chars.len().checked_sub(RUN) else {
        return secret.to_owned();
    };
    let from = from.index(more + 1);
    let len = RUN + len.index(more - from + 1);
    chars[from..from + len].iter().collect()
}

/// Nothing that makes another escape of what follows.
fn before() -> impl Strategy<Value = String> {
    "[ a-zA-Z0-9:=\".]{0,12}"
}

fn behind() -> impl Strategy<Value = String> {
    "[ a-zA-Z0-9:=\"%&.]{0,12}"
}

/// What is too short for a blot is a text of its own.
fn check(secret: &str, shown: &[String], parts: impl Fn() -> Vec<String>) -> Result<(), TestCaseError> {
    for text in shown {
        prop_assert!(text.chars().count() <= super::SHOWN);
        if is_guessable(secret) {
            prop_assert_eq!(text, LEFT_OUT);
        } else {
            for part in parts() {
                prop_assert!(!text.contains(&part), "{} shows {}", text, part);
            }
        }
    }
    Ok(())
}

fn windows(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(RUN).map(|window| window.iter().collect()).collect()
}

#[test]
fn no_escape_shows_a_secret() {
    let index = any::<prop::sample::Index>;
    let escapes = vec(0..ESCAPES.len(), 0..=3);
    let input = (secret(), index(), index(), escapes, before(), behind());
    let outcome = runner(INPUTS).run(&input, |(secret, from, len, escapes, before, behind)| {
        let part = cut(&secret, from, len);
        let text = format!("{before}{}{behind}", escaped(&part, &escapes));
        check(&secret, &shown(&text, &secret), || {
            windows(&part).iter().map(|part| escaped(part, &escapes)).collect()
        })
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn base64_shows_no_secret_wherever_it_stands_in_it() {
    let index = any::<prop::sample::Index>;
    let input = (
        secret(),
        index(),
        index(),
        vec(any::<u8>(), 0..9),
        vec(any::<u8>(), 0..9),
        0..4,
    );
    let outcome = runner(INPUTS).run(&input, |(secret, from, len, before, behind, engine)| {
        let part = cut(&secret, from, len);
        let bytes = [&before, part.as_bytes(), &behind].concat();
        let text = match engine {
            0 => BASE64_STANDARD.encode(bytes),
            1 => BASE64_STANDARD_NO_PAD.encode(bytes),
            2 => BASE64_URL_SAFE.encode(bytes),
            _ => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        };
        let own = (8 * before.len()).div_ceil(6)..8 * (before.len() + part.len()) / 6;
        if own.is_empty() {
            return Ok(());
        }
        check(&secret, &shown(&text, &secret), || windows(&text[own.clone()]))
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
