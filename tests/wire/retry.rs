//! What is repeated, how often and when, and what is not.

use std::time::{Duration, Instant, SystemTime};

use lftoken_stub::blackhole::Refused;
use lftoken_stub::{Config, Fault, Operation};
use support::alone::measuring;
use support::binding::{Error, ExchangeState, Status, TokenState};

use crate::scene::{Scene, invalidate, refresh, within};

#[test]
fn a_refused_login_is_not_repeated() {
    let scene = Scene::new();
    for (refusal, status) in [
        ("status=400", Status::BadRequest),
        ("status=401", Status::CredentialsRefused),
        ("status=403", Status::AccessDenied),
        ("status=403,code=9030", Status::LicenseExhausted),
        ("status=404", Status::RepositoryNotFound),
        ("status=500", Status::ServerError),
        ("status=400,retry-after=1", Status::BadRequest),
        ("status=401,retry-after=1", Status::CredentialsRefused),
        ("status=403,retry-after=1", Status::AccessDenied),
        ("status=429", Status::RateLimited),
        ("status=503", Status::ServerError),
    ] {
        let before = scene.report().create_requests;
        let error = scene.failed(&format!("fault:create:{refusal}"));
        assert_eq!(error.status, status, "{refusal}: {error}");
        assert_eq!(error.exchange, ExchangeState::Answered, "{refusal}");
        assert_eq!(error.attempts, 1, "{refusal}");
        assert_eq!(scene.report().create_requests, before + 1, "{refusal}");
    }
    assert_eq!(scene.report().created, 0);
}

/// Makes each call after refusing it once, and tells how long it took.
fn after_one_refusal(scene: &Scene, status: u16, retry_after: &dyn Fn() -> Option<String>) -> Vec<u128> {
    let token = scene.session("r");
    let calls: [&dyn Fn() -> Result<(), Error>; 3] = [
        &|| scene.create("r").and_then(|token| invalidate(&token)),
        &|| refresh(&token),
        &|| invalidate(&token),
    ];
    let took = Operation::V1_ALPHA.iter().zip(calls).map(|(operation, call)| {
        let fault = Fault {
            status: Some(status),
            retry_after: retry_after(),
            times: Some(1),
            ..Fault::default()
        };
        scene.stub.set_fault(*operation, fault);
        let begun = Instant::now();
        call().unwrap_or_else(|error| panic!("{operation:?} after {status}: {error}"));
        let took = begun.elapsed().as_millis();
        scene.stub.clear_faults();
        took
    });
    let took = took.collect();
    assert_eq!(scene.report().open, 0);
    took
}

#[test]
fn retry_after_is_honoured_in_both_forms() {
    let _turn = measuring();
    let scene = Scene::new();
    for took in after_one_refusal(&scene, 429, &|| Some("1".into())) {
        assert!((1000..1500).contains(&took), "{took} ms");
    }
    for took in after_one_refusal(&scene, 503, &|| {
        Some(httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2)))
    }) {
        assert!((900..2500).contains(&took), "{took} ms");
    }
    for took in after_one_refusal(&scene, 503, &|| Some("0".into())) {
        assert!(took < 200, "{took} ms");
    }
}

#[test]
fn retry_after_stays_inside_the_deadline() {
    let _turn = measuring();
    let scene = Scene::new();
    let token = scene.session("r");
    for status in [429, 503] {
        for operation in Operation::V1_ALPHA {
            let fault = Fault {
                status: Some(status),
                retry_after: Some("2".into()),
                ..Fault::default()
            };
            scene.stub.set_fault(operation, fault);
        }
        let before = scene.report().requests;
        let begun = Instant::now();
        for error in [
            scene.failed_within(1500, "r"),
            token.refresh(0, &within(1500)).unwrap_err(),
            token.invalidate(&within(1500)).unwrap_err(),
        ] {
            let expected = if status == 429 {
                Status::RateLimited
            } else {
                Status::ServerError
            };
            assert_eq!(error.status, expected, "{error}");
            assert_eq!(error.attempts, 1);
            assert_eq!(error.problem.retry_after, Some(Duration::from_secs(2)));
            assert!(error.retryable);
        }
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
        assert_eq!(scene.report().requests, before + 3);
    }
}

#[test]
fn refresh_and_invalidate_are_repeated_after_a_failure_of_the_server() {
    let scene = Scene::new();
    for fault in [
        "status=500",
        "status=502",
        "status=503",
        "status=504",
        "drop",
        "refuse",
        "reset=0",
        "cut=20",
    ] {
        let token = scene.session(&format!("fault:refresh:{fault},times=2;invalidate:{fault},times=2"));
        refresh(&token).unwrap_or_else(|error| panic!("{fault}: {error}"));
        invalidate(&token).unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut);
    }
    assert_eq!(scene.report().open, 0);

    let token = scene.session("fault:refresh:status=500");
    let before = scene.report().refresh_requests;
    let error = refresh(&token).unwrap_err();
    assert_eq!((error.status, error.attempts), (Status::ServerError, 3));
    assert_eq!(scene.report().refresh_requests, before + 3);
    assert_eq!(token.state(), TokenState::Active);
    for refusal in ["status=400", "status=403", "status=429"] {
        let token = scene.session(&format!("fault:refresh:{refusal}"));
        assert_eq!(refresh(&token).unwrap_err().attempts, 1, "{refusal}");
        assert_eq!(token.state(), TokenState::Active, "{refusal}");
    }
}

#[test]
fn a_refused_connection_is_tried_again() {
    let refused = Refused::start().unwrap();
    let address = format!("https://{}", refused.address());
    let scene = Scene::with(Config::default(), |settings| settings.base_address = Some(address));
    let error = scene.failed("r");
    assert_eq!(error.status, Status::ConnectFailed, "{error}");
    assert_eq!(error.exchange, ExchangeState::NothingSent);
    assert_eq!(error.attempts, 3);
    assert!(error.retryable && error.os_code.is_some());
    let token = scene.client.adopt_token("r", "abc", None).unwrap();
    assert_eq!(refresh(&token).unwrap_err().attempts, 3);
    assert_eq!(invalidate(&token).unwrap_err().attempts, 3);
}
