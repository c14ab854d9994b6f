//! What stands in front of the service, and answers in its place.

use std::sync::{Arc, Mutex};

use lftoken_stub::{Fault, Operation};
use support::binding::{Error, ExchangeState, Status, TokenState};

use crate::scene::{refresh, within};
use crate::scripted::{Server, request};

use super::ways::{Generation, Way};

/// In place of the service, which does not see the request.
fn answer(head: &str, body: &str) -> Fault {
    let raw = format!(
        "HTTP/1.1 {head}\r\nServer: front\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Fault {
        raw: Some(raw.into_bytes()),
        status: Some(400),
        ..Fault::default()
    }
}

/// A login and a refresh that are answered so.
fn failures(way: Way, fault: &Fault) -> [Error; 2] {
    let scene = Generation::new(way);
    let token = scene.token();
    let value = token.value();
    let credentials = scene.credentials();
    scene.set_fault(Operation::Create, fault.clone());
    let login = scene.log_in(&credentials, &within(5_000)).err().unwrap();
    scene.stub.clear_faults();
    scene.set_fault(Operation::Refresh, fault.clone());
    let refresh = refresh(&token).unwrap_err();
    assert_eq!((token.state(), token.value()), (TokenState::Active, value));
    for error in [&login, &refresh] {
        assert_eq!(error.exchange, ExchangeState::AnsweredInFront, "{way:?}: {error}");
        scene.assert_silent("an error", &format!("{error:?}"));
    }
    scene.counted();
    [login, refresh]
}

#[test]
fn a_web_page_is_said_to_be_one() {
    let page = answer(
        "200 OK\r\nContent-Type: text/html",
        "<!DOCTYPE html><title>Log in</title><form>",
    );
    for way in Way::ALL {
        for error in failures(*way, &page) {
            assert_eq!(error.cause, Status::AnswerNotUnderstood, "{way:?}: {error}");
            assert!(error.message.contains("a web page came (HTTP 200)"), "{way:?}: {error}");
        }
    }
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = seen.clone();
    let portal = Server::start(move |_, mut stream| {
        notes.lock().unwrap().extend(request(&mut stream)?);
        Ok(())
    });
    let location = format!("{}/login", portal.base_address());
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let redirect = answer(&format!("{status}\r\nLocation: {location}?token=1"), "");
        for way in Way::ALL {
            for error in failures(*way, &redirect) {
                assert_eq!(error.status, Status::AnswerNotUnderstood, "{way:?}: {error}");
                let named = format!("a redirect to {location}");
                assert!(error.message.contains(&named), "{way:?}: {error}");
                assert!(error.message.contains("not followed"), "{way:?}: {error}");
            }
        }
    }
    assert_eq!((portal.accepted(), seen.lock().unwrap().len()), (0, 0));
}

#[test]
fn a_proxy_on_the_way_is_named() {
    let proxy = answer("407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate", "");
    for way in Way::ALL {
        for error in failures(*way, &proxy) {
            assert_eq!(
                (error.status, error.problem.http_status),
                (Status::ProxyRefused, 407),
                "{way:?}: {error}"
            );
            assert!(error.message.contains("a proxy on the way"), "{way:?}: {error}");
        }
    }
}

#[test]
fn a_server_without_the_route_is_told_from_one_without_the_repository() {
    let bare = answer("404 Not Found\r\nContent-Type: text/html", "<html>404</html>");
    for way in Way::ALL {
        for error in failures(*way, &bare) {
            assert_eq!(error.status, Status::Unsupported, "{way:?}: {error}");
            assert!(error.message.contains("base address"), "{way:?}: {error}");
        }
    }
}
