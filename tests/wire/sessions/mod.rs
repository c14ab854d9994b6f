//! Managed sessions, by subject.

mod closing;
mod credentials;
mod events;
mod failing;
mod freeing;
mod generations;
mod idle;
mod reading;
mod rejected;
mod renewing;
mod shutdown;
mod soak;
mod unknown;

use std::time::{Duration, Instant};

use lftoken_stub::Fault;
use support::binding::{Credentials, Error, Session, SessionOptions};
use support::login;

use crate::scene::{Scene, within};

/// A session of the usual account.
fn managed(scene: &Scene, options: &SessionOptions) -> Session {
    scene.client.session("Archive", Some(&login()), options).unwrap()
}

fn with_password(password: &str) -> Credentials {
    Credentials {
        password: Some(password.into()),
        ..login()
    }
}

fn fault(spec: &str) -> Fault {
    Fault::parse(spec).unwrap()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn token(session: &Session) -> String {
    session.token(&within(10_000)).unwrap()
}

fn failure(session: &Session) -> Error {
    session.token(&within(10_000)).unwrap_err()
}

fn close(session: &Session) {
    session.close(&within(10_000)).unwrap();
}

/// A token, as soon as one is there.
fn token_in_time(session: &Session) -> String {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match session.token(&within(5_000)) {
            Ok(token) => return token,
            Err(error) => assert!(Instant::now() < end, "no token came: {error}"),
        }
        std::thread::sleep(ms(20));
    }
}
