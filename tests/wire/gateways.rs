//! What stands between the library and the service answers in its place, and ends no session by that.

use support::alone::alone;
use support::binding::{Level, Status, TokenState};

use crate::scene::{Scene, invalidate, refresh};

#[test]
fn a_gateway_cannot_end_a_session() {
    let scene = Scene::new();
    for answer in [
        "status=401,error=html,gateway",
        "status=401,error=none,gateway",
        "status=404",
        "status=404,error=html,gateway",
        "status=405,error=none,gateway",
        "status=410,error=none,gateway",
        "status=302,header=Location:https://portal.example/,body=,gateway",
        "body=,gateway",
        "status=204,body=,gateway",
        "status=206,body=,gateway",
        "body=%3Chtml%3Esign%20in%3C/html%3E,gateway",
    ] {
        let token = scene.session(&format!("fault:invalidate:{answer},times=1"));
        let error = invalidate(&token).expect_err(answer);
        assert_eq!(error.status, Status::NotLoggedOut, "{answer}: {error}");
        assert!(error.retryable, "{answer}");
        assert_eq!(token.state(), TokenState::Active, "{answer}");
        invalidate(&token).unwrap_or_else(|error| panic!("{answer}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{answer}");
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_gateway_cannot_end_a_session_by_refresh_either() {
    let scene = Scene::new();
    for answer in [
        "error=html",
        "error=none",
        "body=%7B%22message%22:%22Unauthorized%22%7D",
    ] {
        let token = scene.session(&format!("fault:refresh:status=401,{answer},gateway,times=1"));
        let error = refresh(&token).expect_err(answer);
        assert_eq!(error.status, Status::SessionUnconfirmed, "{answer}: {error}");
        assert_eq!(token.state(), TokenState::Active, "{answer}");
        refresh(&token).unwrap_or_else(|error| panic!("{answer}: {error}"));
        drop(token);
        assert!(
            scene.logged(Level::Warn, "was freed without being logged out"),
            "{answer}"
        );
    }
}

#[test]
fn the_worker_asks_again_where_a_gateway_has_answered() {
    alone(|| {
        let scene = Scene::new();
        for answer in [
            "status=401,error=html,gateway",
            "status=404,error=none,gateway",
            "body=,gateway",
        ] {
            scene.failed_within(150, &format!("fault:create:delay=400;invalidate:{answer},times=2"));
            scene.settle();
            assert_eq!(scene.report().open, 0, "{answer}");
        }
    });
}

#[test]
fn a_gateway_that_answers_the_workers_logout_until_its_time_is_over_leaves_the_session_lost() {
    alone(|| {
        let scene = Scene::new();
        scene.failed_within(150, "fault:create:delay=400;invalidate:status=401,error=html,gateway");
        assert_eq!(scene.lost(), 1);
        assert!(scene.logged(Level::Error, "could not be logged out"));
    });
}
