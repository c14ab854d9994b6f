//! What the library sends and how it reads the answers, against the stub over TLS.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lftoken_stub::{Config, Operation, SeenRequest, Stub};

use support::binding::{CallSettings, Client, Credentials, ExchangeState, Settings, Status, Token, TokenState};
use support::{client, login, settings};

fn call() -> CallSettings {
    CallSettings::default()
}

fn start(change: impl FnOnce(&mut Config)) -> (Stub, Arc<Client>) {
    let mut config = Config::default();
    change(&mut config);
    let stub = Stub::start(config).unwrap();
    let client = client(&stub);
    (stub, client)
}

fn create(client: &Arc<Client>, repository: &str) -> Token {
    client.create_token(repository, &login(), &call()).unwrap()
}

fn last(stub: &Stub) -> SeenRequest {
    stub.requests().pop().unwrap()
}

/// All headers, names in lower case, sorted.
fn headers(request: &SeenRequest) -> Vec<(String, String)> {
    let headers = request.headers.iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .collect();
    headers.sort();
    headers
}

fn expected(stub: &Stub, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let host = format!("127.0.0.1:{}", stub.port());
    let agent = format!("lftoken/{}", env!("CARGO_PKG_VERSION"));
    let common = [("accept", "application/json"), ("host", &host), ("user-agent", &agent)];
    let mut headers: Vec<_> = common
        .iter()
        .chain(more)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    headers.sort();
    headers
}

#[test]
fn create_refresh_invalidate() {
    let (stub, client) = start(|_| {});
    let token = create(&client, "Main Archive/50%");
    assert_eq!(stub.report().open, 1);
    token.refresh(1800, &call()).unwrap();
    token.refresh(0, &call()).unwrap();
    token.invalidate(&call()).unwrap();
    assert_eq!(token.state(), TokenState::LoggedOut);
    let report = stub.report();
    assert_eq!(
        (report.open, report.created, report.refreshed, report.invalidated),
        (0, 1, 2, 1)
    );
    assert_eq!(report.tls_handshakes, 1);
}

#[test]
fn the_requests_to_the_letter() {
    let (stub, client) = start(|_| {});
    let token = create(&client, "r-abc");
    let request = last(&stub);
    let body = r#"{"username":"svc","password":"correct horse battery staple"}"#;
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.target,
        "/repository/v1-alpha/Repositories/r-abc/AccessTokens/Create"
    );
    assert_eq!(std::str::from_utf8(&request.body).unwrap(), body);
    let length = body.len().to_string();
    let own = [("content-type", "application/json"), ("content-length", &length)];
    assert_eq!(headers(&request), expected(&stub, &own));

    let bearer = format!("Bearer {}", token.value());
    let own = [("authorization", bearer.as_str()), ("content-length", "0")];
    token.refresh(0, &call()).unwrap();
    let request = last(&stub);
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.target,
        "/repository/v1-alpha/Repositories/r-abc/AccessTokens/Refresh"
    );
    assert_eq!(headers(&request), expected(&stub, &own));
    assert!(request.body.is_empty());

    token.refresh(3600, &call()).unwrap();
    let with_keep_alive = [own[0], own[1], ("keep-alive", "3600")];
    assert_eq!(headers(&last(&stub)), expected(&stub, &with_keep_alive));

    token.invalidate(&call()).unwrap();
    let request = last(&stub);
    assert_eq!(
        request.target,
        "/repository/v1-alpha/Repositories/r-abc/AccessTokens/Invalidate"
    );
    assert_eq!(headers(&request), expected(&stub, &own));
    assert!(request.body.is_empty());
    assert_eq!(stub.report().malformed, 0);
}

#[test]
fn each_credential_is_a_member_and_absent_ones_are_left_out() {
    let (stub, client) = start(|_| {});
    let secret = |text: &str| Some(text.to_owned());
    for (login, members) in [
        (
            Credentials {
                organization: Some("Org \"1\"".into()),
                application_name: Some("Scan ä 😀".into()),
                ..login()
            },
            serde_json::json!({
                "username": "svc", "password": support::PASSWORD,
                "organization": "Org \"1\"", "applicationName": "Scan ä 😀",
            }),
        ),
        (
            Credentials {
                session_key: secret("valid-session-key"),
                ..Credentials::default()
            },
            serde_json::json!({"sessionKey": "valid-session-key"}),
        ),
        (
            Credentials {
                saml_token: secret("valid-saml"),
                ..Credentials::default()
            },
            serde_json::json!({"samlToken": "valid-saml"}),
        ),
    ] {
        let token = client.create_token("r", &login, &call()).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&last(&stub).body).unwrap();
        assert_eq!(body, members);
        token.invalidate(&call()).unwrap();
    }
    let requests = stub.report().requests;
    for incomplete in [
        Credentials::default(),
        Credentials {
            username: Some("svc".into()),
            ..Credentials::default()
        },
        Credentials {
            password: secret("x"),
            ..Credentials::default()
        },
    ] {
        let error = client.create_token("r", &incomplete, &call()).err().expect("an error");
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
    }
    assert_eq!(stub.report().requests, requests);
}

#[test]
fn parameters_and_cookies() {
    let (stub, client) = start(|_| {});
    for (create_cookie, customer_id, query) in [
        (false, None, ""),
        (true, None, "?createCookie=true"),
        (false, Some("123456789"), "?customerId=123456789"),
        (true, Some("1 &?ü"), "?createCookie=true&customerId=1%20%26%3F%C3%BC"),
    ] {
        let login = Credentials {
            customer_id: customer_id.map(str::to_owned),
            create_cookie,
            ..login()
        };
        let token = client.create_token("r", &login, &call()).unwrap();
        let target = last(&stub).target;
        assert_eq!(
            target.strip_prefix("/repository/v1-alpha/Repositories/r/AccessTokens/Create"),
            Some(query)
        );
        match token.cookie() {
            None => assert!(!create_cookie),
            Some(cookie) => {
                let (name, value) = cookie.split_once('=').unwrap();
                assert!(create_cookie && !name.is_empty() && !value.contains(';'));
            }
        }
        token.refresh(0, &call()).unwrap();
        token.invalidate(&call()).unwrap();
    }
    let several = "fault:create:header=Set-Cookie:a=1%3B%20Path=/%2C x,header=set-cookie:b=%22q%22%3B HttpOnly,\
                   header=Set-Cookie:old=2%3B Max-Age=0";
    for create_cookie in [false, true] {
        let login = Credentials {
            create_cookie,
            ..login()
        };
        let token = client.create_token(several, &login, &call()).unwrap();
        match token.cookie() {
            None => assert!(!create_cookie),
            Some(cookie) => assert!(create_cookie && cookie.starts_with("a=1; b=\"q\""), "{create_cookie}"),
        }
        assert!(token.cookie().is_none_or(|cookie| !cookie.contains("old")));
        token.invalidate(&call()).unwrap();
    }
    for request in stub.requests() {
        assert_eq!(request.header("Cookie"), None);
        assert_eq!(request.header("Expect"), None);
        assert_eq!(request.header_values("Host").len(), 1);
    }
}

#[test]
fn a_repository_is_one_segment_whatever_it_is_called() {
    let (stub, client) = start(|_| {});
    for (repository, segment) in [
        ("r-abc.1_2~", "r-abc.1_2~"),
        ("Main Archive", "Main%20Archive"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("50%", "50%25"),
        ("%2F", "%252F"),
        ("a+b&c=d?e#f;g:h@i", "a%2Bb%26c%3Dd%3Fe%23f%3Bg%3Ah%40i"),
        ("!'()*", "%21%27%28%29%2A"),
        ("Ärchiv 文 😀", "%C3%84rchiv%20%E6%96%87%20%F0%9F%98%80"),
        ("...", "..."),
        ("a\r\nb\u{1}", "a%0D%0Ab%01"),
    ] {
        let token = create(&client, repository);
        let target = last(&stub).target;
        assert_eq!(
            target,
            format!("/repository/v1-alpha/Repositories/{segment}/AccessTokens/Create")
        );
        assert_eq!(token.repository(), repository);
        token.refresh(0, &call()).unwrap();
        token.invalidate(&call()).unwrap();
    }
    let requests = stub.report().requests;
    for bad in ["", ".", ".."] {
        let error = client.create_token(bad, &login(), &call()).err().expect("an error");
        assert_eq!(error.status, Status::InvalidArgument, "{bad}");
        assert!(client.adopt_token(bad, "abc", None).is_err());
    }
    assert_eq!((stub.report().requests, stub.report().open), (requests, 0));
}

#[test]
fn the_path_of_the_base_address_is_kept() {
    for path in ["", "/LFRepositoryAPI", "/deep/er/path"] {
        let (stub, _) = start(|config| config.base_path = path.into());
        for slashes in ["", "/", "//"] {
            let client = Client::new(&Settings {
                base_address: Some(format!("{}{slashes}", stub.base_url())),
                ..settings(&stub)
            })
            .unwrap();
            let token = create(&client, "r");
            let target = last(&stub).target;
            assert_eq!(target, format!("{path}/v1-alpha/Repositories/r/AccessTokens/Create"));
            token.invalidate(&call()).unwrap();
        }
    }
}

#[test]
fn the_host_names_itself_first() {
    let (stub, _) = start(|_| {});
    let client = Client::new(&Settings {
        user_agent_product: Some("Scanner/4.2 (x86)".into()),
        ..settings(&stub)
    })
    .unwrap();
    let token = create(&client, "r");
    token.invalidate(&call()).unwrap();
    let agent = format!("Scanner/4.2 (x86) lftoken/{}", env!("CARGO_PKG_VERSION"));
    for request in stub.requests() {
        assert_eq!(request.header("User-Agent"), Some(agent.as_str()));
    }
}

#[test]
fn the_idle_time_is_bare_seconds_of_at_most_an_hour() {
    let (stub, client) = start(|_| {});
    let token = create(&client, "r");
    for (seconds, sent) in [(0, None), (1, Some("1")), (1234, Some("1234")), (3600, Some("3600"))] {
        token.refresh(seconds, &call()).unwrap();
        assert_eq!(last(&stub).header("Keep-Alive"), sent);
    }
    let requests = stub.report().requests;
    for seconds in [3601, u32::MAX] {
        let error = token.refresh(seconds, &call()).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
        assert_eq!(error.exchange, ExchangeState::NothingSent);
    }
    assert_eq!(stub.report().requests, requests);
    assert_eq!(token.state(), TokenState::Active);
    token.invalidate(&call()).unwrap();
}

#[test]
fn adopted_tokens() {
    let (stub, client) = start(|_| {});
    let own = create(&client, "r");
    let adopted = client.adopt_token("r", &own.value(), None).unwrap();
    assert_eq!((adopted.expires_at_ms(), adopted.remaining()), (None, None));
    assert_eq!(adopted.state(), TokenState::Active);
    assert!(adopted.cookie().is_none());
    adopted.refresh(600, &call()).unwrap();
    assert_remaining(&adopted, 600);
    adopted.invalidate(&call()).unwrap();
    assert_eq!(stub.report().open, 0);

    let in_a_minute = unix_ms() + 60_000;
    let adopted = client.adopt_token("r", "x", Some(in_a_minute)).unwrap();
    assert_eq!(adopted.expires_at_ms(), Some(in_a_minute));
    assert_remaining(&adopted, 60);
    for bad in ["", "a\r\nHost: b", "ä", "\u{7f}"] {
        let error = client.adopt_token("r", bad, None).err().expect("an error");
        assert_eq!(error.status, Status::InvalidArgument, "{bad:?}");
    }
}

fn unix_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_millis() as i64
}

/// The time left is `seconds`, give or take what Date's whole seconds lose.
fn assert_remaining(token: &Token, seconds: u64) {
    let left = token.remaining().unwrap();
    let expected = Duration::from_secs(seconds);
    assert!(
        left > expected - Duration::from_secs(2) && left < expected + Duration::from_secs(2),
        "{left:?} instead of {seconds} s"
    );
}

#[test]
fn the_time_left_is_right_whatever_the_servers_clock_says() {
    for skew in [-3600, 0, 3600] {
        let (_stub, client) = start(|config| config.clock_skew = skew);
        let token = create(&client, "r");
        assert_remaining(&token, 15 * 60);
        let shown = token.expires_at_ms().unwrap() - unix_ms();
        assert!((shown / 1000 - 15 * 60 - skew).abs() <= 2, "{shown}");
        token.refresh(1200, &call()).unwrap();
        assert_remaining(&token, 1200);
        token.invalidate(&call()).unwrap();
        assert_eq!(token.remaining(), Some(Duration::ZERO));
    }
}

#[test]
fn without_a_date_our_clock_is_taken() {
    for skew in [0, 3600] {
        let (_stub, client) = start(|config| config.clock_skew = skew);
        let token = create(&client, "fault:create:omit-date;refresh:omit-date");
        assert_remaining(&token, 15 * 60 + skew as u64);
        token.refresh(60, &call()).unwrap();
        assert_remaining(&token, 60 + skew as u64);
        token.invalidate(&call()).unwrap();
    }
}

#[test]
fn expiries_in_every_form() {
    let (_stub, client) = start(|_| {});
    for (text, unix_ms) in [
        ("2030-01-01T00:00:00Z", 1_893_456_000_000),
        ("2030-01-01T00:00:00.5Z", 1_893_456_000_500),
        ("2030-01-01T00:00:00.1234567Z", 1_893_456_000_123),
        ("2030-01-01T00:00:00.123456789Z", 1_893_456_000_123),
        ("2030-01-01T01:00:00%2B01:00", 1_893_456_000_000),
        ("2029-12-31T18:30:00.25-05:30", 1_893_456_000_250),
    ] {
        let token = create(&client, &format!("fault:create:expire={text};refresh:expire={text}"));
        assert_eq!(token.expires_at_ms(), Some(unix_ms), "{text}");
        token.refresh(0, &call()).unwrap();
        assert_eq!(token.expires_at_ms(), Some(unix_ms), "{text}");
        token.invalidate(&call()).unwrap();
    }
}

#[test]
fn answers_in_every_framing() {
    let (stub, client) = start(|_| {});
    for framing in [
        "interim=1",
        "interim=3",
        "interim=2/102",
        "interim=1/103",
        "chunked",
        "chunked,interim=1",
        "close-delimited",
        "split=1",
        "split=5/1",
        "split=1,chunked",
        "split=7,close-delimited",
        "oversized=100000",
        "header=Content-Type:text/plain",
        "header=content-type:",
        "big-header=20000",
        "status=201",
    ] {
        let token = create(&client, &format!("fault:all:{framing}"));
        assert_remaining(&token, 15 * 60);
        token
            .refresh(600, &call())
            .unwrap_or_else(|error| panic!("{framing}: {error}"));
        assert_remaining(&token, 600);
        token
            .invalidate(&call())
            .unwrap_or_else(|error| panic!("{framing}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{framing}");
    }
    let report = stub.report();
    assert_eq!((report.open, report.requests), (0, 16 * 3));
}

#[test]
fn redirects_are_not_followed() {
    let (stub, client) = start(|_| {});
    let elsewhere = format!("{}/elsewhere", stub.base_url());
    let fault = |status| lftoken_stub::Fault {
        status: Some(status),
        header: vec![("Location".into(), elsewhere.clone())],
        ..Default::default()
    };
    let token = create(&client, "r");
    for status in [301, 302, 303, 307, 308] {
        stub.set_fault(Operation::Refresh, fault(status));
        let before = stub.report().requests;
        let error = token.refresh(0, &call()).unwrap_err();
        assert_eq!(error.status, Status::AnswerNotUnderstood, "{error}");
        assert!(
            error.message.contains(&format!("a redirect to {elsewhere}, ")),
            "{error}"
        );
        assert_eq!(stub.report().requests, before + 1);
    }
    token.invalidate(&call()).unwrap();
}

#[test]
fn one_connection_serves_many_calls() {
    let (stub, client) = start(|_| {});
    for _ in 0..50 {
        let token = create(&client, "r");
        token.refresh(60, &call()).unwrap();
        token.invalidate(&call()).unwrap();
    }
    let report = stub.report();
    assert_eq!((report.connections_accepted, report.requests), (1, 150));

    let (stub, client) = start(|config| config.http_keep_alive = false);
    let token = create(&client, "r");
    token.invalidate(&call()).unwrap();
    assert_eq!(stub.report().connections_accepted, 2);
}
