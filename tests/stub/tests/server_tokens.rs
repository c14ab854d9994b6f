//! Tokens of a self-hosted API Server by user name and password, of both of its generations.

mod common;

use common::*;
use lftoken_stub::{Config, ErrorBody, LifetimeMember, Operation, Stub};
use std::time::Duration;

const PASSWORD: &str = "correct horse battery staple";

fn path(generation: &str, repository: &str) -> String {
    format!("/repository/{generation}/Repositories/{repository}/Token")
}

fn login(generation: &str, repository: &str, user: &str, password: &str) -> Vec<u8> {
    let members = [("grant_type", "password"), ("username", user), ("password", password)];
    post_form(&path(generation, repository), "", &members)
}

fn good(generation: &str) -> Vec<u8> {
    login(generation, "r", "svc", PASSWORD)
}

fn with(change: impl FnOnce(&mut Config)) -> Stub {
    let mut config = Config {
        tls: false,
        ..Config::default()
    };
    change(&mut config);
    Stub::start(config).unwrap()
}

#[test]
fn a_password_opens_a_session_that_only_idles_out() {
    let stub = with(|config| config.idle_timeout = Duration::from_secs(1));
    let first = ask(&stub, &good("v1"));
    assert_eq!(first.status, 200, "{first:?}");
    let json = first.json();
    assert_eq!(
        (json["expires_in"].as_i64(), json["token_type"].as_str()),
        (Some(900), Some("bearer"))
    );
    assert!(
        json["@odata.context"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{}/v1/$metadata", stub.base_url()))
    );
    let second = ask(&stub, &good("v2")).json();
    assert!(second.get("@odata.context").is_none() && second.get("refresh_token").is_none());
    assert_ne!(json["access_token"], second["access_token"]);
    let report = stub.report();
    assert_eq!((report.created, report.open, report.tokens_issued), (2, 2, 2));
    assert_eq!(
        (report.token_requests, report.password_grants, report.refused),
        (2, 2, 0)
    );
    assert_eq!(stub.requests()[0].operation, Some(Operation::Token));
    eventually("the end of the sessions", || stub.report().open == 0);
    assert_eq!((stub.report().expired, stub.report().invalidated), (2, 0));
}

#[test]
fn names_and_passwords_come_through_whatever_is_in_them() {
    let (user, password) = (r"EXÄMPLE\svc@x", "p w&=+%~!*'()/é😀\"");
    let stub = with(|config| {
        config.users = vec![(user.into(), password.into()), ("nobody".into(), String::new())];
        config.repositories = Some(vec!["Ablage für 100 €/+".into()]);
    });
    let repository = encoded("Ablage für 100 €/+");
    assert_eq!(ask(&stub, &login("v1", &repository, user, password)).status, 200);
    assert_eq!(ask(&stub, &login("v1", &repository, "nobody", "")).status, 200);
    let plus = encoded(password).replace("%20", "+");
    let body = format!("grant_type=password&username={}&password={plus}", encoded(user));
    assert_eq!(ask(&stub, &post_text(&path("v2", &repository), "", &body)).status, 200);
}

#[test]
fn refusals_have_the_service_words() {
    let stub = with(|config| config.lockout_after = Some(2));
    for generation in ["v1", "v2"] {
        let wrong = ask(&stub, &login(generation, "r", "svc", "wrong"));
        let problem = wrong.json();
        assert_eq!((wrong.status, problem["errorCode"].as_i64()), (401, Some(9010)));
        assert_eq!(
            wrong.header("Content-Type"),
            Some("application/problem+json; charset=utf-8")
        );
        for member in ["type", "title", "operationId", "instance", "errorSource", "traceId"] {
            assert!(problem[member].is_string(), "{member}: {problem}");
        }
        assert_eq!(problem["instance"], path(generation, "r"));
        let unknown = ask(&stub, &login(generation, "unknown-1", "svc", PASSWORD));
        let title = "Error: Repository with the given Id not found or no connection could be made.";
        assert_eq!((unknown.status, unknown.json()["title"].as_str()), (404, Some(title)));
        assert_eq!(ask(&stub, &good(generation)).status, 200);
    }
    for _ in 0..2 {
        assert_eq!(ask(&stub, &login("v1", "r", "svc", "wrong")).json()["errorCode"], 9010);
    }
    for request in [good("v1"), good("v2"), create("r")] {
        assert_eq!(ask(&stub, &request).json()["errorCode"], 9011);
    }
}

#[test]
fn seats_run_out_for_all_generations_alike() {
    let stub = with(|config| config.seat_limit = Some(1));
    assert_eq!(ask(&stub, &good("v1")).status, 200);
    for request in [good("v1"), good("v2"), create("r")] {
        let refused = ask(&stub, &request);
        assert_eq!(
            (refused.status, refused.json()["errorCode"].as_i64()),
            (403, Some(9030))
        );
    }
    assert_eq!(stub.report().open, 1);
}

#[test]
fn the_lifetime_stands_where_it_is_told_to() {
    for (member, name) in [
        (LifetimeMember::ExpiresIn, Some("expires_in")),
        (LifetimeMember::ExpireIn, Some("expire_in")),
        (LifetimeMember::Absent, None),
    ] {
        let stub = with(|config| {
            config.lifetime_member = member;
            config.token_lifetime = Some(Duration::from_secs(60));
        });
        let json = ask(&stub, &good("v1")).json();
        let found: Vec<_> = ["expires_in", "expire_in"]
            .into_iter()
            .filter(|name| json[name] == 60)
            .collect();
        assert_eq!(found, Vec::from_iter(name), "{json}");
    }
    let stub = plain();
    for (text, written) in [
        ("-1", "-1"),
        ("1e30", "1e+30"),
        ("\"900\"", "\"900\""),
        ("soon", "\"soon\""),
    ] {
        stub.set_fault(Operation::Token, fault(&format!("expire={}", encoded(text))));
        let body = ask(&stub, &good("v1")).body;
        assert!(body.contains(&format!("\"expires_in\":{written},")), "{body}");
    }
}

#[test]
fn each_breach_of_the_form_is_refused_with_its_reason() {
    let stub = plain();
    for (body, reason) in [
        ("", "no '='"),
        ("grant_type=password&username=a", "password is missing"),
        ("grant_type=password&password=a", "username is missing"),
        ("grant_type=password&username=&password=a", "username is empty"),
        ("username=a&password=b", "grant_type is missing"),
        ("grant_type=client_credentials", "not supported"),
        ("grant_type=refresh_token&refresh_token=a", "not supported"),
        ("grant_type=password&username=a&username=a&password=b", "repeated"),
        (
            "grant_type=password&username=a&password=b&client_id=c",
            "unknown member",
        ),
        ("grant_type=password&username=a b&password=b", "percent-encoded"),
        ("grant_type=password&username=%ff&password=b", "UTF-8"),
        ("grant_type=password&username=%4&password=b", "'%'"),
    ] {
        let answer = ask(&stub, &post_text(&path("v1", "r"), "", body));
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert!(
            answer.json()["title"].as_str().unwrap().contains(reason),
            "{body}: {}",
            answer.body
        );
    }
    let edited = |from: &str, to: &str| {
        let text = String::from_utf8(good("v1")).unwrap();
        assert!(text.contains(from), "{text}");
        text.replacen(from, to, 1).into_bytes()
    };
    for (from, to, status, reason) in [
        ("POST", "GET", 405, "POST"),
        ("Token HTTP", "Token? HTTP", 400, "query"),
        ("urlencoded", "urlencoded; charset=utf-8", 415, "Content-Type"),
        ("x-www-form-urlencoded", "json", 415, "Content-Type"),
        ("Accept: application/json\r\n", "", 400, "Accept"),
        (
            "Host: stub\r\n",
            "Host: stub\r\nAuthorization: Bearer x\r\n",
            400,
            "Authorization",
        ),
        ("Host: stub\r\n", "Host: stub\r\nKeep-Alive: 5\r\n", 400, "Keep-Alive"),
        ("Host: stub\r\n", "Host: stub\r\nCookie: a=b\r\n", 400, "Cookie"),
        ("Repositories/r/", "Repositories/r:/", 400, "percent-encoded"),
    ] {
        let answer = ask(&stub, &edited(from, to));
        assert_eq!(answer.status, status, "{to}: {}", answer.body);
        assert!(
            answer.json()["title"].as_str().unwrap().contains(reason),
            "{to}: {}",
            answer.body
        );
        assert_eq!(answer.header("Allow"), (status == 405).then_some("POST"));
    }
    let report = stub.report();
    assert_eq!((report.created, report.malformed), (0, report.requests));
    for wrong in ["/repository/v2/r/Token", "/repository/v2/r/oauth/token"] {
        let members = [("grant_type", "password"), ("username", "svc"), ("password", PASSWORD)];
        assert_eq!(ask(&stub, &post_form(wrong, "", &members)).status, 404);
    }
}

#[test]
fn clients_in_the_field_are_taken() {
    let stub = with(|config| {
        config.strict = false;
        config.users = vec![("svc".into(), "a!'()*~".into())];
    });
    let body = "grant_type=password&username=svc&password=a!'()*~&client_id=undefined&scope=";
    let request = String::from_utf8(post_text(&path("v1", "r"), "Authorization: Bearer old\r\n", body)).unwrap();
    let request = request.replace("Accept: application/json\r\n", "");
    let request = request.replace("urlencoded\r\n", "urlencoded;charset=UTF-8\r\n");
    let request = request.replace("/v1/Repositories/r/Token", "/V1/repositories/r/token");
    let taken = ask(&stub, request.as_bytes());
    assert_eq!(taken.status, 200, "{}", taken.body);
    let absent = "grant_type=password&username=svc&password=";
    assert_eq!(ask(&stub, &post_text(&path("v1", "r"), "", absent)).status, 401);
    let nobody = "grant_type=password&username=&password=a";
    assert_eq!(ask(&stub, &post_text(&path("v1", "r"), "", nobody)).status, 400);
    let text = request.replace("application/x-www-form-urlencoded", "text/plain");
    assert_eq!(ask(&stub, text.as_bytes()).status, 415);
}

#[test]
fn faults_by_repository_id_and_by_hand() {
    let stub = plain();
    let lost = login("v1", "fault%3Atoken%3Adrop%2Ctimes%3D1", "svc", PASSWORD);
    assert_eq!(drain(&stub, &lost).0, b"");
    assert_eq!((stub.report().open, stub.report().faults), (1, 1));
    assert_eq!(ask(&stub, &lost).status, 200);
    let other = login("v1", "fault%3Acreate%3Adrop", "svc", PASSWORD);
    assert_eq!(ask(&stub, &other).status, 200);

    stub.set_fault(Operation::Token, fault("status=503,retry-after=2,times=1"));
    let refused = ask(&stub, &good("v2"));
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("2")));
    assert_eq!((ask(&stub, &good("v2")).status, stub.report().open), (200, 4));
    stub.set_fault(Operation::Token, fault("status=401"));
    assert_eq!(ask(&stub, &good("v2")).json()["errorCode"], 9010);
    stub.set_fault(
        Operation::Token,
        fault("status=401,body-status=400,type=accessDenied,error=problem"),
    );
    let problem = ask(&stub, &good("v1")).json();
    assert_eq!(
        (problem["status"].as_i64(), problem["type"].as_str()),
        (Some(400), Some("accessDenied"))
    );
}

#[test]
fn the_shape_of_refusals_can_be_set() {
    let stub = with(|config| config.error_body = Some(ErrorBody::Rfc6749Only));
    let refused = ask(&stub, &login("v1", "r", "svc", "wrong")).body;
    let words = "The user account or password is incorrect. [9010]";
    assert_eq!(
        refused,
        format!(r#"{{"error":"invalid_grant","error_description":"{words}"}}"#)
    );
    stub.set_fault(Operation::Token, fault("error=rfc6749-last"));
    let refused = ask(&stub, &login("v1", "r", "svc", "wrong")).body;
    assert!(refused.starts_with(r#"{"type":"invalid_grant","#), "{refused}");
    assert!(
        refused.contains(r#","error":"invalid_grant","error_description":"#),
        "{refused}"
    );
    stub.set_fault(Operation::Token, fault("error=rfc6749"));
    let refused = ask(&stub, &login("v1", "r", "svc", "wrong")).body;
    assert!(
        refused.starts_with(r#"{"error":"invalid_grant","#) && refused.contains(r#""title":"#),
        "{refused}"
    );
}
