//! Logins in a browser: the authorization code and its proof key.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lftoken_stub::{Config, Fault, Operation};
use support::binding::{
    Action, Api, Authorization, CallSettings, Cancel, Client, Error, ExchangeState, Level, Settings, Status,
};
use support::eventually;
use support::web::{WebClient, visit};

use crate::scene::within;
use crate::seen::{basic, form};

use super::ways::{Generation, REDIRECT, SCOPE, SINGLE_PAGE_APP, WEB_APP, WEB_APP_SECRET, Way};

const CODES: [Way; 3] = [Way::V2Code, Way::WebAppCode, Way::SinglePageCode];

/// The decoded parameter of an address.
fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let value = query
        .split('&')
        .find_map(|member| member.strip_prefix(name)?.strip_prefix('='))?;
    Some(
        percent_encoding::percent_decode_str(value)
            .decode_utf8()
            .unwrap()
            .into_owned(),
    )
}

fn accepted(authorization: &Authorization, callback: &str) -> Result<(), Error> {
    authorization.accept(callback).map(drop)
}

#[test]
fn the_browser_is_sent_to_the_address_of_the_documentation() {
    for way in CODES {
        let scene = Generation::new(way);
        let authorization = scene.authorize();
        let url = authorization.url();
        let (address, query) = url.split_once('?').unwrap();
        let names: Vec<&str> = query
            .split('&')
            .map(|member| member.split_once('=').unwrap().0)
            .collect();
        let path = scene.stub.base_url();
        if way.api() == Api::Cloud {
            assert_eq!(address, format!("{}/Authorize", scene.stub.sign_in_address()));
            let expected = "client_id response_type state redirect_uri scope code_challenge code_challenge_method";
            assert_eq!(names.join(" "), expected);
        } else {
            assert_eq!(address, format!("{path}/v2/authorize"));
            let expected = "response_type state redirect_uri code_challenge code_challenge_method scope";
            assert_eq!(names.join(" "), expected);
        }
        assert_eq!(parameter(&url, "redirect_uri").as_deref(), Some(REDIRECT));
        assert_eq!(parameter(&url, "scope").as_deref(), Some(SCOPE));
        assert_ne!(parameter(&url, "state"), parameter(&scene.authorize().url(), "state"));
        if way.api() == Api::Cloud {
            authorization.set_customer_id("123456789");
            assert_eq!(
                parameter(&authorization.url(), "customerId").as_deref(),
                Some("123456789")
            );
        }
    }
}

#[test]
fn the_code_is_exchanged_with_its_proof() {
    for way in CODES {
        let scene = Generation::new(way);
        let authorization = scene.authorize();
        let url = authorization.url();
        let callback = visit(&url);
        let credentials = authorization.accept(&callback).unwrap();
        let token = scene.log_in(&credentials, &within(5_000)).unwrap();
        assert!(token.refresh_token().is_some());

        let request = scene.stub.requests().pop().unwrap();
        let members = form(&request);
        let member = |name: &str| members.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        let id: &[&str] = if way.api() == Api::Cloud { &["client_id"] } else { &[] };
        let expected = [&["grant_type", "code", "redirect_uri"], id, &["code_verifier"]].concat();
        assert_eq!(names, expected, "{way:?}");
        assert_eq!(member("grant_type").as_deref(), Some("authorization_code"));
        assert_eq!(member("code"), parameter(&callback, "code"));
        assert_eq!(member("redirect_uri").as_deref(), Some(REDIRECT));
        let verifier = member("code_verifier").unwrap();
        assert_eq!(verifier.len(), 43);
        assert!(!url.contains(&verifier));
        // That the challenge is its hash the stub has checked.
        assert_eq!(parameter(&url, "code_challenge").unwrap().len(), 43);

        let body = String::from_utf8_lossy(&request.body);
        assert!(!body.contains("secret"), "{body}");
        match way {
            Way::WebAppCode => {
                assert_eq!(basic(&request), Some((WEB_APP.into(), WEB_APP_SECRET.into())));
                assert_eq!(member("client_id").as_deref(), Some(WEB_APP));
            }
            _ => assert_eq!(request.header("Authorization"), None),
        }
        if way == Way::SinglePageCode {
            assert_eq!(member("client_id").as_deref(), Some(SINGLE_PAGE_APP));
        }
        if way.api() == Api::Cloud {
            assert_eq!(
                (token.scope(), token.api_address()),
                (SCOPE.into(), "https://api.laserfiche.com/repository".into())
            );
        } else {
            assert_eq!(token.api_address(), scene.stub.base_url());
        }
    }
}

#[test]
fn a_scope_that_the_user_was_asked_for_and_is_not_granted_is_said() {
    let scene = Generation::new(Way::SinglePageCode);
    let asked = "repository.Read project/Global";
    let authorization = scene
        .client
        .authorize(Some(SINGLE_PAGE_APP), REDIRECT, Some(asked))
        .unwrap();
    let credentials = authorization.accept(&visit(&authorization.url())).unwrap();
    let token = scene.log_in(&credentials, &within(5_000)).unwrap();
    assert_eq!(token.scope(), "repository.Read");
    assert!(scene.logged(Level::Warn, "not granted of the scopes asked for: project/Global"));
}

#[test]
fn what_is_not_the_answer_to_this_login_uses_nothing_up() {
    for way in CODES {
        let scene = Generation::new(way);
        let authorization = scene.authorize();
        let right = visit(&authorization.url());
        let (_, query) = right.split_once('?').unwrap();
        let state = parameter(&right, "state").unwrap();
        let code = parameter(&right, "code").unwrap();
        let other = parameter(&visit(&scene.authorize().url()), "state").unwrap();
        for secret in [&state, &code, &other] {
            scene.keep_secret(secret);
        }
        let long = format!("{REDIRECT}?{query}&x={}", "x".repeat(64 * 1024));
        for (callback, words) in [
            ("", "is empty"),
            ("not an address", "a blank"),
            (REDIRECT, "no state"),
            (&*format!("{REDIRECT}?code={code}"), "no state"),
            (&format!("{REDIRECT}?state=&code={code}"), "no state"),
            (&format!("{REDIRECT}?state={other}&code={code}"), "another login"),
            (&format!("{REDIRECT}?state={state}x&code={code}"), "another login"),
            (&format!("{REDIRECT}?state={state}"), "neither a code nor an error"),
            (
                &format!("{REDIRECT}?state={state}&code="),
                "neither a code nor an error",
            ),
            (&format!("{REDIRECT}?state={state}&code={code}&code={code}"), "twice"),
            (
                &format!("{REDIRECT}?state={state}&code={code}&error=access_denied"),
                "both",
            ),
            (
                &format!("{REDIRECT}?state={state}&code=%0a{code}"),
                "a control character",
            ),
            (&format!("{REDIRECT}?state={state}&code=%g{code}"), "a % without"),
            (&format!("{right}#fragment"), "a fragment"),
            (&format!("{REDIRECT}#{query}"), "a fragment"),
            (
                &format!("http://localhost:1/callback?{query}"),
                "not the redirect address",
            ),
            (
                &format!("https://evil.example/callback?{query}"),
                "not the redirect address",
            ),
            (&format!("{REDIRECT}/more?{query}"), "not the redirect address"),
            (&long, "longer than"),
        ] {
            let shown = &callback[..callback.len().min(200)];
            let error = accepted(&authorization, callback).expect_err(shown);
            assert_eq!(
                (error.status, error.action),
                (Status::InvalidArgument, Action::FixCall),
                "{shown}: {error}"
            );
            assert!(error.message.contains(words), "{shown}: {error}");
            assert!(error.message.contains("nothing was used up"), "{error}");
            scene.assert_silent(shown, &format!("{error:?}"));
        }
        let credentials = authorization.accept(&right).unwrap();
        // Once.
        let error = accepted(&authorization, &right).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
        assert!(error.message.contains("already"), "{error}");
        scene.log_in(&credentials, &within(5_000)).unwrap();
        let sent = scene.sent(Operation::Create);
        let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
        assert_eq!(
            (error.status, scene.sent(Operation::Create)),
            (Status::InvalidArgument, sent),
            "{error}"
        );
    }
}

#[test]
fn what_the_server_says_instead_of_a_code_is_told() {
    for way in CODES {
        let scene = Generation::new(way);
        for (error, status, action) in [
            ("access_denied", Status::AccessDenied, Action::LogInAgain),
            ("unauthorized_client", Status::AccessDenied, Action::FixSetup),
            ("invalid_scope", Status::BadRequest, Action::FixSetup),
            ("invalid_request", Status::BadRequest, Action::FixSetup),
            ("server_error", Status::ServerError, Action::TryLater),
        ] {
            let authorization = scene.authorize();
            let url = authorization.url();
            let fault = Fault {
                error_type: Some(error.into()),
                message: Some("The user has\nrefused.".into()),
                times: Some(1),
                ..Fault::default()
            };
            scene.stub.set_fault(Operation::Authorize, fault);
            let told = accepted(&authorization, &visit(&url)).expect_err(error);
            assert_eq!((told.status, told.action), (status, action), "{told}");
            assert_eq!(told.exchange, ExchangeState::NothingSent);
            assert_eq!(
                (&*told.problem.problem_type, &*told.problem.title),
                (error, "The user has refused.")
            );
            assert!(told.message.contains("The user has refused."), "{told}");
            // The person may try again at the same address.
            accepted(&authorization, &visit(&url)).unwrap();
        }
    }
}

#[test]
fn who_cannot_authorize_is_told_at_once() {
    let begin = |scene: &Generation, client_id, redirect| {
        let error = scene.client.authorize(client_id, redirect, Some(SCOPE)).err().unwrap();
        assert_eq!(error.action, Action::FixCall, "{error}");
        (error.status, error.message)
    };
    for way in [Way::Alpha, Way::V1] {
        let (status, message) = begin(&Generation::new(way), None, REDIRECT);
        assert_eq!(status, Status::Unsupported, "{message}");
        assert!(message.contains("no authorization codes"), "{message}");
    }
    for (way, client_id, redirect, words) in [
        (Way::V2, Some("id"), REDIRECT, "knows no apps"),
        (Way::AccessKey, None, REDIRECT, "needs the client id"),
        (Way::AccessKey, Some(""), REDIRECT, "client id is empty"),
        (
            Way::V2,
            None,
            "http://app.example.com/callback",
            "must begin with https://",
        ),
        (Way::V2, None, "https://app.example.com/#x", "a fragment"),
        (Way::V2, None, "", "is empty"),
    ] {
        let (status, message) = begin(&Generation::new(way), client_id, redirect);
        assert_eq!(status, Status::InvalidArgument, "{message}");
        assert!(message.contains(words), "{message}");
    }
    let client = Client::new(&Settings {
        api: Some(Api::Cloud),
        ..Settings::default()
    })
    .unwrap();
    let error = client.authorize(Some("id"), REDIRECT, None).err().unwrap();
    assert!(error.message.contains("no base address is set"), "{error}");
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
}

#[test]
fn what_only_an_app_has_is_refused_before_a_person_logs_in() {
    let scene = Generation::new(Way::V2Code);
    for set in [Authorization::set_client_secret, Authorization::set_customer_id] {
        let authorization = scene.authorize();
        let right = visit(&authorization.url());
        set(&authorization, "123456789");
        for error in [
            authorization.listen().unwrap_err(),
            accepted(&authorization, &right).unwrap_err(),
        ] {
            assert_eq!(error.status, Status::InvalidArgument, "{error}");
            assert!(error.message.contains("knows no apps, and takes no"), "{error}");
        }
    }
}

/// A login in a browser that comes back to this machine, and its port.
fn listening(scene: &Generation) -> (Authorization, u16) {
    loop {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let client_id = (scene.way.api() == Api::Cloud).then_some(SINGLE_PAGE_APP);
        let redirect = format!("http://localhost:{port}/callback");
        let authorization = scene.client.authorize(client_id, &redirect, None).unwrap();
        // Somebody else may be quicker.
        if authorization.listen().is_ok() {
            return (authorization, port);
        }
    }
}

fn ask(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn a_browser_that_comes_back_is_waited_for() {
    for way in [Way::V2Code, Way::SinglePageCode] {
        let scene = Generation::new(way);
        let (authorization, port) = listening(&scene);
        let callback = visit(&authorization.url());
        let host = format!("Host: localhost:{port}\r\n\r\n");
        let (path, query) = callback.split_once("/callback?").unwrap();
        assert_eq!(path, format!("http://localhost:{port}"));
        let (credentials, page) = thread::scope(|scope| {
            let waiting = scope.spawn(|| authorization.wait(&within(20_000)));
            for junk in [
                format!("GET /favicon.ico HTTP/1.1\r\n{host}"),
                format!("GET /callback HTTP/1.1\r\n{host}"),
                format!("GET /callback?state=guessed&code=evil HTTP/1.1\r\n{host}"),
                format!("GET /callback/x?{query} HTTP/1.1\r\n{host}"),
                format!("POST /callback?{query} HTTP/1.1\r\n{host}"),
                "no HTTP at all\r\n\r\n".to_owned(),
            ] {
                let answer = ask(port, &junk);
                assert!(
                    !answer.starts_with("HTTP/1.1 200") && !answer.contains("evil"),
                    "{junk}: {answer}"
                );
            }
            let page = ask(port, &format!("GET /callback?{query} HTTP/1.1\r\n{host}"));
            (waiting.join().unwrap(), page)
        });
        assert!(page.contains("close this"), "{page}");
        assert!(!page.contains(&parameter(&callback, "code").unwrap()), "{page}");
        scene.log_in(&credentials.unwrap(), &within(5_000)).unwrap();
        // Nobody listens any longer.
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    }
}

#[test]
fn the_wait_for_a_browser_ends() {
    let config = Config {
        redirect_uris: Some(vec!["https://registered.example/".into()]),
        ..Config::default()
    };
    let scene = Generation::with(Way::V2Code, config, |_| {});
    let (authorization, port) = listening(&scene);
    // An address that is not allowed: the browser shows an error and never comes back.
    let page = WebClient::of_plain_http().get(&authorization.url()).unwrap();
    assert!(page.text.contains("is not allowed"));
    let error = authorization.wait(&within(100)).err().unwrap();
    assert_eq!(error.status, Status::TimedOut, "{error}");
    assert!(error.message.contains("WhitelistedRedirectUris"), "{error}");

    let cancel = Arc::new(Cancel::default());
    let call = CallSettings {
        cancel: Some(cancel.clone()),
        ..within(20_000)
    };
    thread::scope(|scope| {
        let waiting = scope.spawn(|| authorization.wait(&call));
        // It still listens, and answers.
        ask(port, &format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        cancel.trigger();
        let error = waiting.join().unwrap().err().unwrap();
        assert_eq!(
            (error.status, error.action),
            (Status::Cancelled, Action::None),
            "{error}"
        );
        assert!(!error.message.contains("WhitelistedRedirectUris"), "{error}");
    });
    thread::scope(|scope| {
        let waiting = scope.spawn(|| authorization.wait(&within(20_000)));
        for _ in 0..33 {
            ask(
                port,
                &format!("GET /favicon.ico HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
            );
        }
        let error = waiting.join().unwrap().err().unwrap();
        assert_eq!(
            (error.status, error.action),
            (Status::AccessDenied, Action::LogInAgain),
            "{error}"
        );
        assert!(
            error.message.contains("more than 32 requests") && !error.message.contains("somebody refused"),
            "{error}"
        );
    });
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    let error = authorization.wait(&within(100)).err().unwrap();
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
}

#[test]
fn a_port_is_for_one_listener() {
    let scene = Generation::new(Way::V2Code);
    let (authorization, port) = listening(&scene);
    authorization.listen().unwrap();
    assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err());
    let other = scene
        .client
        .authorize(None, &format!("http://127.0.0.1:{port}/other"), None)
        .unwrap();
    let error = other.listen().unwrap_err();
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
    assert!(
        error.message.contains(&port.to_string()) && error.os_code.is_some(),
        "{error}"
    );
    assert!(error.message.contains("redirect address with another port"), "{error}");
    drop(authorization);
    eventually("the port", || TcpListener::bind((Ipv6Addr::LOCALHOST, port)).is_ok());
    other.listen().unwrap();

    let elsewhere = scene
        .client
        .authorize(None, "https://app.example.com/callback", None)
        .unwrap();
    let error = elsewhere.listen().unwrap_err();
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
    let error = elsewhere.wait(&within(100)).err().unwrap();
    assert!(error.message.contains("nobody listens"), "{error}");
}

#[test]
fn a_wait_ends_when_the_browser_brings_what_was_taken_elsewhere() {
    let scene = Generation::new(Way::V2Code);
    let (authorization, port) = listening(&scene);
    let callback = visit(&authorization.url());
    accepted(&authorization, &callback).unwrap();
    let (_, query) = callback.split_once('?').unwrap();
    let error = thread::scope(|scope| {
        let waiting = scope.spawn(|| authorization.wait(&within(20_000)));
        let request = format!("GET /callback?{query} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        assert!(ask(port, &request).contains("close this"));
        waiting.join().unwrap().err().unwrap()
    });
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
    assert!(error.message.contains("taken already"), "{error}");
}
