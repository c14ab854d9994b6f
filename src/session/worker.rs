//! Looks after sessions that a login opened and nobody holds: reads answers that came too late for their caller, and
//! logs out what it finds.
//!
//! One thread polls all late answers. Each logout runs on a thread of its own, so that none waits for another's
//! network. All of these threads end when nothing is outstanding.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::api::late::{PendingLogin, wait_any};
use crate::api::service::LatePoll;
use crate::base::clock;
use crate::base::deadline::{Deadline, Interrupt};
use crate::base::log::Level;
use crate::base::monitor::Monitor;
use crate::base::secret::Secret;
use crate::base::task::{self, CALLBACK_STACK};
use crate::base::waker::Waker;

use super::engine::Engine;
use super::orphans::{Counts, Duty, Ending, LateAnswer, Orphan, Queue, Watch, wait_on};
use super::outcome::LoginOutcome;

/// How long a logout may take.
pub const LOGOUT_LIMIT: Duration = Duration::from_secs(20);
/// At most so many logouts run at once; the others wait for one to end.
pub const MAX_LOGOUTS: usize = 32;
/// How long the worker sleeps where it cannot be woken.
const SLICE: Duration = Duration::from_millis(40);

#[derive(Clone)]
pub struct Worker {
    shared: Arc<Shared>,
    watch: Option<Weak<dyn Watch>>,
}

struct Shared {
    engine: Arc<Engine>,
    queue: Arc<Monitor<Queue>>,
}

impl Worker {
    pub fn new(engine: Arc<Engine>) -> Worker {
        Worker {
            shared: Arc::new(Shared {
                engine,
                queue: Monitor::new(Queue::default()),
            }),
            watch: None,
        }
    }

    /// The same worker for one who wants to know what becomes of what it is given.
    pub fn watched_by(&self, watch: Weak<dyn Watch>) -> Worker {
        Worker {
            shared: self.shared.clone(),
            watch: Some(watch),
        }
    }

    fn duty(&self) -> Duty {
        Duty::new(&self.shared.queue, self.watch.clone())
    }

    /// Something of nobody's that is waited for by [`Worker::settle`].
    pub fn errand(&self) -> Duty {
        Duty::new(&self.shared.queue, None)
    }

    /// Reads on for at most `grace`. False, and given up, if no thread can be had for it.
    pub fn await_answer(&self, repository: &str, login: PendingLogin, grace: Duration) -> bool {
        self.shared.await_answer(LateAnswer {
            repository: repository.to_owned(),
            login,
            until: clock::now() + grace,
            duty: self.duty(),
        })
    }

    /// Ends a session in the background. False, and given up, if no thread can be had for it.
    pub fn queue_logout(&self, repository: &str, token: Secret) -> bool {
        self.queue(repository, token, false)
    }

    /// The same for a session that is over by what the server said: nothing is lost if it cannot be logged out.
    pub fn queue_late_logout(&self, repository: &str, token: Secret) -> bool {
        self.queue(repository, token, true)
    }

    fn queue(&self, repository: &str, token: Secret, is_over: bool) -> bool {
        self.shared.queue_logout(Orphan {
            repository: repository.to_owned(),
            token,
            is_over,
            duty: self.duty(),
        })
    }

    /// Counts a session that nobody can look after.
    pub fn count_lost(&self) {
        drop(self.duty());
    }

    pub fn counts(&self) -> Counts {
        self.shared.queue.lock().counts
    }

    /// Waits until nothing is outstanding; returns how many were given up since it last did.
    pub fn settle(&self, deadline: &Deadline) -> Result<usize, Interrupt> {
        self.shared.queue.wait_for(deadline, |queue| {
            (queue.counts.outstanding == 0).then(|| std::mem::take(&mut queue.counts.lost))
        })
    }
}

impl Shared {
    fn await_answer(self: &Arc<Self>, answer: LateAnswer) -> bool {
        {
            let mut queue = self.queue.lock();
            queue.answers.push(answer);
            if queue.polling {
                if let Some(waker) = &queue.waker {
                    waker.signal();
                }
                return true;
            }
            queue.polling = true;
            queue.waker = Waker::new().ok().map(Arc::new);
        }
        let shared = self.clone();
        let started = task::spawn("answers", CALLBACK_STACK, move || shared.poll_answers());
        if started.is_err() {
            // Dropped with the queue unlocked.
            let answers = self.stop_polling();
            self.engine.log.write(
                Level::Error,
                format_args!(
                    "late answers to logins cannot be waited for ({}): no thread can be started",
                    answers.len()
                ),
            );
        }
        started.is_ok()
    }

    /// The polling thread ends; what it has not taken is handed over.
    fn stop_polling(&self) -> Vec<LateAnswer> {
        let mut queue = self.queue.lock();
        queue.polling = false;
        queue.waker = None;
        std::mem::take(&mut queue.answers)
    }

    /// The polling thread.
    fn poll_answers(self: Arc<Self>) {
        let _stopped = OnPanic(|| drop(self.stop_polling()));
        let mut waiting: Vec<LateAnswer> = Vec::new();
        loop {
            let waker = {
                let mut queue = self.queue.lock();
                // It is signalled with the queue locked: what it tells of by now is taken here.
                if let Some(waker) = &queue.waker {
                    waker.clear();
                }
                waiting.append(&mut queue.answers);
                if waiting.is_empty() {
                    queue.polling = false;
                    queue.waker = None;
                    return;
                }
                queue.waker.clone()
            };
            // A panic loses one answer, which its duty counts, and not those of others.
            let poll = |answer| catch_unwind(AssertUnwindSafe(|| self.poll(answer))).unwrap_or(None);
            waiting = waiting.into_iter().filter_map(poll).collect();
            let Some(next) = waiting.iter().map(|answer| answer.until).min() else {
                continue;
            };
            let mut time = next.saturating_duration_since(clock::now());
            if waker.is_none() {
                time = time.min(SLICE);
            }
            let logins = waiting.iter().map(|answer| &answer.login);
            if wait_any(logins, waker.as_deref(), time).is_err() {
                clock::sleep(SLICE);
            }
        }
    }

    /// Takes what has come; gives the answer back if it has to wait for more.
    fn poll(self: &Arc<Self>, answer: LateAnswer) -> Option<LateAnswer> {
        let LateAnswer {
            repository,
            login,
            until,
            duty,
        } = answer;
        let service = &self.engine.service;
        let was_raw = login.is_raw();
        let mut failed = match service.poll_login(login) {
            LatePoll::Waiting(login) => match wait_on(until, login.is_raw() && !was_raw) {
                Some(until) => {
                    return Some(LateAnswer {
                        repository,
                        login,
                        until,
                        duty,
                    });
                }
                None => service.give_up_login(login),
            },
            LatePoll::Token(token) => {
                self.queue_logout(Orphan {
                    repository,
                    token,
                    is_over: false,
                    duty,
                });
                return None;
            }
            LatePoll::Failed(failed) => failed,
        };
        let outcome = LoginOutcome::of(&mut failed, service.capabilities());
        match outcome {
            LoginOutcome::Session(token) => {
                self.queue_logout(Orphan {
                    repository,
                    token,
                    is_over: false,
                    duty,
                });
            }
            LoginOutcome::NoSession | LoginOutcome::NoLicence => {
                self.engine.log.write(
                    Level::Info,
                    format_args!("a late answer refused the login to repository {repository}: no session was opened"),
                );
                duty.done(Ending::NothingOpen);
            }
            LoginOutcome::Doubtful => self.engine.log.write(
                Level::Warn,
                format_args!(
                    "a late answer refused the login to repository {repository}, but was not recognisably the service's; \
                     if a session was opened, it holds a licence until it idles out"
                ),
            ),
            LoginOutcome::Unknown(_) => self.engine.log.write(
                Level::Warn,
                format_args!(
                    "no answer with a token came to a login to repository {repository}; if it opened a session, \
                     that holds a licence until it idles out"
                ),
            ),
        }
        None
    }
}

/// Cleans up when its thread panics.
struct OnPanic<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            (self.0)();
        }
    }
}

mod logouts;
