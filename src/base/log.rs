//! The host's log, if it wants one. Messages name operations, hosts and statuses, never a secret.

use std::fmt;
use std::sync::Arc;

/// How much the host wants to hear; a message is delivered when its level is at most this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

type Sink = dyn Fn(Level, &str) + Send + Sync;

/// Where messages go. Cheap to clone; says nothing by default.
#[derive(Clone)]
pub struct Log {
    level: Level,
    sink: Option<Arc<Sink>>,
}

impl Log {
    pub fn new(level: Level, sink: impl Fn(Level, &str) + Send + Sync + 'static) -> Log {
        Log {
            level,
            sink: Some(Arc::new(sink)),
        }
    }

    /// Formats only when somebody listens.
    pub fn write(&self, level: Level, message: fmt::Arguments<'_>) {
        if let Some(sink) = self.sink.as_ref().filter(|_| level <= self.level) {
            sink(level, &message.to_string());
        }
    }
}

impl Default for Log {
    fn default() -> Log {
        Log {
            level: Level::Off,
            sink: None,
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("level", &self.level).finish()
    }
}
