//! Idle connections to one server.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::base::lock::lock;

use super::connection::Connection;

/// A connection that was idle for less than this is used without a look, if the request allows that.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

pub struct Pool {
    idle: Mutex<Vec<Connection>>,
    max_idle: usize,
    idle_timeout: Duration,
}

impl Pool {
    pub fn new(max_idle: usize, idle_timeout: Duration) -> Pool {
        Pool {
            idle: Mutex::new(Vec::new()),
            max_idle,
            idle_timeout,
        }
    }

    /// The most recently used connection. With `look` it is alive and nothing waits in it, as far as can be seen.
    pub fn take(&self, look: bool) -> Option<Connection> {
        loop {
            let mut connection = lock(&self.idle).pop()?;
            let idle = connection.idle_since.elapsed();
            let trusted = idle < TRUSTED_IDLE && !look;
            if idle < self.idle_timeout && (trusted || connection.is_alive()) {
                return Some(connection);
            }
        }
    }

    pub fn put(&self, mut connection: Connection) {
        connection.reused = true;
        connection.idle_since = Instant::now();
        let mut idle = lock(&self.idle);
        // The oldest are at the front.
        let stale = idle
            .iter()
            .take_while(|other| other.idle_since.elapsed() >= self.idle_timeout)
            .count();
        let excess = (idle.len() + 1).saturating_sub(self.max_idle).min(idle.len());
        let closing: Vec<_> = idle.drain(..stale.max(excess)).collect();
        if idle.len() < self.max_idle {
            idle.push(connection);
        }
        drop(idle);
        drop(closing);
    }
}
