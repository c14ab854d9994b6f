//! A login, a refresh and a logout with settings that give up soon.

use std::time::Duration;

use lftoken_stub::{Config, Stub};
use support::binding::{CallSettings, Client, Error, ExchangeState, RetryPolicy, Settings, Status};
use support::{login, settings};

pub fn start(change: impl FnOnce(&mut Config)) -> Stub {
    let mut config = Config::default();
    change(&mut config);
    Stub::start(config).unwrap()
}

pub fn changed(stub: &Stub, change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings {
        retry: Some(RetryPolicy {
            max_attempts: 2,
            base_delay: Duration::from_millis(1),
            max_delay: Duration::from_millis(1),
        }),
        ..settings(stub)
    };
    change(&mut settings);
    settings
}

/// Logs in and out.
pub fn round_trip(settings: &Settings) -> Result<(), Error> {
    let client = Client::new(settings)?;
    let call = CallSettings::default();
    let token = client.create_token("r", &login(), &call)?;
    token.refresh(0, &call)?;
    token.invalidate(&call)
}

/// The round trip fails before anything was sent.
pub fn refused(settings: &Settings, status: Status) -> Error {
    let error = round_trip(settings).unwrap_err();
    assert_eq!(error.status, status, "{error}");
    assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
    error
}
