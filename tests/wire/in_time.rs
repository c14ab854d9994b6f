//! Calls that have to end in time, and work that leaves nothing behind in a process of its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Stub};
use support::binding::{CallSettings, Client, Error, RetryPolicy, Settings, Status, Token};
use support::{eventually, login, settings};

use crate::process::{own_threads, threads_and_files};

/// What a call may take beyond its deadline.
pub const TOLERANCE: Duration = Duration::from_millis(100);

pub const TIMEOUT: Duration = Duration::from_secs(5);

pub fn quick(settings: Settings) -> Arc<Client> {
    Client::new(&Settings {
        retry: Some(RetryPolicy {
            max_attempts: 2,
            base_delay: Duration::from_millis(1),
            max_delay: Duration::from_millis(1),
        }),
        ..settings
    })
    .unwrap()
}

pub fn within(timeout: Duration) -> CallSettings {
    CallSettings {
        timeout: Some(timeout),
        ..CallSettings::default()
    }
}

/// Runs a call and checks that it ends in time.
pub fn timed<T>(what: &str, timeout: Duration, call: impl FnOnce(&CallSettings) -> T) -> T {
    let begun = Instant::now();
    let outcome = call(&within(timeout));
    let took = begun.elapsed();
    assert!(took <= timeout + TOLERANCE, "{what} took {took:?} of {timeout:?}");
    outcome
}

/// Waits until nothing is outstanding; returns how many sessions the library had to give up.
pub fn settle(client: &Client) -> usize {
    match client.settle(&within(Duration::from_secs(20))) {
        Ok(()) => 0,
        Err((lost, error)) => {
            assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
            lost
        }
    }
}

/// Does the work and checks that the process holds no more afterwards than before.
pub fn leaving_nothing(work: impl FnOnce()) {
    assert_eq!(own_threads(), 0);
    let (_, files) = threads_and_files();
    work();
    eventually("the end of threads and files", || {
        own_threads() == 0 && threads_and_files().1 <= files
    });
}

pub fn stub() -> Stub {
    let stub = Stub::start(Config::default()).unwrap();
    // Whatever is made once per process is made here.
    let client = quick(settings(&stub));
    let token = client.create_token("warm", &login(), &within(TIMEOUT)).unwrap();
    token.invalidate(&within(TIMEOUT)).unwrap();
    stub.reset();
    stub
}

/// Makes the session of a call whose answers are then damaged.
pub fn session(client: &Arc<Client>, repository: &str) -> Token {
    client.create_token(repository, &login(), &within(TIMEOUT)).unwrap()
}

pub fn invalidate(token: &Token) -> Result<(), Error> {
    timed(&token.repository(), TIMEOUT, |call| token.invalidate(call))
}
