//! A server and a client whose log lines are all collected, and searched for secrets at the end of the test.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use lftoken_stub::{Config, Report, Stub};
use support::binding::{CallSettings, Client, Error, Level, Log, RetryPolicy, Settings, Status, Token};
use support::{PASSWORD, eventually, login, settings};

use crate::process::own_threads;
use crate::seen::secrets_in;

type Lines = Arc<Mutex<Vec<(Level, String)>>>;

/// A stub, and a client that logs everything.
pub struct Scene {
    pub client: Arc<Client>,
    pub stub: Stub,
    pub lines: Lines,
    /// What must not be in the log, beside what requests show.
    secrets: Mutex<Vec<String>>,
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
            secrets: Mutex::default(),
        }
    }

    /// No log line may show `secret`.
    pub fn keep_secret(&self, secret: &str) {
        assert!(secret.len() > 8, "everything would show it");
        self.secrets.lock().unwrap().push(secret.to_owned());
    }

    /// No secret that is known so far is in `text`.
    pub fn assert_silent(&self, what: &str, text: &str) {
        for secret in self
            .secrets
            .lock()
            .unwrap()
            .iter()
            .map(String::as_str)
            .chain([PASSWORD])
        {
            assert!(!text.contains(secret), "{what} shows a secret: {text}");
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
        for request in self.stub.requests() {
            self.secrets.lock().unwrap().extend(secrets_in(&request));
        }
        for (_, line) in self.lines.lock().unwrap().iter() {
            self.assert_silent("the log", line);
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
