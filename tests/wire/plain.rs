//! A server and a client as they come, and calls that succeed.

use std::sync::Arc;

use lftoken_stub::{Config, SeenRequest, Stub};
use support::binding::{CallSettings, Client, Token};
use support::{client, login};

pub fn call() -> CallSettings {
    CallSettings::default()
}

pub fn start(change: impl FnOnce(&mut Config)) -> (Stub, Arc<Client>) {
    let mut config = Config::default();
    change(&mut config);
    let stub = Stub::start(config).unwrap();
    let client = client(&stub);
    (stub, client)
}

pub fn create(client: &Arc<Client>, repository: &str) -> Token {
    client.create_token(repository, &login(), &call()).unwrap()
}

pub fn last(stub: &Stub) -> SeenRequest {
    stub.requests().pop().unwrap()
}
