//! Logins with a user name and a password at the API Server, v1 and v2.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lftoken_stub::{Config, Fault, LifetimeMember, Operation};
use support::binding::{Action, Api, CallSettings, Cancel, Client, Credentials, Level, Settings, Status, TokenState};
use support::{PASSWORD, eventually, login};

use crate::scene::{invalidate, refresh, within};

use super::ways::{Generation, Way};

const WAYS: [(Way, &str); 2] = [(Way::V1, "v1"), (Way::V2, "v2")];

fn with_user(user: &str, password: &str) -> (Config, Credentials) {
    let config = Config {
        base_path: "/LFRepositoryAPI".into(),
        users: vec![(user.into(), password.into())],
        ..Config::default()
    };
    let credentials = Credentials {
        username: Some(user.into()),
        password: Some(password.into()),
        ..Credentials::default()
    };
    (config, credentials)
}

fn slow(ms: u64) -> Fault {
    Fault {
        delay_before: Some(Duration::from_millis(ms)),
        ..Fault::default()
    }
}

#[test]
fn the_form_is_right_byte_by_byte() {
    for (user, password, form) in [
        ("svc", "plain-._~", "username=svc&password=plain-._~"),
        (
            r"EXAMPLE\svc",
            "a&b=c+1%2F ä",
            "username=EXAMPLE%5Csvc&password=a%26b%3Dc%2B1%252F%20%C3%A4",
        ),
        (
            "svc@example.com",
            "'(!)*;/?:#\"\\",
            "username=svc%40example.com&password=%27%28%21%29%2A%3B%2F%3F%3A%23%22%5C",
        ),
    ] {
        for (way, version) in WAYS {
            let (config, credentials) = with_user(user, password);
            let scene = Generation::with(way, config, |_| {});
            let token = scene.client.create_token("Main Archive", &credentials, &within(5_000));
            let token = token.unwrap();
            scene.note(&token);
            let [request] = &scene.stub.requests()[..] else {
                panic!()
            };
            let body = String::from_utf8_lossy(&request.body);
            assert_eq!(body, format!("grant_type=password&{form}"));
            let target = format!("/LFRepositoryAPI/{version}/Repositories/Main%20Archive/Token");
            assert_eq!((&*request.method, &request.target), ("POST", &target));
            assert_eq!(
                request.header_values("Content-Type"),
                ["application/x-www-form-urlencoded"]
            );
            assert_eq!(request.header_values("Accept"), ["application/json"]);
            assert_eq!(request.header("Authorization"), None);
            assert_eq!(token.repository(), "Main Archive");
            assert_eq!(token.api_address(), scene.stub.base_url());
            assert_eq!(
                (token.scope(), token.refresh_token(), token.cookie()),
                (String::new(), None, None)
            );
        }
    }
}

#[test]
fn an_address_that_goes_on_behind_the_root_is_named() {
    let address = |path: &str| Settings {
        base_address: Some(format!("https://lf.example.com{path}")),
        ..Settings::default()
    };
    for api in [Api::ServerV1, Api::ServerV2] {
        for (path, surplus) in [
            ("/LFRepositoryAPI/v1", "/v1"),
            ("/LFRepositoryAPI/v2/", "/v2"),
            ("/LFRepositoryAPI/v1/Repositories/r/Token", "/v1/Repositories/r/Token"),
            ("/LFRepositoryAPI/swagger/index.html", "/swagger/index.html"),
        ] {
            let settings = Settings {
                api: Some(api),
                ..address(path)
            };
            let error = Client::new(&settings).err().expect(path);
            assert_eq!(error.status, Status::InvalidArgument, "{error}");
            assert!(error.message.contains(&format!("leave \"{surplus}\" out")), "{error}");
        }
    }
    let scene = Generation::with(Way::V1, Config::default(), |settings| {
        settings.base_address.as_mut().unwrap().push('/');
    });
    scene.token();
    assert_eq!(
        scene.stub.requests()[0].target,
        "/repository/v1/Repositories/Archive/Token"
    );
}

#[test]
fn the_lifetime_is_read_under_each_of_its_names() {
    for (way, _) in WAYS {
        for (lifetime_member, is_known) in [
            (LifetimeMember::ExpiresIn, true),
            (LifetimeMember::ExpireIn, true),
            (LifetimeMember::Absent, false),
        ] {
            let config = Config {
                lifetime_member,
                // By a clock that is wrong, as the answer tells the time that is left.
                clock_skew: -86_400,
                ..Config::default()
            };
            let scene = Generation::with(way, config, |_| {});
            let token = scene.token();
            let remaining = token.remaining().map(|left| left.as_secs());
            assert!(!is_known || (890..=900).contains(&remaining.unwrap()), "{remaining:?}");
            assert_eq!(
                (remaining.is_some(), token.expires_at_ms().is_some()),
                (is_known, is_known)
            );
            assert_eq!(
                scene.logged(Level::Info, "does not tell how long the session lasts"),
                !is_known
            );
        }
    }
}

#[test]
fn no_timer_locks_an_account() {
    for (way, _) in WAYS {
        let scene = Generation::with(
            way,
            Config {
                lockout_after: Some(2),
                ..Config::default()
            },
            |_| {},
        );
        let token = scene.token();
        // Somebody has changed the password.
        let refusal = Fault {
            status: Some(401),
            error_code: Some(9010),
            ..Fault::default()
        };
        scene.set_fault(Operation::Refresh, refusal);
        for round in 0..10 {
            let error = refresh(&token).unwrap_err();
            assert_eq!(error.status, Status::CredentialsRefused, "{error}");
            assert_eq!(error.action, Action::FixCredentials);
            assert_eq!(error.message.contains("nothing was sent"), round > 0, "{error}");
            assert_eq!(scene.sent(Operation::Refresh), 2);
        }
        assert_eq!(token.state(), TokenState::Active);
        assert!(!token.value().is_empty(), "it is good until it expires");
    }
}

#[test]
fn the_old_value_is_there_until_the_new_one_is() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let old = token.value();
        scene.set_fault(Operation::Refresh, slow(300));
        thread::scope(|scope| {
            let refreshing = scope.spawn(|| refresh(&token));
            eventually("the request", || scene.sent(Operation::Refresh) == 2);
            assert_eq!((token.value(), token.state()), (old.clone(), TokenState::Active));
            refreshing.join().unwrap().unwrap();
        });
        scene.note(&token);
        assert_ne!(token.value(), old);
    }
}

#[test]
fn refreshes_at_the_same_time_are_one_login() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        let old = token.value();
        scene.set_fault(Operation::Refresh, slow(500));
        thread::scope(|scope| {
            let leading = scope.spawn(|| refresh(&token));
            eventually("the request", || scene.sent(Operation::Refresh) == 2);
            let joining: Vec<_> = (0..8).map(|_| scope.spawn(|| refresh(&token))).collect();
            // Who joins keeps a limit of its own, and ends nothing by it.
            let error = token.refresh(0, &within(20)).unwrap_err();
            assert_eq!(error.status, Status::TimedOut, "{error}");
            let cancel = Arc::new(Cancel::default());
            cancel.trigger();
            let cancelled = CallSettings {
                cancel: Some(cancel),
                ..CallSettings::default()
            };
            assert_eq!(token.refresh(0, &cancelled).unwrap_err().status, Status::Cancelled);
            for call in joining.into_iter().chain([leading]) {
                call.join().unwrap().unwrap();
            }
        });
        scene.note(&token);
        assert_eq!(scene.sent(Operation::Refresh), 2);
        assert_ne!(token.value(), old);
    }
}

#[test]
fn a_refusal_is_told_to_all_who_wait() {
    let scene = Generation::new(Way::V1);
    let token = scene.token();
    scene.set_fault(
        Operation::Refresh,
        Fault {
            status: Some(401),
            ..slow(300)
        },
    );
    thread::scope(|scope| {
        let calls: Vec<_> = (0..6).map(|_| scope.spawn(|| refresh(&token))).collect();
        for call in calls {
            assert_eq!(call.join().unwrap().unwrap_err().status, Status::CredentialsRefused);
        }
    });
    assert_eq!(scene.sent(Operation::Refresh), 2);
}

#[test]
fn what_is_forgotten_during_a_refresh_stays_so() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        scene.set_fault(Operation::Refresh, slow(300));
        thread::scope(|scope| {
            let refreshing = scope.spawn(|| refresh(&token));
            eventually("the request", || scene.sent(Operation::Refresh) == 2);
            invalidate(&token).unwrap();
            let _ = refreshing.join().unwrap();
        });
        assert_eq!((token.state(), token.value()), (TokenState::Discarded, String::new()));
        // Nobody holds the session that the refresh has opened.
        assert_eq!(scene.counted(), 1);
    }
}

#[test]
fn what_a_logout_is_without_a_call_for_it_is_said() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let token = scene.token();
        invalidate(&token).unwrap();
        invalidate(&token).unwrap();
        assert_eq!(
            (token.state(), token.remaining()),
            (TokenState::Discarded, Some(Duration::ZERO))
        );
        drop(token);
        assert!(scene.logged(Level::Warn, "its service has no call that ends a session"));
        drop(scene.token());
        assert!(scene.logged(Level::Warn, "was freed without being logged out"));

        scene.set_fault(Operation::Create, slow(400));
        let error = scene.log_in(&scene.credentials(), &within(150)).err().unwrap();
        assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
        assert!(error.message.contains("not even when its token still comes"), "{error}");
        assert!(scene.logged(Level::Error, "not even when its token still comes"));
        assert_eq!(scene.counted(), 1);
    }
}

#[test]
fn an_adopted_token_is_refreshed_with_what_came_along() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let value = scene.token().value();
        let alone = scene.client.adopt_token("Archive", &value, None).unwrap();
        let error = refresh(&alone).unwrap_err();
        assert_eq!(
            (error.status, error.action),
            (Status::Unsupported, Action::LogInAgain),
            "{error}"
        );
        assert_eq!((scene.report().requests, alone.value()), (1, value.clone()));

        let adopted = scene
            .client
            .adopt_token_with("Archive", &value, None, &login())
            .unwrap();
        assert_eq!((adopted.value(), adopted.remaining()), (value.clone(), None));
        refresh(&adopted).unwrap();
        scene.note(&adopted);
        assert_ne!(adopted.value(), value);
        assert!(adopted.remaining().is_some());
        assert_eq!(scene.report().requests, 2);
    }
}

#[test]
fn what_these_apis_do_not_know_is_refused_before_it_is_sent() {
    let key = |credentials: Credentials| Credentials {
        username: None,
        password: None,
        ..credentials
    };
    let with = |change: &dyn Fn(&mut Credentials)| {
        let mut credentials = login();
        change(&mut credentials);
        credentials
    };
    for (way, name) in [(Way::V1, "the API Server's v1"), (Way::V2, "the API Server's v2")] {
        let scene = Generation::new(way);
        let token = scene.token();
        let error = token.refresh(60, &CallSettings::default()).unwrap_err();
        assert_eq!(error.status, Status::Unsupported, "{error}");
        for (credentials, named) in [
            (with(&|login| login.organization = Some("o".into())), "an organization"),
            (
                with(&|login| login.application_name = Some("a".into())),
                "an application name",
            ),
            (
                with(&|login| login.customer_id = Some("123456789".into())),
                "a customer id",
            ),
            (with(&|login| login.create_cookie = true), "a cookie"),
            (with(&|login| login.scope = Some("repository.Read".into())), "a scope"),
            (key(with(&|login| login.saml_token = Some("s".into()))), "a SAML token"),
            (
                key(with(&|login| login.session_key = Some("s".into()))),
                "a session key",
            ),
        ] {
            let error = scene.client.create_token("r", &credentials, &within(5_000)).err();
            let error = error.expect(named);
            assert_eq!(
                (error.status, error.action),
                (Status::Unsupported, Action::FixCall),
                "{error}"
            );
            assert!(error.message.contains(named) && error.message.contains(name), "{error}");
            assert!(error.message.contains("lf_options_set_api"), "{error}");
        }
        for repository in ["", ".", ".."] {
            let error = scene
                .client
                .create_token(repository, &login(), &within(5_000))
                .err()
                .unwrap();
            assert_eq!(error.status, Status::InvalidArgument, "{error}");
        }
        assert_eq!(scene.report().requests, 1);
    }
}

#[test]
fn what_an_api_can_is_told() {
    use support::binding::sys::*;
    for (way, can) in [
        (Way::Alpha, [1, 1, 1, 1]),
        (Way::V1, [0, 0, 0, 1]),
        (Way::V2, [0, 0, 0, 1]),
        (Way::AccessKey, [0, 0, 0, 0]),
    ] {
        let client = &Generation::new(way).client;
        let told = [
            LF_CAN_LOG_OUT,
            LF_CAN_KEEP_ALIVE,
            LF_CAN_REFRESH_WITHOUT_CREDENTIALS,
            LF_CAN_CHOOSE_REPOSITORY,
        ]
        .map(|what| i32::from(client.supports(what)));
        assert_eq!(told, can, "{way:?}");
        assert!(!client.supports(0) && !client.supports(99));
    }
}

#[test]
fn a_wrong_password_is_named_as_such() {
    for (way, _) in WAYS {
        let scene = Generation::new(way);
        let wrong = Credentials {
            password: Some(format!("not {PASSWORD}")),
            ..login()
        };
        let error = scene.client.create_token("r", &wrong, &within(5_000)).err().unwrap();
        assert_eq!(
            (error.status, error.problem.server_code),
            (Status::CredentialsRefused, 9010),
            "{error}"
        );
        assert_eq!(error.attempts, 1);
        let error = scene
            .client
            .create_token("unknown", &login(), &within(5_000))
            .err()
            .unwrap();
        assert_eq!(error.status, Status::RepositoryNotFound, "{error}");
        assert!(error.message.contains("the repository id is \"unknown\""), "{error}");
        assert_eq!((scene.counted(), scene.report().open), (0, 0));
    }
}
