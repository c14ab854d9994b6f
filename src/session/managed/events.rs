//! What happened to a managed session, for hosts that want to hear of it, now or when they have time.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::session::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    LoggedIn,
    Renewed,
    LoginFailed,
    RenewalFailed,
    LoggedOut,
    /// A session may be open that nobody holds.
    LicenceLost,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    /// Of the failures.
    pub error: Option<Arc<Error>>,
}

/// Hears of each as it happens, on the thread where it happens.
pub type Listener = dyn Fn(&Event) + Send + Sync;

/// How many are kept for a host that does not ask for them.
const KEPT: usize = 64;

#[derive(Default)]
pub struct Events {
    kept: VecDeque<Event>,
    /// Those that gave way to later ones.
    pub forgotten: u64,
}

impl Events {
    pub fn push(&mut self, event: Event) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(event);
    }

    pub fn pop(&mut self) -> Option<Event> {
        self.kept.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept_in_their_order() {
        let mut events = Events::default();
        let event = |kind| Event { kind, error: None };
        for _ in 0..KEPT {
            events.push(event(EventKind::Renewed));
        }
        events.push(event(EventKind::LoggedOut));
        assert_eq!(events.forgotten, 1);
        let mut kinds = Vec::new();
        while let Some(event) = events.pop() {
            kinds.push(event.kind);
        }
        assert_eq!(kinds.len(), KEPT);
        assert_eq!(kinds.last(), Some(&EventKind::LoggedOut));
    }
}
