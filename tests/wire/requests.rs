//! What the library sends, to the letter.

use lftoken_stub::{SeenRequest, Stub};
use support::binding::{Client, Credentials, ExchangeState, Settings, Status, TokenState};
use support::{login, settings};

use crate::plain::{call, create, last, start};

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
    let common = [
        ("accept", "application/json"),
        ("accept-encoding", "identity"),
        ("host", &host),
        ("user-agent", &agent),
    ];
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
fn parameters() {
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
