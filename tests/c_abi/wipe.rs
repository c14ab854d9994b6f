//! No password, token or key stays in memory: a C program does the calls in a process of its own, and its memory is
//! searched.

use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lftoken_stub::{Config, Fault, Operation, Proxy, ProxyConfig, Stub};
use support::binding::Status;
use support::binding::sys::{LF_API_CLOUD, LF_API_SERVER_V2};
use support::web::visit;
use support::{PASSWORD, cc, eventually};

use crate::subject::{PIECE, Subject};

mod sessions;

/// The password of the stub's user, every token that went over the wire again, and what logins proved themselves with.
fn password_and_tokens(stub: &Stub) -> Vec<(&'static str, String)> {
    let mut secrets = vec![("password", PASSWORD.to_owned())];
    for request in stub.requests() {
        if let Some(authorization) = request.header("Authorization") {
            let (_, proof) = authorization.split_once(' ').unwrap();
            if secrets.iter().all(|(_, secret)| secret != proof) {
                secrets.push(("token", proof.to_owned()));
                secrets.push(("authorization", authorization.to_owned()));
            }
        }
        let body = String::from_utf8_lossy(&request.body);
        for (name, value) in body.split('&').filter_map(|member| member.split_once('=')) {
            let name = ["password", "code", "code_verifier", "refresh_token"]
                .into_iter()
                .find(|secret| *secret == name);
            if let Some(name) = name {
                secrets.push((name, value.to_owned()));
                let plain = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                secrets.push((name, plain.into_owned()));
            }
        }
    }
    secrets
}

/// Frees all but the client, searches, frees the client, searches again.
fn finish(mut subject: Subject, stub: &Stub, secrets: &[(&'static str, String)]) {
    let mut all = password_and_tokens(stub);
    all.extend_from_slice(secrets);
    subject.expect(&["free_session"], Status::Ok);
    subject.assert_clean("with an idle client", &all);
    subject.expect(&["free_client"], Status::Ok);
    subject.assert_clean("with everything freed", &all);
    subject.expect(&["keep", "a marker that stays on the heap"], Status::Ok);
    subject.assert_found("at last", ("marker", "a marker that stays on the heap"));
}

fn stub() -> Stub {
    Stub::start(Config::default()).unwrap()
}

/// A subject with the right password and a client.
fn subject(stub: &Stub) -> Subject {
    let mut subject = Subject::start(stub);
    subject.all_ok(&[&["client"], &["password", "svc", PASSWORD]]);
    subject
}

#[test]
fn a_whole_session() {
    let stub = stub();
    let mut subject = subject(&stub);
    subject.assert_found("with credentials", ("password", PASSWORD));
    subject.all_ok(&[&["cookie"], &["create", "Archive"], &["refresh"], &["take"]]);
    let token = stub.open_tokens().remove(0);
    subject.assert_found("with a token", ("token", &token));
    subject.all_ok(&[&["refresh"], &["invalidate"]]);
    assert_eq!(stub.report().invalidated, 1);
    finish(subject, &stub, &[]);
}

#[test]
fn the_search_finds_what_is_left_on_heap_and_stack() {
    let stub = stub();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["keep", "something on the heap"]]);
    subject.assert_found("kept", ("heap text", "something on the heap"));
    subject.all_ok(&[&["leave", "something on the stack"]]);
    subject.assert_found("left", ("stack text", "something on the stack"));
    subject.assert_clean("never there", &[("absent text", "something elsewhere".to_owned())]);
}

#[test]
fn a_refused_login() {
    let stub = stub();
    let mut subject = Subject::start(&stub);
    let wrong = "not the right password, though a long one";
    let echo = Fault {
        status: Some(401),
        message: Some(format!("the password {wrong} is wrong")),
        ..Fault::default()
    };
    subject.all_ok(&[&["client"], &["password", "svc", wrong]]);
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    stub.set_fault(Operation::Create, echo);
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    subject.expect(&["message"], Status::Ok);
    finish(subject, &stub, &[("wrong password", wrong.to_owned())]);
}

/// Runs a login whose answer is damaged, and whose session the library logs out by itself.
fn damaged(fault: Fault, expected: Status) {
    let stub = stub();
    stub.set_fault(Operation::Create, fault);
    let mut subject = subject(&stub);
    subject.expect(&["timeout", "300"], Status::Ok);
    subject.expect(&["create", "Archive"], expected);
    subject.expect(&["settle"], Status::Ok);
    eventually("the logout", || stub.report().invalidated == 1);
    finish(subject, &stub, &[]);
}

#[test]
fn an_answer_cut_behind_the_token() {
    let fault = Fault {
        chunked: true,
        oversized: Some(5000),
        cut_at: Some(1500),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn an_answer_cut_within_the_token() {
    let stub = stub();
    let mut subject = subject(&stub);
    for cut_at in [200, 300, 400, 450, 500, 550] {
        let cut = Fault {
            cut_at: Some(cut_at),
            times: Some(1),
            ..Fault::default()
        };
        stub.set_fault(Operation::Create, cut);
        subject.tell(&["create", "Archive"]);
        subject.tell(&["settle"]);
    }
    let tokens = stub.open_tokens();
    assert!(!tokens.is_empty());
    let tokens: Vec<_> = tokens.into_iter().map(|token| ("cut token", token)).collect();
    finish(subject, &stub, &tokens);
}

#[test]
fn an_answer_in_chunks() {
    let stub = stub();
    let chunks = Fault {
        chunked: true,
        split: Some(7),
        ..Fault::default()
    };
    stub.set_fault(Operation::Create, chunks.clone());
    stub.set_fault(Operation::Refresh, chunks);
    let mut subject = subject(&stub);
    subject.all_ok(&[&["create", "Archive"], &["refresh"], &["invalidate"]]);
    finish(subject, &stub, &[]);
}

#[test]
fn a_late_answer() {
    let fault = Fault {
        delay_before: Some(Duration::from_millis(600)),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn an_answer_too_late_by_half() {
    let fault = Fault {
        delay_last_byte: Some(Duration::from_millis(600)),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn other_credentials() {
    let stub = stub();
    let saml: String = (0..900).map(|number| format!("saml{number:04}")).collect();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["client"], &["saml", &saml]]);
    subject.assert_found("with credentials", ("SAML token", &saml));
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    subject.all_ok(&[&["saml", "valid-saml"], &["create", "Archive"], &["invalidate"]]);
    let key = "the key of a session that is not";
    subject.all_ok(&[&["saml", ""], &["session_key", key]]);
    assert_ne!(subject.tell(&["create", "Archive"]), Status::Ok as i32);
    let adopted = "an adopted token that no server knows";
    subject.all_ok(&[&["adopt", "Archive", adopted]]);
    subject.expect(&["refresh"], Status::SessionGone);
    finish(
        subject,
        &stub,
        &[
            ("SAML token", saml),
            ("session key", key.to_owned()),
            ("adopted token", adopted.to_owned()),
        ],
    );
}

#[test]
fn tls_1_2() {
    let stub = Stub::start(Config {
        tls12_only: true,
        ..Config::default()
    })
    .unwrap();
    let mut subject = subject(&stub);
    subject.all_ok(&[&["create", "Archive"], &["refresh"], &["invalidate"]]);
    finish(subject, &stub, &[]);
}

#[test]
fn a_proxy_with_credentials() {
    let stub = stub();
    let (user, password) = ("proxy-user", "the password of the proxy");
    let proxy = Proxy::start(ProxyConfig {
        credentials: Some((user.into(), password.into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    let basic = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let with_address = proxy
        .url()
        .replace("http://", &format!("http://{user}:{}@", password.replace(' ', "%20")));
    for arguments in [
        ["proxy", &proxy.url(), user, password],
        ["proxy", &with_address, "", ""],
    ] {
        let mut subject = Subject::start(&stub);
        subject.all_ok(&[
            &arguments,
            &["client"],
            &["password", "svc", PASSWORD],
            &["create", "Archive"],
            &["invalidate"],
            &["free_session"],
        ]);
        let mut secrets = password_and_tokens(&stub);
        secrets.push(("proxy password", password.into()));
        secrets.push(("address with password", with_address.clone()));
        subject.assert_clean("with an idle client", &secrets);
        // The client needs it for its next connection.
        subject.assert_found("with an idle client", ("proxy credentials", &basic));
        secrets.push(("proxy credentials", basic.clone()));
        subject.expect(&["free_client"], Status::Ok);
        subject.assert_clean("with everything freed", &secrets);
    }
}

#[test]
fn a_client_certificate() {
    let stub = Stub::start(Config {
        client_auth: true,
        ..Config::default()
    })
    .unwrap();
    let key = stub.client_key_pem();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["identity", stub.client_certificate_pem(), key]]);
    let body: Vec<&str> = key.lines().filter(|line| !line.starts_with("-----")).collect();
    let longest = body.iter().max_by_key(|line| line.len()).unwrap();
    subject.assert_found("with options", ("line of the key", longest));
    subject.all_ok(&[
        &["client"],
        &["password", "svc", PASSWORD],
        &["create", "Archive"],
        &["refresh"],
        &["invalidate"],
    ]);
    let lines = body.iter().filter(|line| line.len() >= PIECE);
    let mut secrets: Vec<_> = lines.map(|line| ("line of the key", (*line).to_owned())).collect();
    secrets.push(("key without its head", body.concat()));
    finish(subject, &stub, &secrets);
}

#[test]
fn a_pkcs12_file() {
    if !cc::full_run() {
        cc::left_out("the search for the password of a PKCS#12 file, which openssl makes");
        return;
    }
    let stub = Stub::start(Config {
        client_auth: true,
        ..Config::default()
    })
    .unwrap();
    let folder = cc::scratch("wipe-pkcs12");
    let pem = [stub.client_certificate_pem(), stub.client_key_pem()].concat();
    std::fs::write(folder.join("own.pem"), pem).unwrap();
    let password = "the password of the file";
    let made = Command::new("openssl")
        .args(["pkcs12", "-export", "-in", "own.pem", "-out", "own.pfx"])
        .arg("-passout")
        .arg(format!("pass:{password}"))
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let path = folder.join("own.pfx");
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["pkcs12", path.to_str().unwrap(), password]]);
    subject.assert_found("with options", ("password of the file", password));
    subject.all_ok(&[
        &["client"],
        &["password", "svc", PASSWORD],
        &["create", "Archive"],
        &["refresh"],
        &["invalidate"],
    ]);
    let as_hashed: String = password.chars().flat_map(|one| ['\0', one]).collect();
    let secrets = [
        ("password of the file", password.to_owned()),
        ("password of the file in UTF-16", as_hashed),
    ];
    finish(subject, &stub, &secrets);
}

/// A subject with a client for another API.
fn subject_of(stub: &Stub, api: i32, address: &str) -> Subject {
    let mut subject = Subject::start(stub);
    subject.all_ok(&[&["api", &api.to_string()], &["address", address], &["client"]]);
    subject
}

#[test]
fn a_service_app() {
    let stub = stub();
    let key = stub.access_key("laserfiche.com");
    let json: serde_json::Value = serde_json::from_str(&key.json).unwrap();
    let private = json["jwk"]["d"].as_str().unwrap();
    let mut subject = subject_of(&stub, LF_API_CLOUD, &stub.sign_in_address());
    subject.all_ok(&[&["access_key", &key.exported, &key.service_principal_key]]);
    subject.assert_found("with credentials", ("access key", &key.exported));
    let mut secrets = vec![
        ("access key", key.exported.clone()),
        ("private key", private.to_owned()),
        ("service principal key", key.service_principal_key.clone()),
    ];
    subject.all_ok(&[&["create", "Archive"]]);
    secrets.push(("access token", subject.ask(&["value"])));
    subject.all_ok(&[&["refresh"]]);
    secrets.push(("access token", subject.ask(&["value"])));
    stub.set_fault(Operation::Token, Fault::parse("status=401,times=1").unwrap());
    subject.expect(&["refresh"], Status::CredentialsRefused);
    subject.all_ok(&[
        &["access_key", &key.json, &key.service_principal_key],
        &["create", "Archive"],
    ]);
    secrets.push(("access token", subject.ask(&["value"])));
    subject.all_ok(&[&["invalidate"]]);
    finish(subject, &stub, &secrets);
}

#[test]
fn a_login_in_a_browser() {
    // Without TLS, so that the test can be the browser.
    let stub = Stub::start(Config {
        tls: false,
        ..Config::default()
    })
    .unwrap();
    let client_secret = "web app's secret: ä+/=";
    for (api, address, client_id, client_secret) in [
        (LF_API_SERVER_V2, stub.base_url(), "", ""),
        (LF_API_CLOUD, stub.sign_in_address(), "web-app", client_secret),
        (LF_API_CLOUD, stub.sign_in_address(), "single-page-app", ""),
    ] {
        stub.reset();
        let mut subject = subject_of(&stub, api, &address);
        let url = subject.ask(&["authorize", client_id, client_secret]);
        let state = url
            .split("state=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned();
        subject.assert_found("while the browser is open", ("state", &state));
        let callback = visit(&url);
        subject.all_ok(&[&["accept", &callback], &["create", "Archive"]]);
        let mut secrets = vec![("state", state)];
        let mut take = |subject: &mut Subject| {
            secrets.push(("access token", subject.ask(&["value"])));
            secrets.push(("refresh token", subject.ask(&["next"])));
        };
        take(&mut subject);
        subject.all_ok(&[&["refresh"]]);
        take(&mut subject);
        let kept = subject.ask(&["next"]);
        subject.all_ok(&[
            &["refresh_token", &kept, client_id, client_secret],
            &["create", "Archive"],
        ]);
        take(&mut subject);
        stub.set_fault(Operation::Token, Fault::parse("drop,times=1").unwrap());
        subject.expect(&["refresh"], Status::OutcomeUnknown);
        subject.all_ok(&[&["invalidate"]]);
        secrets.push(("kept refresh token", kept));
        if !client_secret.is_empty() {
            secrets.push(("client secret", client_secret.to_owned()));
        }
        finish(subject, &stub, &secrets);
    }
}
