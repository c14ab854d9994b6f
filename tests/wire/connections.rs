//! Connections are kept for further calls, and one that has gone stale is no error.

use std::time::Duration;

use lftoken_stub::Config;
use support::binding::Level;
use support::eventually;

use crate::plain::{call, create, start};
use crate::scene::{Scene, invalidate, refresh};

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
