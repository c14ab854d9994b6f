//! Where the log goes.

use std::ffi::c_void;

use lftoken_convention::convention;

use crate::ffi::gate::Callback;
use crate::ffi::log::{self, lf_log_callback};
use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{boundary, draft};
use crate::session::Error;

use super::handle::{LogTarget, Options};

/// Sets a callback for log lines. See lf_log_callback for what it may do.
///
/// @param level     What is reported: one of the LF_LOG_ levels.
/// @param callback  NULL: no log.
/// @param user      Given to the callback as it is; may be NULL. It has to stay valid until lf_client_free() of the
///                  last client made from these options has returned: no callback runs after that.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_log(
    options: *mut lf_options,
    level: i32,
    callback: lf_log_callback,
    user: *mut c_void,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut Options| {
            let level = log::level(level)
                .ok_or_else(|| Error::invalid(format!("level is {level}, which is no LF_LOG_ value")))?;
            options.log = callback.map(|function| LogTarget {
                level,
                callback: Callback { function, user },
            });
            Ok(())
        })
    })
}
