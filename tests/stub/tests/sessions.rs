//! The life of a session, and what the stub says of it.

mod common;

use common::*;
use lftoken_stub::{Config, Operation, Stub};
use std::time::Duration;

#[test]
fn create_refresh_invalidate() {
    let stub = plain();
    let mut stream = tcp(stub.port());
    let created = exchange(
        &mut stream,
        &create_with("r%2f%C3%BC", "?createCookie=false&customerId=123456789", LOGIN),
    );
    let created = created.unwrap();
    assert_eq!(created.status, 200, "{created:?}");
    let token = created.token();
    assert!(token.contains('+') && token.contains('/') && token.ends_with("=="));
    let expiry = created.json()["expireTime"].as_str().unwrap().to_owned();
    assert_eq!(
        (expiry.len(), expiry.ends_with('Z')),
        ("2026-03-01T10:15:30.1234567Z".len(), true)
    );
    assert!(
        created.json()["@odata.context"]
            .as_str()
            .unwrap()
            .starts_with(&stub.base_url())
    );
    assert!(created.header("Date").is_some());
    assert_eq!(created.header("X-RequestId").unwrap().len(), 32);
    assert_eq!(stub.open_tokens(), std::slice::from_ref(&token));

    let headers = format!("Authorization: Bearer {token}\r\nkeep-alive: 1800\r\n");
    let refreshed = exchange(&mut stream, &bodiless("Refresh", "r%2F%c3%bc", &headers)).unwrap();
    assert!(refreshed.json()["value"].as_str().unwrap() > expiry.as_str());
    let other = exchange(&mut stream, &with_token("Refresh", "other", &token)).unwrap();
    assert_eq!((other.status, other.json()["errorCode"].as_i64()), (401, Some(9037)));

    let closed = exchange(&mut stream, &with_token("Invalidate", "r%2F%C3%BC", &token)).unwrap();
    assert_eq!(closed.json()["value"], true);
    let again = exchange(&mut stream, &with_token("Invalidate", "r%2F%C3%BC", &token)).unwrap();
    assert_eq!(again.status, 401);

    let report = stub.report();
    assert_eq!((report.created, report.refreshed, report.invalidated), (1, 1, 1));
    assert_eq!(
        (report.refused, report.malformed, report.requests, report.open),
        (2, 0, 5, 0)
    );
    assert_eq!(
        (report.most_open, report.connections_accepted, report.connections_open),
        (1, 1, 1)
    );
    let seen = stub.requests();
    assert_eq!(seen[1].operation, Some(Operation::Refresh));
    assert!(seen[1].target.contains("r%2F%c3%bc"));
    let names: Vec<_> = seen[1].headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["Host", "Accept", "Authorization", "keep-alive", "Content-Length"]
    );
    assert_eq!(seen[0].body, LOGIN.as_bytes());
    assert_eq!(
        (seen[0].status, seen[4].status, seen[4].connection),
        (Some(200), Some(401), 1)
    );

    stub.reset();
    assert_eq!(stub.report().requests, 0);
    assert_eq!(stub.report().connections_open, 1);
    assert!(stub.requests().is_empty());
}

#[test]
fn cookie_mode() {
    let stub = plain();
    let created = ask(&stub, &create_with("r", "?createCookie=true", LOGIN));
    let cookie = created.header("Set-Cookie").unwrap();
    assert!(cookie.ends_with("; path=/; HttpOnly"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let headers = format!("Cookie: other=1; {pair}\r\n");
    assert_eq!(ask(&stub, &bodiless("Refresh", "r", &headers)).status, 200);
    assert_eq!(ask(&stub, &bodiless("Invalidate", "r", &headers)).status, 200);
    assert_eq!(ask(&stub, &bodiless("Invalidate", "r", &headers)).status, 401);
}

#[test]
fn seats_run_out_and_come_back() {
    let stub = Stub::start(Config {
        tls: false,
        seat_limit: Some(1),
        ..Config::default()
    })
    .unwrap();
    let token = ask(&stub, &create("r")).token();
    let refused = ask(&stub, &create("r"));
    assert_eq!(
        (refused.status, refused.json()["errorCode"].as_i64()),
        (403, Some(9030))
    );
    ask(&stub, &with_token("Invalidate", "r", &token));
    assert_eq!(ask(&stub, &create("r")).status, 200);
}

#[test]
fn sessions_idle_out_unless_refreshed() {
    let idle_timeout = Duration::from_millis(300);
    let stub = Stub::start(Config {
        tls: false,
        idle_timeout,
        ..Config::default()
    })
    .unwrap();
    let (kept, lost) = (ask(&stub, &create("r")).token(), ask(&stub, &create("r")).token());
    let headers = format!("Authorization: Bearer {kept}\r\nKeep-Alive: 60\r\n");
    assert_eq!(ask(&stub, &bodiless("Refresh", "r", &headers)).status, 200);
    std::thread::sleep(idle_timeout * 2);
    assert_eq!(ask(&stub, &with_token("Refresh", "r", &lost)).status, 401);
    assert_eq!(ask(&stub, &with_token("Refresh", "r", &kept)).status, 200);
    assert_eq!((stub.report().expired, stub.report().open), (1, 1));
}

#[test]
fn logins() {
    let stub = plain();
    for (body, status, code) in [
        (r#"{"sessionKey":"valid-session-key"}"#, 200, None),
        (
            r#"{"samlToken":"valid-saml","applicationName":"a","organization":"o"}"#,
            200,
            None,
        ),
        (r#"{"sessionKey":"other"}"#, 401, Some(9037)),
        (r#"{"samlToken":"other"}"#, 401, Some(9530)),
        (r#"{"username":"svc","password":"wrong"}"#, 401, Some(9010)),
        (r#"{"username":"locked","password":"x"}"#, 401, Some(9011)),
        (r#"{"username":"expired","password":"x"}"#, 401, Some(9075)),
    ] {
        let answer = ask(&stub, &create_with("r", "", body));
        assert_eq!(
            (answer.status, answer.json()["errorCode"].as_i64()),
            (status, code),
            "{body}"
        );
    }
    let unknown = ask(&stub, &create("unknown-1"));
    assert_eq!(unknown.status, 404);
    assert!(
        unknown.json()["title"]
            .as_str()
            .unwrap()
            .starts_with("Error: Repository with the given Id")
    );
}

#[test]
fn repositories_and_clock_can_be_set() {
    let repositories = Some(vec!["mine".into()]);
    let config = Config {
        tls: false,
        repositories,
        clock_skew: -86_400,
        ..Config::default()
    };
    let stub = Stub::start(Config {
        base_path: String::new(),
        ..config
    })
    .unwrap();
    let rebased = |request: Vec<u8>| String::from_utf8(request).unwrap().replacen("/repository", "", 1);
    assert_eq!(ask(&stub, rebased(create("other")).as_bytes()).status, 404);
    let created = ask(&stub, rebased(create("mine")).as_bytes());
    let yesterday = std::time::SystemTime::now() - Duration::from_secs(86_400);
    let date = &httpdate::fmt_http_date(yesterday)[..16];
    assert_eq!(&created.header("Date").unwrap()[..16], date);
}

#[test]
fn control_routes() {
    let stub = plain();
    let call = |line: &str| ask(&stub, format!("{line} HTTP/1.1\r\nHost: stub\r\n\r\n").as_bytes());
    assert_eq!(
        call("POST /_stub/fault?op=create&spec=status%3D503%2Cretry-after%3D1").status,
        204
    );
    let refused = ask(&stub, &create("r"));
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("1")));
    assert_eq!(call("DELETE /_stub/faults").status, 204);
    assert_eq!(ask(&stub, &create("r")).status, 200);
    let report = call("GET /_stub/report").json();
    assert_eq!(
        (report["created"].as_u64(), report["requests"].as_u64()),
        (Some(1), Some(2))
    );
    assert_eq!(call("GET /_stub/ca.pem").body, stub.ca_pem());
    assert_eq!(call("POST /_stub/reset").status, 204);
    assert_eq!(stub.report().created, 0);
    let wrong = call("POST /_stub/fault?op=create&spec=cut");
    assert_eq!((wrong.status, wrong.body.as_str()), (400, "cut: needs a value\n"));
    assert_eq!(call("GET /_stub/nothing").status, 404);
    let elsewhere = call("GET /elsewhere");
    assert_eq!((elsewhere.status, elsewhere.body.as_str()), (404, ""));
    assert_eq!(call("HEAD /").status, 404);
}
