//! No seat is lost by an answer to a login that is damaged: the session in it is logged out, or the host is told that it
//! may be open.

use std::time::{Duration, Instant};

use lftoken_stub::Config;
use support::alone::alone;
use support::binding::{Level, Status};

use crate::scene::Scene;

/// Answers that hold a token and cannot be handed over, and what is wrong with them.
const DAMAGED: [(&str, Status); 5] = [
    ("oversized=300000", Status::AnswerTooLarge),
    ("oversized=300000,chunked", Status::AnswerTooLarge),
    ("expire=soon", Status::AnswerNotUnderstood),
    ("expire=", Status::AnswerNotUnderstood),
    ("length=9999,close", Status::ConnectionLost),
];

#[test]
fn a_session_in_a_damaged_answer_is_logged_out() {
    alone(|| {
        let scene = Scene::new();
        for (damage, cause) in DAMAGED {
            let error = scene.failed(&format!("fault:create:{damage}"));
            assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
            assert_eq!(error.cause, cause, "{damage}: {error}");
            assert!(error.message.contains("is being logged out"), "{damage}: {error}");
            assert!(!error.retryable, "{damage}");
            // As long as the logout may take.
            assert_eq!(error.suggested_wait, Some(Duration::from_secs(20)), "{damage}");
            scene.settle();
            assert_eq!(scene.report().open, 0, "{damage}");

            let error = scene.failed_within(150, &format!("fault:create:delay=350,{damage}"));
            assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
            scene.settle();
            assert_eq!(scene.report().open, 0, "{damage}, late");
        }
        let report = scene.report();
        assert_eq!((report.created, report.invalidated), (10, 10));
    });
}

#[test]
fn a_token_that_came_is_logged_out_though_its_answer_never_ends() {
    alone(|| {
        for grace in [0, 5_000] {
            let scene = Scene::with(Config::default(), |settings| {
                settings.late_answer_grace = Some(Duration::from_millis(grace));
            });
            // All but the last byte, and then silence for longer than anybody waits.
            let error = scene.failed_within(300, "fault:create:delay-last=9000");
            assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
            assert!(error.message.contains("is being logged out"), "{error}");
            let begun = Instant::now();
            scene.settle();
            assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
            assert_eq!(scene.report().open, 0);

            // The token comes after the caller has gone, the rest never.
            if grace > 0 {
                let error = scene.failed_within(150, "fault:create:delay=400,delay-last=9000");
                assert!(!error.message.contains("is being logged out"), "{error}");
                let begun = Instant::now();
                scene.settle();
                assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
                assert_eq!(scene.report().open, 0);
            }
        }
    });
}

#[test]
fn a_token_behind_a_head_that_is_not_http_is_found() {
    alone(|| {
        let scene = Scene::new();
        let error = scene.failed(
        "fault:create:raw=HTTP/1.1%20200%20OK%0D%0Abad%20header%0D%0A%0D%0A%7B%22authToken%22:%22abc%22%7D,delay-at=28/200",
    );
        assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
        assert_eq!(error.cause, Status::AnswerNotUnderstood, "{error}");
        assert_eq!(scene.lost(), 0);
        assert_eq!(scene.report().invalidate_requests, 1);
        drop(scene);

        let scene = Scene::new();
        let error = scene.failed("fault:create:big-header=200000");
        assert_eq!(error.cause, Status::AnswerTooLarge, "{error}");
        scene.settle();
        assert_eq!(scene.report().open, 0);
    });
}

#[test]
fn a_refusal_counts_from_its_head_on() {
    alone(|| {
        let scene = Scene::new();
        for damage in ["cut=250", "oversized=400000", "delay-last=9000"] {
            let error = scene.failed_within(400, &format!("fault:create:status=401,{damage}"));
            assert_eq!(error.status, Status::CredentialsRefused, "{damage}: {error}");
            assert_eq!(error.problem.http_status, 401, "{damage}");
        }
        scene.settle();
    });
}

#[test]
fn an_answer_without_a_token_leaves_the_outcome_unknown() {
    alone(|| {
        let scene = Scene::new();
        for (damage, cause) in [
            (
                "body=%7B%22authToken%22:null%2C%22expireTime%22:%222030-01-01T00:00:00Z%22%7D",
                Status::AnswerNotUnderstood,
            ),
            (
                "body=%7B%22authToken%22:%22%22%2C%22expireTime%22:%222030-01-01T00:00:00Z%22%7D",
                Status::AnswerNotUnderstood,
            ),
            (
                "body=%7B%22authToken%22:%22AbC%0AdEf%22%7D",
                Status::AnswerNotUnderstood,
            ),
            ("body=", Status::AnswerNotUnderstood),
            ("body=%3Chtml%3E", Status::AnswerNotUnderstood),
            ("garbage", Status::AnswerNotUnderstood),
            (
                "raw=HTTP/1.1%20200%20OK%0D%0AContent-Length:%205%0D%0AContent-Length:%206%0D%0A%0D%0Aabc",
                Status::AnswerNotUnderstood,
            ),
            ("cut=150", Status::ConnectionLost),
            ("reset=0", Status::ConnectionLost),
            ("drop", Status::ConnectionLost),
            ("status=502,act", Status::ServerError),
            ("status=504,act", Status::ServerError),
            ("status=500,act,error=html", Status::ServerError),
            ("status=503,act,error=none", Status::ServerError),
            ("status=524,act,error=none", Status::ServerError),
        ] {
            let created = scene.report().create_requests;
            let error = scene.failed(&format!("fault:create:{damage}"));
            assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
            assert_eq!(error.cause, cause, "{damage}: {error}");
            assert!(!error.retryable, "{damage}");
            assert_eq!(scene.report().create_requests, created + 1, "{damage}");
            assert_eq!(scene.lost(), 1, "{damage}");
        }
        let error = scene.failed_within(150, "fault:create:delay=350,cut=150");
        assert_eq!(error.status, Status::OutcomeUnknown);
        assert_eq!(scene.lost(), 1);
        assert!(scene.logged(Level::Warn, "no answer with a token came"));
        assert_eq!(scene.report().invalidate_requests, 0);
    });
}
