use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use serde_json::{Value, json};

use super::*;
use crate::api::oauth::test_keys::TestKey;

const WINDOW: Window = Window {
    not_before: 1_700_000_000,
    expires: 1_700_001_800,
};

fn signed(key: &TestKey, service_principal_key: &str) -> String {
    let jwt = sign(&key.parsed(), &Secret::new(service_principal_key), WINDOW).unwrap();
    jwt.expose().to_owned()
}

/// What is in the first two parts.
fn parts(jwt: &str) -> [String; 2] {
    let parts: Vec<&str> = jwt.split('.').collect();
    assert_eq!(parts.len(), 3, "{jwt}");
    [parts[0], parts[1]].map(|part| String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
}

#[test]
fn header_and_claims_are_those_of_the_official_clients() {
    let [header, claims] = parts(&signed(&TestKey::random(), "spk-1"));
    assert_eq!(header, r#"{"alg":"ES256","typ":"JWT","kid":"kid-1"}"#);
    assert_eq!(
        claims,
        r#"{"client_id":"c0ffee-é","client_secret":"spk-1","aud":"laserfiche.com","iat":1700000000,"nbf":1700000000,"exp":1700001800}"#
    );
}

#[test]
fn every_text_comes_through() {
    let odd = "\" \\ é € \u{10348} \u{1}\r\n\u{2028} ' </script> %00 +/=";
    let key = TestKey::random();
    let mut members = key.members();
    members["jwk"]["kid"] = odd.into();
    members["clientId"] = odd.into();
    // So that the audience is seen to be another matter.
    members["domain"] = "eu.laserfiche.com".into();
    let read = AccessKey::parse(members.to_string().as_bytes()).unwrap();
    for secret in ["", odd, &odd.repeat(100), &"\u{1}".repeat(999)] {
        let jwt = sign(&read, &Secret::new(secret), WINDOW).unwrap();
        let [header, claims] = parts(jwt.expose()).map(|json| serde_json::from_str::<Value>(&json).unwrap());
        assert_eq!(header["kid"], odd);
        let (now, then) = (WINDOW.not_before, WINDOW.expires);
        assert_eq!(
            claims,
            json!({"client_id": odd, "client_secret": secret, "aud": "laserfiche.com", "iat": now, "nbf": now, "exp": then})
        );
    }
}

#[test]
fn signatures_hold_in_a_crate_of_another_origin() {
    let keys = TestKey::some();
    for key in &keys {
        let jwt = signed(key, "spk-1");
        let (message, signature) = jwt.rsplit_once('.').unwrap();
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert_eq!(signature.len(), 64);
        assert!(key.is_signature(message.as_bytes(), &signature), "{jwt}");
        assert!(!key.is_signature(&message.as_bytes()[1..], &signature));
        assert!(!keys[0].is_signature(message.as_bytes(), &signature) || key.d == keys[0].d);
    }
}

#[test]
fn no_buffer_grows() {
    let escaped = "\u{1}".repeat(500);
    let json = json(&json!([escaped]), escaped.len()).unwrap();
    assert_eq!((json.len(), json.capacity()), (3004, 256 + 3000));
    let mut jwt = with_room(4010);
    for _ in 0..3 {
        append(&mut jwt, &json[..1001]).unwrap();
    }
    assert_eq!((jwt.len(), jwt.capacity()), (3 * 1335, 4010));
}

/// Python and its `cryptography`, where .ci/python-client has fetched it: tests/hosts/python_client.rs asks for that.
#[test]
fn signatures_hold_in_python() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = root.join("target/python-client");
    if !packages.join("cryptography").exists() {
        let _ = writeln!(
            std::io::stderr(),
            "left out without .ci/python-client: signatures verified in Python"
        );
        return;
    }
    let signed: Vec<Value> = TestKey::some()
        .iter()
        .map(|key| json!({"jwt": signed(key, "spk-1"), "key": key.members()}))
        .collect();
    let mut python = Command::new("python3")
        .arg(root.join("tests/python/verify_assertions.py"))
        .env("PYTHONPATH", packages)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input.write_all(Value::from(signed).to_string().as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "23 signatures hold");
}
