//! No error repeats a secret that the server repeats.

use lftoken_stub::{Config, Fault, Operation, Stub};
use support::binding::CallSettings;
use support::{PASSWORD, client, login};

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
                    Operation::Invalidate => token.invalidate(&call).err(),
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
