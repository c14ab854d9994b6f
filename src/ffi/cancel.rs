//! Cancel handles: what ends calls from another thread.

use std::sync::Arc;

use lftoken_convention::convention;

use crate::base::cancel::Cancel;

use super::arguments::Out;
use super::registry::Kind;
use super::types::{lf_cancel, lf_status};
use super::{boundary, registry};

impl Kind for Cancel {
    type Handle = lf_cancel;
}

/// Makes a cancel handle.
///
/// Give it to calls with lf_call_set_cancel(); lf_cancel_trigger() then ends all of them.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_cancel_new(out_cancel: *mut *mut lf_cancel) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_cancel, std::ptr::null_mut(), "out_cancel") }?;
        out.set(registry::insert(Arc::new(Cancel::default()))?);
        Ok(())
    })
}

/// Frees a cancel handle. Calls that carry it go on and can no longer be cancelled.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_cancel_free(cancel: *mut lf_cancel) {
    boundary::quiet(|| drop(registry::remove::<Cancel>(cancel)));
}

/// Ends every call that carries the handle, now and until lf_cancel_reset().
///
/// It returns at once, and the calls return LF_E_CANCELLED within 100 ms, mostly within one, wherever they are: looking
/// up a name, connecting, agreeing on TLS, waiting for an answer or for the next attempt. A login that was already sent
/// returns LF_E_OUTCOME_UNKNOWN instead, and the library looks after its answer (lf_client_settle()). A logout is
/// cancelled like any call: give lf_invalidate_token() other call settings.
///
///     lf_cancel_new(&cancel);
///     lf_call_set_cancel(call, cancel);
///     ... lf_create_token(client, repository_id, credentials, call, &token, &error) on this thread,
///     ... lf_cancel_trigger(cancel) on another
///
/// Do not call it from a signal handler. To end on Ctrl-C, block SIGINT in all threads of the program (those of the
/// library do not take it), wait for it with sigwait() in one of them, and call this from there.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_cancel_trigger(cancel: *mut lf_cancel) -> lf_status {
    boundary::status(|| Ok(registry::with(cancel, Cancel::trigger)?))
}

/// Makes a triggered handle ready for new calls.
///
/// Calls that began before it still end, also those that have not noticed the trigger yet.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_cancel_reset(cancel: *mut lf_cancel) -> lf_status {
    boundary::status(|| Ok(registry::with(cancel, Cancel::reset)?))
}
