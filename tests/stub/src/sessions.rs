//! Open sessions and the seats they take.

use crate::text::{percent_encode, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Name of the cookie in cookie mode; clients must not rely on it.
pub const COOKIE: &str = "LFStubSession";

struct Session {
    repository: String,
    idle: Duration,
    ends: Instant,
}

#[derive(Default)]
pub struct Sessions {
    open: HashMap<String, Session>,
}

impl Sessions {
    pub fn open(&mut self, repository: &str, idle: Duration) -> String {
        let token = new_token();
        let repository = repository.into();
        self.open.insert(
            token.clone(),
            Session {
                repository,
                idle,
                ends: Instant::now() + idle,
            },
        );
        token
    }

    /// Starts the idle timer anew and tells the idle time in force.
    pub fn refresh(&mut self, token: &str, repository: &str, idle: Option<Duration>) -> Option<Duration> {
        let session = self.open.get_mut(token).filter(|s| s.repository == repository)?;
        session.idle = idle.unwrap_or(session.idle);
        session.ends = Instant::now() + session.idle;
        Some(session.idle)
    }

    /// Gives a session another token, which starts the idle timer anew.
    pub fn renew(&mut self, token: &str) -> Option<String> {
        let mut session = self.open.remove(token)?;
        session.ends = Instant::now() + session.idle;
        let token = new_token();
        self.open.insert(token.clone(), session);
        Some(token)
    }

    pub fn close(&mut self, token: &str, repository: &str) -> bool {
        let known = self.open.get(token).is_some_and(|s| s.repository == repository);
        known && self.open.remove(token).is_some()
    }

    /// Removes sessions whose idle time is over; returns how many.
    pub fn expire(&mut self) -> u64 {
        let before = self.open.len();
        let now = Instant::now();
        self.open.retain(|_, session| session.ends > now);
        (before - self.open.len()) as u64
    }

    /// The token that a cookie value stands for, if its session is open.
    pub fn of_cookie(&self, value: &str) -> Option<String> {
        self.open.keys().find(|token| percent_encode(token) == value).cloned()
    }

    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn tokens(&self) -> Vec<String> {
        self.open.keys().cloned().collect()
    }
}

/// Base64 with all characters that a careless client would damage.
pub fn new_token() -> String {
    loop {
        let token = STANDARD.encode(random::<34>());
        if token.contains('+') && token.contains('/') {
            return token;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_belongs_to_its_repository_and_idles_out() {
        let mut sessions = Sessions::default();
        let token = sessions.open("a", Duration::from_secs(60));
        assert!(token.ends_with("==") && token.contains('+') && token.contains('/'));
        assert_eq!(sessions.refresh(&token, "b", None), None);
        assert!(!sessions.close(&token, "b"));
        assert_eq!(sessions.of_cookie(&percent_encode(&token)), Some(token.clone()));
        assert_eq!(
            sessions.refresh(&token, "a", Some(Duration::ZERO)),
            Some(Duration::ZERO)
        );
        assert_eq!(sessions.expire(), 1);
        assert_eq!(sessions.len(), 0);
    }
}
