mod exports;
mod members;
mod pair;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::*;

/// The key of the published test of the access key format: Laserfiche/lf-api-client-core-dotnet,
/// `tests/unit/AccessKeyTests.cs`.
const PUBLISHED: &str = "ewoJImN1c3RvbWVySWQiOiAiNzIxNTE4OTYzNCIsCgkiY2xpZW50SWQiOiAiVjVncUh4a3ppaFpLZFFUU2M2REZZbmtkIiwKCSJkb21haW4iOiAibGFzZXJmaWNoZS5jYSIsCgkiandrIjogewoJCSJrdHkiOiAiRUMiLAoJCSJjcnYiOiAiUC0yNTYiLAoJCSJ1c2UiOiAic2lnIiwKCQkia2lkIjogIl9wa194TTVWQ3FFTkQ2T1VMcl9ETllzLUdlZ0FVSndMQlA5bHlGZW5BTWgiLAoJCSJ4IjogIjBDZk1XWDZ5T21ObzdGX2ttOG52OFNBa1FQVXpEdzA2TGtuTnpYYWR3VFMiLAoJCSJ5IjogImdmTnMtSkE5djBpVzlzcVVBZEhmWHE4WlNBc1l4SWtZUnhPSDk0Y0hsYWwiLAoJCSJkIjogIkIxb0FaSENQUDJJYzAzZmhSdVhWS1FwRXBRZE01YnFxYks3aUtRVS00VWgiLAoJCSJpYXQiOiAxNjU5NjMyNzA1Cgl9Cn0=";

/// The key of RFC 7515, A.3.
fn rfc_7515() -> Value {
    json!({
        "clientId": "c", "domain": "laserfiche.com",
        "jwk": {
            "kty": "EC", "crv": "P-256", "kid": "k",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        },
    })
}

fn parse(members: &Value) -> Result<AccessKey, String> {
    AccessKey::parse(members.to_string().as_bytes())
}

fn refused(exported: impl AsRef<[u8]>) -> String {
    let error = AccessKey::parse(exported.as_ref()).expect_err(&String::from_utf8_lossy(exported.as_ref()));
    assert!(error.len() < 200 && !error.contains(char::is_control), "{error}");
    error
}

/// The same key with one member changed; `None` takes it out.
fn with(mut members: Value, name: &str, value: Option<Value>) -> Value {
    let (object, name) = match name.strip_prefix("jwk.") {
        Some(name) => (&mut members["jwk"], name),
        None => (&mut members, name),
    };
    match value {
        Some(value) => object[name] = value,
        None => drop(object.as_object_mut().unwrap().remove(name)),
    }
    members
}

#[test]
fn the_published_example_is_read_and_is_no_key() {
    assert_eq!(
        refused(PUBLISHED),
        "the point of its jwk (x, y) is not on the curve P-256"
    );
    let members = Members::read(&exported::json(PUBLISHED.as_bytes()).unwrap()).unwrap();
    for (name, value) in [
        ("clientId", "V5gqHxkzihZKdQTSc6DFYnkd"),
        ("domain", "laserfiche.ca"),
        ("jwk.kid", "_pk_xM5VCqEND6OULr_DNYs-GegAUJwLBP9lyFenAMh"),
        ("jwk.x", "0CfMWX6yOmNo7F_km8nv8SAkQPUzDw06LknNzXadwTS"),
        ("jwk.y", "gfNs-JA9v0iW9sqUAdHfXq8ZSAsYxIkYRxOH94cHlal"),
        ("jwk.d", "B1oAZHCPP2Ic03fhRuXVKQpEpQdM5bqqbK7iKQU-4Uh"),
    ] {
        assert_eq!(members.text(name).unwrap().expose(), value);
    }
}

/// Whatever is broken in a key, no piece of its secret part is repeated.
#[test]
fn no_error_repeats_a_secret() {
    let secret = rfc_7515()["jwk"]["d"].as_str().unwrap().to_owned();
    let json = rfc_7515().to_string();
    let pieces: Vec<&str> = (0..secret.len() - 6).map(|at| &secret[at..at + 6]).collect();
    let mut errors = 0;
    for at in 0..json.len() {
        for other in ["", "\"", "\\", "{", "}", ",", ":", "5", "\u{1}", "ä"] {
            let changed = [&json[..at], other, &json[at + 1..]].concat();
            for exported in [BASE64_STANDARD.encode(&changed), changed] {
                if let Err(error) = AccessKey::parse(exported.as_bytes()) {
                    errors += 1;
                    assert!(!pieces.iter().any(|piece| error.contains(piece)), "{error}: {exported}");
                }
            }
        }
    }
    assert!(errors > 1000, "{errors}");

    let key = parse(&rfc_7515()).unwrap();
    assert_eq!(key.secrets().map(Secret::expose), [secret.as_str()]);
    let shown = format!("{key:?}");
    assert!(
        shown.contains("laserfiche.com") && !pieces.iter().any(|piece| shown.contains(piece)),
        "{shown}"
    );
    let d = lenient_base64::decode(&secret).unwrap();
    let hex: String = d.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(
        !shown.to_lowercase().contains(&hex[..8]) && !shown.contains(&format!("{}, {}, {}", d[0], d[1], d[2])),
        "{shown}"
    );
}
