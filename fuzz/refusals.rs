//! Whatever a refusal repeats of a secret, in whatever form and wherever, nothing of it shows.
//!
//! The input is read as a secret, and as an answer in which pieces of it stand between other texts.

#![no_main]

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use lftoken::fuzzing::{self, Refusal};
use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// So many characters of a secret count.
const RUN: usize = 8;

/// How a server writes a piece, and which parts of that must not show.
type Form = fn(&str) -> (String, Vec<String>);

const FORMS: &[Form] = &[
    |piece| escaped(piece, |c| c.to_string()),
    |piece| escaped(piece, |c| quoted(&c.to_string())),
    |piece| {
        escaped(piece, |c| {
            c.encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04X}"))
                .collect()
        })
    },
    |piece| escaped(piece, |c| in_address(&c.to_string())),
    |piece| escaped(piece, |c| in_address(&in_address(&c.to_string()))),
    |piece| escaped(piece, |c| in_address(&quoted(&c.to_string()))),
    |piece| escaped(piece, |c| if c == ' ' { "+".into() } else { c.to_string() }),
    |piece| escaped(piece, |c| format!("&#{};", u32::from(c))),
    |piece| escaped(piece, |c| format!("&#x{:X};", u32::from(c))),
    |piece| in_base64(piece, "", |bytes| BASE64_STANDARD.encode(bytes)),
    |piece| in_base64(piece, "svc:", |bytes| BASE64_STANDARD.encode(bytes)),
    |piece| in_base64(piece, "ab", |bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes)),
];

fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

fn in_address(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("%{byte:02x}"),
    };
    text.bytes().map(escape).collect()
}

fn escaped(piece: &str, escape: impl Fn(char) -> String) -> (String, Vec<String>) {
    let units: Vec<String> = piece.chars().map(escape).collect();
    (units.concat(), units.windows(RUN).map(<[String]>::concat).collect())
}

fn in_base64(piece: &str, before: &str, encode: impl Fn(&[u8]) -> String) -> (String, Vec<String>) {
    let text = encode(format!("{before}{piece}").as_bytes());
    let own = (8 * before.len()).div_ceil(6)..8 * (before.len() + piece.len()) / 6;
    let digits = text.get(own).unwrap_or_default();
    let windows = digits.as_bytes().windows(RUN);
    let parts = windows
        .map(|window| String::from_utf8_lossy(window).into_owned())
        .collect();
    (text, parts)
}

#[derive(Debug)]
struct Scene {
    secret: String,
    text: String,
    /// What must not show.
    hidden: Vec<String>,
}

impl<'a> Arbitrary<'a> for Scene {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Scene> {
        let chars: Vec<char> = <&str>::arbitrary(input)?
            .chars()
            .filter(|c| !c.is_control())
            .take(60)
            .collect();
        let secret: String = chars.iter().collect();
        let mut scene = Scene {
            text: String::new(),
            hidden: Vec::new(),
            secret,
        };
        for _ in 0..input.int_in_range(1..=4)? {
            scene.text.push_str(<&str>::arbitrary(input)?);
            if let Some(more) = chars.len().checked_sub(RUN) {
                let from = input.int_in_range(0..=more)?;
                let len = input.int_in_range(RUN..=chars.len() - from)?;
                let piece: String = chars[from..from + len].iter().collect();
                let (text, hidden) = input.choose(FORMS)?(&piece);
                // Nothing that makes another escape of what follows.
                if scene.text.contains(['%', '&', '\\']) {
                    scene.text.push('.');
                }
                scene.text.push_str(&text);
                scene.hidden.extend(hidden);
            }
        }
        Ok(scene)
    }
}

fuzz_target!(|scene: Scene| {
    let Scene { secret, text, hidden } = scene;
    let check = |refusal: &Refusal| {
        for shown in &refusal.texts {
            assert!(
                shown.chars().count() <= 1000 && !shown.chars().any(char::is_control),
                "{shown:?}"
            );
            // A secret can spell what stands in its place.
            let theirs = BLOTS.iter().fold(shown.clone(), |text, blot| text.replace(blot, "\n"));
            let is_ours = |part: &String| OURS.iter().any(|ours| ours.contains(part.as_str()));
            for part in hidden.iter().filter(|part| !is_ours(part)) {
                assert!(!theirs.contains(part), "{shown:?} shows {part:?} of {secret:?}");
            }
            if !secret.is_empty() && secret.chars().count() < RUN && !is_ours(&secret) {
                assert!(!theirs.contains(&secret), "{shown:?} shows {secret:?}");
            }
        }
        assert_ne!(refusal.error_code, Some(0), "zero is no code");
    };
    let secrets = [secret.as_str()];
    let read = |headers: &[(&'static str, &str)], body: &str| {
        let refusal = fuzzing::refusal(400, headers, body.as_bytes(), &secrets);
        check(&refusal);
        // With a byte order mark it says the same.
        let marked = fuzzing::refusal(400, headers, format!("\u{feff}{body}").as_bytes(), &secrets);
        assert_eq!(marked, refusal);
        refusal
    };
    let members = serde_json::json!({"message": text, "title": text, "errorClass": text, "instance": text});
    let service = [("x-requestid", "1")];
    read(&service, &members.to_string());
    read(&service, &serde_json::json!({"error": members}).to_string());
    read(&service, &serde_json::Value::from(text.as_str()).to_string());
    let plain = [("content-type", "text/plain")];
    // Alone it would be an array.
    let coded = read(&plain, &format!("no: {text} [9030]"));
    assert!(coded.from_service && coded.error_code == Some(9030));
    // What is not the service's is not quoted at all.
    let foreign = serde_json::json!({"message": "no key", "description": text});
    assert!(read(&[], &foreign.to_string()).texts.is_empty());
    let line: String = text.chars().filter(|c| matches!(c, '!'..='~')).collect();
    let all: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    read(&[("x-apiserver-error", &all), ("x-requestid", &line)], "");
    let place = line.split(['?', '#', ';']).next().unwrap_or_default();
    if place == text {
        read(&[("location", &line)], "");
    }
});

/// What the library writes in the place of a secret.
const BLOTS: &[&str] = &["[secret]", "[left out, because it repeats a secret]"];
/// What this test writes itself.
const OURS: &[&str] = &["1", " [9030]"];
