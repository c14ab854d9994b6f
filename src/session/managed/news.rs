//! What a managed session hears of, and what it tells the host.

use std::sync::Arc;

use crate::base::log::Level;
use crate::session::error::Error;
use crate::session::orphans::{Ending, Watch};

use super::events::{Event, EventKind};
use super::timer::Alarm;
use super::{Inner, Session};

impl Session {
    /// What the host hears of, with the lock released.
    pub(super) fn tell(&self, event: &Event) {
        let (level, what) = match event.kind {
            EventKind::LoggedIn => (Level::Info, "logged in"),
            EventKind::Renewed => (Level::Info, "renewed"),
            EventKind::LoginFailed => (Level::Warn, "the login failed"),
            EventKind::RenewalFailed => (Level::Warn, "the renewal failed"),
            EventKind::LoggedOut => (Level::Info, "logged out"),
            EventKind::LicenceLost => (Level::Warn, "a licence may be taken by a session that nobody holds"),
        };
        let log = &self.opener.engine.log;
        let repository = &self.repository;
        match &event.error {
            Some(error) => log.write(
                level,
                format_args!("managed session of repository {repository}: {what}: {error}"),
            ),
            None => log.write(
                level,
                format_args!("managed session of repository {repository}: {what}"),
            ),
        }
        if let Some(listener) = &self.listener {
            listener(event);
        }
    }
}

impl Inner {
    pub(super) fn happened(&mut self, kind: EventKind, error: Option<Arc<Error>>) {
        let event = Event { kind, error };
        self.stats.count(kind);
        self.events.push(event.clone());
        self.news.push(event);
    }
}

impl Alarm for Session {
    fn ring(&self) {
        self.step(|_, _| ());
    }
}

/// What becomes of the sessions that it has left behind.
impl Watch for Session {
    fn begun(&self) {
        self.state.lock().machine.begin_pending();
    }

    fn ended(&self, how: Ending) {
        self.step(|inner, now| {
            inner.machine.end_pending();
            match how {
                Ending::LoggedOut => inner.happened(EventKind::LoggedOut, None),
                Ending::Lost(error) => {
                    // Of a logout that failed the login is not to blame.
                    if error.is_none() {
                        inner.machine.lost(now);
                    }
                    let error = error.map(Arc::new);
                    inner.losses.lost += 1;
                    inner.losses.error = error.clone();
                    inner.happened(EventKind::LicenceLost, error);
                }
                Ending::NothingOpen => {}
            }
        });
    }
}
