//! The token of a managed session: read by any thread, and refused by a resource.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::ffi::arguments::{self, TextOut};
use crate::ffi::types::{lf_call, lf_error, lf_session, lf_status};
use crate::ffi::{boundary, call, gate, registry};
use crate::session::{Error, SCHEME, Status};

use super::handle::{SessionObject, get};

/// The access token, good for at least lf_session_options_set_margin_ms(). The call waits for a login if there is no token;
/// if there is one it takes no lock and makes no system call. The token is a secret: wipe the buffer after use. Read it
/// anew for each request instead of keeping it.
///
/// While renewals fail the token is handed out as long as it is good. After a login that failed, calls return the same
/// failure and send nothing until the next try is due; the message says when that is.
///
/// @param call   Its total timeout and its cancel handle end the wait of this call alone: the login goes on, as long as the
///               client's total timeout allows, and its token is kept for the next call.
/// @return LF_OK; LF_E_BUFFER_TOO_SMALL; a failure of lf_create_token() or lf_refresh_token(); LF_E_TIMED_OUT,
///         LF_E_CANCELLED (of the wait); LF_E_ACCESS_DENIED (a resource refuses every token, see
///         lf_session_token_rejected()); LF_E_CLOSED; LF_E_WOULD_DEADLOCK (it would have to wait inside a callback);
///         LF_E_FORKED; LF_E_INVALID_HANDLE.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_token(
    session: *mut lf_session,
    call: *const lf_call,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: as the header asks.
    unsafe {
        boundary::read_or_wait(
            out_error,
            || put_published(session, buf, cap, needed, SCHEME.len()),
            || put_waiting(session, call, buf, cap, needed, SCHEME.len()),
        )
    }
}

/// The whole value of an Authorization header: "Bearer " and the token. Otherwise as lf_session_token().
///
/// @return As lf_session_token().
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_authorization(
    session: *mut lf_session,
    call: *const lf_call,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: as the header asks.
    unsafe {
        boundary::read_or_wait(
            out_error,
            || put_published(session, buf, cap, needed, 0),
            || put_waiting(session, call, buf, cap, needed, 0),
        )
    }
}

/// As lf_session_token(), without waiting, for event loops: LF_E_PENDING tells that there is no token yet, and a login or
/// renewal is on its way. Call again when an event tells that it has ended.
///
/// @return As lf_session_token(); LF_E_PENDING.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_try_token(
    session: *mut lf_session,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: as the header asks.
    unsafe {
        boundary::read_or_wait(
            out_error,
            || put_published(session, buf, cap, needed, SCHEME.len()),
            || {
                let mut out = TextOut::new(buf, cap, needed)?;
                let header = get(session)?.try_header()?;
                out.set(&header.expose()[SCHEME.len()..])?;
                Ok(())
            },
        )
    }
}

/// Writes the header from `from` on, if it is there and fits: false if not.
///
/// # Safety
/// As for [`TextOut::new`].
#[inline(always)]
unsafe fn put_published(
    session: *const lf_session,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    from: usize,
) -> bool {
    // SAFETY: as the caller promises.
    let Ok(mut out) = (unsafe { TextOut::new(buf, cap, needed) }) else {
        return false;
    };
    let read = registry::with(session, |object: &SessionObject| {
        let published = object.published.as_ref()?;
        let header = object.session.read_published(published)?;
        out.set(&header[from..]).ok()
    });
    matches!(read, Ok(Some(())))
}

/// # Safety
/// As for [`TextOut::new`].
unsafe fn put_waiting(
    session: *const lf_session,
    call: *const lf_call,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    from: usize,
) -> Result<(), Error> {
    // SAFETY: as the caller promises.
    let mut out = unsafe { TextOut::new(buf, cap, needed) }?;
    let session = get(session)?;
    let call = call::settings(call)?;
    let header = if gate::is_inside_callback() {
        let header = session.try_header();
        header.map_err(|error| match error.status {
            Status::Pending => gate::would_deadlock(),
            _ => error,
        })?
    } else {
        session.header(&call)?
    };
    out.set(&header.expose()[from..])?;
    Ok(())
}

/// Tells the session that a resource has refused its token with 401. Nothing waits here: the next read does.
///
/// If it is the present token, the service is asked by a renewal whether the session is still open, and if not, another one
/// is opened. Where a renewal is a login (lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS), another token
/// is asked for at once. The rejection of an older token changes nothing.
///
/// So read again. If the token is another one, repeat the request, once. If it is the same one, the service has confirmed
/// it, and the 401 is the answer. A resource that refuses every token does not cost a login a request: a new token that is
/// refused within a minute is replaced after a pause only, a minute at first and an hour at most, and until then reads
/// return LF_E_ACCESS_DENIED.
///
/// @param value  The token, or the whole header, as it was read.
/// @return LF_OK (read again); LF_E_ACCESS_DENIED (the service has confirmed the session within the last minute: the
///         account may not use that resource); LF_E_INVALID_ARGUMENT, LF_E_FORKED, LF_E_INVALID_HANDLE.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_token_rejected(
    session: *mut lf_session,
    value: *const c_char,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let value = unsafe { arguments::text(value, "value") }?;
        get(session)?.token_rejected(value)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}
