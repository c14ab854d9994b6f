//! Sessions that are freed, whatever they are doing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::Operation;
use support::alone::alone;
use support::binding::sys::*;
use support::binding::{SessionOptions, Status};
use support::eventually;

use super::{fault, managed, ms, token};
use crate::process::own_threads;
use crate::scene::{Scene, within};

#[test]
fn an_open_session_is_logged_out() {
    alone(|| {
        let scene = Scene::new();
        let session = managed(&scene, &SessionOptions::default());
        scene.keep_secret(&token(&session));
        let begun = Instant::now();
        scene.stub.set_fault(Operation::Invalidate, fault("delay=400"));
        drop(session);
        assert!(begun.elapsed() < ms(200), "{:?}", begun.elapsed());
        scene.settle();
        assert_eq!((scene.report().invalidated, scene.report().open), (1, 0));
        eventually("the end of all threads", || own_threads() == 0);
    });
}

#[test]
fn with_threads_inside() {
    let scene = Scene::new();
    scene.stub.set_fault(Operation::Create, fault("delay=600"));
    let session = managed(&scene, &SessionOptions::default());
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| session.token(&within(10_000)).unwrap_err()))
            .collect();
        eventually("the login", || scene.report().create_requests == 1);
        let begun = Instant::now();
        lf_session_free(session.get());
        for waiting in waiting {
            assert_eq!(waiting.join().unwrap().status, Status::Closed);
        }
        assert!(begun.elapsed() < ms(400), "{:?}", begun.elapsed());
    });
    assert_eq!(session.token(&within(1_000)).unwrap_err().status, Status::InvalidHandle);
    // A settle waits for the flight, and for the logout of what it has brought.
    scene.client.settle(&within(10_000)).unwrap();
    assert_eq!((scene.report().created, scene.report().open), (1, 0));
}

#[test]
fn no_callback_comes_afterwards() {
    let scene = Scene::new();
    let heard = Arc::new(AtomicU32::new(0));
    let hears = heard.clone();
    let options = SessionOptions {
        on_event: Some(Arc::new(move |_| {
            hears.fetch_add(1, Ordering::SeqCst);
        })),
        ..SessionOptions::default()
    };
    for _ in 0..20 {
        let session = managed(&scene, &options);
        token(&session);
        drop(session);
        let heard_by_now = heard.load(Ordering::SeqCst);
        scene.client.settle(&within(10_000)).unwrap();
        assert_eq!(heard.load(Ordering::SeqCst), heard_by_now);
    }
    assert_eq!(scene.report().open, 0);
}

/// Each free would wait for the other's callback.
#[test]
fn callbacks_that_free_each_others_session() {
    let scene = Scene::new();
    for _ in 0..20 {
        let handles = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let freeing = |other: usize| {
            let handles = handles.clone();
            let on_event = move |_| {
                thread::sleep(ms(5));
                lf_session_free(handles[other].load(Ordering::SeqCst) as *mut lf_session);
            };
            SessionOptions {
                on_event: Some(Arc::new(on_event)),
                ..SessionOptions::default()
            }
        };
        let sessions = [managed(&scene, &freeing(1)), managed(&scene, &freeing(0))];
        for (handle, session) in handles.iter().zip(&sessions) {
            handle.store(session.get() as usize, Ordering::SeqCst);
        }
        thread::scope(|scope| {
            for session in &sessions {
                scope.spawn(|| session.token(&within(5_000)));
            }
        });
        eventually("the logouts", || scene.report().open == 0);
        // They are freed, so that nothing here would wait for a callback that still runs.
        std::mem::forget(sessions);
    }
}

#[test]
fn many_at_once() {
    let scene = Scene::new();
    thread::scope(|scope| {
        for number in 0..12 {
            let scene = &scene;
            scope.spawn(move || {
                let session = managed(scene, &SessionOptions::default());
                match number % 3 {
                    0 => drop(session.try_token()),
                    1 => drop(session.token(&within(3))),
                    _ => drop(token(&session)),
                }
            });
        }
    });
    scene.client.settle(&within(20_000)).unwrap();
    assert_eq!(scene.report().open, 0);
    assert!(scene.report().created >= 4);
}

#[test]
fn a_session_outlives_its_client() {
    let scene = Scene::new();
    let other = support::client(&scene.stub);
    let session = other
        .session("Archive", Some(&support::login()), &SessionOptions::default())
        .unwrap();
    drop(other);
    token(&session);
    session.close(&within(10_000)).unwrap();
    let session = {
        let other = support::client(&scene.stub);
        other
            .session("Archive", Some(&support::login()), &SessionOptions::default())
            .unwrap()
    };
    token(&session);
    drop(session);
    eventually("the logout", || scene.report().open == 0);
    thread::sleep(Duration::from_millis(10));
    assert_eq!(scene.report().invalidated, 2);
}
