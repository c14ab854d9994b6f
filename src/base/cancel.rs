//! Handles by which one thread ends the calls of others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::lock::lock;
use super::waker::Waker;

/// Ends the calls that carry it.
///
/// Every trigger and every reset begins a new epoch; odd ones are triggered. A call remembers the epoch at its entry,
/// so that a reset right after a trigger does not hide the trigger from it.
#[derive(Default)]
pub struct Cancel {
    epoch: AtomicU64,
    waiting: Mutex<Waiting>,
}

/// How the calls of this epoch wait.
#[derive(Default)]
struct Waiting {
    /// Made when a call first waits in `poll`. It stays signalled, for all calls that share it; a reset leaves it to
    /// them and has a new one made.
    waker: Option<Arc<Waker>>,
    listeners: Vec<Arc<dyn Wake>>,
}

/// What waits for something else than a file descriptor, and can be told to look again.
pub trait Wake: Send + Sync {
    fn wake(&self);
}

impl Cancel {
    pub fn trigger(&self) {
        let listeners = {
            let waiting = lock(&self.waiting);
            if !self.begin_epoch(|epoch| epoch.is_multiple_of(2)) {
                return;
            }
            if let Some(waker) = &waiting.waker {
                waker.signal();
            }
            waiting.listeners.clone()
        };
        for listener in listeners {
            listener.wake();
        }
    }

    pub fn reset(&self) {
        let mut waiting = lock(&self.waiting);
        if self.begin_epoch(|epoch| !epoch.is_multiple_of(2)) {
            waiting.waker = None;
        }
    }

    /// Begins another epoch if the one that is fits. Only with `waiting` locked: the waker belongs to its epoch.
    fn begin_epoch(&self, fits: impl Fn(u64) -> bool) -> bool {
        let epoch = self.epoch.load(Ordering::SeqCst);
        if fits(epoch) {
            self.epoch.store(epoch + 1, Ordering::SeqCst);
        }
        fits(epoch)
    }
}

/// A cancel handle as one call carries it.
#[derive(Clone)]
pub struct Ticket {
    cancel: Arc<Cancel>,
    epoch: u64,
}

impl Ticket {
    pub fn new(cancel: Arc<Cancel>) -> Ticket {
        let epoch = cancel.epoch.load(Ordering::SeqCst);
        Ticket { cancel, epoch }
    }

    pub fn is_cancelled(&self) -> bool {
        self.epoch % 2 == 1 || self.cancel.epoch.load(Ordering::SeqCst) != self.epoch
    }

    /// To be polled beside what the call waits for. Look at [`Ticket::is_cancelled`] after taking it: it tells of what
    /// comes later. `None` if the system has none to give.
    pub fn waker(&self) -> Option<Arc<Waker>> {
        let mut waiting = lock(&self.cancel.waiting);
        if waiting.waker.is_none() {
            waiting.waker = Waker::new().ok().map(Arc::new);
        }
        waiting.waker.clone()
    }

    /// Has `listener` woken by a trigger, until the subscription is dropped.
    pub fn subscribe(&self, listener: Arc<dyn Wake>) -> Subscription {
        lock(&self.cancel.waiting).listeners.push(listener.clone());
        Subscription {
            cancel: self.cancel.clone(),
            listener,
        }
    }
}

pub struct Subscription {
    cancel: Arc<Cancel>,
    listener: Arc<dyn Wake>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let listeners = &mut lock(&self.cancel.waiting).listeners;
        // One of its own: the same listener may be there for other calls.
        if let Some(place) = listeners.iter().position(|other| Arc::ptr_eq(other, &self.listener)) {
            listeners.swap_remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_right_after_a_trigger_hides_nothing() {
        let cancel = Arc::new(Cancel::default());
        let before = Ticket::new(cancel.clone());
        assert!(!before.is_cancelled());
        cancel.trigger();
        let during = Ticket::new(cancel.clone());
        cancel.reset();
        let after = Ticket::new(cancel.clone());
        assert!(before.is_cancelled() && during.is_cancelled() && !after.is_cancelled());

        cancel.reset();
        assert!(!after.is_cancelled());
        cancel.trigger();
        cancel.trigger();
        assert!(after.is_cancelled());
    }

    #[test]
    fn a_waker_belongs_to_its_epoch() {
        use rustix::event::PollFlags;
        let is_signalled = |waker: &Waker| {
            let mut entries = [rustix::event::PollFd::new(waker.descriptor(), PollFlags::IN)];
            let no_time = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
            rustix::event::poll(&mut entries, Some(&no_time)).unwrap() == 1
        };
        let cancel = Arc::new(Cancel::default());
        let ticket = Ticket::new(cancel.clone());
        let waker = ticket.waker().unwrap();
        // While the waiting calls are locked a trigger has not happened yet, so that no reset can come in between.
        let waiting = lock(&cancel.waiting);
        std::thread::scope(|s| {
            let trigger = s.spawn(|| cancel.trigger());
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert!(!ticket.is_cancelled());
            drop(waiting);
            trigger.join().unwrap();
        });
        cancel.reset();
        assert!(ticket.is_cancelled() && is_signalled(&waker));
        let next = Ticket::new(cancel).waker().unwrap();
        assert!(!is_signalled(&next));
    }

    #[test]
    fn nobody_stays_subscribed() {
        struct Deaf;
        impl Wake for Deaf {
            fn wake(&self) {}
        }
        let cancel = Arc::new(Cancel::default());
        let listener: Arc<dyn Wake> = Arc::new(Deaf);
        let ticket = Ticket::new(cancel.clone());
        let (one, two) = (ticket.subscribe(listener.clone()), ticket.subscribe(listener));
        drop(one);
        assert_eq!(lock(&cancel.waiting).listeners.len(), 1);
        drop(two);
        assert!(lock(&cancel.waiting).listeners.is_empty());
    }
}
