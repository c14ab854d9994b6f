//! What the library sends and how it reads the answers, against the stub over TLS.

use lftoken::session::{CallSettings, Client, TokenState};
use lftoken_stub::{Config, Stub};

mod support;

use support::{client, login};

#[test]
fn create_refresh_invalidate() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(&stub);
    let call = CallSettings::default();
    let token = client.create_token("Main Archive/50%", &login(), &call).unwrap();
    assert_eq!(stub.report().open, 1);
    Client::refresh_token(&token, 1800, &call).unwrap();
    Client::refresh_token(&token, 0, &call).unwrap();
    Client::invalidate_token(&token, &call).unwrap();
    assert_eq!(token.state(), TokenState::LoggedOut);
    let report = stub.report();
    assert_eq!(
        (report.open, report.created, report.refreshed, report.invalidated),
        (0, 1, 2, 1)
    );
    assert_eq!(report.tls_handshakes, 1);
}
