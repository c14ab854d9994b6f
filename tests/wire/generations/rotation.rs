//! Refresh tokens: each is good once.

use std::thread;
use std::time::Duration;

use lftoken_stub::{Fault, Operation};
use support::binding::{Action, Api, Credentials, Status, Token, TokenState};
use support::eventually;

use crate::scene::{invalidate, refresh, within};
use crate::seen::{basic, form};

use super::ways::{Generation, SINGLE_PAGE_APP, WEB_APP, WEB_APP_SECRET, Way};

const WAYS: [Way; 3] = [Way::V2Code, Way::WebAppCode, Way::SinglePageCode];

/// What a program that has kept a refresh token logs in with.
fn kept(scene: &Generation, refresh_token: &str) -> Credentials {
    let app = |id: &str| Some(id.to_owned());
    Credentials {
        refresh_token: Some(refresh_token.into()),
        client_id: match scene.way {
            Way::WebAppCode => app(WEB_APP),
            Way::SinglePageCode => app(SINGLE_PAGE_APP),
            _ => None,
        },
        client_secret: (scene.way == Way::WebAppCode).then(|| WEB_APP_SECRET.to_owned()),
        ..Credentials::default()
    }
}

fn log_in(scene: &Generation, credentials: &Credentials) -> Result<Token, support::binding::Error> {
    scene.log_in(&credentials.handle(), &within(5_000))
}

#[test]
fn each_refresh_brings_another_one() {
    for way in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let mut seen = vec![(token.value(), token.refresh_token().unwrap())];
        for _ in 0..3 {
            refresh(&token).unwrap();
            scene.note(&token);
            let request = scene.stub.requests().pop().unwrap();
            let (_, last) = seen.last().unwrap();
            let mut members = vec![("grant_type".to_owned(), "refresh_token".to_owned())];
            members.push(("refresh_token".to_owned(), last.clone()));
            if way.api() == Api::Cloud {
                members.push(("client_id".to_owned(), kept(&scene, "x").client_id.unwrap()));
            }
            assert_eq!(form(&request), members, "{way:?}");
            let proof = (way == Way::WebAppCode).then(|| (WEB_APP.to_owned(), WEB_APP_SECRET.to_owned()));
            assert_eq!(basic(&request), proof);
            let now = (token.value(), token.refresh_token().unwrap());
            assert!(seen.iter().all(|(value, next)| *value != now.0 && *next != now.1));
            seen.push(now);
        }
        // A session goes on under the new value.
        assert_eq!(scene.report().open, usize::from(way == Way::V2Code));
    }
}

#[test]
fn one_that_was_kept_logs_in_after_a_restart() {
    for way in WAYS {
        let scene = Generation::new(way);
        let first = scene.token().refresh_token().unwrap();
        let credentials = kept(&scene, &first).handle();
        let token = scene.log_in(&credentials, &within(5_000)).unwrap();
        assert_ne!(token.refresh_token().unwrap(), first);
        // It was used up, which these credentials know.
        let sent = scene.sent(Operation::Create);
        let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
        assert_eq!(
            (error.status, scene.sent(Operation::Create)),
            (Status::InvalidArgument, sent),
            "{error}"
        );
        refresh(&token).unwrap();
        scene.note(&token);

        // Another program does not know, and ends the family.
        let error = log_in(&scene, &kept(&scene, &first)).err().unwrap();
        assert_eq!(
            (error.status, error.action),
            (Status::CredentialsRefused, Action::LogInAgain),
            "{error}"
        );
        assert_eq!(
            error.problem.http_status, 401,
            "the status of HTTP goes before that in the body: {error}"
        );
        assert_eq!(error.problem.problem_type, "invalid_grant");
        assert!(error.message.contains("authorize the app again"), "{error}");
        let error = refresh(&token).unwrap_err();
        assert_eq!(error.status, Status::CredentialsRefused, "{error}");
        assert_eq!(token.refresh_token(), None);
        assert_eq!((token.state(), token.value().is_empty()), (TokenState::Active, false));
    }
}

#[test]
fn one_whose_answer_was_lost_is_not_sent_again() {
    for way in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let value = token.value();
        scene.set_fault(Operation::Refresh, Fault::parse("drop,times=1").unwrap());
        let sent = scene.sent(Operation::Refresh);
        let error = refresh(&token).unwrap_err();
        assert_eq!(
            (error.status, error.cause),
            (Status::OutcomeUnknown, Status::ConnectionLost),
            "{error}"
        );
        assert!(!error.retryable);
        for _ in 0..3 {
            let error = refresh(&token).unwrap_err();
            assert_eq!(
                (error.status, error.action),
                (Status::OutcomeUnknown, Action::LogInAgain),
                "{error}"
            );
            assert!(error.message.contains("authorize the app again"), "{error}");
        }
        assert_eq!(scene.sent(Operation::Refresh), sent + 1);
        assert_eq!(
            (token.value(), token.refresh_token(), token.state()),
            (value, None, TokenState::Active)
        );
    }
}

#[test]
fn one_that_was_not_used_is_good_again() {
    for way in WAYS {
        let scene = Generation::new(way);
        let refresh_token = scene.token().refresh_token().unwrap();
        let credentials = kept(&scene, &refresh_token).handle();
        for refusal in ["status=429,times=1", "status=500,times=1"] {
            scene.set_fault(Operation::Create, Fault::parse(refusal).unwrap());
            let error = scene.log_in(&credentials, &within(5_000)).err().unwrap();
            assert!(error.retryable, "{error}");
        }
        scene.log_in(&credentials, &within(5_000)).unwrap();
    }
}

/// RFC 6749, section 6.
#[test]
fn a_server_that_gives_no_other_one_leaves_it_valid() {
    for way in WAYS {
        let scene = Generation::new(way);
        let refresh_token = scene.token().refresh_token().unwrap();
        let same = Fault {
            body: Some(br#"{"access_token":"another-access-token","expires_in":3600,"token_type":"bearer"}"#.to_vec()),
            // Whatever the stub makes of it, the answer does not tell.
            ..Fault::default()
        };
        scene.set_fault(
            Operation::Refresh,
            Fault {
                status: Some(200),
                ..same
            },
        );
        let token = log_in(&scene, &kept(&scene, &refresh_token)).unwrap();
        assert_eq!(token.refresh_token(), Some(refresh_token.clone()));
        scene.stub.clear_faults();
        // It is sent again: that the stub has given another one meanwhile only the stub knows.
        let error = refresh(&token).unwrap_err();
        assert_eq!(error.status, Status::CredentialsRefused, "{error}");
        let request = scene.stub.requests().pop().unwrap();
        assert!(form(&request).contains(&("refresh_token".into(), refresh_token)));
    }
}

#[test]
fn threads_use_it_once() {
    for way in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let sent = scene.sent(Operation::Refresh);
        let slow = Fault {
            delay_before: Some(Duration::from_millis(400)),
            ..Fault::default()
        };
        scene.set_fault(Operation::Refresh, slow);
        thread::scope(|scope| {
            let leading = scope.spawn(|| refresh(&token));
            eventually("the request", || scene.sent(Operation::Refresh) > sent);
            let joining: Vec<_> = (0..6).map(|_| scope.spawn(|| refresh(&token))).collect();
            for call in joining.into_iter().chain([leading]) {
                call.join().unwrap().unwrap();
            }
        });
        scene.stub.clear_faults();
        scene.note(&token);
        assert_eq!(scene.sent(Operation::Refresh), sent + 1);
        refresh(&token).unwrap();
        scene.note(&token);
    }
}

#[test]
fn credentials_that_several_threads_use_are_sent_once() {
    let scene = Generation::new(Way::SinglePageCode);
    let refresh_token = scene.token().refresh_token().unwrap();
    let credentials = kept(&scene, &refresh_token).handle();
    let sent = scene.sent(Operation::Create);
    let logged_in = thread::scope(|scope| {
        let logins: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| scene.log_in(&credentials, &within(5_000))))
            .collect();
        logins
            .into_iter()
            .filter_map(|login| login.join().unwrap().ok())
            .count()
    });
    assert_eq!((logged_in, scene.sent(Operation::Create)), (1, sent + 1));
}

#[test]
fn an_adopted_token_goes_on_with_it() {
    for way in WAYS {
        let scene = Generation::new(way);
        let (value, refresh_token) = {
            let token = scene.token();
            (token.value(), token.refresh_token().unwrap())
        };
        let adopted = scene
            .client
            .adopt_token_with("Archive", &value, None, &kept(&scene, &refresh_token));
        let adopted = adopted.unwrap();
        assert_eq!(adopted.refresh_token(), Some(refresh_token.clone()));
        refresh(&adopted).unwrap();
        scene.note(&adopted);
        assert_ne!((adopted.value(), adopted.refresh_token()), (value, Some(refresh_token)));
    }
}

#[test]
fn what_is_forgotten_is_not_sent() {
    for way in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let sent = scene.report().requests;
        invalidate(&token).unwrap();
        assert_eq!(
            (token.state(), token.value(), token.refresh_token()),
            (TokenState::Discarded, String::new(), None)
        );
        assert_eq!(refresh(&token).unwrap_err().status, Status::SessionGone);
        assert_eq!(scene.report().requests, sent);
        assert_eq!(scene.counted(), 0);
    }
}

#[test]
fn an_app_that_does_not_fit_is_named() {
    let scene = Generation::new(Way::WebAppCode);
    let refresh_token = scene.token().refresh_token().unwrap();
    let wrong = Credentials {
        client_secret: Some("the secret of another app".into()),
        ..kept(&scene, &refresh_token)
    };
    scene.keep_secret("the secret of another app");
    let error = log_in(&scene, &wrong).err().unwrap();
    assert_eq!(
        (error.status, error.action),
        (Status::CredentialsRefused, Action::FixCredentials),
        "{error}"
    );
    assert_eq!(error.problem.problem_type, "invalid_client");
    assert!(error.message.contains("client id and the client secret"), "{error}");
    let sent = scene.report().requests;
    for (credentials, named) in [
        (
            Credentials {
                client_id: None,
                ..wrong.clone()
            },
            "a client secret but no client id",
        ),
        (
            Credentials {
                client_id: None,
                client_secret: None,
                ..wrong.clone()
            },
            "client id",
        ),
        (
            Credentials {
                password: Some("p".into()),
                ..wrong.clone()
            },
            "both",
        ),
    ] {
        let error = log_in(&scene, &credentials).err().expect(named);
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
        assert!(error.message.contains(named), "{error}");
    }
    let scene = Generation::new(Way::V2Code);
    let error = log_in(&scene, &wrong).err().unwrap();
    assert!(
        error
            .message
            .contains("a client id or a client secret, which the API Server's v2 does not take"),
        "{error}"
    );
    assert_eq!((sent > 0, scene.report().requests), (true, 0));
}
