//! A cancel handle triggered from another thread ends a call in every phase at once.

use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::blackhole::{NeverAccepts, NeverAnswers, Refused};
use lftoken_stub::{Config, Fault, Operation, Proxy, ProxyConfig, Stub};

use support::alone::measuring;
use support::binding::{
    self, Action, CallSettings, Cancel, Client, Error, ExchangeState, RetryPolicy, Settings, Status, Token, TokenState,
};
use support::cc::{Program, compiler, expect_success, root};
use support::{client, eventually, login, settings};

/// How long a call may go on after the trigger.
const PROMPT: Duration = Duration::from_millis(100);

/// Makes the call and triggers its cancel handle after a while. The call must then end promptly.
fn cancelled<T>(what: &str, call: impl FnOnce(&CallSettings) -> Result<T, Error>) -> Error {
    let cancel = Arc::new(Cancel::default());
    let settings = CallSettings {
        cancel: Some(cancel.clone()),
        ..CallSettings::default()
    };
    let trigger = thread::spawn(move || {
        thread::sleep(Duration::from_millis(150));
        let triggered = Instant::now();
        cancel.trigger();
        triggered
    });
    let outcome = call(&settings);
    let ended = Instant::now();
    let triggered = trigger.join().unwrap();
    let error = outcome.err().expect("an error");
    assert!(ended >= triggered, "{what} ended before it was cancelled, with {error}");
    let took = ended - triggered;
    println!("{what}: ended {took:?} after the trigger");
    assert!(took < PROMPT, "{what} went on for {took:?}");
    error
}

fn adopted(client: &Arc<Client>) -> Token {
    client.adopt_token("r", "abc", None).unwrap()
}

/// All three calls, in a phase before anything was sent.
fn all_calls_before_sending(phase: &str, client: &Arc<Client>) {
    let token = adopted(client);
    for error in [
        cancelled(&format!("Create, {phase}"), |call| {
            client.create_token("r", &login(), call)
        }),
        cancelled(&format!("Refresh, {phase}"), |call| token.refresh(0, call)),
        cancelled(&format!("Invalidate, {phase}"), |call| token.invalidate(call)),
    ] {
        assert_eq!(error.status, Status::Cancelled, "{phase}: {error}");
        assert_eq!(error.exchange, ExchangeState::NothingSent, "{phase}: {error}");
        // A session that is still open has to be logged out.
        let action = if error.message.starts_with("Logout") {
            Action::TryLater
        } else {
            Action::None
        };
        assert_eq!(error.action, action, "{phase}: {error}");
        assert_eq!(error.retryable, action == Action::TryLater, "{phase}");
    }
    assert_eq!(token.state(), TokenState::Active);
}

fn at(stub: &Stub, address: impl std::fmt::Display) -> Arc<Client> {
    Client::new(&Settings {
        base_address: Some(format!("https://{address}")),
        ..settings(stub)
    })
    .unwrap()
}

fn stub() -> Stub {
    Stub::start(Config::default()).unwrap()
}

#[test]
fn while_resolving() {
    let _turn = measuring();
    let program = Program::of_tests("cancel_resolve");
    let resolver = program.path().with_file_name("slow_resolver.so");
    let built = compiler(false)
        .args(["-shared", "-fPIC"])
        .arg(root().join("tests/c/slow_resolver.c"))
        .arg("-o")
        .arg(&resolver)
        .status();
    assert!(built.unwrap().success());
    let mut command: Command = program.command();
    command.env("LD_PRELOAD", &resolver).env("LFT_RESOLVE_MS", "2500");
    expect_success(&mut command, Duration::from_secs(30));
}

#[test]
fn while_connecting() {
    let _turn = measuring();
    let hole = NeverAccepts::start().unwrap();
    all_calls_before_sending("connecting", &at(&stub(), hole.address()));
}

#[test]
fn while_agreeing_on_tls() {
    let _turn = measuring();
    let hole = NeverAnswers::start().unwrap();
    all_calls_before_sending("handshake", &at(&stub(), hole.address()));
}

#[test]
fn while_the_proxy_thinks() {
    let _turn = measuring();
    let stub = stub();
    let proxy = Proxy::start(ProxyConfig {
        silent: true,
        ..ProxyConfig::default()
    })
    .unwrap();
    let client = Client::new(&Settings {
        proxy: Some(binding::Proxy::Explicit {
            address: proxy.url(),
            credentials: None,
        }),
        ..settings(&stub)
    })
    .unwrap();
    all_calls_before_sending("CONNECT", &client);
    assert_eq!(proxy.connects(), 3);
    assert_eq!(stub.report().requests, 0);
}

#[test]
fn while_waiting_for_the_answer() {
    let _turn = measuring();
    let stub = stub();
    let client = client(&stub);
    for pause in ["delay=800", "delay-at=40/800", "delay-last=800"] {
        let repository = format!("fault:refresh:{pause};invalidate:{pause},times=1");
        let token = client
            .create_token(&repository, &login(), &CallSettings::default())
            .unwrap();
        for error in [
            cancelled(&format!("Refresh, {pause}"), |call| token.refresh(0, call)),
            cancelled(&format!("Invalidate, {pause}"), |call| token.invalidate(call)),
        ] {
            assert_eq!(error.status, Status::Cancelled, "{pause}: {error}");
            assert_eq!(error.exchange, ExchangeState::Unanswered, "{pause}");
        }
        token.invalidate(&CallSettings::default()).unwrap();
    }
    assert_eq!(stub.report().open, 0);
}

#[test]
fn a_login_cancelled_after_sending_is_logged_out() {
    let _turn = measuring();
    let stub = stub();
    let client = client(&stub);
    for pause in ["delay=600", "delay-at=40/600", "delay-last=600"] {
        let error = cancelled(&format!("Create, {pause}"), |call| {
            client.create_token(&format!("fault:create:{pause}"), &login(), call)
        });
        assert_eq!(error.status, Status::OutcomeUnknown, "{pause}: {error}");
        assert_eq!(error.cause, Status::Cancelled, "{pause}: {error}");
        assert_eq!(error.exchange, ExchangeState::Unanswered, "{pause}");
        client.settle(&CallSettings::default()).unwrap();
        assert_eq!(stub.report().open, 0, "{pause}");
    }
    assert_eq!(stub.report().invalidated, 3);
}

#[test]
fn while_waiting_to_try_again() {
    let _turn = measuring();
    let stub = stub();
    let client = client(&stub);
    let token = client.create_token("r", &login(), &CallSettings::default()).unwrap();
    for status in [429, 503] {
        let fault = Fault {
            status: Some(status),
            retry_after: Some("20".into()),
            ..Fault::default()
        };
        for operation in Operation::V1_ALPHA {
            stub.set_fault(operation, fault.clone());
        }
        for error in [
            cancelled(&format!("Create, {status}"), |call| {
                client.create_token("r", &login(), call)
            }),
            cancelled(&format!("Refresh, {status}"), |call| token.refresh(0, call)),
            cancelled(&format!("Invalidate, {status}"), |call| token.invalidate(call)),
        ] {
            assert_eq!(error.status, Status::Cancelled, "{error}");
            let cause = if status == 429 {
                Status::RateLimited
            } else {
                Status::ServerError
            };
            assert_eq!(error.cause, cause, "{error}");
            assert_eq!(error.problem.http_status, status, "{error}");
            assert_eq!(error.attempts, 1, "{error}");
        }
    }
    stub.clear_faults();
    token.invalidate(&CallSettings::default()).unwrap();
    assert_eq!(stub.report().open, 0);
}

#[test]
fn during_backoff() {
    let _turn = measuring();
    let refused = Refused::start().unwrap();
    let stub = stub();
    let client = Client::new(&Settings {
        base_address: Some(format!("https://{}", refused.address())),
        retry: Some(RetryPolicy {
            max_attempts: 1000,
            base_delay: Duration::from_secs(20),
            max_delay: Duration::from_secs(20),
        }),
        ..settings(&stub)
    })
    .unwrap();
    let error = cancelled("backoff", |call| client.create_token("r", &login(), call));
    assert_eq!(error.status, Status::Cancelled, "{error}");
    assert_eq!(error.cause, Status::ConnectFailed, "{error}");
}

#[test]
fn settling() {
    let _turn = measuring();
    let stub = stub();
    let client = client(&stub);
    cancelled("Create", |call| {
        client.create_token("fault:create:delay=1500", &login(), call)
    });
    let error = cancelled("settle", |call| {
        client.settle(call).map_err(|(outstanding, error)| {
            assert_eq!(outstanding, 1);
            error
        })
    });
    assert_eq!(error.status, Status::Cancelled);
    assert_eq!(error.action, Action::CheckSession);
    assert!(!error.message.contains("total_timeout"), "{error}");
    client.settle(&CallSettings::default()).unwrap();
    assert_eq!(stub.report().open, 0);
}

#[test]
fn triggered_beforehand_nothing_is_sent() {
    let _turn = measuring();
    let stub = stub();
    let client = client(&stub);
    let token = client.create_token("r", &login(), &CallSettings::default()).unwrap();
    let requests = stub.report().requests;
    let cancel = Arc::new(Cancel::default());
    cancel.trigger();
    let call = CallSettings {
        cancel: Some(cancel.clone()),
        ..CallSettings::default()
    };
    // Once with a connection in the pool, once without.
    for _ in 0..2 {
        for error in [
            client.create_token("r", &login(), &call).err().expect("an error"),
            token.refresh(0, &call).unwrap_err(),
            token.invalidate(&call).unwrap_err(),
        ] {
            assert_eq!(error.status, Status::Cancelled, "{error}");
            assert_eq!(error.exchange, ExchangeState::NothingSent, "{error}");
        }
        stub.close_idle_connections();
        eventually("the end of the connections", || stub.report().connections_open == 0);
    }
    assert_eq!(stub.report().requests, requests);
    assert_eq!(stub.report().connections_accepted, 1);

    cancel.reset();
    token.invalidate(&call).unwrap();
    assert_eq!(stub.report().open, 0);
}
