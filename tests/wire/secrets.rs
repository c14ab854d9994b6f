//! No error repeats a secret that the server repeats.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use lftoken_stub::{Config, Fault, Operation, Stub};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use support::binding::{CallSettings, Credentials};
use support::{PASSWORD, client, login};

use crate::scene::{Scene, within};

/// No secret is in `text`, whatever the shape.
fn assert_silent(what: &str, text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "{what} shows a secret: {text}");
    }
}

#[test]
fn errors_blot_out_what_the_server_repeats() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub);
    let call = CallSettings::default();
    let token = client.create_token("Archive", &login(), &call).unwrap();
    let value = token.value();
    let secrets = [PASSWORD, &value, "correct horse"];
    for secret in [PASSWORD, &value] {
        let members = [
            "message",
            "title",
            "detail",
            "type",
            "instance",
            "errorClass",
            "errorSource",
            "operationId",
        ];
        let object: serde_json::Map<_, _> = members
            .iter()
            .map(|name| ((*name).to_owned(), format!("{name}: {secret}.").into()))
            .collect();
        let nested = serde_json::json!({ "error": object });
        let rfc = serde_json::json!({ "error": secret, "error_description": secret });
        let header = format!("again {secret}");
        for body in [serde_json::Value::Object(object), nested, rfc, secret.into()] {
            for (operation, status) in [
                (Operation::Create, 401),
                (Operation::Create, 200),
                (Operation::Create, 302),
                (Operation::Refresh, 400),
                (Operation::Refresh, 200),
                (Operation::Invalidate, 400),
            ] {
                let fault = Fault {
                    status: (status != 200).then_some(status),
                    body: Some(body.to_string().into_bytes()),
                    header: ["X-RequestId", "X-APIServer-Error", "Location"]
                        .map(|name| (name.to_owned(), header.clone()))
                        .to_vec(),
                    times: Some(1),
                    ..Fault::default()
                };
                stub.set_fault(operation, fault);
                let error = match operation {
                    Operation::Create => client.create_token("Archive", &login(), &call).err(),
                    Operation::Refresh => token.refresh(0, &call).err(),
                    _ => token.invalidate(&call).err(),
                }
                .unwrap();
                // The server repeats the secret of the request; it cannot know others.
                if (operation == Operation::Create) == (secret == PASSWORD) {
                    let what = format!("{operation:?} {status}");
                    assert_silent(&what, &error.to_string(), &secrets);
                    assert_silent(&what, &format!("{error:?}"), &secrets);
                }
            }
        }
    }
    stub.clear_faults();
    token.invalidate(&call).unwrap();
}

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What a server may make of a text, and a part of it that no error and no log line may have.
fn forms(secret: &str) -> Vec<(String, String)> {
    let once = percent_encoded(secret);
    let json = serde_json::Value::from(secret).to_string();
    let html = secret.replace('"', "&quot;").replace('&', "&amp;");
    let code = |c: char| format!("\\u{:04x}", u32::from(c));
    let whole = [
        secret.to_owned(),
        once.to_lowercase(),
        percent_encoded(&once),
        json[1..json.len() - 1].to_owned(),
        secret.chars().map(code).collect(),
        html,
        secret.replace(' ', "+"),
        percent_encoded(secret).replace("%20", "+"),
    ];
    let mut forms: Vec<_> = whole
        .into_iter()
        .map(|form| (form.clone(), form.chars().take(form.chars().count() / 2).collect()))
        .collect();
    for before in ["", "svc:", "ab", "a"] {
        for form in [
            BASE64_STANDARD.encode(format!("{before}{secret}")),
            BASE64_URL_SAFE_NO_PAD.encode(format!("{before}{secret}!")),
        ] {
            let part = form[form.len() / 2..form.len() - 4].to_owned();
            forms.push((format!("Authorization: Basic {form}"), part));
        }
    }
    // Cut at both ends.
    forms.push((secret[..12].to_owned(), secret[..12].to_owned()));
    forms.push((
        secret[secret.len() - 12..].to_owned(),
        secret[secret.len() - 12..].to_owned(),
    ));
    forms
}

#[test]
fn no_form_of_a_secret_comes_into_an_error_or_the_log() {
    const SECRET: &str = r#"kW3 "&"%2F+s3cret/9_Zq"#;
    let scene = Scene::new();
    let credentials = Credentials {
        username: Some("svc".into()),
        password: Some(SECRET.into()),
        ..Credentials::default()
    };
    for (form, hidden) in forms(SECRET) {
        let text = format!("cannot log in with {form}");
        let body = serde_json::json!({"errorCode": 9010, "message": text, "detail": text, "errorSource": text});
        let header = percent_encoded(&text);
        let line: String = form.chars().filter(|c| matches!(c, '!'..='~')).collect();
        for (status, body, headers) in [
            (401, body.to_string(), vec![]),
            (
                401,
                serde_json::Value::from(format!("{text} [9010]")).to_string(),
                vec![],
            ),
            (400, String::new(), vec![("X-APIServer-Error", header)]),
            (
                302,
                String::new(),
                vec![("Location", format!("https://portal.example/{line}/{line}"))],
            ),
            (400, String::new(), vec![("X-RequestId", line)]),
        ] {
            let fault = Fault {
                status: Some(status),
                body: Some(body.into_bytes()),
                header: headers
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
                ..Fault::default()
            };
            scene.stub.set_fault(Operation::Create, fault);
            let error = scene
                .client
                .create_token("r", &credentials, &within(5_000))
                .err()
                .unwrap();
            for shown in [error.to_string(), format!("{error:?}")] {
                assert!(!shown.contains(&hidden), "{form}: {shown}");
            }
            let lines = scene.lines.lock().unwrap();
            assert!(
                !lines.iter().any(|(_, line)| line.contains(&hidden)),
                "{form}: {lines:#?}"
            );
        }
    }
}

#[test]
fn a_blot_spells_no_secret() {
    let scene = Scene::new();
    for secret in ["p", "word", "passwor", "password", "9010"] {
        let credentials = Credentials {
            username: Some("svc".into()),
            password: Some(secret.into()),
            ..Credentials::default()
        };
        let fault = Fault {
            status: Some(401),
            body: Some(br#"{"errorCode":9010,"message":"The user account or password is incorrect. [9010]"}"#.into()),
            header: vec![("X-RequestId".into(), "0123456789abcdef".into())],
            ..Fault::default()
        };
        scene.stub.set_fault(Operation::Create, fault);
        let error = scene
            .client
            .create_token("r", &credentials, &within(5_000))
            .err()
            .unwrap();
        assert_eq!(error.problem.server_code, 9010);
        for shown in [&error.message, &error.problem.server_message] {
            assert!(shown.contains("[left out, because it repeats a secret]"), "{shown}");
            assert!(!shown.contains("[secret]") && !shown.contains("incorrect"), "{shown}");
        }
    }
}
