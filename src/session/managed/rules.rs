//! What a managed session goes by: the host's settings, and what the generation can do.

use std::time::Duration;

/// What a host can set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How long a token that is handed out still lasts, at least; at most a tenth of its life.
    pub margin: Duration,
    /// After which share of its life a token is renewed, in percent, and by how much earlier that may be.
    pub renew_after_percent: u32,
    pub jitter_percent: u32,
    /// 0 leaves the idle time to the server.
    pub keep_alive_seconds: u32,
    /// How long after the last read the session is logged out; `None`: never.
    pub linger: Option<Duration>,
    /// It is renewed although nobody reads.
    pub hold: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            margin: Duration::from_secs(30),
            renew_after_percent: 67,
            jitter_percent: 10,
            keep_alive_seconds: 0,
            linger: Some(Duration::from_secs(300)),
            hold: false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub settings: Settings,
    /// A renewal is a call with the token, which asks for the session; else it is another login.
    pub has_route: bool,
}

/// The life of a token that the server says nothing of: that of its documentation. It is not held to end then.
const USUAL_LIFE: Duration = Duration::from_secs(15 * 60);
/// A life that is as good as over when it begins, and the shortest time after which a token is renewed: however wrong the
/// clocks and the settings are, a session makes no more than one call a second.
const SHORTEST: Duration = Duration::from_secs(1);

/// Nobody could use a token with such a life.
pub fn is_over(life: Option<Duration>) -> bool {
    life.is_some_and(|life| life < SHORTEST)
}

impl Rules {
    /// How long before its end a token is no longer handed out.
    pub fn margin(&self, life: Duration) -> Duration {
        self.settings.margin.min(life / 10)
    }

    /// How long after it was granted a token is renewed. `random` is from 0 to 1.
    pub fn renew_after(&self, life: Option<Duration>, random: f64) -> Duration {
        let share = f64::from(self.settings.renew_after_percent) - f64::from(self.settings.jitter_percent) * random;
        // Without a word of the server the session lasts at most as long as it was asked to.
        let asked = u64::from(self.settings.keep_alive_seconds);
        let usual = match asked {
            0 => USUAL_LIFE,
            asked => USUAL_LIFE.min(Duration::from_secs(asked)),
        };
        let wanted = life.unwrap_or(usual).mul_f64(share.clamp(0.0, 100.0) / 100.0);
        wanted.max(SHORTEST)
    }
}
