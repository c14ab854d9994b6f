//! What the connections of one stub share.

use crate::certs::Identities;
use crate::config::Config;
use crate::fault::{Fault, Operation};
use crate::oauth::apps::ServiceApps;
use crate::oauth::codes::Codes;
use crate::oauth::refresh_tokens::RefreshTokens;
use crate::report::{Report, SeenRequest};
use crate::sessions::Sessions;
use crate::spec;
use std::collections::{HashMap, VecDeque};
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

#[derive(Default)]
pub struct State {
    pub sessions: Sessions,
    pub counters: Report,
    pub requests: VecDeque<SeenRequest>,
    pub faults: HashMap<Operation, Fault>,
    /// Wrong passwords since the last right one, by user name.
    pub wrong_passwords: HashMap<String, u32>,
    pub codes: Codes,
    pub refresh_tokens: RefreshTokens,
    /// Faults used up so far by the id that asked for them.
    used: HashMap<(String, Operation), u32>,
}

impl Shared {
    pub fn new(config: Config, identities: Identities, origin: &str) -> Shared {
        let base_url = format!("{origin}{}", config.base_path);
        let sign_in_url = format!("{origin}{}", config.oauth_path);
        Shared {
            config,
            identities,
            base_url,
            sign_in_url,
            service_apps: ServiceApps::default(),
            close_idle: watch::Sender::new(0),
            open_connections: Arc::default(),
            state: Mutex::default(),
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
        report.connections_open = self.open_connections.load(Ordering::Relaxed);
        report
    }

    pub fn reset(&self) {
        *self.state() = State::default();
    }

    /// Counts a connection as open for as long as the value lives.
    pub fn count_connection(&self) -> OpenConnection {
        self.state().counters.connections_accepted += 1;
        self.open_connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection(self.open_connections.clone())
    }
}

impl State {
    pub fn expire(&mut self) {
        self.counters.expired += self.sessions.expire();
    }

    /// The fault for a request, counted as used. A fault in an id goes first, and of several ids the first.
    pub fn take_fault(&mut self, op: Operation, ids: &[&str]) -> Result<Fault, String> {
        for id in ids {
            let Some(fault) = spec::from_id(id, op)? else {
                continue;
            };
            let used = self.used.entry((String::from(*id), op)).or_default();
            if fault.times.is_none_or(|times| *used < times) {
                *used += 1;
                self.counters.faults += 1;
                return Ok(fault);
            }
        }
        let Some(fault) = self.faults.get_mut(&op) else {
            return Ok(Fault::default());
        };
        match &mut fault.times {
            Some(0) => return Ok(Fault::default()),
            Some(times) => *times -= 1,
            None => {}
        }
        self.counters.faults += 1;
        Ok(fault.clone())
    }
}

pub struct OpenConnection(Arc<AtomicUsize>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
