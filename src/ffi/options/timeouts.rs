//! How long things may take.

use std::time::Duration;

use lftoken_convention::convention;

use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};

use super::handle::change;

/// Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. The total
/// timeout ends it earlier.
///
/// @param timeout_ms  Milliseconds, at least 1; 10000 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_connect_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.connect_timeout = arguments::limit_ms(timeout_ms, "timeout_ms")?;
            Ok(())
        })
    })
}

/// Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition.
/// lf_call_set_total_timeout_ms() sets it for single calls.
///
/// @param timeout_ms  Milliseconds, at least 1; 30000 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_total_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.total_timeout = arguments::limit_ms(timeout_ms, "timeout_ms")?;
            Ok(())
        })
    })
}

/// Sets how long the library waits for the answer to a login after lf_create_token() has returned
/// LF_E_OUTCOME_UNKNOWN because of a timeout or cancel. A session that such an answer brings is logged out. An answer
/// that cannot be HTTP is read for two more seconds at most. It is done by a thread that lives only as long as
/// something is outstanding; see lf_client_settle().
///
/// @param grace_ms  Milliseconds; 30000 by default. 0: late answers are not waited for.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_late_answer_grace_ms(options: *mut lf_options, grace_ms: u32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.late_answer_grace = Duration::from_millis(grace_ms.into());
            Ok(())
        })
    })
}
