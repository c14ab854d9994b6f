//! What ends a session, and what is said of it afterwards.

use std::time::Duration;

use support::binding::{ExchangeState, Level, Status, TokenState};

use crate::scene::{Scene, invalidate, refresh};

#[test]
fn a_401_ends_the_session_whatever_code_comes_with_it() {
    let scene = Scene::new();
    for code in [9010, 9011, 9013, 9030] {
        let token = scene.session(&format!("fault:refresh:status=401,code={code}"));
        assert_eq!(refresh(&token).unwrap_err().status, Status::SessionGone, "{code}");
        assert_eq!(token.state(), TokenState::Gone, "{code}");
        invalidate(&token).unwrap();
    }
    for refusal in ["status=403,code=9067", "status=400,code=9037"] {
        let token = scene.session(&format!("fault:invalidate:{refusal},act"));
        invalidate(&token).unwrap_or_else(|error| panic!("{refusal}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{refusal}");
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_session_that_is_gone_counts_as_logged_out() {
    let scene = Scene::new();
    for refusal in ["status=401", "status=400,code=9037", "status=403,code=9067"] {
        let token = scene.session(&format!("fault:invalidate:{refusal}"));
        let before = scene.report().invalidate_requests;
        invalidate(&token).unwrap_or_else(|error| panic!("{refusal}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{refusal}");
        assert_eq!(scene.report().invalidate_requests, before + 1, "{refusal}");
    }
    let token = scene.session("r");
    scene.stub.reset();
    invalidate(&token).unwrap();
}

#[test]
fn a_refresh_tells_that_the_session_is_gone() {
    let scene = Scene::new();
    let token = scene.session("fault:refresh:status=401");
    let error = refresh(&token).unwrap_err();
    assert_eq!(error.status, Status::SessionGone, "{error}");
    assert_eq!(error.problem.http_status, 401);
    assert_eq!(token.state(), TokenState::Gone);
    assert_eq!(token.remaining(), Some(Duration::ZERO));

    let before = scene.report().requests;
    let error = refresh(&token).unwrap_err();
    assert_eq!(error.status, Status::SessionGone);
    assert_eq!(error.exchange, ExchangeState::NothingSent);
    assert_eq!(scene.report().requests, before);

    // It may be there all the same, so a logout asks.
    invalidate(&token).unwrap();
    assert_eq!(scene.report().open, 0);
    assert_eq!(refresh(&token).unwrap_err().status, Status::SessionGone);
}

#[test]
fn a_logout_that_the_server_denies_is_reported() {
    let scene = Scene::new();
    let token = scene.session("fault:invalidate:false,times=1");
    let error = invalidate(&token).unwrap_err();
    assert_eq!(error.status, Status::NotLoggedOut, "{error}");
    assert_eq!(error.exchange, ExchangeState::Answered);
    assert_eq!(token.state(), TokenState::Active);
    invalidate(&token).unwrap();
    assert_eq!(token.state(), TokenState::LoggedOut);
}

#[test]
fn a_second_logout_sends_nothing() {
    let scene = Scene::new();
    let token = scene.session("r");
    invalidate(&token).unwrap();
    invalidate(&token).unwrap();
    assert_eq!(scene.report().invalidate_requests, 1);
}

#[test]
fn a_live_token_that_is_freed_leaves_a_warning() {
    let scene = Scene::new();
    let token = scene.session("Archive");
    let value = token.value();
    drop(token);
    assert!(scene.logged(Level::Warn, "a token of repository Archive was freed"));
    assert_eq!(scene.report().invalidate_requests, 0);
    scene.lines.lock().unwrap().clear();
    let token = scene.client.adopt_token("Archive", &value, None).unwrap();
    invalidate(&token).unwrap();
    drop(token);
    assert!(!scene.logged(Level::Warn, "was freed"));
}
