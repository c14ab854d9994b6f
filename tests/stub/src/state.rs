//! What the connections of one stub share.

use crate::accounts::Accounts;
use crate::certs::Identities;
use crate::config::Config;
use crate::documents::Documents;
use crate::fault::{Fault, Operation};
use crate::faults::Faults;
use crate::limits::Limits;
use crate::logins::Logins;
use crate::oauth::access_tokens::AccessTokens;
use crate::oauth::apps::ServiceApps;
use crate::oauth::codes::Codes;
use crate::oauth::refresh_tokens::RefreshTokens;
use crate::report::{Report, SeenRequest};
use crate::sessions::Sessions;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;

pub struct Shared {
    pub config: Config,
    pub identities: Identities,
    pub base_url: String,
    pub sign_in_url: String,
    pub service_apps: ServiceApps,
    /// Changes when idle connections are to be closed.
    pub close_idle: watch::Sender<u64>,
    open_connections: Arc<AtomicUsize>,
    state: Mutex<State>,
}

pub struct State {
    pub sessions: Sessions,
    pub counters: Report,
    pub requests: VecDeque<SeenRequest>,
    pub faults: Faults,
    pub accounts: Accounts,
    pub limits: Limits,
    pub logins: Logins,
    pub codes: Codes,
    pub refresh_tokens: RefreshTokens,
    pub access_tokens: AccessTokens,
    pub documents: Documents,
}

impl Shared {
    pub fn new(config: Config, identities: Identities, origin: &str) -> Shared {
        let base_url = format!("{origin}{}", config.base_path);
        let sign_in_url = format!("{origin}{}", config.oauth_path);
        let state = Mutex::new(State::new(&config));
        Shared {
            config,
            identities,
            base_url,
            sign_in_url,
            service_apps: ServiceApps::default(),
            close_idle: watch::Sender::new(0),
            open_connections: Arc::default(),
            state,
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub fn report(&self) -> Report {
        let mut state = self.state();
        state.expire();
        let mut report = state.counters.clone();
        report.open = state.sessions.len();
        report.cloud_tokens = state.access_tokens.len();
        report.documents = state.documents.count();
        report.document_bytes = state.documents.bytes();
        report.connections_open = self.open_connections.load(Ordering::Relaxed);
        report
    }

    pub fn reset(&self) {
        *self.state() = State::new(&self.config);
    }

    /// Counts a connection as open for as long as the value lives.
    pub fn count_connection(&self) -> OpenConnection {
        self.state().counters.connections_accepted += 1;
        self.open_connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection(self.open_connections.clone())
    }
}

impl State {
    fn new(config: &Config) -> State {
        State {
            sessions: Sessions::default(),
            counters: Report::default(),
            requests: VecDeque::new(),
            faults: Faults::default(),
            accounts: Accounts::new(config),
            limits: Limits::new(config),
            logins: Logins::default(),
            codes: Codes::default(),
            refresh_tokens: RefreshTokens::default(),
            access_tokens: AccessTokens::default(),
            documents: Documents::default(),
        }
    }

    pub fn expire(&mut self) {
        self.counters.expired += self.sessions.expire();
        self.access_tokens.expire();
    }

    /// Ends every session and the Cloud's tokens, so that no token is good; returns how many were.
    pub fn end_sessions(&mut self) -> usize {
        self.expire();
        let ended = self.sessions.end() + self.access_tokens.end();
        self.counters.ended += ended as u64;
        ended
    }

    /// The fault for a request, counted as used.
    pub fn take_fault(&mut self, op: Operation, ids: &[&str]) -> Result<Fault, String> {
        let fault = self.faults.take(op, ids)?;
        self.counters.faults += u64::from(fault.is_some());
        Ok(fault.unwrap_or_default())
    }
}

pub struct OpenConnection(Arc<AtomicUsize>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
