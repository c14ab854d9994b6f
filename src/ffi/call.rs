//! Settings of single calls: time limit, cancel handle, correlation id.

use std::ffi::c_char;
use std::sync::Arc;

use lftoken_convention::convention;

use crate::base::cancel::Cancel;
use crate::session::{CallSettings, Error};

use super::arguments::{self, Out};
use super::draft::{self, Draft};
use super::registry::Kind;
use super::types::{lf_call, lf_cancel, lf_status};
use super::{boundary, registry};

impl Kind for Draft<CallSettings> {
    type Handle = lf_call;
}

/// The settings behind `call`; NULL stands for the defaults.
pub fn settings(call: *const lf_call) -> Result<CallSettings, Error> {
    if call.is_null() {
        return Ok(CallSettings::default());
    }
    draft::snapshot(call, |call: &CallSettings| {
        call.correlation_id.as_ref().map_or(0, String::len)
    })
}

fn change(call: *mut lf_call, change: impl FnOnce(&mut CallSettings) -> Result<(), Error>) -> Result<(), Error> {
    draft::change(call, change)
}

/// Makes settings for single calls. They can be used for any number of calls, also at the same time; a call
/// takes them as they are when it begins.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_call_new(out_call: *mut *mut lf_call) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_call, std::ptr::null_mut(), "out_call") }?;
        out.set(registry::insert(Arc::new(Draft::<CallSettings>::default()))?);
        Ok(())
    })
}

/// Frees call settings. Calls that began with them are not affected.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_free(call: *mut lf_call) {
    boundary::quiet(|| drop(registry::remove::<Draft<CallSettings>>(call)));
}

/// Sets how long a call may take in all, instead of the client's lf_options_set_total_timeout_ms().
///
/// @param timeout_ms  Milliseconds, at least 1.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_set_total_timeout_ms(call: *mut lf_call, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        change(call, |settings| {
            settings.timeout = Some(arguments::limit_ms(timeout_ms, "timeout_ms")?);
            Ok(())
        })
    })
}

/// Lets lf_cancel_trigger() end the calls that use these settings.
///
/// @param cancel  NULL unsets it. The settings keep what the handle stands for: freeing the
///                handle is safe.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_set_cancel(call: *mut lf_call, cancel: *mut lf_cancel) -> lf_status {
    boundary::status(|| {
        change(call, |settings| {
            settings.cancel = if cancel.is_null() {
                None
            } else {
                Some(registry::get::<Cancel>(cancel)?)
            };
            Ok(())
        })
    })
}

/// Sets an id that the log lines of the calls begin with, in square brackets. Lines about connections, and about
/// sessions that are looked after when the call is over, have none. It is not sent.
///
/// @param correlation_id  A text without control characters. NULL unsets it.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_call_set_correlation_id(call: *mut lf_call, correlation_id: *const c_char) -> lf_status {
    boundary::status(|| {
        change(call, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            settings.correlation_id = unsafe { arguments::optional_line(correlation_id, "correlation_id") }?;
            Ok(())
        })
    })
}
