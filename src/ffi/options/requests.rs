//! Requests: what they name, which connections they take, how large answers may be, and when they are repeated.

use std::ffi::c_char;
use std::time::Duration;

use lftoken_convention::convention;

use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};
use crate::session::{Error, RetryPolicy};

use super::handle::change;

/// Names the host program in the User-Agent header, before the library's own name.
///
/// @param product  Such as "CaptureStation/5.1". NULL: only the library is named.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_user_agent_product(
    options: *mut lf_options,
    product: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            settings.user_agent_product = unsafe { arguments::optional_line(product, "product") }?;
            Ok(())
        })
    })
}

/// Sets how many connections are kept open between calls, and how long.
///
/// One that was idle may be dead without anybody knowing, as after a failover. So a login takes none that was idle for
/// longer than a second, and a refresh or a logout that hears nothing on one for a quarter of its time is sent again on a
/// new connection; that is no attempt more. The time that the machine sleeps counts.
///
/// @param max_idle         At most this many idle connections; 16 by default, 0 keeps none.
/// @param idle_timeout_ms  An idle connection is not used again after this many milliseconds; 60000 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_pool(options: *mut lf_options, max_idle: u32, idle_timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.max_idle_connections = max_idle as usize;
            settings.idle_timeout = Duration::from_millis(idle_timeout_ms.into());
            Ok(())
        })
    })
}

/// Sets how large the body of an answer may be. A larger one gives LF_E_ANSWER_TOO_LARGE to a refresh; it is the cause
/// (lf_error_cause()) of LF_E_OUTCOME_UNKNOWN after a login and of LF_E_NOT_LOGGED_OUT after a logout.
///
/// @param max_bytes  At least 1024; 262144 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_max_answer_bytes(options: *mut lf_options, max_bytes: u32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            if max_bytes < 1024 {
                return Err(Error::invalid(format!(
                    "max_bytes is {max_bytes}, but must be at least 1024"
                )));
            }
            settings.max_answer_bytes = max_bytes as usize;
            Ok(())
        })
    })
}

/// Sets how calls are repeated. Before attempt n+1 the library waits a random time of at most
/// base_delay_ms * 2^(n-1) and at most max_delay_ms, or as long as the server's Retry-After says; never beyond the
/// call's total timeout. A login is repeated only when the server cannot have taken it. The logout of a session that
/// nobody holds is repeated for 20 s, whatever is set here, and a login of LF_API_CLOUD that the wrong clock of this
/// machine spoiled is made anew once.
///
/// @param max_attempts   At least 1, which never repeats; 3 by default.
/// @param base_delay_ms  500 by default.
/// @param max_delay_ms   20000 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_retry(
    options: *mut lf_options,
    max_attempts: u32,
    base_delay_ms: u32,
    max_delay_ms: u32,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            if max_attempts == 0 {
                return Err(Error::invalid(
                    "max_attempts is 0, but every call is tried at least once",
                ));
            }
            settings.retry = RetryPolicy {
                max_attempts,
                base_delay: Duration::from_millis(base_delay_ms.into()),
                max_delay: Duration::from_millis(max_delay_ms.into()),
            };
            Ok(())
        })
    })
}
