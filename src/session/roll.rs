//! Who has sessions of a client, so that all of them can be ended when it shuts down.

use std::sync::{Arc, Mutex, Weak};

use crate::base::lock::lock;

use super::error::Error;
use super::orphans::{Duty, Ending};
use super::status::Status;
use super::worker::Worker;

/// Has a session, or may come to have one.
pub trait Member: Send + Sync {
    /// Begins to end it, and returns at once: the worker knows of what is outstanding.
    fn shut_down(&self);
}

#[derive(Default)]
pub struct Roll(Mutex<Members>);

#[derive(Default)]
struct Members {
    is_closed: bool,
    all: Vec<Weak<dyn Member>>,
    /// When to look for those that are gone.
    look_at: usize,
}

impl Roll {
    pub fn check(&self) -> Result<(), Error> {
        if lock(&self.0).is_closed { Err(closed()) } else { Ok(()) }
    }

    /// An error if the client was shut down: then the member is not known.
    pub fn enter<T: Member + 'static>(&self, member: &Arc<T>) -> Result<(), Error> {
        let mut members = lock(&self.0);
        if members.is_closed {
            return Err(closed());
        }
        if members.all.len() >= members.look_at {
            members.all.retain(|member| member.strong_count() > 0);
            members.look_at = 2 * members.all.len() + 16;
        }
        let member: Weak<T> = Arc::downgrade(member);
        members.all.push(member);
        Ok(())
    }

    /// From now on nobody enters. Tells the members once: what is begun for them then goes on.
    pub fn close(&self) -> Vec<Arc<dyn Member>> {
        let mut members = lock(&self.0);
        members.is_closed = true;
        std::mem::take(&mut members.all)
            .iter()
            .filter_map(Weak::upgrade)
            .collect()
    }
}

/// A login that the host waits for. Who shuts down waits for it, too, because what it brings is then logged out.
pub struct OnItsWay {
    worker: Worker,
    errand: Mutex<Option<Duty>>,
}

impl OnItsWay {
    pub fn new(worker: &Worker) -> Arc<OnItsWay> {
        Arc::new(OnItsWay {
            worker: worker.clone(),
            errand: Mutex::default(),
        })
    }
}

impl Member for OnItsWay {
    fn shut_down(&self) {
        *lock(&self.errand) = Some(self.worker.errand());
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        if let Some(errand) = lock(&self.errand).take() {
            errand.done(Ending::NothingOpen);
        }
    }
}

fn closed() -> Error {
    Error::local(Status::Closed, "the client was shut down; nothing was sent")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicUsize);

    impl Member for Counted {
        fn shut_down(&self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn all_that_live_are_told_and_nobody_enters_afterwards() {
        let (roll, stays) = (Roll::default(), Arc::new(Counted::default()));
        roll.enter(&stays).unwrap();
        for _ in 0..1000 {
            roll.enter(&Arc::new(Counted::default())).unwrap();
        }
        assert!(lock(&roll.0).all.len() < 50, "those that are gone are forgotten");
        for member in roll.close() {
            member.shut_down();
        }
        assert_eq!(stays.0.load(Ordering::SeqCst), 1);
        assert!(roll.close().is_empty());
        assert_eq!(roll.check().unwrap_err().status, Status::Closed);
        assert_eq!(roll.enter(&stays).unwrap_err().status, Status::Closed);
    }
}
