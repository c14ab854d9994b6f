//! Sessions that nobody reads.

use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::Config;
use support::binding::sys::*;
use support::binding::{Api, SessionOptions, Status};
use support::{eventually, login};

use super::{close, managed, ms, token};
use crate::scene::Scene;

fn one_second() -> SessionOptions {
    SessionOptions {
        linger_seconds: Some(1),
        ..SessionOptions::default()
    }
}

#[test]
fn a_session_that_nobody_reads_is_logged_out_and_opened_again() {
    let scene = Scene::new();
    let session = managed(&scene, &one_second());
    let (value, begun) = (token(&session), Instant::now());
    while begun.elapsed() < ms(2_500) {
        assert_eq!(token(&session), value, "it is read");
        thread::sleep(ms(100));
    }
    let last_read = Instant::now();
    eventually("the logout", || session.stat("logouts") == 1);
    assert!(last_read.elapsed() > ms(950), "{:?}", last_read.elapsed());
    assert_eq!((session.state(), scene.report().open), (LF_SESSION_EMPTY, 0));
    assert_ne!(token(&session), value);
    close(&session);
    assert_eq!((scene.report().created, scene.report().invalidated), (2, 2));
}

/// A reader that began before the token came must not put its older wake-up call in place of the later one.
#[test]
fn readers_that_come_with_the_token_do_not_keep_it() {
    let scene = Scene::new();
    let sessions: Vec<_> = (0..60).map(|_| managed(&scene, &one_second())).collect();
    for session in &sessions {
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| while session.try_token().is_err() {});
            }
        });
    }
    eventually("the logout of all", || scene.report().open == 0);
    assert_eq!(scene.report().created, scene.report().invalidated);
}

#[test]
fn a_session_that_is_held_is_renewed_unread() {
    let config = Config {
        idle_timeout: Duration::from_secs(60),
        ..Config::default()
    };
    let scene = Scene::with(config, |_| {});
    let options = SessionOptions {
        hold: true,
        renew_after_percent: Some(1),
        jitter_percent: Some(0),
        ..one_second()
    };
    let session = managed(&scene, &options);
    let value = token(&session);
    thread::sleep(ms(3_500));
    assert!(session.stat("renewals") >= 2, "{}", session.stat("renewals"));
    assert_eq!(session.stat("logouts"), 0);
    assert_eq!(token(&session), value);
    close(&session);
}

#[test]
fn what_the_api_cannot_do_is_refused_at_once() {
    let scene = Scene::with(Config::default(), |settings| settings.api = Some(Api::ServerV2));
    let hold = SessionOptions {
        hold: true,
        ..SessionOptions::default()
    };
    let keep_alive = SessionOptions {
        keep_alive_seconds: Some(60),
        ..SessionOptions::default()
    };
    for options in [hold, keep_alive] {
        let refused = scene.client.session("Archive", Some(&login()), &options).err().unwrap();
        assert_eq!(refused.status, Status::Unsupported, "{refused}");
        assert!(refused.to_string().ends_with("nothing was sent"), "{refused}");
    }
    assert_eq!(scene.report().requests, 0);
}
