//! What several of the test programs need.

pub mod alone;
pub mod apis;
pub mod c_header;
pub mod cc;
pub mod demo;
pub mod key_files;
pub mod live;
pub mod pages;
pub mod person;
pub mod scenes;
pub mod web;
pub mod wine;

pub use binding;

use std::sync::Arc;
use std::time::{Duration, Instant};

use binding::{Client, Credentials, Pem, Settings, Trust};
use lftoken_stub::Stub;

pub const PASSWORD: &str = "correct horse battery staple";

/// Settings for the stub, trusting its authority and nothing else.
pub fn settings(stub: &Stub) -> Settings {
    Settings {
        base_address: Some(stub.base_url()),
        trust: Some(Trust::AddedOnly),
        authorities: vec![Pem::Text(stub.ca_pem().into())],
        ..Settings::default()
    }
}

pub fn client(stub: &Stub) -> Arc<Client> {
    Client::new(&settings(stub)).unwrap()
}

pub fn login() -> Credentials {
    Credentials {
        username: Some("svc".into()),
        password: Some(PASSWORD.into()),
        ..Credentials::default()
    }
}

/// Waits until `condition` holds; the stub's counters lag a little.
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !condition() {
        assert!(Instant::now() < end, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
