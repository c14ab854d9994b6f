//! Looks after sessions that a login opened and nobody holds: it reads answers that came too late for
//! their caller, and logs out what it finds.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::api::{Operation, Service};
use crate::common::job;
use crate::common::log::{Level, Log};
use crate::common::scope::{Interrupt, SLICE, Scope};
use crate::common::secret::Secret;
use crate::transport::{Late, wait_any};

use super::client::is_already_gone;
use super::retry::RetryPolicy;
use super::seat::Seat;
use super::verdict;

/// How long a logout may take.
pub const LOGOUT_LIMIT: Duration = Duration::from_secs(20);

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
    /// Sessions that were given up since somebody asked; they may be open.
    lost: usize,
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

    /// Reads on for at most `grace`. False, and given up, if no thread can be had for it.
    pub fn await_answer(&self, repository: &str, late: Box<Late>, grace: Duration) -> bool {
        let until = Instant::now() + grace;
        self.take(repository, Matter::Answer { late, until })
    }

    /// Ends a session in the background. False, and given up, if no thread can be had for it.
    pub fn log_out(&self, repository: &str, token: Secret) -> bool {
        self.take(repository, Matter::LogOut(token))
    }

    /// Counts a session that nobody can look after.
    pub fn give_up(&self) {
        self.0.desk().lost += 1;
    }

    /// How many sessions may be open.
    pub fn open(&self) -> usize {
        let desk = self.0.desk();
        desk.outstanding + desk.lost
    }

    /// Waits until nothing is outstanding; returns how many were given up since it last did.
    pub fn settle(&self, scope: &Scope) -> Result<usize, Interrupt> {
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
        Ok(std::mem::take(&mut desk.lost))
    }

    fn take(&self, repository: &str, matter: Matter) -> bool {
        let mut desk = self.0.desk();
        if !desk.running {
            let shared = self.0.clone();
            if job::spawn("reaper", Box::new(move || shared.work())).is_err() {
                desk.lost += 1;
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
        let service = &self.means.service;
        let seat = match task.matter {
            Matter::LogOut(token) => Seat::Taken(token),
            Matter::Answer { late, until } => match late.advance() {
                Ok(Err(mut late)) => match late.begun().and_then(|begun| service.find_token(&begun.body)) {
                    // Enough has come, whatever becomes of the rest.
                    Some(token) => Seat::Taken(token),
                    None if Instant::now() < until => {
                        return Some(Task {
                            repository,
                            matter: Matter::Answer { late, until },
                        });
                    }
                    None => Seat::Unknown(None),
                },
                Ok(Ok(answer)) => match service.read_created(&answer, &[]) {
                    Ok((session, _)) => Seat::Taken(session.token),
                    Err(mut fault) => Seat::after(&mut fault, service),
                },
                Err(failure) => Seat::after(&mut service.fault(failure), service),
            },
        };
        match seat {
            Seat::Taken(token) => {
                if !self.log_out(&repository, &token) {
                    self.desk().lost += 1;
                }
            }
            Seat::Free => self.say(
                Level::Info,
                format_args!("a late answer refused the login to repository {repository}: no session was opened"),
            ),
            Seat::Unknown(_) => {
                self.desk().lost += 1;
                self.say(
                    Level::Warn,
                    format_args!(
                        "no answer with a token came to a login to repository {repository}; if it opened a session, \
                         that holds a licence until it idles out"
                    ),
                );
            }
        }
        None
    }

    /// False if the session may still be open.
    fn log_out(&self, repository: &str, token: &Secret) -> bool {
        let scope = Scope::new(LOGOUT_LIMIT, None);
        let mut attempts = 1;
        loop {
            let fault = match self.means.service.invalidate(repository, token, &scope) {
                Ok(_) => {
                    self.say(
                        Level::Info,
                        format_args!("logged out a session of repository {repository} that nobody holds"),
                    );
                    return true;
                }
                Err(fault) if is_already_gone(&fault) => return true,
                Err(fault) => fault,
            };
            let delay = self.means.retry.delay(Operation::Invalidate, &fault, attempts);
            let waited = delay.is_some_and(|delay| scope.sleep(delay).is_ok());
            if !waited {
                let error = verdict::describe(Operation::Invalidate, &self.means.host, &fault, attempts);
                self.say(
                    Level::Error,
                    format_args!(
                        "a session of repository {repository} that nobody holds could not be logged out: {error}"
                    ),
                );
                return false;
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
            desk.lost += desk.outstanding;
            desk.outstanding = 0;
            desk.incoming.clear();
            self.0.progress.notify_all();
        }
    }
}
