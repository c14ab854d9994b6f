//! Wakes managed sessions up when something is due. One thread for all of a client, as long as anything is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::base::clock::{self, Moment};
use crate::base::deadline::Deadline;
use crate::base::monitor::Monitor;
use crate::base::task::{self, CALLBACK_STACK};

pub trait Alarm: Send + Sync {
    fn ring(&self);
}

/// The longest sleep: waits do not count the time that the machine sleeps, which this makes up for.
const LONGEST: Duration = Duration::from_secs(60);

pub struct Timer(Arc<Monitor<Alarms>>);

#[derive(Default)]
struct Alarms {
    set: Vec<(Weak<dyn Alarm>, Moment)>,
    /// Until when the thread sleeps; `None` if there is no thread.
    sleeps_until: Option<Moment>,
    /// It has to look again.
    is_earlier: bool,
}

impl Timer {
    pub fn new() -> Timer {
        Timer(Monitor::new(Alarms::default()))
    }

    /// Has `who` woken up at `due`, or not at all, in place of what was set before.
    pub fn set(&self, who: &Weak<dyn Alarm>, due: Option<Moment>) {
        let starts = {
            let mut alarms = self.0.lock();
            alarms.set.retain(|(other, _)| !other.ptr_eq(who));
            alarms.set.extend(due.map(|due| (who.clone(), due)));
            let Some(due) = due else {
                if alarms.set.is_empty() && alarms.sleeps_until.is_some() {
                    // The thread ends.
                    alarms.is_earlier = true;
                    drop(alarms);
                    self.0.wake_all();
                }
                return;
            };
            match alarms.sleeps_until {
                Some(until) if until <= due => return,
                until => {
                    alarms.is_earlier = true;
                    alarms.sleeps_until = Some(due);
                    until.is_none()
                }
            }
        };
        // Whoever waits looks again.
        self.0.update(|_| ());
        if starts {
            let monitor = self.0.clone();
            if task::spawn("sessions", CALLBACK_STACK, move || run(&monitor)).is_err() {
                // Then readers do what is due, when they come.
                self.0.lock().sleeps_until = None;
            }
        }
    }
}

fn run(monitor: &Arc<Monitor<Alarms>>) {
    loop {
        let now = clock::moment();
        let (due, sleep) = {
            let mut alarms = monitor.lock();
            alarms.is_earlier = false;
            let mut due = Vec::new();
            alarms.set.retain(|(who, at)| {
                let is_due = *at <= now;
                if is_due {
                    due.extend(who.upgrade());
                }
                !is_due && who.strong_count() > 0
            });
            alarms.sleeps_until = alarms.set.iter().map(|(_, at)| *at).min();
            match alarms.sleeps_until {
                None if due.is_empty() => return,
                None => {
                    // What rings may set the next one; the thread looks once more.
                    alarms.sleeps_until = Some(now);
                    (due, None)
                }
                Some(at) => (due, Some(at.since(now).min(LONGEST))),
            }
        };
        let has_rung = !due.is_empty();
        for alarm in due {
            // A panic in one is none of the others'.
            let _ = catch_unwind(AssertUnwindSafe(|| alarm.ring()));
        }
        if let Some(sleep) = sleep.filter(|_| !has_rung) {
            let _ = monitor.wait_for(&Deadline::after(sleep, None), |alarms| alarms.is_earlier.then_some(()));
        }
    }
}
