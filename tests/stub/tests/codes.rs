//! Codes and refresh tokens, at a Directory Server and in the Cloud.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::cloud::{Draft, TOKEN};
use common::*;
use lftoken_stub::{Api, Config, Operation, Stub};
use std::time::Duration;

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:4711/cb";
const SERVER: &str = "/repository/v2/Repositories/r/Token";

/// Who asks, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
enum App {
    Server,
    Web,
    SinglePage,
}

const ALL: [App; 3] = [App::Server, App::Web, App::SinglePage];

impl App {
    fn code(self, stub: &Stub) -> String {
        let (path, client) = match self {
            App::Server => ("/repository/v2/authorize", ""),
            App::Web => ("/oauth/Authorize", "&client_id=web-app"),
            App::SinglePage => ("/oauth/Authorize", "&client_id=single-page-app"),
        };
        let back = encoded(BACK);
        let target = format!(
            "{path}?response_type=code&redirect_uri={back}&code_challenge={CHALLENGE}&code_challenge_method=S256{client}"
        );
        let answer = ask(stub, &get(&target));
        query(answer.header("Location").unwrap()).remove(1).1
    }

    fn request(self, members: &[(&str, &str)]) -> Vec<u8> {
        match self {
            App::Server => post_form(SERVER, "", members),
            App::Web => post_form(TOKEN, &basic("web-app", &secret()), members),
            App::SinglePage => post_form(TOKEN, "", &[members, &[("client_id", "single-page-app")]].concat()),
        }
    }

    fn exchange(self, code: &str) -> Vec<u8> {
        self.request(&exchange_members(code))
    }

    fn refresh(self, token: &str) -> Vec<u8> {
        self.request(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// The first refresh token of a sign-in.
    fn signed_in(self, stub: &Stub) -> String {
        refresh_token(&ask(stub, &self.exchange(&self.code(stub))))
    }
}

fn exchange_members(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
}

fn secret() -> String {
    Config::default().web_apps[0].1.clone()
}

fn basic(id: &str, secret: &str) -> String {
    format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("{id}:{secret}")))
}

fn refresh_token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["refresh_token"].as_str().unwrap().into()
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or("none").into())
}

#[test]
fn a_code_brings_a_token_once() {
    for app in ALL {
        let stub = plain();
        let code = app.code(&stub);
        let json = ask(&stub, &app.exchange(&code)).json();
        assert_eq!(json["expires_in"], 3600, "{json}");
        let scope = (app != App::Server).then_some("repository.Read repository.Write");
        assert_eq!(json["scope"].as_str(), scope, "{app:?}");
        assert!(json.get("@odata.context").is_none() && json["refresh_token"].is_string());
        assert_eq!(
            refused(&ask(&stub, &app.exchange(&code))),
            (400, "invalid_grant".into())
        );
        let report = stub.report();
        assert_eq!(
            (report.code_grants, report.tokens_issued, report.codes_issued),
            (2, 1, 1)
        );
        assert_eq!(report.open, usize::from(app == App::Server));
    }
}

#[test]
fn a_code_needs_what_it_was_asked_for_with() {
    for app in ALL {
        let stub = plain();
        for (name, value) in [
            ("code", "x"),
            ("redirect_uri", "http://127.0.0.1:4711/cb/"),
            ("code_verifier", &VERIFIER.replace('k', "K")),
        ] {
            let code = app.code(&stub);
            let members = exchange_members(&code).map(|(known, its)| (known, if known == name { value } else { its }));
            assert_eq!(
                refused(&ask(&stub, &app.request(&members))),
                (400, "invalid_grant".into()),
                "{app:?} {name}"
            );
            // Tried is used.
            let gone = ask(&stub, &app.exchange(&code)).status;
            assert_eq!(gone, if name == "code" { 200 } else { 400 });
        }
    }
    let stub = plain();
    let code = App::Web.code(&stub);
    assert_eq!(
        refused(&ask(&stub, &App::SinglePage.exchange(&code))),
        (400, "invalid_grant".into())
    );
    let code = App::Server.code(&stub);
    assert_eq!(
        refused(&ask(&stub, &App::Web.exchange(&code))),
        (400, "invalid_grant".into())
    );
    let code = App::Web.code(&stub);
    let without_proof = &exchange_members(&code)[..3];
    assert_eq!(
        refused(&ask(&stub, &App::Web.request(without_proof))),
        (400, "invalid_grant".into())
    );
}

#[test]
fn a_code_runs_out() {
    let stub = Stub::start(Config {
        tls: false,
        code_lifetime: Duration::ZERO,
        ..Config::default()
    })
    .unwrap();
    assert_eq!(
        refused(&ask(&stub, &App::Web.exchange(&App::Web.code(&stub)))),
        (400, "invalid_grant".into())
    );
}

#[test]
fn each_breach_of_the_form_is_refused_with_its_reason() {
    let stub = plain();
    let web = basic("web-app", &secret());
    for (path, headers, body, reason) in [
        (
            SERVER,
            "",
            "grant_type=authorization_code&code=a&redirect_uri=b",
            "code_verifier is missing",
        ),
        (
            SERVER,
            "",
            "grant_type=authorization_code&code=a&redirect_uri=b&code_verifier=c",
            "43 to 128",
        ),
        (SERVER, "", "grant_type=refresh_token", "refresh_token is missing"),
        (
            SERVER,
            "",
            "grant_type=refresh_token&refresh_token=",
            "refresh_token is empty",
        ),
        (
            SERVER,
            "",
            "grant_type=refresh_token&refresh_token=a&client_id=undefined",
            "unknown member",
        ),
        (SERVER, "", "grant_type=client_credentials", "not supported"),
        (
            SERVER,
            &web,
            "grant_type=refresh_token&refresh_token=a",
            "Authorization is not allowed",
        ),
        (
            TOKEN,
            "",
            "grant_type=refresh_token&refresh_token=a",
            "client is missing",
        ),
        (
            TOKEN,
            "",
            "grant_type=authorization_code&code=a&redirect_uri=b&client_id=c",
            "code_verifier is missing",
        ),
        (
            TOKEN,
            &web,
            "grant_type=authorization_code&redirect_uri=b",
            "code is missing",
        ),
        (
            TOKEN,
            &web,
            "grant_type=authorization_code&code=a",
            "redirect_uri is missing",
        ),
        (
            TOKEN,
            &web,
            "grant_type=refresh_token&refresh_token=a&client_id=other",
            "another one",
        ),
        (
            TOKEN,
            &web,
            "grant_type=refresh_token&refresh_token=a&client_secret=b",
            "client_secret is not allowed",
        ),
        (
            TOKEN,
            &web,
            "grant_type=refresh_token&refresh_token=a&scope=b",
            "unknown member",
        ),
    ] {
        let answer = ask(&stub, &post_text(path, headers, body));
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert!(
            answer.json()["title"].as_str().unwrap().contains(reason),
            "{body}: {}",
            answer.body
        );
    }
    assert_eq!(stub.report().malformed, stub.report().requests);
}

#[test]
fn an_app_has_to_prove_who_it_is() {
    let stub = plain();
    let members = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    for headers in [basic("web-app", "wrong"), basic("other", &secret())] {
        let answer = ask(&stub, &post_form(TOKEN, &headers, &members));
        assert_eq!(refused(&answer), (401, "invalid_client".into()), "{headers}");
    }
    for id in ["web-app", "other"] {
        let answer = ask(
            &stub,
            &post_form(TOKEN, "", &[&members[..], &[("client_id", id)]].concat()),
        );
        assert_eq!(refused(&answer), (401, "invalid_client".into()), "{id}");
    }
    let code = App::Web.code(&stub);
    let named = [&exchange_members(&code)[..], &[("client_id", "web-app")]].concat();
    assert_eq!(ask(&stub, &App::Web.request(&named)).status, 200);
    let bearer = format!(
        "Authorization: Bearer {}\r\n",
        Draft::of(&stub.access_key("laserfiche.com")).signed()
    );
    assert_eq!(ask(&stub, &post_form(TOKEN, &bearer, &members)).status, 400);
}

#[test]
fn refresh_tokens_rotate_and_reuse_ends_them_all() {
    for app in ALL {
        let stub = plain();
        let first = app.signed_in(&stub);
        let second = refresh_token(&ask(&stub, &app.refresh(&first)));
        let third = refresh_token(&ask(&stub, &app.refresh(&second)));
        assert!(first != second && second != third);
        let open = stub.report().open;
        assert_eq!(
            open,
            usize::from(app == App::Server),
            "a refresh goes on with its session"
        );

        let reused = ask(&stub, &app.refresh(&first));
        assert_eq!(refused(&reused), (401, "invalid_grant".into()), "{app:?}");
        assert_eq!(reused.json()["status"], 400);
        assert_eq!(
            refused(&ask(&stub, &app.refresh(&third))),
            (400, "invalid_grant".into())
        );
        assert_eq!(refused(&ask(&stub, &app.refresh("x"))), (400, "invalid_grant".into()));
        let other = app.signed_in(&stub);
        assert_eq!(ask(&stub, &app.refresh(&other)).status, 200);
        assert_eq!(stub.report().refresh_token_grants, 6);
    }
}

#[test]
fn a_lost_reply_costs_the_sign_in_and_a_refusal_does_not() {
    let stub = plain();
    let token = App::SinglePage.signed_in(&stub);
    stub.set_fault(Operation::Token, fault("status=503,times=1"));
    assert_eq!(ask(&stub, &App::SinglePage.refresh(&token)).status, 503);
    stub.set_fault(Operation::Token, fault("drop,times=1"));
    assert_eq!(drain(&stub, &App::SinglePage.refresh(&token)).0, b"");
    assert_eq!(ask(&stub, &App::SinglePage.refresh(&token)).status, 401);
}

#[test]
fn a_refresh_token_belongs_to_its_app_and_repository() {
    let stub = plain();
    let token = App::Web.signed_in(&stub);
    assert_eq!(
        refused(&ask(&stub, &App::SinglePage.refresh(&token))),
        (400, "invalid_grant".into())
    );
    assert_eq!(
        refused(&ask(&stub, &App::Server.refresh(&token))),
        (400, "invalid_grant".into())
    );
    assert_eq!(ask(&stub, &App::Web.refresh(&token)).status, 200);
    let token = App::Server.signed_in(&stub);
    let members = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    let other = SERVER.replace("/r/", "/s/");
    assert_eq!(
        refused(&ask(&stub, &post_form(&other, "", &members))),
        (400, "invalid_grant".into())
    );
    let unknown = SERVER.replace("/r/", "/unknown/");
    assert_eq!(ask(&stub, &post_form(&unknown, "", &members)).status, 404);
    assert_eq!(ask(&stub, &App::Server.refresh(&token)).status, 200);
}

#[test]
fn a_refresh_after_the_session_has_ended_takes_a_seat_again() {
    let stub = Stub::start(Config {
        tls: false,
        seat_limit: Some(1),
        idle_timeout: Duration::from_secs(1),
        ..Config::default()
    })
    .unwrap();
    let token = App::Server.signed_in(&stub);
    eventually("the end of the session", || stub.report().open == 0);
    assert_eq!(ask(&stub, &create("r")).status, 200);
    let full = ask(&stub, &App::Server.refresh(&token));
    assert_eq!((full.status, full.json()["errorCode"].as_i64()), (403, Some(9030)));
    eventually("the end of the other session", || stub.report().open == 0);
    let second = refresh_token(&ask(&stub, &App::Server.refresh(&token)));
    assert_ne!(second, token);
    assert_eq!(stub.report().created, 3);
}

#[test]
fn refresh_tokens_run_out() {
    let stub = Stub::start(Config {
        tls: false,
        refresh_token_lifetime: Duration::ZERO,
        ..Config::default()
    })
    .unwrap();
    for app in ALL {
        let token = app.signed_in(&stub);
        assert_eq!(
            refused(&ask(&stub, &app.refresh(&token))),
            (400, "invalid_grant".into()),
            "{app:?}"
        );
    }
}

#[test]
fn codes_and_refresh_tokens_carry_faults() {
    for app in ALL {
        let stub = plain();
        let code = "fault:token:status=500,times=1";
        assert_eq!(ask(&stub, &app.exchange(code)).status, 500);
        let token = refresh_token(&ask(&stub, &app.exchange(code)));
        assert_eq!(ask(&stub, &app.refresh(&token)).status, 200);
        let lost = "fault:token:drop,times=1";
        assert_eq!(drain(&stub, &app.refresh(lost)).0, b"");
        let token = refresh_token(&ask(&stub, &app.refresh(lost)));
        assert_eq!(ask(&stub, &app.refresh(&token)).status, 200);
        assert_eq!(stub.report().faults, 2);
    }
    // Of several ids the first one is heard.
    let stub = plain();
    let members = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "fault:token:status=500"),
        ("client_id", "fault:token:status=429,retry-after=3,times=1"),
    ];
    let limited = ask(&stub, &post_form(TOKEN, "", &members));
    assert_eq!((limited.status, limited.header("Retry-After")), (429, Some("3")));
    assert_eq!(ask(&stub, &post_form(TOKEN, "", &members)).status, 500);
}

#[test]
fn clients_in_the_field_are_taken() {
    let stub = Stub::start(Config {
        tls: false,
        strict: false,
        ..Config::default()
    })
    .unwrap();
    // JavaScript sends a blank as '+', its own id beside the secret, and 'undefined' to an API Server.
    let code = App::Web.code(&stub);
    let body = format!(
        "grant_type=authorization_code&code={}&redirect_uri={}&client_id=web-app&code_verifier={VERIFIER}&scope=repository.Read+x",
        encoded(&code),
        encoded(BACK)
    );
    let taken = ask(
        &stub,
        &post_text(
            "/oauth/token",
            &basic("web-app", &secret()).replace("Basic", "basic"),
            &body,
        ),
    );
    assert_eq!(
        (taken.status, taken.json()["scope"].as_str()),
        (200, Some("repository.Read")),
        "{}",
        taken.body
    );
    let token = App::Server.signed_in(&stub);
    let body = format!(
        "grant_type=refresh_token&refresh_token={}&client_id=undefined",
        encoded(&token)
    );
    assert_eq!(ask(&stub, &post_text(SERVER, "", &body)).status, 200);
}

#[test]
fn tokens_of_a_sign_in_open_the_resource_and_a_refresh_goes_on_after_their_end() {
    for app in ALL {
        let stub = plain();
        stub.set_lifetime(Some(Duration::from_secs(1)));
        let listed = |answer: &Answer| {
            let token = answer.json()["access_token"].as_str().unwrap().to_owned();
            resource::listed(Api::ServerV2, &stub, &token)
        };
        let first = ask(&stub, &app.exchange(&app.code(&stub)));
        assert_eq!((listed(&first), &first.json()["expires_in"]), (200, &1.into()));
        let second = ask(&stub, &app.refresh(&refresh_token(&first)));
        // The session has one token, but the Cloud has no session.
        let old = if app == App::Server { 401 } else { 200 };
        assert_eq!((listed(&first), listed(&second)), (old, 200), "{app:?}");
        std::thread::sleep(Duration::from_millis(1100));
        assert_eq!((listed(&first), listed(&second)), (401, 401), "{app:?}");
        let third = ask(&stub, &app.refresh(&refresh_token(&second)));
        assert_eq!(listed(&third), 200, "{app:?}");
        let report = stub.report();
        assert_eq!((report.logins, report.refreshes, report.double_logins), (1, 2, 0));
    }
}
