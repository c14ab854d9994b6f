//! What a managed session is told and what it tells, until it is closed.

use std::ffi::c_char;
use std::ptr;

use lftoken_convention::convention;

use crate::ffi::arguments::{Out, TextOut};
use crate::ffi::types::{lf_call, lf_credentials, lf_error, lf_session, lf_status};
use crate::ffi::{boundary, call, credentials, event, gate};
use crate::session::{Credentials, Error, Session, SessionState};

use super::handle::get;

/// There is no token: nobody has asked for one, or the session was logged out because nobody reads it.
pub const LF_SESSION_EMPTY: i32 = 1;
/// There is a token.
pub const LF_SESSION_FRESH: i32 = 2;
/// A login or a renewal is on its way.
pub const LF_SESSION_RENEWING: i32 = 3;
/// The last login or renewal failed. There may be a token that is still good.
pub const LF_SESSION_FAILING: i32 = 4;
/// It was closed, or its client was shut down.
pub const LF_SESSION_CLOSED: i32 = 5;

/// Sets other credentials, such as a password that was changed, also in place of a callback. Nothing is sent, and a refusal
/// of the old ones is forgotten.
///
/// If they are of another user, app or account, the present token is no longer handed out, and logged out. Kinds that do
/// not say whose they are (session keys, SAML tokens, authorization codes, refresh tokens) always count as another's. A
/// login that is on its way with the old credentials is ended, and what it still opens is logged out.
///
/// @param credentials  As they are set at this moment.
/// @return As lf_session_new(); LF_E_CLOSED also if the session is closed.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_set_credentials(
    session: *mut lf_session,
    credentials: *const lf_credentials,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        let session = get(session)?;
        session.set_credentials(Credentials::Fields(Box::new(credentials::login(credentials)?)))
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Allows another login with credentials that were refused, because the reason is gone: an administrator has unlocked the
/// account, say. It also ends the pause after a resource has refused one token after the other. The next read logs in.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_retry_credentials(session: *mut lf_session) -> lf_status {
    boundary::status(|| {
        get(session)?.retry_credentials();
        Ok(())
    })
}

/// What the session is doing.
///
/// @param out_state  Receives one of the LF_SESSION_ values.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_state(session: *const lf_session, out_state: *mut i32) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_state, 0, "out_state") }?;
        out.set(match get(session)?.state() {
            SessionState::Empty => LF_SESSION_EMPTY,
            SessionState::Fresh => LF_SESSION_FRESH,
            SessionState::Renewing => LF_SESSION_RENEWING,
            SessionState::Failing => LF_SESSION_FAILING,
            SessionState::Closed => LF_SESSION_CLOSED,
        });
        Ok(())
    })
}

/// When the present token expires, by the server's clock.
///
/// @param out_expires_at_ms  Receives milliseconds since 1970-01-01 UTC; 0 if there is no token, or the server did not say.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_expires_at_ms(
    session: *const lf_session,
    out_expires_at_ms: *mut i64,
) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_expires_at_ms, 0, "out_expires_at_ms") }?;
        out.set(get(session)?.expires_at_ms().unwrap_or(0));
        Ok(())
    })
}

/// Where the repository API is to be called, as lf_token_api_address() tells it. With LF_API_CLOUD the empty text as long as
/// no login has told it.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_api_address(
    session: *const lf_session,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe {
        put_text(session, buf, cap, needed, |session| {
            session.api_address().unwrap_or_default()
        })
    })
}

/// # Safety
/// As for [`TextOut::new`].
unsafe fn put_text(
    session: *const lf_session,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    text: impl FnOnce(&Session) -> String,
) -> Result<(), Error> {
    // SAFETY: as the caller promises.
    let mut out = unsafe { TextOut::new(buf, cap, needed) }?;
    out.set(&text(&*get(session)?))?;
    Ok(())
}

/// Takes the oldest event that was not taken yet, for programs that cannot take calls from other threads, such as those in
/// Basic. It never waits. Up to 64 are kept; then the oldest ones are forgotten, which lf_session_stats() counts.
///
/// @param out_event  Receives one of the LF_EVENT_ values; 0 if there is none.
/// @param out_cause  Receives why, of the failures and of a logout that failed, to be freed with lf_error_free(); else NULL.
///                   May be NULL.
/// @return LF_OK, also if there is none; LF_E_INVALID_ARGUMENT, LF_E_FORKED, LF_E_INVALID_HANDLE.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_next_event(
    session: *mut lf_session,
    out_event: *mut i32,
    out_cause: *mut *mut lf_error,
) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written, and for NULL or one.
        let (out, mut out_cause) = unsafe { (Out::new(out_event, 0, "out_event")?, out_cause.as_mut()) };
        if let Some(out_cause) = &mut out_cause {
            **out_cause = ptr::null_mut();
        }
        let event = get(session)?.next_event();
        if let Some(out_cause) = out_cause {
            *out_cause = event::handle(event.as_ref().and_then(|event| event.error.as_ref()));
        }
        out.set(event.map_or(0, |event| event::code(event.kind)));
        Ok(())
    })
}

/// What the session has done so far, for support: lines `name value`, such as "logins 3". Names may be added.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_stats(
    session: *const lf_session,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put_text(session, buf, cap, needed, Session::stats) })
}

/// Logs out and closes the session: reads return LF_E_CLOSED from now on. A login that is on its way is ended, and what it
/// still opens is logged out, too.
///
/// What is outstanding when the call ends goes on in the background, as after lf_session_free(); a second call waits for
/// it. Where lf_client_supports() denies LF_CAN_LOG_OUT the token is forgotten, nothing is sent, and the result is LF_OK.
///
/// @param call  Its total timeout limits the wait.
/// @return LF_OK (nothing is open); LF_E_TIMED_OUT, LF_E_CANCELLED (the logout goes on); a failure of lf_invalidate_token(),
///         or LF_E_OUTCOME_UNKNOWN: a session may be open that nobody holds, now or since an earlier login;
///         LF_E_WOULD_DEADLOCK (inside a callback); LF_E_FORKED; LF_E_INVALID_HANDLE.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_close(
    session: *mut lf_session,
    call: *const lf_call,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        let session = get(session)?;
        let call = call::settings(call)?;
        gate::check_not_inside()?;
        session.close(&call)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}
