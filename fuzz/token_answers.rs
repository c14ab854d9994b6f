//! A login brings the token that stands in its answer, whatever the generation; where it brings none, nothing that it sent
//! shows.
//!
//! The first byte of the input chooses the status, the rest is the body. `SECRET` in it stands for what the request had.

#![no_main]

use std::sync::LazyLock;

use lftoken::fuzzing::{Granted, Logins, NotGranted};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// No input has it by chance.
const SECRET: &str = "kW3!secret#Zq";
const STATUSES: [u16; 7] = [200, 201, 400, 401, 403, 302, 500];
/// No lifetime is longer: as many seconds as 32 bits hold.
const MOST_SECONDS: u64 = u32::MAX as u64;

static LOGINS: LazyLock<Vec<Logins>> = LazyLock::new(Logins::all);

fuzz_target!(|input: &[u8]| {
    let Some((choice, body)) = input.split_first() else {
        return;
    };
    let status = STATUSES[usize::from(*choice) % STATUSES.len()];
    let body = match std::str::from_utf8(body) {
        Ok(text) => text.replace("SECRET", SECRET).into_bytes(),
        Err(_) => body.to_vec(),
    };
    let [v1, v2, cloud, v1_alpha] = &LOGINS[..] else {
        panic!("a generation is missing");
    };
    let read = |logins: &Logins| check(logins, status, &body);
    let of_v1 = read(v1);
    assert_eq!(read(v2), of_v1);
    // The Cloud's tokens tell their region.
    let of_cloud = read(cloud).map(|granted| Granted {
        api_address: None,
        ..granted
    });
    assert_eq!(of_cloud, of_v1);
    // The names are others, but an answer may have both.
    let _ = read(v1_alpha);
});

fn check(logins: &Logins, status: u16, body: &[u8]) -> Result<Granted, NotGranted> {
    let outcome = logins.read(status, &[], body, &[SECRET]);
    match &outcome {
        Ok(granted) => {
            assert!(status < 300, "{status}");
            check_granted(granted, body);
        }
        Err(NotGranted { token, refusal }) => {
            if let Some(token) = token {
                assert!(!token.is_empty());
                check_stands_in(token, body);
            }
            for text in &refusal.texts {
                assert!(!text.contains(SECRET), "{text}");
                assert!(
                    text.chars().count() <= 1000 && !text.chars().any(char::is_control),
                    "{text:?}"
                );
            }
            // A header of the service changes who has written it, and never whether there is a token.
            let own = logins
                .read(status, &[("x-requestid", "1")], body, &[SECRET])
                .unwrap_err();
            assert!(own.refusal.from_service && own.token == *token);
            assert!(own.refusal.texts.iter().all(|text| !text.contains(SECRET)));
        }
    }
    outcome
}

fn check_granted(granted: &Granted, body: &[u8]) {
    let Granted { token, seconds, .. } = granted;
    assert!(!token.is_empty() && token.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    assert!(seconds.is_none_or(|seconds| seconds <= MOST_SECONDS));
    for text in [Some(token), granted.refresh_token.as_ref(), granted.scope.as_ref()]
        .into_iter()
        .flatten()
    {
        check_stands_in(text, body);
    }
    if let Some(address) = &granted.api_address {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ':' | '/' | '.' | '-');
        assert!(address.starts_with("http") && address.chars().all(plain), "{address}");
    }
    let read = serde_json::from_slice::<Value>(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
    if let Ok(Value::Object(members)) = read {
        let is_token = |name| members.get(name).and_then(Value::as_str) == Some(token);
        assert!(is_token("access_token") || is_token("authToken"));
        let kind = members.get("token_type").and_then(Value::as_str);
        let is_bearer = kind.is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        assert!(is_bearer || is_token("authToken"), "{kind:?}");
    }
}

/// Without escapes what was read is what is written.
fn check_stands_in(text: &str, body: &[u8]) {
    let quoted = format!("\"{text}\"");
    let is_there = body.windows(quoted.len()).any(|part| part == quoted.as_bytes());
    assert!(is_there || body.contains(&b'\\'), "{text:?}");
}
