//! The time as the server has it. Assertions are valid by its clock, and that of this machine may be wrong.

use std::sync::Mutex;

use crate::api::time::unix_ms;
use crate::base::clock::{self, Moment};
use crate::base::lock::lock;

/// When this was written, in Unix milliseconds. Who says that it is earlier has a clock that is wrong.
const WRITTEN_MS: i64 = 1_795_737_600_000;

#[derive(Default)]
pub struct ServerClock(Mutex<Option<(i64, Moment)>>);

impl ServerClock {
    /// An answer had this `Date`. False if it cannot be right.
    pub fn learn(&self, server_ms: i64, received: Moment) -> bool {
        let is_right = server_ms >= WRITTEN_MS;
        if is_right {
            *lock(&self.0) = Some((server_ms, received));
        }
        is_right
    }

    /// In Unix seconds; by the clock of this machine as long as nothing is known of the server's.
    pub fn now_seconds(&self) -> i64 {
        let now_ms = match *lock(&self.0) {
            Some((server_ms, received)) => server_ms.saturating_add(received.age().as_millis() as i64),
            None => unix_ms(clock::system_now()),
        };
        now_ms.div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::base::clock::Stopped;

    #[test]
    fn the_servers_clock_goes_on_from_its_last_answer() {
        let stopped = Stopped::new();
        let own = unix_ms(clock::system_now()).div_euclid(1000);
        let server = ServerClock::default();
        assert_eq!(server.now_seconds(), own);
        assert!(server.learn((own + 3600) * 1000, clock::moment()));
        assert_eq!(server.now_seconds(), own + 3600);
        stopped.advance(Duration::from_secs(5));
        assert_eq!(server.now_seconds(), own + 3605);
        // The machine sleeps.
        stopped.suspend(Duration::from_secs(60));
        assert_eq!(server.now_seconds(), own + 3665);
    }

    #[test]
    fn a_date_before_this_was_written_is_not_believed() {
        let _stopped = Stopped::new();
        let server = ServerClock::default();
        let own = server.now_seconds();
        for date in [0, i64::MIN, WRITTEN_MS - 1] {
            assert!(!server.learn(date, clock::moment()));
            assert_eq!(server.now_seconds(), own);
        }
        assert!(server.learn(WRITTEN_MS, clock::moment()));
    }
}
