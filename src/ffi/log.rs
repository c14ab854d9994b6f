//! The log: its levels, and the callback that receives it.

use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

use lftoken_convention::convention;

use crate::base::log::{Level, Log};

use super::gate::Gate;

/// No log (the default).
pub const LF_LOG_OFF: i32 = 0;
/// Calls to the server that failed, and sessions that could not be logged out.
pub const LF_LOG_ERROR: i32 = 1;
/// Also attempts that are repeated and licences that stay taken.
pub const LF_LOG_WARN: i32 = 2;
/// Also calls that succeeded.
pub const LF_LOG_INFO: i32 = 3;
/// Also connections.
pub const LF_LOG_DEBUG: i32 = 4;

/// The level behind a number.
pub fn level(number: i32) -> Option<Level> {
    [Level::Off, Level::Error, Level::Warn, Level::Info, Level::Debug]
        .into_iter()
        .find(|level| code(*level) == number)
}

fn code(level: Level) -> i32 {
    match level {
        Level::Off => LF_LOG_OFF,
        Level::Error => LF_LOG_ERROR,
        Level::Warn => LF_LOG_WARN,
        Level::Info => LF_LOG_INFO,
        Level::Debug => LF_LOG_DEBUG,
    }
}

/// Receives one log line.
///
/// The library calls it on the thread that made the call, or on a thread of its own for a late answer; several threads
/// may call it at once. It may call functions of this library, but must not wait in lf_client_settle(), and must not
/// refresh a token: where a refresh is a new login, that may wait for the very call that logs. It must return soon,
/// because the call waits for it; no exception, no longjmp() and no pthread_exit() may leave it, and thread cancellation
/// is off in it.
///
/// @param user     What was given to lf_options_set_log().
/// @param level    One of the LF_LOG_ levels.
/// @param message  One line of UTF-8 without a newline; valid during the callback only. Never holds a password,
///                 token, key or cookie.
#[convention]
pub type lf_log_callback = Option<unsafe extern "C" fn(user: *mut c_void, level: i32, message: *const c_char)>;

/// The callback that is there.
#[convention]
pub type LogFunction = unsafe extern "C" fn(*mut c_void, i32, *const c_char);

/// A log whose lines go through `gate`.
pub fn log_through(gate: Arc<Gate<LogFunction>>, level: Level) -> Log {
    Log::new(level, move |level, message| {
        let line: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let Ok(line) = CString::new(line) else {
            return;
        };
        // SAFETY: the host promised that the function can be called with its pointer until the gate is closed.
        gate.call(|function, user| unsafe { function(user, code(level), line.as_ptr()) });
    })
}
