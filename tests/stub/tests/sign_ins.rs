//! Sign-ins in a browser: the query, and how the browser comes back.

mod common;

use common::*;
use lftoken_stub::{Config, Operation, Stub};

/// The challenge of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:4711/cb";

type Members<'a> = Vec<(&'a str, &'a str)>;

/// As the Directory Server wants it.
fn server() -> Members<'static> {
    vec![
        ("response_type", "code"),
        ("state", "s+/= ü"),
        ("redirect_uri", BACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("scope", "repository.Read repository.Write"),
    ]
}

fn cloud() -> Members<'static> {
    let mut members = server();
    members.extend([("client_id", "single-page-app"), ("customerId", "123456789")]);
    members
}

fn target(path: &str, members: &Members<'_>) -> String {
    let pairs = members.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

const SERVER: &str = "/repository/v2/authorize";
const CLOUD: &str = "/oauth/Authorize";

fn with<'a>(mut members: Members<'a>, name: &'a str, value: &'a str) -> Members<'a> {
    members.retain(|(known, _)| *known != name);
    members.push((name, value));
    members
}

fn without<'a>(mut members: Members<'a>, name: &str) -> Members<'a> {
    members.retain(|(known, _)| *known != name);
    members
}

/// The members with which the browser comes back.
fn back(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302, "{answer:?}");
    query(answer.header("Location").unwrap())
}

fn names(members: &[(String, String)]) -> Vec<&str> {
    members.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn the_browser_comes_back_with_a_code_and_the_state() {
    let stub = plain();
    for (path, members) in [(SERVER, server()), (CLOUD, cloud())] {
        let answer = ask(&stub, &get(&target(path, &members)));
        let came = back(&answer);
        assert!(
            answer
                .header("Location")
                .unwrap()
                .starts_with(&format!("{BACK}?scope="))
        );
        assert_eq!(names(&came), ["scope", "code", "state"]);
        assert_eq!(
            (came[0].1.as_str(), came[2].1.as_str()),
            ("repository.Read repository.Write", "s+/= ü")
        );
        let bare = without(without(members, "state"), "scope");
        assert_eq!(names(&back(&ask(&stub, &get(&target(path, &bare))))), ["scope", "code"]);
    }
    let web = with(cloud(), "client_id", "web-app");
    let web = without(without(web, "code_challenge"), "code_challenge_method");
    assert_eq!(
        names(&back(&ask(&stub, &get(&target(CLOUD, &web))))),
        ["scope", "code", "state"]
    );
    let more = with(
        with(server(), "redirect_uri", "http://localhost:1/?a=b"),
        "scope",
        "repository.Read x",
    );
    let answer = ask(&stub, &get(&target(SERVER, &more)));
    assert!(
        answer
            .header("Location")
            .unwrap()
            .starts_with("http://localhost:1/?a=b&scope=repository.Read&code=")
    );
    let report = stub.report();
    assert_eq!(
        (report.authorize_requests, report.codes_issued, report.refused),
        (6, 6, 0)
    );
    assert_eq!(stub.requests()[0].operation, Some(Operation::Authorize));
}

#[test]
fn an_address_that_is_not_registered_gets_a_page_and_no_redirect() {
    let stub = plain();
    for wrong in [
        "https://lf.example.com/cb",
        "http://127.0.0.1.example.com/",
        "http://localhost:80@example.com/",
        "http://localhost:x/",
        "http://[::2]/",
        "myapp://localhost/",
    ] {
        let page = ask(&stub, &get(&target(SERVER, &with(server(), "redirect_uri", wrong))));
        assert_eq!((page.status, page.header("Location")), (200, None), "{wrong}");
        assert!(page.body.contains("redirect address"), "{}", page.body);
    }
    for right in [
        "http://localhost",
        "https://localhost:1/a",
        "http://[::1]:65535/?x=1",
        "http://127.0.0.1/",
    ] {
        back(&ask(
            &stub,
            &get(&target(SERVER, &with(server(), "redirect_uri", right))),
        ));
    }
    let stub = Stub::start(Config {
        tls: false,
        redirect_uris: Some(vec!["https://lf.example.com/cb".into()]),
        ..Config::default()
    })
    .unwrap();
    let listed = with(server(), "redirect_uri", "https://lf.example.com/cb");
    back(&ask(&stub, &get(&target(SERVER, &listed))));
    assert_eq!(ask(&stub, &get(&target(SERVER, &server()))).status, 200);
    let longer = with(server(), "redirect_uri", "https://lf.example.com/cb/");
    assert_eq!(ask(&stub, &get(&target(SERVER, &longer))).status, 200);
}

#[test]
fn a_client_that_is_not_known_gets_a_page_and_a_wrong_one_the_reason() {
    let stub = plain();
    let page = ask(&stub, &get(&target(CLOUD, &with(cloud(), "client_id", "x"))));
    assert_eq!((page.status, page.header("Location")), (200, None));
    let key = stub.access_key("laserfiche.com");
    let service = back(&ask(
        &stub,
        &get(&target(CLOUD, &with(cloud(), "client_id", &key.client_id))),
    ));
    assert_eq!(names(&service), ["error", "error_description", "state"]);
    assert_eq!(service[0].1, "unauthorized_client");
    let bare = without(without(cloud(), "code_challenge"), "code_challenge_method");
    let bare = back(&ask(&stub, &get(&target(CLOUD, &bare))));
    assert_eq!((bare[0].1.as_str(), bare[2].1.as_str()), ("invalid_request", "s+/= ü"));
    assert_eq!(stub.report().codes_issued, 0);
}

#[test]
fn a_person_can_refuse() {
    let stub = plain();
    stub.set_fault(
        Operation::Authorize,
        fault("type=access_denied,message=The%20person%20said%20no.,times=1"),
    );
    let came = back(&ask(&stub, &get(&target(SERVER, &server()))));
    let came: Vec<_> = came
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let said = [
        ("error", "access_denied"),
        ("error_description", "The person said no."),
        ("state", "s+/= ü"),
    ];
    assert_eq!(came, said);
    assert_eq!(names(&back(&ask(&stub, &get(&target(SERVER, &server())))))[1], "code");
    let by_id = with(cloud(), "client_id", "fault:authorize:type=server_error");
    assert_eq!(back(&ask(&stub, &get(&target(CLOUD, &by_id))))[0].1, "server_error");
    stub.set_fault(Operation::Authorize, fault("status=503"));
    assert_eq!(ask(&stub, &get(&target(CLOUD, &cloud()))).status, 503);
}

#[test]
fn each_breach_of_the_query_is_refused_with_its_reason() {
    let stub = plain();
    for (path, members, reason) in [
        (SERVER, without(server(), "response_type"), "response_type is missing"),
        (SERVER, with(server(), "response_type", "token"), "must be code"),
        (SERVER, without(server(), "redirect_uri"), "redirect_uri is missing"),
        (SERVER, without(server(), "code_challenge"), "code_challenge is missing"),
        (SERVER, without(server(), "code_challenge_method"), "must be S256"),
        (SERVER, with(server(), "code_challenge_method", "plain"), "must be S256"),
        (SERVER, with(server(), "code_challenge", "x"), "32 bytes"),
        (SERVER, with(server(), "client_id", "x"), "unknown member"),
        (SERVER, with(server(), "customerId", "1"), "unknown member"),
        (SERVER, with(server(), "state", ""), "state is empty"),
        (SERVER, [server(), vec![("state", "x")]].concat(), "repeated"),
        (CLOUD, without(cloud(), "client_id"), "client_id is missing"),
        (CLOUD, with(cloud(), "customerId", "x1"), "must be digits"),
        (
            CLOUD,
            with(cloud(), "client_secret", "x"),
            "client_secret is not allowed",
        ),
        (CLOUD, with(cloud(), "nonce", "x"), "unknown member"),
    ] {
        let refused = ask(&stub, &get(&target(path, &members)));
        assert_eq!(refused.status, 400, "{reason}");
        assert!(
            refused.json()["title"].as_str().unwrap().contains(reason),
            "{reason}: {}",
            refused.body
        );
    }
    let raw = target(SERVER, &server()).replace("%2F", "/");
    assert_eq!(ask(&stub, &get(&raw)).status, 400);
    assert_eq!(ask(&stub, &get(SERVER)).status, 400);
    let posted = ask(&stub, &post_text(&target(SERVER, &server()), "", ""));
    assert_eq!((posted.status, posted.header("Allow")), (405, Some("GET")));
    assert_eq!(stub.report().malformed, stub.report().requests);
}

#[test]
fn browsers_in_the_field_are_taken() {
    let stub = Stub::start(Config {
        tls: false,
        strict: false,
        ..Config::default()
    })
    .unwrap();
    let more = [cloud(), vec![("nonce", "x"), ("prompt", "")]].concat();
    let raw = target("/oauth/authorize", &more)
        .replace("%2F", "/")
        .replace("%3A", ":");
    assert_eq!(names(&back(&ask(&stub, &get(&raw)))), ["scope", "code", "state"]);
}
