//! A server and a client whose log lines are all collected, and searched for secrets at the end of the test.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use lftoken_stub::{Config, Report, Stub};
use support::binding::{CallSettings, Client, Error, Level, Log, RetryPolicy, Settings, Status, Token};
use support::{PASSWORD, eventually, login, settings};

use crate::process::own_threads;

type Lines = Arc<Mutex<Vec<(Level, String)>>>;

/// A stub, and a client that logs everything.
pub struct Scene {
    pub client: Arc<Client>,
    pub stub: Stub,
    pub lines: Lines,
}

impl Scene {
    pub fn new() -> Scene {
        Scene::with(Config::default(), |_| {})
    }

    pub fn with(config: Config, change: impl FnOnce(&mut Settings)) -> Scene {
        let stub = Stub::start(config).unwrap();
        let lines = Lines::default();
        let sink = lines.clone();
        let mut settings = Settings {
            log: Some(Log::new(Level::Debug, move |level, line| {
                sink.lock().unwrap().push((level, line.to_owned()));
            })),
            retry: Some(RetryPolicy {
                base_delay: Duration::from_millis(5),
                ..RetryPolicy::default()
            }),
            ..settings(&stub)
        };
        change(&mut settings);
        Scene {
            client: Client::new(&settings).unwrap(),
            stub,
            lines,
        }
    }

    pub fn create(&self, repository: &str) -> Result<Token, Error> {
        self.client.create_token(repository, &login(), &CallSettings::default())
    }

    pub fn session(&self, repository: &str) -> Token {
        self.create(repository).unwrap()
    }

    /// A login that has to fail, given up after `timeout`.
    pub fn failed_within(&self, timeout: u64, repository: &str) -> Error {
        let outcome = self.client.create_token(repository, &login(), &within(timeout));
        outcome.err().expect("an error")
    }

    pub fn failed(&self, repository: &str) -> Error {
        self.failed_within(5_000, repository)
    }

    pub fn settle(&self) {
        assert_eq!(self.lost(), 0);
    }

    /// Waits until nothing is outstanding, in a process of its own; returns how many sessions the library had to give up.
    pub fn lost(&self) -> usize {
        let settled = self.client.settle(&within(20_000));
        eventually("the end of the worker", || own_threads() == 0);
        match settled {
            Ok(()) => 0,
            Err((lost, error)) => {
                assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
                lost
            }
        }
    }

    pub fn report(&self) -> Report {
        self.stub.report()
    }

    pub fn logged(&self, level: Level, part: &str) -> bool {
        let lines = self.lines.lock().unwrap();
        lines.iter().any(|(l, line)| *l == level && line.contains(part))
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("{:#?}", self.lines.lock().unwrap());
            return;
        }
        let requests = self.stub.requests();
        let bearers = requests.iter().filter_map(|request| request.header("Authorization"));
        let mut secrets: Vec<&str> = bearers.filter_map(|value| value.strip_prefix("Bearer ")).collect();
        secrets.push(PASSWORD);
        for (_, line) in self.lines.lock().unwrap().iter() {
            for secret in &secrets {
                assert!(!line.contains(secret), "a secret is in the log: {line}");
            }
        }
    }
}

pub fn within(ms: u64) -> CallSettings {
    CallSettings {
        timeout: Some(Duration::from_millis(ms)),
        ..CallSettings::default()
    }
}

pub fn refresh(token: &Token) -> Result<(), Error> {
    token.refresh(0, &CallSettings::default())
}

pub fn invalidate(token: &Token) -> Result<(), Error> {
    token.invalidate(&CallSettings::default())
}
