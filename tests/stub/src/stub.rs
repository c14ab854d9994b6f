//! The server as its users hold it.

use crate::background::Background;
use crate::certs::Identities;
use crate::config::Config;
use crate::fault::{Fault, Operation};
use crate::faults::Faults;
use crate::oauth::access_key::{AccessKey, client_id};
use crate::report::{Report, SeenRequest};
use crate::server;
use crate::state::Shared;
use std::sync::Arc;

/// A running stub server; dropping it closes its sockets and ends its thread.
pub struct Stub {
    pub(crate) shared: Arc<Shared>,
    port: u16,
    _thread: Background,
}

impl Stub {
    /// Starts a server; fails if the port is taken or the settings contradict each other.
    pub fn start(config: Config) -> std::io::Result<Stub> {
        let identities = Identities::new(&config)?;
        let tls = if config.tls {
            Some(identities.acceptor(&config)?)
        } else {
            None
        };
        let listener = server::bind(config.port)?;
        let port = listener.local_addr()?.port();
        let scheme = if config.tls { "https" } else { "http" };
        let origin = format!("{scheme}://127.0.0.1:{port}");
        let shared = Arc::new(Shared::new(config, identities, &origin));
        let serving = shared.clone();
        let make = move || server::serve(listener, tls, serving);
        let thread = Background::start("lftoken-stub", make)?;
        Ok(Stub {
            shared,
            port,
            _thread: thread,
        })
    }

    /// For instance `https://127.0.0.1:4711/repository`.
    pub fn base_url(&self) -> String {
        self.shared.base_url.clone()
    }

    /// The Cloud's sign-in service, for instance `https://127.0.0.1:4711/oauth`.
    pub fn sign_in_address(&self) -> String {
        self.shared.sign_in_url.clone()
    }

    /// Registers a service app and tells its access key, which names the domain. Outlives [`Stub::reset`].
    pub fn access_key(&self, domain: &str) -> AccessKey {
        self.access_key_of(&client_id(), domain)
    }

    /// The same for a client id of the caller's choice, e.g. one that starts with `fault:`. A key made before for the
    /// client id is good no longer.
    pub fn access_key_of(&self, client_id: &str, domain: &str) -> AccessKey {
        self.shared.service_apps.register(client_id, domain)
    }

    /// What the stub was asked to be.
    pub(crate) fn config(&self) -> &Config {
        &self.shared.config
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The CA made at the start; with [`crate::CertKind::SelfSigned`] and `UnknownCa` it did not sign
    /// the certificate presented.
    pub fn ca_pem(&self) -> &str {
        &self.shared.identities.ca_pem
    }

    /// The certificate presented.
    pub fn certificate_pem(&self) -> &str {
        &self.shared.identities.certificate_pem
    }

    /// SHA-256 of the DER of the certificate presented, in lower-case hexadecimal.
    pub fn certificate_sha256(&self) -> String {
        self.shared.identities.certificate_sha256.clone()
    }

    /// A client certificate that [`Config::client_auth`] accepts.
    pub fn client_certificate_pem(&self) -> &str {
        &self.shared.identities.client.0
    }

    /// The key (PKCS #8) of [`Stub::client_certificate_pem`].
    pub fn client_key_pem(&self) -> &str {
        &self.shared.identities.client.1
    }

    /// A client certificate and key that [`Config::client_auth`] refuses.
    pub fn other_client_identity_pem(&self) -> (String, String) {
        self.shared.identities.other_client.clone()
    }

    /// Applies to every following request of the operation until cleared or used up.
    pub fn set_fault(&self, op: Operation, fault: Fault) {
        self.shared.state().faults.set(op, fault);
    }

    /// Ends the faults of [`Stub::set_fault`]; those in ids stay.
    pub fn clear_faults(&self) {
        self.shared.state().faults = Faults::default();
    }

    pub fn report(&self) -> Report {
        self.shared.report()
    }

    /// Tokens of the sessions open now, in no order.
    pub fn open_tokens(&self) -> Vec<String> {
        let mut state = self.shared.state();
        state.expire();
        state.sessions.tokens()
    }

    /// Requests in the order in which they were complete, control routes left out.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.shared.state().requests.iter().cloned().collect()
    }

    /// Closes every idle connection cleanly; busy ones end after their answer.
    pub fn close_idle_connections(&self) {
        self.shared.close_idle.send_modify(|turn| *turn += 1);
    }

    /// Forgets sessions, counters, requests, faults, and all that was changed since the start. Connections stay open.
    pub fn reset(&self) {
        self.shared.reset();
    }
}
