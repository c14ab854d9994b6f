//! Looks after sessions that a login opened and nobody holds: it reads answers that came too late for
//! their caller, and logs out what it finds.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::api::{Fault, Operation, Service};
use crate::common::log::{Level, Log};
use crate::common::scope::{Interrupt, SLICE, Scope};
use crate::common::secret::Secret;
use crate::transport::{Late, wait_any};

use super::retry::RetryPolicy;
use super::verdict;

/// How long a logout may take.
const LOGOUT_LIMIT: Duration = Duration::from_secs(20);

/// What the reaper needs of its client.
pub struct Means {
    pub service: Service,
    pub host: String,
    pub retry: RetryPolicy,
    pub log: Log,
}

/// Its thread lives only while something is outstanding.
#[derive(Clone)]
pub struct Reaper(Arc<Shared>);

struct Shared {
    means: Arc<Means>,
    desk: Mutex<Desk>,
    /// Something was finished.
    progress: Condvar,
}

#[derive(Default)]
struct Desk {
    incoming: Vec<Task>,
    outstanding: usize,
    running: bool,
}

/// What is outstanding, and for which repository.
struct Task {
    repository: String,
    matter: Matter,
}

enum Matter {
    /// An answer that may still come.
    Answer { late: Box<Late>, until: Instant },
    /// A session that is known and unwanted.
    LogOut(Secret),
}

impl Reaper {
    pub fn new(means: Arc<Means>) -> Reaper {
        Reaper(Arc::new(Shared {
            means,
            desk: Mutex::default(),
            progress: Condvar::new(),
        }))
    }

    /// Reads on for at most `grace`. False if no thread can be had for it.
    pub fn await_answer(&self, repository: &str, late: Box<Late>, grace: Duration) -> bool {
        let until = Instant::now() + grace;
        self.take(repository, Matter::Answer { late, until })
    }

    /// Ends a session in the background. False if no thread can be had for it.
    pub fn log_out(&self, repository: &str, token: Secret) -> bool {
        self.take(repository, Matter::LogOut(token))
    }

    pub fn outstanding(&self) -> usize {
        self.0.desk().outstanding
    }

    /// Waits until nothing is outstanding.
    pub fn settle(&self, scope: &Scope) -> Result<(), Interrupt> {
        let mut desk = self.0.desk();
        while desk.outstanding > 0 {
            let slice = scope.next_slice()?;
            desk = self
                .0
                .progress
                .wait_timeout(desk, slice)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Ok(())
    }

    fn take(&self, repository: &str, matter: Matter) -> bool {
        let mut desk = self.0.desk();
        if !desk.running {
            let shared = self.0.clone();
            let spawned = thread::Builder::new()
                .name("lftoken-reaper".into())
                .spawn(move || shared.work());
            if spawned.is_err() {
                return false;
            }
            desk.running = true;
        }
        desk.outstanding += 1;
        desk.incoming.push(Task {
            repository: repository.to_owned(),
            matter,
        });
        true
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let _leaving = Leaving(self);
        let mut waiting: Vec<Task> = Vec::new();
        loop {
            {
                let mut desk = self.desk();
                waiting.append(&mut desk.incoming);
                desk.outstanding = waiting.len();
                self.progress.notify_all();
                if waiting.is_empty() {
                    desk.running = false;
                    return;
                }
            }
            let still = waiting.drain(..).filter_map(|task| self.attend(task));
            waiting = still.collect();
            let answers = waiting.iter().filter_map(|task| match &task.matter {
                Matter::Answer { late, .. } => Some(&**late),
                Matter::LogOut(_) => None,
            });
            if !waiting.is_empty() && wait_any(answers, SLICE).is_err() {
                thread::sleep(SLICE);
            }
        }
    }

    /// Does what can be done now; gives back what has to wait.
    fn attend(&self, task: Task) -> Option<Task> {
        let repository = task.repository;
        let token = match task.matter {
            Matter::LogOut(token) => Some(token),
            Matter::Answer { late, until } => match late.advance() {
                Ok(Err(late)) if Instant::now() < until => {
                    return Some(Task {
                        repository,
                        matter: Matter::Answer { late, until },
                    });
                }
                Ok(Err(_)) => {
                    self.say(Level::Warn, format_args!(
                        "no answer came to a login to repository {repository}; if it opened a session, that holds a \
                         licence until it idles out"
                    ));
                    None
                }
                Ok(Ok(answer)) => match self.means.service.read_created(&answer, &[]) {
                    Ok((session, _)) => Some(session.token),
                    Err(Fault::Unreadable { token, .. }) => token.or_else(|| self.give_up(&repository)),
                    Err(_) => {
                        self.say(
                            Level::Info,
                            format_args!(
                                "a late answer refused the login to repository {repository}: no session was opened"
                            ),
                        );
                        None
                    }
                },
                Err(failure) => {
                    let token = self.means.service.find_token(&failure.received);
                    token.or_else(|| self.give_up(&repository))
                }
            },
        };
        if let Some(token) = token {
            self.log_out(&repository, &token);
        }
        None
    }

    /// Says that an answer came whose token, if it had one, cannot be read.
    fn give_up(&self, repository: &str) -> Option<Secret> {
        self.say(
            Level::Warn,
            format_args!(
                "the late answer to a login to repository {repository} has no token that can be read; if it opened a \
                 session, that holds a licence until it idles out"
            ),
        );
        None
    }

    fn log_out(&self, repository: &str, token: &Secret) {
        let scope = Scope::new(LOGOUT_LIMIT, None);
        let mut attempts = 1;
        loop {
            let fault =
                match self.means.service.invalidate(repository, token, &scope) {
                    Ok((true, _)) => {
                        return self.say(
                            Level::Info,
                            format_args!("logged out a session of repository {repository} that nobody holds"),
                        );
                    }
                    Ok((false, _)) => {
                        return self.say(Level::Error, format_args!(
                        "the server did not end a session of repository {repository} that nobody holds: it holds a \
                         licence until it idles out"
                    ));
                    }
                    Err(Fault::Refused(problem)) if matches!(problem.http_status, 401 | 404) => return,
                    Err(fault) => fault,
                };
            let delay = self.means.retry.delay(Operation::Invalidate, &fault, attempts);
            let waited = delay.is_some_and(|delay| scope.sleep(delay).is_ok());
            if !waited {
                let error = verdict::describe(Operation::Invalidate, &self.means.host, &fault, attempts);
                return self.say(
                    Level::Error,
                    format_args!(
                        "a session of repository {repository} that nobody holds could not be logged out: {error}"
                    ),
                );
            }
            attempts += 1;
        }
    }

    fn say(&self, level: Level, message: std::fmt::Arguments<'_>) {
        self.means.log.write(level, message);
    }
}

/// Leaves a clean desk even if the thread panics.
struct Leaving<'a>(&'a Shared);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let mut desk = self.0.desk();
            desk.running = false;
            desk.outstanding = 0;
            desk.incoming.clear();
            self.0.progress.notify_all();
        }
    }
}
