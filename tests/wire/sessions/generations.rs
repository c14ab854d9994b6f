//! The same at every API, asked for nothing but what it can do.

use std::time::Duration;

use lftoken_stub::{Config, Operation};
use support::binding::sys::*;
use support::binding::{Credentials, Session, SessionOptions};
use support::{eventually, login};

use super::{close, fault, ms, token};
use crate::generations::ways::{Generation, Way};

fn credentials(generation: &Generation) -> Credentials {
    match generation.way {
        Way::AccessKey => generation.service_app(),
        Way::V2RefreshToken | Way::CloudRefreshToken => generation.refresh_token_credentials(),
        _ => login(),
    }
}

fn managed(generation: &Generation, options: &SessionOptions) -> Session {
    let credentials = credentials(generation);
    let client = &generation.client;
    client.session("Archive", Some(&credentials), options).unwrap()
}

fn soon() -> SessionOptions {
    SessionOptions {
        renew_after_percent: Some(1),
        jitter_percent: Some(0),
        ..SessionOptions::default()
    }
}

fn lasting(way: Way, seconds: u64) -> Generation {
    let config = Config {
        token_lifetime: Some(Duration::from_secs(seconds)),
        ..Config::default()
    };
    Generation::with(way, config, |_| {})
}

const BY_LOGIN: [Way; 5] = [
    Way::V1,
    Way::V2,
    Way::AccessKey,
    Way::V2RefreshToken,
    Way::CloudRefreshToken,
];

#[test]
fn a_renewal_that_is_a_login_brings_another_token() {
    for way in BY_LOGIN {
        let generation = lasting(way, 60);
        let session = managed(&generation, &soon());
        let value = token(&session);
        eventually("two renewals", || {
            generation.keep_secret(&token(&session));
            session.stat("renewals") >= 2
        });
        assert_ne!(token(&session), value, "{way:?}");
        assert_eq!(session.stat("logins"), 1, "{way:?}");
        // Nothing is sent to end it.
        let requests = generation.report().requests;
        close(&session);
        let report = generation.report();
        assert_eq!((report.requests, report.invalidate_requests), (requests, 0), "{way:?}");
        assert_eq!((report.double_logins, report.malformed), (0, 0), "{way:?}");
    }
}

#[test]
fn a_rejected_token_is_replaced_by_a_login() {
    for way in BY_LOGIN {
        let generation = Generation::new(way);
        let session = managed(&generation, &SessionOptions::default());
        let value = token(&session);
        session.token_rejected(&value).unwrap();
        let other = token(&session);
        assert_ne!(other, value, "{way:?}");
        session.token_rejected(&value).unwrap();
        assert_eq!(token(&session), other, "{way:?}");
        close(&session);
    }
}

#[test]
fn what_nobody_reads_is_forgotten_and_asked_for_again() {
    for way in BY_LOGIN {
        let generation = Generation::new(way);
        let options = SessionOptions {
            linger_seconds: Some(1),
            ..SessionOptions::default()
        };
        let session = managed(&generation, &options);
        let value = token(&session);
        eventually("the end", || session.state() == LF_SESSION_EMPTY);
        // Where it takes a licence nobody can say that this is free.
        let takes_licence = matches!(way, Way::V1 | Way::V2 | Way::V2RefreshToken);
        let gone = if takes_licence {
            LF_EVENT_LICENSE_LOST
        } else {
            LF_EVENT_LOGGED_OUT
        };
        eventually("the event", || {
            session.stat("logouts") + session.stat("licences_lost") == 1
        });
        assert_eq!(session.events(), [LF_EVENT_LOGGED_IN, gone], "{way:?}");
        assert_ne!(token(&session), value, "{way:?}");
        close(&session);
    }
}

#[test]
fn a_renewal_that_fails_leaves_a_good_token() {
    // A login that takes no licence is repeated within its call.
    for (way, attempts) in [(Way::V2, 1), (Way::AccessKey, 3)] {
        let generation = lasting(way, 60);
        let session = managed(&generation, &soon());
        let value = token(&session);
        let down = fault(&format!("status=503,times={attempts}"));
        generation.set_fault(Operation::Refresh, down);
        eventually("a renewal", || {
            token(&session);
            session.stat("renewals") >= 1
        });
        assert_eq!(session.stat("renewal_failures"), 1, "{way:?}");
        assert_ne!(token(&session), value, "{way:?}");
        close(&session);
    }
}

#[test]
fn a_short_life_is_renewed_in_time() {
    for way in [Way::V1, Way::AccessKey] {
        let generation = lasting(way, 2);
        let session = managed(&generation, &SessionOptions::default());
        let begun = std::time::Instant::now();
        let first = token(&session);
        while begun.elapsed() < ms(4_500) {
            generation.keep_secret(&token(&session));
            std::thread::sleep(ms(20));
        }
        assert_ne!(token(&session), first, "{way:?}");
        assert_eq!((session.stat("waits"), session.stat("logins")), (1, 1), "{way:?}");
        close(&session);
    }
}
