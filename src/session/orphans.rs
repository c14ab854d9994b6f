//! The sessions that nobody holds, and the count of them.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use crate::api::late::PendingLogin;
use crate::base::clock;
use crate::base::monitor::Monitor;
use crate::base::secret::Secret;
use crate::base::waker::Waker;

use super::error::Error;

#[derive(Default)]
pub struct Queue {
    /// Late answers that the polling thread has not taken yet.
    pub answers: Vec<LateAnswer>,
    /// There is a thread that polls late answers.
    pub polling: bool,
    /// Tells it of new ones, as long as it lives; `None` if the system has no waker to give.
    pub waker: Option<Arc<Waker>>,
    pub logouts: VecDeque<Orphan>,
    pub logging_out: usize,
    pub counts: Counts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions that are being looked after.
    pub outstanding: usize,
    /// Sessions that were given up since somebody waited for the rest; they may be open.
    pub lost: usize,
}

pub struct LateAnswer {
    pub repository: String,
    pub login: PendingLogin,
    pub until: Instant,
    pub duty: Duty,
}

/// How long the rest of an answer that is not HTTP is searched for a token: nobody can tell where it ends.
pub const RAW_GRACE: Duration = Duration::from_secs(2);

/// Until when to wait for an answer that is not complete by now; `None` once that time is over.
pub fn wait_on(until: Instant, has_become_raw: bool) -> Option<Instant> {
    let now = clock::now();
    let until = if has_become_raw {
        until.min(now + RAW_GRACE)
    } else {
        until
    };
    (now < until).then_some(until)
}

/// A session that is known and that nobody holds.
pub struct Orphan {
    pub repository: String,
    pub token: Secret,
    /// By what the server said of it: then nothing is lost if it cannot be logged out.
    pub is_over: bool,
    pub duty: Duty,
}

/// How the care for a session ended.
#[derive(Debug)]
pub enum Ending {
    LoggedOut,
    /// There was none, or it was over.
    NothingOpen,
    /// It may be open; the error is that of its logout.
    Lost(Option<Error>),
}

/// Who wants to know what becomes of the sessions that it has left behind.
pub trait Watch: Send + Sync {
    fn begun(&self);
    fn ended(&self, how: Ending);
}

/// One outstanding session. However the care for it ends, by a panic too, it is counted off.
pub struct Duty {
    queue: Arc<Monitor<Queue>>,
    watch: Option<Weak<dyn Watch>>,
    ending: Ending,
}

impl Duty {
    /// To be called with the queue unlocked.
    pub fn new(queue: &Arc<Monitor<Queue>>, watch: Option<Weak<dyn Watch>>) -> Duty {
        queue.lock().counts.outstanding += 1;
        if let Some(watch) = watch.as_ref().and_then(Weak::upgrade) {
            watch.begun();
        }
        Duty {
            queue: queue.clone(),
            watch,
            ending: Ending::Lost(None),
        }
    }

    pub fn done(mut self, ending: Ending) {
        self.ending = ending;
    }
}

impl Drop for Duty {
    fn drop(&mut self) {
        let ending = std::mem::replace(&mut self.ending, Ending::NothingOpen);
        let is_lost = matches!(ending, Ending::Lost(_));
        // Before it is counted off: who waits for that may look at the one who watches.
        if let Some(watch) = self.watch.take().and_then(|watch| watch.upgrade()) {
            watch.ended(ending);
        }
        self.queue.update(|queue| {
            queue.counts.outstanding -= 1;
            queue.counts.lost += usize::from(is_lost);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stopped;

    #[test]
    fn a_late_answer_is_waited_for_until_its_grace_is_over() {
        let clock = Stopped::new();
        let second = Duration::from_secs(1);
        let until = clock::now() + 20 * second;
        assert_eq!(wait_on(until, false), Some(until));
        // Whatever is no HTTP is soon given up, and the other limit still holds.
        assert_eq!(wait_on(until, true), Some(clock::now() + RAW_GRACE));
        clock.advance(19 * second);
        assert_eq!(wait_on(until, true), Some(until));
        clock.advance(second);
        assert_eq!((wait_on(until, false), wait_on(until, true)), (None, None));
    }

    #[test]
    fn a_panic_counts_a_session_off_as_lost() {
        let queue = Monitor::new(Queue::default());
        let counts = || queue.lock().counts;
        Duty::new(&queue, None).done(Ending::NothingOpen);
        assert_eq!(counts(), Counts::default());
        let panics = std::thread::spawn({
            let duty = Duty::new(&queue, None);
            assert_eq!(counts().outstanding, 1);
            move || {
                let _duty = duty;
                panic!("on purpose");
            }
        });
        assert!(panics.join().is_err());
        assert_eq!(
            counts(),
            Counts {
                outstanding: 0,
                lost: 1
            }
        );
    }
}
