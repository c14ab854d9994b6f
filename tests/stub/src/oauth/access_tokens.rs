//! The Cloud's access tokens that are good: no session stands behind them, and they take no seat.

use crate::text::in_time;
use std::collections::HashMap;
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct AccessTokens(HashMap<String, Instant>);

impl AccessTokens {
    pub fn issue(&mut self, token: &str, lifetime: Duration) {
        self.0.insert(token.into(), in_time(lifetime));
    }

    pub fn good(&self, token: &str) -> bool {
        self.0.contains_key(token)
    }

    /// Forgets those whose time is over.
    pub fn expire(&mut self) {
        let now = Instant::now();
        self.0.retain(|_, ends| *ends > now);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Ends all; returns how many.
    pub fn end(&mut self) -> usize {
        std::mem::take(&mut self.0).len()
    }
}
