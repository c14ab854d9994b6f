use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use lftoken_stub::{Config, Fault, Operation, Stub};

use super::*;
use crate::api::credential::LoginFields;
use crate::api::generation::Generation;
use crate::api::renewed_by_login::RENEWED_BY_LOGIN;
use crate::api::{CLOUD, Roots, SERVER_V1, V1_ALPHA};
use crate::base::lock::lock;
use crate::base::log::Log;
use crate::base::source::Source;
use crate::session::action::Action;
use crate::session::client::Client;
use crate::session::settings::Settings;
use crate::session::status::Status;

fn client(stub: &Stub, generation: Generation) -> Client {
    Client::new(&Settings {
        base_address: Some(stub.base_url()),
        roots: Roots::None,
        authorities: vec![Source::Text(stub.ca_pem().as_bytes().to_vec().into())],
        generation,
        ..Settings::default()
    })
    .unwrap()
}

fn log_in(client: &Client) -> Arc<Token> {
    let fields = LoginFields {
        username: Some("svc".into()),
        password: Some(Secret::new("correct horse battery staple")),
        ..LoginFields::default()
    };
    client.create_token("r", fields, &CallSettings::default()).unwrap()
}

/// Only a process that has used up all handles cannot hand a session over.
#[test]
fn a_session_that_could_not_be_handed_over_is_logged_out() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub, V1_ALPHA);
    let token = log_in(&client);
    assert_eq!(stub.report().open, 1);
    token.disown();
    client.settle(&CallSettings::default()).unwrap();
    assert_eq!(stub.report().open, 0);
}

#[test]
fn a_renewal_by_login_logs_out_the_session_that_it_replaces() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub, RENEWED_BY_LOGIN);
    let call = CallSettings::default();
    let token = log_in(&client);
    let first = token.value();
    token.refresh(0, &call).unwrap();
    client.settle(&call).unwrap();
    assert_ne!(token.value().expose(), first.expose());
    assert_eq!(logged_out(&stub), [first.expose()]);
    assert_eq!(stub.report().open, 1);
    token.invalidate(&call).unwrap();
    assert_eq!(stub.report().open, 0);
}

#[test]
fn a_renewal_of_a_session_that_was_logged_out_meanwhile_leaves_none_behind() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub, RENEWED_BY_LOGIN);
    let call = CallSettings::default();
    let token = log_in(&client);
    let first = token.value();
    let login = token.renewals.means().login().unwrap();
    token.invalidate(&call).unwrap();
    // A refresh that began before the logout has come to this.
    let error = token
        .replace(login, &call, &token.opener.engine.deadline(&call))
        .unwrap_err();
    assert_eq!(error.status, Status::SessionGone);
    client.settle(&call).unwrap();
    let report = stub.report();
    assert_eq!((report.created, report.invalidated, report.open), (2, 2, 0));
    assert_eq!(token.read(Snapshot::state), TokenState::LoggedOut);
    assert_eq!(token.value().expose(), first.expose());
}

/// A seat that nobody holds and nobody can end is counted at least.
#[test]
fn what_a_refresh_brings_to_a_token_that_was_freed_meanwhile_is_counted() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub, SERVER_V1);
    let call = CallSettings::default();
    let token = log_in(&client);
    stub.set_fault(
        Operation::Token,
        Fault {
            delay_before: Some(Duration::from_millis(300)),
            ..Fault::default()
        },
    );
    thread::scope(|scope| {
        let refreshing = scope.spawn(|| token.refresh(0, &call));
        while stub.report().token_requests < 2 {
            thread::yield_now();
        }
        token.give_up();
        assert_eq!(refreshing.join().unwrap().unwrap_err().status, Status::SessionGone);
    });
    let (lost, error) = client.settle(&call).unwrap_err();
    assert_eq!((lost, error.status), (1, Status::OutcomeUnknown));
}

#[test]
fn an_idle_time_that_the_api_cannot_set_is_the_programs_mistake() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub, SERVER_V1);
    let token = client.adopt_token("r", Secret::new("value"), None, None).unwrap();
    let error = token.refresh(60, &CallSettings::default()).unwrap_err();
    assert_eq!(
        (error.status, error.action, error.advice),
        (Status::Unsupported, Action::FixCall, None)
    );
}

/// The tokens of the logouts that `stub` saw.
fn logged_out(stub: &Stub) -> Vec<String> {
    let requests = stub.requests();
    let logouts = requests
        .iter()
        .filter(|request| request.target.ends_with("/Invalidate"));
    logouts
        .filter_map(|request| Some(request.header("Authorization")?.strip_prefix("Bearer ")?.to_owned()))
        .collect()
}

#[test]
fn a_token_whose_end_nobody_confirms_is_not_freed_in_silence() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let client = Client::new(&Settings {
        // Nothing is sent.
        base_address: Some("http://127.0.0.1:1".into()),
        generation: SERVER_V1,
        log: Log::new(Level::Warn, move |_, line| lock(&sink).push(line.to_owned())),
        ..Settings::default()
    })
    .unwrap();
    let token = client.adopt_token("r", Secret::new("value"), None, None).unwrap();
    for said in ["freed without being logged out", "no call that ends a session"] {
        token.warn_if_open();
        assert!(
            lock(&lines).pop().is_some_and(|line: String| line.contains(said)),
            "{said}"
        );
        token.invalidate(&CallSettings::default()).unwrap();
    }
    for state in [TokenState::Gone, TokenState::LoggedOut] {
        token.end(state);
        token.warn_if_open();
        assert!(lock(&lines).is_empty(), "{state:?}");
    }
}

#[test]
fn an_adopted_token_tells_where_its_api_is() {
    let client = Client::new(&Settings {
        roots: Roots::Bundled,
        generation: CLOUD,
        ..Settings::default()
    })
    .unwrap();
    // The claims are {"aud":"laserfiche.ca"}.
    for (value, address) in [
        (
            "e30.eyJhdWQiOiJsYXNlcmZpY2hlLmNhIn0.c2ln",
            Some("https://api.laserfiche.ca/repository"),
        ),
        ("opaque", None),
    ] {
        let token = client.adopt_token("", Secret::new(value), None, None).unwrap();
        assert_eq!(token.api_address().as_deref(), address);
    }
}
