//! Settings of single calls.

use std::ffi::c_char;
use std::sync::{Arc, Mutex};

use crate::common::scope::Cancel;
use crate::session::{CallSettings, Error};

use super::args::{self, Out};
use super::lock::lock;
use super::registry::Kind;
use super::{boundary, lf_call, lf_cancel, lf_status, registry};

/// What an lf_call handle stands for.
#[derive(Default)]
pub struct Call(Mutex<CallSettings>);

impl Kind for Call {
    type Handle = lf_call;
}

impl Call {
    fn change(&self, change: impl FnOnce(&mut CallSettings)) {
        change(&mut lock(&self.0));
    }

    /// As they are now.
    fn settings(&self) -> CallSettings {
        lock(&self.0).clone()
    }
}

/// The settings behind `call`; NULL stands for the defaults.
pub fn settings(call: *const lf_call) -> Result<CallSettings, Error> {
    if call.is_null() {
        return Ok(CallSettings::default());
    }
    Ok(registry::with(call, Call::settings)?)
}

/// Makes settings for single calls. They can be used for any number of calls, also at the same time; a call
/// takes them as they are when it begins.
///
/// @param out_call  Receives the handle; not NULL. Free it with lf_call_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INTERNAL.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_call_new(out_call: *mut *mut lf_call) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_call, std::ptr::null_mut(), "out_call") }?;
        out.set(registry::insert(Arc::new(Call::default()))?);
        Ok(())
    })
}

/// Frees call settings. Calls that began with them are not affected.
///
/// @param call  May be NULL; freeing twice does nothing.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_free(call: *mut lf_call) {
    boundary::quiet(|| drop(registry::remove::<Call>(call)));
}

/// Sets how long a call may take in all, instead of the client's lf_options_set_total_timeout_ms().
///
/// @param timeout_ms  Milliseconds, at least 1.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_set_timeout_ms(call: *mut lf_call, timeout_ms: u32) -> lf_status {
    boundary::status(|| {
        let call = registry::get::<Call>(call)?;
        let timeout = args::limit_ms(timeout_ms, "timeout_ms")?;
        call.change(|settings| settings.timeout = Some(timeout));
        Ok(())
    })
}

/// Lets lf_cancel_trigger() end the calls that use these settings.
///
/// @param cancel  NULL takes the handle out again. The settings keep what the handle stands for: freeing the
///                handle is safe.
/// @return LF_OK, LF_E_INVALID_HANDLE.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_call_set_cancel(call: *mut lf_call, cancel: *mut lf_cancel) -> lf_status {
    boundary::status(|| {
        let call = registry::get::<Call>(call)?;
        let cancel = if cancel.is_null() {
            None
        } else {
            Some(registry::get::<Cancel>(cancel)?)
        };
        call.change(|settings| settings.cancel = cancel);
        Ok(())
    })
}

/// Sets an id that the log lines of the calls begin with, in square brackets. Lines about connections, and about
/// sessions that are looked after when the call is over, have none. It is not sent.
///
/// @param correlation_id  UTF-8 without control characters; copied. NULL takes it out again.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_call_set_correlation_id(call: *mut lf_call, correlation_id: *const c_char) -> lf_status {
    boundary::status(|| {
        let call = registry::get::<Call>(call)?;
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let id = unsafe { args::optional_line(correlation_id, "correlation_id") }?;
        call.change(|settings| settings.correlation_id = id);
        Ok(())
    })
}
