//! Managed sessions: a valid token whenever a thread asks.
//!
//! [`Machine`] decides; this file does what it says. A reader that finds a token that is good for a while takes no lock.
//! Logins and renewals run on threads of their own, one at a time, and threads that need their result wait for it, each
//! as long as it has time.

use std::sync::{Arc, OnceLock, Weak};

use crate::base::cancel::Cancel;
use crate::base::clock::{self, Moment};
use crate::base::monitor::Monitor;
use crate::base::process::Process;
use crate::base::secret::Secret;

use super::checks;
use super::error::Error;
use super::opener::SessionOpener;
use super::orphans::{Duty, Ending};
use super::status::Status;
use super::token::Token;

mod close;
mod events;
mod failure;
mod flight;
mod held;
mod losses;
mod machine;
mod news;
mod published;
mod read;
mod rules;
mod source;
mod stats;
mod step;
mod timer;

pub use events::{Event, EventKind, Listener};
pub use published::{Published, SCHEME};
pub use rules::Settings as SessionSettings;
pub use source::Credentials;
pub use step::State as SessionState;
pub use timer::Timer;

use events::Events;
use failure::{Cause, closed, confirmed, denied, expired};
use losses::Losses;
use machine::{Machine, Own};
use published::{LastRead, Publisher};
use rules::Rules;
use source::Source;
use stats::Stats;
use step::{Rejection, Step};
use timer::Alarm;

/// A token as the machine holds it: the same one, not one of the same value.
#[derive(Clone)]
struct Handle(Arc<Token>);

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

pub struct Session {
    me: Weak<Session>,
    opener: Arc<SessionOpener>,
    repository: String,
    keep_alive_seconds: u32,
    process: Process,
    /// Where readers find what they take without a lock.
    publisher: OnceLock<Box<Publisher>>,
    last_read: LastRead,
    state: Arc<Monitor<Inner>>,
    timer: Arc<Timer>,
    listener: Option<Arc<Listener>>,
}

struct Inner {
    machine: Machine<Handle>,
    source: Option<Source>,
    /// The header of the token that is held, and its number.
    header: Option<(u64, Arc<Secret>)>,
    /// Whether readers find anything.
    is_published: bool,
    /// Ends the flight.
    cancel: Arc<Cancel>,
    /// Has those wait for the flight who wait for all that is outstanding.
    errand: Option<Duty>,
    events: Events,
    stats: Stats,
    losses: Losses,
    /// What the host hears of when the lock is released.
    news: Vec<Event>,
}

impl Session {
    /// Nothing is sent.
    pub fn new(
        opener: &Arc<SessionOpener>,
        timer: &Arc<Timer>,
        repository: &str,
        credentials: Credentials,
        settings: SessionSettings,
        listener: Option<Arc<Listener>>,
    ) -> Result<Arc<Session>, Error> {
        let capabilities = opener.engine.service.capabilities();
        checks::check_repository(repository, capabilities)?;
        checks::check_keep_alive(settings.keep_alive_seconds, capabilities)?;
        checks::check_hold(settings.hold, capabilities)?;
        let source = Source::of(credentials, opener)?;
        let rules = Rules {
            settings,
            has_route: !capabilities.refresh_opens_session(),
        };
        let machine = Machine::new(
            rules,
            Own {
                denied: Cause::backed_off(denied(repository)),
                expired: Cause::backed_off(expired(repository)),
            },
        );
        Ok(Arc::new_cyclic(|me: &Weak<Session>| Session {
            me: me.clone(),
            opener: Arc::new(opener.watched_by(me.clone())),
            repository: repository.to_owned(),
            keep_alive_seconds: settings.keep_alive_seconds,
            process: Process::current(),
            publisher: OnceLock::new(),
            last_read: LastRead::default(),
            state: Monitor::new(Inner {
                machine,
                source: Some(source),
                header: None,
                is_published: false,
                cancel: Arc::default(),
                errand: None,
                events: Events::default(),
                stats: Stats::default(),
                losses: Losses::default(),
                news: Vec::new(),
            }),
            timer: timer.clone(),
            listener,
        }))
    }

    /// To be asked before any lock is taken: a child that was forked has locks that nobody releases.
    #[inline]
    pub fn is_of_this_process(&self) -> bool {
        self.process == Process::current()
    }

    pub fn check_process(&self) -> Result<(), Error> {
        if self.is_of_this_process() {
            return Ok(());
        }
        Err(Error::local(
            Status::Forked,
            "this session belongs to the process that the present one was forked from; nothing was sent",
        ))
    }

    /// Tells the machine something by `change`, and does what it says.
    fn step<R>(&self, change: impl FnOnce(&mut Inner, Moment) -> R) -> R {
        let (result, steps, cancels, errand, told, has_changed) = {
            let mut inner = self.state.lock();
            let now = clock::moment();
            let before = inner.machine.awaited();
            let result = change(&mut inner, now);
            let last_read = self.last_read.moment(now);
            let mut steps = Vec::new();
            let mut cancels = Vec::new();
            // What is to be logged out is outstanding from here on, not only when the worker hears of it.
            let mut errand = None;
            while let Some(step) = inner.machine.next(now, last_read) {
                match step {
                    Step::Cancel => cancels.push(inner.cancel.clone()),
                    Step::Start(_) => inner.cancel = Arc::default(),
                    Step::LogOut(_) | Step::Drop(_) => errand = errand.or_else(|| Some(self.opener.worker.errand())),
                }
                steps.push(step);
            }
            self.publish(&mut inner, now);
            // With the lock held, or an older step of another thread could put its time in place of this one's.
            let alarm: Weak<dyn Alarm> = self.me.clone();
            self.timer.set(&alarm, inner.machine.due(now, last_read));
            let has_changed = inner.machine.awaited() != before;
            (
                result,
                steps,
                cancels,
                errand,
                std::mem::take(&mut inner.news),
                has_changed,
            )
        };
        // Not for each reader that comes: then those that wait would keep the lock busy, and nobody would get on.
        if has_changed {
            self.state.wake_all();
        }
        for cancel in cancels {
            cancel.trigger();
        }
        for event in told {
            self.tell(&event);
        }
        for step in steps {
            self.perform(step);
        }
        if let Some(errand) = errand {
            errand.done(Ending::NothingOpen);
        }
        result
    }

    /// What a resource has refused with 401. An error if it is the resource, and not the token.
    pub fn token_rejected(&self, value: &str) -> Result<(), Error> {
        let value = value.strip_prefix(SCHEME).unwrap_or(value);
        let is_it = |handle: &Handle| handle.0.read_granted(|granted| granted.value.expose() == value);
        let rejection = self.step(|inner, now| {
            let rejection = inner.machine.rejected(now, is_it);
            match rejection {
                Rejection::Late => inner.stats.late_rejections += 1,
                Rejection::Looking | Rejection::Denied => inner.stats.rejections += 1,
            }
            rejection
        });
        match rejection {
            Rejection::Late | Rejection::Looking => Ok(()),
            Rejection::Denied => Err(confirmed(&self.repository)),
        }
    }

    /// From now on it logs in with these.
    pub fn set_credentials(&self, credentials: Credentials) -> Result<(), Error> {
        let source = Source::of(credentials, &self.opener)?;
        self.step(|inner, _| {
            // Once it is closed nothing would wipe them.
            let old = inner.source.as_ref().ok_or_else(closed)?;
            let is_same = old.is_same_identity(&source);
            inner.machine.change_credentials(is_same);
            inner.source = Some(source);
            Ok(())
        })
    }

    /// What was refused may be tried again.
    pub fn retry_credentials(&self) {
        self.step(|inner, _| inner.machine.retry());
    }

    pub fn state(&self) -> SessionState {
        self.state.lock().machine.state(clock::moment())
    }

    /// Unix milliseconds, UTC, by the server's clock; `None` if there is no token, or nobody knows.
    pub fn expires_at_ms(&self) -> Option<i64> {
        let inner = self.state.lock();
        inner.machine.held()?.token.0.read(|now| now.expires_at_ms())
    }

    /// Where the API is to be called; `None` if nobody has said so.
    pub fn api_address(&self) -> Option<String> {
        let held = self.state.lock().machine.held().map(|held| held.token.clone());
        let of_login = held.and_then(|token| token.0.api_address());
        of_login.or_else(|| self.opener.engine.service.api_address().map(str::to_owned))
    }

    pub fn next_event(&self) -> Option<Event> {
        self.state.lock().events.pop()
    }

    pub fn stats(&self) -> String {
        let inner = self.state.lock();
        let stats = Stats {
            events_forgotten: inner.events.forgotten,
            ..inner.stats
        };
        stats.to_string()
    }
}
