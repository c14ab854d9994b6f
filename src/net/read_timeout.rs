//! How long one read of a blocking socket waits.
//!
//! The kernel's own timeout costs no system call as long as it stays the same, so it is set to one of few steps below
//! the time that is left: calls with similar limits share one, and only a read that lasts long wakes up once before its
//! deadline is near. On Windows that timeout is late by half a second and leaves the socket in an undefined state, so
//! there the socket never blocks, and `poll` waits.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

#[derive(Debug, Default)]
pub struct ReadTimeout {
    /// Zero as long as none is set.
    set: Duration,
}

impl ReadTimeout {
    /// Has the next read give up within `left`. `again`: the one before it has given up already.
    pub fn apply(&mut self, stream: &TcpStream, left: Duration, again: bool) -> io::Result<()> {
        // What is set already will do for an answer that comes soon, as nearly all do; also for a call that has all its
        // time for one connection, after one that had a quarter.
        let will_do = !again && self.set <= left && left <= self.set * 8;
        let step = step_below(left);
        if !will_do && step != self.set {
            stream.set_read_timeout(Some(step))?;
            self.set = step;
        }
        Ok(())
    }
}

/// `time` without all but its three highest binary digits, in milliseconds; exact when it is short.
fn step_below(time: Duration) -> Duration {
    const SHORT: Duration = Duration::from_millis(32);
    if time < SHORT {
        // A timeout of zero would be none.
        return time.max(Duration::from_micros(1));
    }
    let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let dropped = ms.ilog2() - 2;
    Duration::from_millis(ms >> dropped << dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_with_the_same_limit_share_a_step() {
        let of = |ms: f64| step_below(Duration::from_secs_f64(ms / 1000.0)).as_secs_f64() * 1000.0;
        assert_eq!(of(29_999.0), of(28_700.0));
        for ms in [0.5, 1.0, 31.9, 32.0, 33.0, 100.0, 29_999.0, 4e9] {
            let step = of(ms);
            assert!(step <= ms && step >= ms * 0.8, "{ms}: {step}");
        }
        assert!(step_below(Duration::ZERO) > Duration::ZERO);
    }
}
