//! An answer to a login that comes when its caller has gone: the session in it is logged out in the background.

use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::Config;
use support::alone::alone;
use support::binding::{CallSettings, Client, Level, Status};
use support::{eventually, settings};

use crate::process::{own_threads, threads_and_files};
use crate::scene::{Scene, invalidate, within};

#[test]
fn a_late_session_is_logged_out() {
    alone(|| {
        let scene = Scene::new();
        for framing in [
            "",
            ",interim=2",
            ",interim=1/103",
            ",chunked",
            ",close-delimited",
            ",split=7",
        ] {
            let error = scene.failed_within(150, &format!("fault:create:delay=400{framing}"));
            assert_eq!(error.status, Status::OutcomeUnknown, "{framing}: {error}");
            assert_eq!(error.cause, Status::TimedOut, "{framing}: {error}");
            assert!(!error.retryable);
            eventually("the worker", || own_threads() == 1);
            scene.settle();
            assert_eq!(scene.report().open, 0, "{framing}");
        }
        let report = scene.report();
        assert_eq!((report.created, report.invalidated), (6, 6));
        assert!(scene.logged(Level::Info, "logged out a session"));
    });
}

#[test]
fn after_the_grace_a_session_is_given_up() {
    alone(|| {
        let scene = Scene::with(Config::default(), |settings| {
            settings.late_answer_grace = Some(Duration::from_millis(200));
        });
        let error = scene.failed_within(150, "fault:create:delay=900");
        assert_eq!(error.status, Status::OutcomeUnknown);
        // The grace, and then the logout.
        assert_eq!(error.suggested_wait, Some(Duration::from_millis(20_200)));
        let begun = Instant::now();
        assert_eq!(scene.lost(), 1);
        assert!(begun.elapsed() < Duration::from_millis(400), "{:?}", begun.elapsed());
        assert!(scene.logged(Level::Warn, "no answer with a token came to a login"));
        // Told once.
        scene.settle();
        eventually("the end of the connection", || scene.report().connections_open == 0);
        assert_eq!((scene.report().open, scene.report().invalidate_requests), (1, 0));
    });
}

#[test]
fn without_grace_there_is_no_thread() {
    alone(|| {
        let scene = Scene::with(Config::default(), |settings| {
            settings.late_answer_grace = Some(Duration::ZERO);
        });
        invalidate(&scene.session("warm")).unwrap();
        let before = threads_and_files();
        let error = scene.failed_within(150, "fault:create:delay=500");
        assert_eq!(error.status, Status::OutcomeUnknown);
        assert_eq!(error.suggested_wait, Some(Duration::from_secs(60)));
        assert_eq!(own_threads(), 0);
        assert_eq!(scene.lost(), 1);
        eventually("the end of the connection", || threads_and_files() <= before);
        assert_eq!(scene.report().open, 1);
    });
}

#[test]
fn one_thread_serves_many_late_answers() {
    alone(|| {
        const LOGINS: u64 = 30;
        let scene = Scene::new();
        thread::scope(|scope| {
            for _ in 0..LOGINS {
                scope.spawn(|| {
                    let error = scene.failed_within(700, "fault:create:delay=1500");
                    assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
                });
            }
        });
        eventually("the worker", || own_threads() == 1);
        let outstanding = scene.client.settle(&within(1)).unwrap_err();
        assert!(outstanding.0 > 0 && outstanding.1.status == Status::TimedOut);
        scene.settle();
        let report = scene.report();
        assert_eq!((report.created, report.invalidated, report.open), (LOGINS, LOGINS, 0));
    });
}

/// How many sessions the worker still looks after.
fn outstanding(scene: &Scene) -> usize {
    match scene.client.settle(&within(1)) {
        Ok(()) => 0,
        Err((open, error)) => {
            assert_eq!(error.status, Status::TimedOut, "{error}");
            open
        }
    }
}

#[test]
fn no_logout_waits_for_another() {
    alone(|| {
        const LOGINS: usize = 20;
        let scene = Scene::new();
        thread::scope(|scope| {
            let late = |logout_ms| format!("fault:create:delay=600;invalidate:delay={logout_ms}");
            for _ in 0..LOGINS {
                let repository = late(1_500);
                let scene = &scene;
                scope.spawn(move || scene.failed_within(150, &repository));
            }
            let repository = late(6_000);
            let scene = &scene;
            scope.spawn(move || scene.failed_within(150, &repository));
        });
        assert_eq!(outstanding(&scene), LOGINS + 1);
        // One after the other they would take half a minute.
        eventually("the logouts beside the hung one", || outstanding(&scene) == 1);
        assert!(scene.report().open <= 1);
        scene.settle();
        let report = scene.report();
        assert_eq!((report.invalidated as usize, report.open), (LOGINS + 1, 0));
    });
}

#[test]
fn one_settle_waits_for_all_and_the_count_is_right_meanwhile() {
    alone(|| {
        const LOGINS: usize = 25;
        let scene = Scene::new();
        thread::scope(|scope| {
            for _ in 0..LOGINS {
                scope.spawn(|| scene.failed_within(300, "fault:create:delay=1200;invalidate:delay=2500"));
            }
        });
        assert_eq!(outstanding(&scene), LOGINS);
        let settled = thread::scope(|scope| {
            let settling = scope.spawn(|| scene.client.settle(&CallSettings::default()));
            let mut last = LOGINS;
            while !settling.is_finished() {
                // None is counted off before the server has closed it, and none comes back.
                let told = outstanding(&scene);
                assert!(scene.report().open <= told && told <= last, "{told} of {last}");
                last = told;
                thread::sleep(Duration::from_millis(20));
            }
            settling.join().unwrap()
        });
        assert!(settled.is_ok());
        let report = scene.report();
        assert_eq!((report.invalidated as usize, report.open), (LOGINS, 0));
        assert_eq!(outstanding(&scene), 0);
    });
}

#[test]
fn more_logouts_than_run_at_once_are_all_made() {
    alone(|| {
        const LOGINS: usize = 40;
        let scene = Scene::new();
        thread::scope(|scope| {
            for _ in 0..LOGINS {
                scope.spawn(|| scene.failed_within(300, "fault:create:delay=900;invalidate:delay=400"));
            }
        });
        eventually("the logouts", || own_threads() >= 16);
        assert!(own_threads() <= 33);
        scene.settle();
        assert_eq!((scene.report().invalidated as usize, scene.report().open), (LOGINS, 0));
    });
}

#[test]
fn the_worker_outlives_the_client() {
    alone(|| {
        let mut scene = Scene::new();
        scene.failed_within(150, "fault:create:delay=500");
        scene.client = Client::new(&settings(&scene.stub)).unwrap();
        assert_eq!(scene.report().open, 1);
        eventually("the logout", || scene.report().open == 0 && own_threads() == 0);
    });
}

#[test]
fn a_late_refusal_opened_no_session() {
    alone(|| {
        let scene = Scene::new();
        let error = scene.failed_within(150, "fault:create:delay=400,status=401");
        assert_eq!(error.status, Status::OutcomeUnknown);
        scene.settle();
        assert_eq!((scene.report().open, scene.report().invalidate_requests), (0, 0));
        assert!(scene.logged(Level::Info, "a late answer refused the login"));

        // Something in front of the service may have seen more than it says.
        let error = scene.failed_within(150, "fault:create:delay=400,status=403,act,error=html,gateway");
        assert_eq!(error.status, Status::OutcomeUnknown);
        assert_eq!((scene.lost(), scene.report().open), (1, 1));
        assert!(scene.logged(Level::Warn, "was not recognisably the service's"));
    });
}

#[test]
fn the_logout_of_a_late_session_is_repeated() {
    alone(|| {
        let scene = Scene::new();
        scene.failed_within(150, "fault:create:delay=400;invalidate:status=503,times=1");
        scene.settle();
        assert_eq!((scene.report().open, scene.report().invalidate_requests), (0, 2));

        // More often than a call is repeated.
        scene.failed_within(150, "fault:create:delay=400;invalidate:status=500,times=4");
        scene.settle();
        assert_eq!((scene.report().open, scene.report().invalidate_requests), (0, 7));
    });
}
