//! Connections are kept for further calls, and one that has gone stale is no error.

use std::io::{Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::Config;
use support::binding::{
    CallSettings, Cancel, Client, Credentials, ExchangeState, Level, RetryPolicy, Settings, Status, Token, TokenState,
};
use support::{eventually, login};

use crate::plain::{call, create, start};
use crate::scene::{Scene, invalidate, refresh, within};
use crate::scripted::{Relay, Server, healthy, request, serve_well};

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

/// Waits until the pooled connection is closed, which the stub does by itself or is told to.
fn let_the_pool_go_stale(scene: &Scene, by_itself: bool) {
    if !by_itself {
        scene.stub.close_idle_connections();
    }
    eventually("the end of the connection", || scene.report().connections_open == 0);
}

#[test]
fn a_stale_connection_is_no_error() {
    for idle_close in [None, Some(Duration::from_millis(60))] {
        let by_itself = idle_close.is_some();
        for tls in [true, false] {
            let config = Config {
                connection_idle_close: idle_close,
                tls,
                ..Config::default()
            };
            let scene = Scene::with(config, |_| {});
            let token = scene.session("r");
            let connections = scene.report().connections_accepted;
            let_the_pool_go_stale(&scene, by_itself);
            let second = scene.session("r");
            let_the_pool_go_stale(&scene, by_itself);
            refresh(&token).unwrap();
            let_the_pool_go_stale(&scene, by_itself);
            invalidate(&token).unwrap();
            invalidate(&second).unwrap();
            let report = scene.report();
            assert_eq!(report.requests, 5);
            assert!(report.connections_accepted >= connections + 3);
            assert_eq!(report.open, 0);
            assert!(!scene.logged(Level::Warn, "repeated"));
        }
    }
}

#[test]
fn a_connection_closed_right_behind_an_answer_is_no_error() {
    let scene = Scene::new();
    for _ in 0..20 {
        let token = scene.session("fault:create:close;refresh:close;invalidate:close");
        // The close may come before, during or after the next request.
        refresh(&token).unwrap();
        refresh(&token).unwrap();
        invalidate(&token).unwrap();
        eventually("the end of the connection", || scene.report().connections_open == 0);
    }
    assert_eq!(scene.report().open, 0);
    assert!(!scene.logged(Level::Warn, "repeated"));
}

/// How long a call may take where connections go dead; a quarter of it is for one that is silent.
const TIME: Duration = Duration::from_secs(4);
const POOLED: usize = 16;

/// A relay before the stub, and sessions whose connections through it are all pooled.
fn pooled() -> (Scene, Relay, Vec<Token>) {
    let mut relay = None;
    let scene = Scene::with(Config::default(), |settings| {
        let address = settings.base_address.take().unwrap();
        let port = address.split([':', '/']).nth(4).unwrap();
        let through = Relay::to(port.parse().unwrap());
        settings.base_address = Some(address.replace(port, &through.port().to_string()));
        settings.total_timeout = Some(TIME);
        settings.retry = Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        });
        relay = Some(through);
    });
    let relay = relay.unwrap();
    let tokens = thread::scope(|scope| {
        // None ends before the last one begins.
        let logins: Vec<_> = (0..POOLED)
            .map(|_| scope.spawn(|| scene.session("fault:create:delay=400")))
            .collect();
        logins.into_iter().map(|login| login.join().unwrap()).collect()
    });
    assert_eq!(relay.accepted(), POOLED);
    (scene, relay, tokens)
}

#[test]
fn dead_connections_cost_no_call() {
    let (scene, relay, tokens) = pooled();
    relay.cut();
    let begun = Instant::now();
    for token in &tokens {
        refresh(token).unwrap();
    }
    // One that waits for its quarter, and others that know.
    assert!(begun.elapsed() < TIME / 2, "{:?}", begun.elapsed());
    for _ in 0..3 {
        invalidate(&scene.session("r")).unwrap();
    }
    relay.cut();
    let begun = Instant::now();
    for token in &tokens {
        invalidate(token).unwrap();
    }
    assert!(begun.elapsed() < TIME / 2, "{:?}", begun.elapsed());
    assert_eq!(scene.report().open, 0);
    assert!(!scene.logged(Level::Warn, "repeated"), "it is no attempt more");
}

#[test]
fn dead_connections_cost_no_call_of_many_at_once() {
    let (scene, relay, tokens) = pooled();
    for call in [refresh, invalidate] {
        relay.cut();
        thread::scope(|scope| {
            for token in &tokens {
                scope.spawn(move || call(token).unwrap());
            }
        });
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_login_takes_no_connection_that_was_idle_for_long() {
    let (scene, relay, tokens) = pooled();
    relay.cut();
    thread::sleep(Duration::from_millis(1100));
    for number in 1..=3 {
        let begun = Instant::now();
        invalidate(&scene.session("r")).unwrap();
        assert!(begun.elapsed() < TIME / 4, "{:?}", begun.elapsed());
        // The second and third come right behind the one before.
        assert_eq!(relay.accepted(), POOLED + 1, "login {number}");
    }
    for token in &tokens {
        invalidate(token).unwrap();
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn the_first_call_without_an_answer_empties_the_pool() {
    let (scene, relay, tokens) = pooled();
    relay.cut();
    // It may be on the way, so it is not sent again.
    let error = scene.failed_within(300, "r");
    assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
    let begun = Instant::now();
    for token in &tokens {
        invalidate(token).unwrap();
    }
    assert!(begun.elapsed() < TIME / 4, "{:?}", begun.elapsed());
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_slow_answer_is_not_lost_for_a_second_request() {
    let scene = Scene::new();
    let token = scene.session("fault:refresh:delay=1200");
    let before = scene.report().connections_accepted;
    let begun = Instant::now();
    token.refresh(0, &within(2_000)).unwrap();
    let took = begun.elapsed();
    assert!((1200..1600).contains(&took.as_millis()), "{took:?}");
    let report = scene.report();
    assert_eq!(report.connections_accepted, before + 1);
    assert_eq!(report.refresh_requests, 2);
    invalidate(&token).unwrap();
}

#[test]
fn a_call_on_two_silent_connections_ends_in_time() {
    for (cancelled_after, status) in [(None, Status::TimedOut), (Some(600), Status::Cancelled)] {
        let server = Server::start(|number, mut stream| {
            if number == 0
                && let Some(login) = request(&mut stream)?
            {
                stream.write_all(healthy(&login).as_bytes())?;
            }
            stream.read_to_end(&mut Vec::new()).map(drop)
        });
        let client = Client::new(&Settings {
            base_address: Some(server.base_address()),
            ..Settings::default()
        })
        .unwrap();
        let token = client.create_token("r", &login(), &call()).unwrap();
        let cancel = Arc::new(Cancel::default());
        let settings = CallSettings {
            cancel: Some(cancel.clone()),
            ..within(1_000)
        };
        let begun = Instant::now();
        let error = thread::scope(|scope| {
            if let Some(ms) = cancelled_after {
                scope.spawn(move || {
                    thread::sleep(Duration::from_millis(ms));
                    cancel.trigger();
                });
            }
            token.refresh(0, &settings).unwrap_err()
        });
        let took = begun.elapsed().as_millis() as u64;
        let expected = cancelled_after.unwrap_or(1_000);
        assert!((expected..expected + 300).contains(&took), "{took} ms: {error}");
        assert_eq!((error.status, server.accepted()), (status, 2), "{error}");
        assert_eq!(token.state(), TokenState::Active);
    }
}

/// A server whose first connection says `more`, unasked, after each of its answers.
fn talkative(more: &'static str) -> Server {
    Server::start(move |number, mut stream| {
        if number > 0 {
            return serve_well(stream);
        }
        while let Some(request) = request(&mut stream)? {
            stream.write_all(healthy(&request).as_bytes())?;
            thread::sleep(Duration::from_millis(30));
            let more = if more.is_empty() {
                healthy(&request)
            } else {
                more.to_owned()
            };
            stream.write_all(more.as_bytes())?;
        }
        Ok(())
    })
}

type Call = fn(&Arc<Client>, &Token);

#[test]
fn what_lies_there_before_a_request_is_not_its_answer() {
    for more in [
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nX-RequestId: 1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 66\r\n\r\n{\"authToken\":\"of-somebody-else\",\"expireTime\":\"2030-03-01T10:15:30Z\"}",
        "x",
        // The same answer again.
        "",
    ] {
        let calls: [Call; 3] = [
            |_, token| refresh(token).unwrap(),
            |_, token| invalidate(token).unwrap(),
            |client, token| {
                let other = client.create_token("r", &login(), &call()).unwrap();
                assert_eq!(other.value(), token.value());
                invalidate(&other).unwrap();
            },
        ];
        for (number, call_on) in calls.into_iter().enumerate() {
            let server = talkative(more);
            let client = Client::new(&Settings {
                base_address: Some(server.base_address()),
                ..Settings::default()
            })
            .unwrap();
            let token = client.create_token("r", &login(), &call()).unwrap();
            // Soon, so that the connection is a young one.
            thread::sleep(Duration::from_millis(100));
            call_on(&client, &token);
            assert_eq!(token.state() == TokenState::LoggedOut, number == 1, "{more:?}");
            assert_eq!(server.accepted(), 2, "call {number}, {more:?}");
        }
    }
}

#[test]
fn a_connection_that_says_408_takes_no_other_request() {
    let server = Server::start(|number, mut stream| {
        if number > 0 {
            return serve_well(stream);
        }
        while let Some(request) = request(&mut stream)? {
            let answer = if request.contains("/Create") {
                healthy(&request)
            } else {
                "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n".to_owned()
            };
            stream.write_all(answer.as_bytes())?;
        }
        Ok(())
    });
    let client = Client::new(&Settings {
        base_address: Some(server.base_address()),
        ..Settings::default()
    })
    .unwrap();
    let token = client.create_token("r", &login(), &call()).unwrap();
    if let Err(error) = refresh(&token) {
        assert_eq!(error.problem.http_status, 408, "{error}");
    }
    refresh(&token).unwrap();
    invalidate(&token).unwrap();
    assert_eq!(server.accepted(), 2);
}

#[test]
fn a_request_that_was_not_sent_whole_has_opened_nothing() {
    // More than the buffers of both sides hold, and a server that goes away in the middle of it.
    let server = Server::start(|_, mut stream| {
        stream.read_exact(&mut [0; 1000])?;
        thread::sleep(Duration::from_millis(50));
        Ok(())
    });
    let client = Client::new(&Settings {
        base_address: Some(server.base_address()),
        retry: Some(RetryPolicy {
            max_attempts: 2,
            base_delay: Duration::from_millis(1),
            ..RetryPolicy::default()
        }),
        ..Settings::default()
    })
    .unwrap();
    // Six characters each, as JSON has them.
    let long = "\u{1}".repeat(1 << 20);
    let credentials = Credentials {
        saml_token: Some(long.clone()),
        application_name: Some(long),
        ..Credentials::default()
    };
    let error = client.create_token("r", &credentials, &call()).err().expect("an error");
    assert_eq!(error.status, Status::ConnectionLost, "{error}");
    assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
    assert_eq!((error.attempts, server.accepted()), (2, 2));
    assert!(client.settle(&call()).is_ok());
}
