use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::*;
use crate::api::login::{App, Credential};
use crate::api::single_use::SingleUse;
use crate::base::cancel::Cancel;
use crate::session::error::ExchangeState;

fn login(credential: Credential) -> Login {
    Login {
        credential,
        organization: None,
        application_name: None,
        customer_id: None,
        scope: None,
        create_cookie: false,
    }
}

fn with_password() -> Means {
    let credential = Credential::Password {
        username: "u".into(),
        password: Secret::new("p"),
    };
    Means::of(How::NewLogin, login(credential), None)
}

fn with_refresh_token() -> Means {
    let credential = Credential::RefreshToken {
        token: SingleUse::new(Secret::new("one")),
        app: App::default(),
    };
    Means::of(How::NewLogin, login(credential), Some(&Secret::new("two")))
}

fn failed(status: Status) -> Error {
    Error::local(status, "on purpose")
}

#[test]
fn credentials_that_were_refused_are_not_sent_again() {
    for status in [
        Status::CredentialsRefused,
        Status::AccountLocked,
        Status::PasswordExpired,
    ] {
        let means = with_password().after(&failed(status));
        assert!(matches!(means, Means::Refused(_)));
        let again = means.login().unwrap_err();
        assert_eq!((again.status, again.action), (status, status.action()));
    }
    let expired = failed(Status::CredentialsRefused)
        .advising(Advice::AuthorizeAgain)
        .acting(Action::LogInAgain);
    let again = with_password().after(&expired).login().unwrap_err();
    assert_eq!(
        (again.action, again.advice),
        (Action::LogInAgain, Some(Advice::AuthorizeAgain))
    );
    for status in [
        Status::OutcomeUnknown,
        Status::TimedOut,
        Status::ServerError,
        Status::RateLimited,
        Status::LicenseExhausted,
        Status::Cancelled,
    ] {
        assert!(with_password().after(&failed(status)).login().is_ok(), "{status:?}");
    }
}

#[test]
fn a_refresh_token_is_sent_once() {
    let means = with_refresh_token();
    assert_eq!(means.refresh_token().unwrap().expose(), "two");
    let means = means.after(&failed(Status::OutcomeUnknown));
    let error = means.login().unwrap_err();
    assert_eq!(
        (error.status, error.action),
        (Status::OutcomeUnknown, Action::LogInAgain)
    );
    assert!(means.refresh_token().is_none());
    // Who gets a client secret wrong still has the token.
    let mut wrong_secret = failed(Status::CredentialsRefused);
    wrong_secret.problem.problem_type = Some("invalid_client".into());
    let means = with_refresh_token().after(&wrong_secret);
    assert!(means.refresh_token().is_some() && means.login().is_err());
    assert!(with_password().after(&wrong_secret).login().is_err());
    // What was refused before it counted was not used.
    assert!(with_refresh_token().after(&failed(Status::RateLimited)).login().is_ok());
    let mut in_front = failed(Status::CredentialsRefused);
    in_front.exchange = ExchangeState::AnsweredInFront;
    assert!(with_refresh_token().after(&in_front).login().is_ok());
    assert!(with_password().after(&in_front).login().is_err());
}

#[test]
fn where_a_refresh_is_a_call_nothing_is_kept() {
    let credential = Credential::SessionKey(Secret::new("k"));
    let means = Means::of(How::Route, login(credential), None);
    let error = means.login().unwrap_err();
    assert_eq!((error.status, error.action), (Status::Unsupported, Action::LogInAgain));
}

/// Leads a flight that lands when `callers` wait for it; what they got, and how many of them led one.
fn flight(callers: usize, lands: impl FnOnce() -> Result<(), Error> + Send) -> (Vec<Result<(), Error>>, usize) {
    let flight = SingleFlight::new();
    let led = AtomicUsize::new(0);
    let (begun, has_begun) = channel();
    // Who waits with a cancel handle holds the monitor twice more.
    let deadline = || Deadline::after(Duration::from_secs(60), Some(Arc::new(Cancel::default())));
    let results = thread::scope(|scope| {
        let leader = scope.spawn(|| {
            flight.run(&deadline(), || {
                begun.send(()).unwrap();
                while Arc::strong_count(&flight.0) < 1 + 2 * callers {
                    thread::yield_now();
                }
                lands()
            })
        });
        has_begun.recv().unwrap();
        let joined: Vec<_> = (0..callers)
            .map(|_| {
                scope.spawn(|| {
                    flight.run(&deadline(), || {
                        led.fetch_add(1, Ordering::Relaxed);
                        Ok(())
                    })
                })
            })
            .collect();
        let _ = leader.join();
        joined.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    (results, led.into_inner())
}

#[test]
fn calls_join_the_renewal_that_runs() {
    let (results, led) = flight(4, || Err(failed(Status::ServerError)));
    let statuses: Vec<_> = results.into_iter().map(|result| result.unwrap_err().status).collect();
    assert_eq!((statuses, led), (vec![Status::ServerError; 4], 0));
    let (results, led) = flight(4, || Ok(()));
    assert!(results.iter().all(Result::is_ok) && led == 0);
}

#[test]
fn a_leader_that_gives_up_leaves_the_renewal_to_others() {
    for status in [Status::Cancelled, Status::TimedOut] {
        let (results, led) = flight(4, || Err(failed(status)));
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert!(led >= 1);
    }
    let (results, led) = flight(3, || panic!("on purpose"));
    assert!(results.iter().all(Result::is_ok) && led >= 1);
}

#[test]
fn a_call_that_waits_can_be_cancelled() {
    let flight = SingleFlight::new();
    let cancel = Arc::new(Cancel::default());
    let deadline = Deadline::after(Duration::from_secs(60), Some(cancel.clone()));
    let long = Deadline::after(Duration::from_secs(60), None);
    let result = flight.run(&long, || {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| flight.run(&deadline, || Ok(())));
            cancel.trigger();
            waiting.join().unwrap()
        })
    });
    assert_eq!(result.unwrap_err().status, Status::Cancelled);
    assert!(flight.run(&long, || Ok(())).is_ok());
}
