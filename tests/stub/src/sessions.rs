//! Open sessions and the seats they take.

use crate::text::{in_time, percent_encode, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Name of the cookie in cookie mode; clients must not rely on it.
pub const COOKIE: &str = "LFStubSession";

struct Session {
    repository: String,
    /// The idle time that a Refresh has set for this session.
    own_idle: Option<Duration>,
    ends: Instant,
    /// The end of a token that has its own time; one of v1-alpha is good as long as its session is open.
    token_ends: Option<Instant>,
}

#[derive(Default)]
pub struct Sessions {
    open: HashMap<String, Session>,
}

impl Sessions {
    pub fn open(&mut self, repository: &str, idle: Duration, lifetime: Option<Duration>) -> String {
        let token = new_token();
        let session = Session {
            repository: repository.into(),
            own_idle: None,
            ends: in_time(idle),
            token_ends: lifetime.map(in_time),
        };
        self.open.insert(token.clone(), session);
        token
    }

    /// Starts the idle timer anew and tells the idle time in force: the session's own, else the one given.
    pub fn refresh(
        &mut self,
        token: &str,
        repository: &str,
        own_idle: Option<Duration>,
        idle: Duration,
    ) -> Option<Duration> {
        let session = self.open.get_mut(token).filter(|s| s.repository == repository)?;
        session.own_idle = own_idle.or(session.own_idle);
        let idle = session.own_idle.unwrap_or(idle);
        session.ends = in_time(idle);
        Some(idle)
    }

    /// Gives a session another token, which starts the idle timer anew.
    pub fn renew(&mut self, token: &str, idle: Duration, lifetime: Duration) -> Option<String> {
        let mut session = self.open.remove(token)?;
        session.ends = in_time(idle);
        session.token_ends = Some(in_time(lifetime));
        let token = new_token();
        self.open.insert(token.clone(), session);
        Some(token)
    }

    /// Whether a token is good for a repository. The use starts the idle timer anew, but for v1-alpha, whose expiry only
    /// a Refresh moves.
    pub fn take_use(&mut self, token: &str, repository: &str, idle: Duration) -> bool {
        let Some(session) = self.open.get_mut(token).filter(|s| s.repository == repository) else {
            return false;
        };
        match session.token_ends {
            None => true,
            Some(ends) if ends > Instant::now() => {
                session.ends = in_time(idle);
                true
            }
            Some(_) => false,
        }
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

    /// Ends all; returns how many.
    pub fn end(&mut self) -> usize {
        std::mem::take(&mut self.open).len()
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

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_session_belongs_to_its_repository_and_idles_out() {
        let mut sessions = Sessions::default();
        let token = sessions.open("a", MINUTE, None);
        assert!(token.ends_with("==") && token.contains('+') && token.contains('/'));
        assert_eq!(sessions.refresh(&token, "b", None, MINUTE), None);
        assert!(!sessions.take_use(&token, "b", MINUTE) && !sessions.close(&token, "b"));
        assert!(sessions.take_use(&token, "a", MINUTE));
        assert_eq!(sessions.of_cookie(&percent_encode(&token)), Some(token.clone()));
        let none = Some(Duration::ZERO);
        assert_eq!(sessions.refresh(&token, "a", none, MINUTE), none);
        assert_eq!(sessions.refresh(&token, "a", None, MINUTE), none);
        assert_eq!(sessions.expire(), 1);
        assert_eq!(sessions.len(), 0);
    }

    #[test]
    fn a_token_can_end_before_its_session() {
        let mut sessions = Sessions::default();
        let token = sessions.open("a", MINUTE, Some(Duration::ZERO));
        assert!(!sessions.take_use(&token, "a", MINUTE));
        assert_eq!((sessions.expire(), sessions.len()), (0, 1));
        let next = sessions.renew(&token, MINUTE, MINUTE).unwrap();
        assert!(sessions.take_use(&next, "a", MINUTE) && !sessions.take_use(&token, "a", MINUTE));
    }
}
