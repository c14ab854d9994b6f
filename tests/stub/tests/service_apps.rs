//! Tokens of the Cloud for service apps, which sign what they send.

mod common;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::cloud::*;
use common::*;
use lftoken_stub::{Config, Operation, Stub};
use serde_json::{Value, json};

#[test]
fn a_signed_assertion_brings_a_token_and_takes_no_seat() {
    let stub = plain();
    assert_eq!(
        stub.sign_in_address(),
        format!("http://127.0.0.1:{}/oauth", stub.port())
    );
    let key = stub.access_key("eu.laserfiche.com");
    let assertion = Draft::of(&key).signed();
    let answer = ask(&stub, &service_login(&assertion));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let json = answer.json();
    assert_eq!(
        (json["expires_in"].as_i64(), json["token_type"].as_str()),
        (Some(43200), Some("bearer"))
    );
    assert_eq!(json["scope"], "repository.Read repository.Write");
    assert!(json.get("refresh_token").is_none());
    let claims = json["access_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(
        (claims["aud"].as_str(), claims["client_id"].as_str()),
        (Some("eu.laserfiche.com"), Some(&*key.client_id))
    );

    // Nothing forbids the same one again.
    assert_eq!(ask(&stub, &service_login(&assertion)).status, 200);
    let report = stub.report();
    assert_eq!((report.open, report.created, report.tokens_issued), (0, 0, 2));
    assert_eq!((report.client_credentials_grants, report.token_requests), (2, 2));
    stub.reset();
    assert_eq!(ask(&stub, &service_login(&assertion)).status, 200);
}

#[test]
fn the_access_key_has_the_members_of_an_exported_one() {
    let stub = plain();
    let key = stub.access_key_of("mine", "laserfiche.test:443");
    assert_eq!(STANDARD.decode(&key.exported).unwrap(), key.json.as_bytes());
    let json: Value = serde_json::from_str(&key.json).unwrap();
    let names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["clientId", "customerId", "domain", "jwk"]);
    assert_eq!(
        (json["clientId"].as_str(), json["domain"].as_str()),
        (Some("mine"), Some("laserfiche.test:443"))
    );
    let jwk = &json["jwk"];
    let names: Vec<_> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["crv", "d", "iat", "kid", "kty", "use", "x", "y"]);
    assert_eq!([&jwk["kty"], &jwk["crv"], &jwk["use"]], ["EC", "P-256", "sig"]);
    for part in ["x", "y", "d"] {
        assert_eq!(
            URL_SAFE_NO_PAD.decode(jwk[part].as_str().unwrap()).unwrap().len(),
            32,
            "{part}"
        );
    }
    let other = stub.access_key_of("mine", "laserfiche.com");
    assert_ne!(other.json, key.json);
    assert_eq!(ask(&stub, &service_login(&Draft::of(&key).signed())).status, 401);
    assert_eq!(ask(&stub, &service_login(&Draft::of(&other).signed())).status, 200);
}

#[test]
fn an_assertion_that_proves_nothing_is_refused() {
    let stub = plain();
    let (key, other) = (stub.access_key("laserfiche.com"), stub.access_key("laserfiche.com"));
    let cases: &[(&str, &str, Value, &str)] = &[
        ("header", "kid", json!("x"), "key of the client assertion is not known"),
        ("claims", "client_id", json!("x"), "client is not known"),
        (
            "claims",
            "client_id",
            json!(other.client_id),
            "key of the client assertion is not known",
        ),
        (
            "claims",
            "client_secret",
            json!("x"),
            "service principal key is not valid",
        ),
        ("claims", "aud", json!("laserfiche.ca"), "audience"),
        ("claims", "aud", json!("Laserfiche.com"), "audience"),
        ("claims", "iat", json!(now() + 60), "not valid yet"),
        ("claims", "nbf", json!(now() + 60), "not valid yet"),
        ("claims", "exp", json!(now()), "expired"),
        ("claims", "exp", json!(now() + 3700), "too long"),
    ];
    for (part, name, value, reason) in cases {
        let mut draft = Draft::of(&key);
        let object = if *part == "header" {
            &mut draft.header
        } else {
            &mut draft.claims
        };
        object[name] = value.clone();
        let refused = ask(&stub, &service_login(&draft.signed()));
        let json = refused.json();
        assert_eq!(
            (refused.status, json["error"].as_str()),
            (401, Some("invalid_client")),
            "{name} {value}"
        );
        assert!(
            json["error_description"].as_str().unwrap().contains(reason),
            "{name}: {json}"
        );
        assert_eq!(
            (&json["type"], &json["title"], &json["instance"]),
            (&json["error"], &json["error_description"], &json!("/Token"))
        );
        assert!(json["operationId"].is_string() && json["traceId"].is_string());
    }
    let mut longest = Draft::of(&key);
    longest.claims["exp"] = json!(now() + 3600);
    assert_eq!(ask(&stub, &service_login(&longest.signed())).status, 200);
    let signed = Draft::of(&key).signed();
    let (text, signature) = signed.rsplit_once('.').unwrap();
    let forged = Draft::of(&other).signed();
    let swapped = format!("{text}.{}", forged.rsplit_once('.').unwrap().1);
    let refused = ask(&stub, &service_login(&swapped)).json();
    assert_eq!(
        refused["error_description"],
        "The signature of the client assertion is wrong."
    );
    assert_eq!(ask(&stub, &service_login(&format!("{text}.{signature}"))).status, 200);
    assert_eq!(stub.report().malformed, 0);
}

#[test]
fn an_assertion_that_cannot_be_read_is_malformed() {
    let stub = plain();
    let key = stub.access_key("laserfiche.com");
    let good = Draft::of(&key).signed();
    let with = |change: &dyn Fn(&mut Draft)| {
        let mut draft = Draft::of(&key);
        change(&mut draft);
        draft.signed()
    };
    let without = |name: &str| with(&|draft| drop(draft.claims.as_object_mut().unwrap().remove(name)));
    let twice = {
        let claims = Draft::of(&key)
            .claims
            .to_string()
            .replacen('{', "{\"aud\":\"laserfiche.com\",", 1);
        let parts: Vec<&str> = good.split('.').collect();
        format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims), parts[2])
    };
    for (assertion, reason) in [
        ("x".into(), "no JWT"),
        ("x.y".into(), "three parts"),
        (format!("{good}.x"), "three parts"),
        (format!("={good}"), "no base64url"),
        (format!("{good}="), "64 bytes"),
        (good[..good.len() - 2].into(), "64 bytes"),
        (with(&|draft| draft.header["alg"] = json!("HS256")), "ES256"),
        (with(&|draft| draft.header["typ"] = json!("jwt")), "ES256 and JWT"),
        (with(&|draft| draft.header["more"] = json!(1)), "header: not the JSON"),
        (with(&|draft| draft.claims["jti"] = json!("x")), "claims: not the JSON"),
        (with(&|draft| draft.claims["exp"] = json!("1")), "claims: not the JSON"),
        (with(&|draft| draft.claims["iat"] = json!(1.5)), "claims: not the JSON"),
        (without("aud"), "claims: not the JSON"),
        (without("nbf"), "needs iat, nbf and exp"),
        (twice, "claims: not the JSON"),
    ] {
        let refused = ask(&stub, &service_login(&assertion));
        let json = refused.json();
        assert_eq!(
            (refused.status, json["error"].as_str()),
            (400, Some("invalid_request")),
            "{reason}: {json}"
        );
        assert!(
            json["error_description"].as_str().unwrap().contains(reason),
            "{reason}: {json}"
        );
        assert!(!refused.body.contains(&key.service_principal_key));
    }
    assert_eq!(stub.report().malformed, stub.report().requests);
}

#[test]
fn the_servers_clock_decides() {
    for (skew, reason) in [(7200, "expired"), (-7200, "not valid yet")] {
        let stub = Stub::start(Config {
            tls: false,
            clock_skew: skew,
            ..Config::default()
        })
        .unwrap();
        let mut draft = Draft::of(&stub.access_key("laserfiche.com"));
        let refused = ask(&stub, &service_login(&draft.signed())).json();
        assert!(
            refused["error_description"].as_str().unwrap().contains(reason),
            "{refused}"
        );
        for name in ["iat", "nbf", "exp"] {
            draft.claims[name] = json!(draft.claims[name].as_i64().unwrap() + skew);
        }
        assert_eq!(ask(&stub, &service_login(&draft.signed())).status, 200);
    }
}

#[test]
fn only_known_scopes_are_granted() {
    let stub = plain();
    let assertion = Draft::of(&stub.access_key("laserfiche.com")).signed();
    let bearer = format!("Authorization: Bearer {assertion}\r\n");
    for (wish, granted) in [
        ("repository.Write", json!("repository.Write")),
        ("nothing repository.Read", json!("repository.Read")),
        ("Repository.read", Value::Null),
    ] {
        let members = [("grant_type", "client_credentials"), ("scope", wish)];
        let answer = ask(&stub, &post_form(TOKEN, &bearer, &members));
        assert_eq!((answer.status, &answer.json()["scope"]), (200, &granted), "{wish}");
    }
}

#[test]
fn each_breach_of_the_form_is_refused_with_its_reason() {
    let stub = plain();
    let assertion = Draft::of(&stub.access_key("laserfiche.com")).signed();
    let bearer = format!("Authorization: Bearer {assertion}\r\n");
    for (headers, body, error, reason) in [
        (
            "",
            "grant_type=client_credentials",
            "invalid_request",
            "client is missing",
        ),
        (
            "Authorization: Basic d2ViOng=\r\n",
            "grant_type=client_credentials",
            "invalid_request",
            "needs an assertion",
        ),
        (
            "Authorization: Basic x\r\n",
            "grant_type=client_credentials",
            "invalid_request",
            "Authorization must be",
        ),
        (
            &bearer,
            "grant_type=client_credentials&client_id=x",
            "invalid_request",
            "unknown member",
        ),
        (
            &bearer,
            "grant_type=client_credentials&client_secret=x",
            "invalid_request",
            "client_secret is not allowed",
        ),
        (
            &bearer,
            "grant_type=client_credentials&scope=",
            "invalid_request",
            "scope is empty",
        ),
        (
            &bearer,
            "grant_type=password&username=a&password=b",
            "unsupported_grant_type",
            "not supported",
        ),
        (
            &bearer,
            "grant_type=refresh_token&refresh_token=x",
            "invalid_request",
            "client_credentials only",
        ),
    ] {
        let refused = ask(&stub, &post_text(TOKEN, headers, body));
        let json = refused.json();
        assert_eq!(
            (refused.status, json["error"].as_str()),
            (400, Some(error)),
            "{body}: {json}"
        );
        assert!(
            json["error_description"].as_str().unwrap().contains(reason),
            "{body}: {json}"
        );
    }
    assert_eq!(ask(&stub, &get(TOKEN)).status, 405);
    assert_eq!(
        ask(
            &stub,
            &post_form("/oauth/token", &bearer, &[("grant_type", "client_credentials")])
        )
        .status,
        404
    );
}

#[test]
fn clients_in_the_field_are_taken() {
    let stub = Stub::start(Config {
        tls: false,
        strict: false,
        ..Config::default()
    })
    .unwrap();
    let key = stub.access_key("laserfiche.com");
    let mut draft = Draft::of(&key);
    for name in ["iat", "nbf", "exp"] {
        draft.claims.as_object_mut().unwrap().remove(name);
    }
    let bearer = format!("Authorization: bearer {}\r\n", draft.signed());
    // Java sends an empty scope, JavaScript no Accept.
    let request = post_text("/OAuth/token", &bearer, "grant_type=client_credentials&scope=&more=1");
    let request = String::from_utf8(request)
        .unwrap()
        .replace("Accept: application/json\r\n", "");
    let taken = ask(&stub, request.as_bytes());
    assert_eq!(taken.status, 200, "{}", taken.body);
    let request = post_text(TOKEN, &bearer, "grant_type=client_credentials&client_secret=x");
    assert_eq!(ask(&stub, &request).status, 400);
}

#[test]
fn faults_by_client_id_and_by_hand() {
    let stub = plain();
    let key = stub.access_key_of("fault:token:status=500,times=1", "laserfiche.com");
    let request = service_login(&Draft::of(&key).signed());
    assert_eq!(ask(&stub, &request).status, 500);
    assert_eq!((ask(&stub, &request).status, stub.report().faults), (200, 1));
    for (spec, status, error, said) in [
        ("status=400", 400, "invalid_grant", 400),
        ("status=401", 401, "invalid_client", 401),
        ("status=400,type=invalid_scope,message=no", 400, "invalid_scope", 400),
        ("status=401,body-status=400", 401, "invalid_client", 400),
    ] {
        stub.set_fault(Operation::Token, fault(spec));
        let refused = ask(&stub, &request);
        let json = refused.json();
        assert_eq!(
            (refused.status, json["error"].as_str(), json["status"].as_i64()),
            (status, Some(error), Some(said)),
            "{spec}"
        );
    }
}
