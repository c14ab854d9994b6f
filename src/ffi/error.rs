//! What an error says.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::session::{Error, ExchangeState};

use super::action::{self, LF_ACTION_NONE};
use super::arguments::{self, Out, put};
use super::registry::Kind;
use super::status::LF_E_INVALID_HANDLE;
use super::types::{lf_error, lf_status};
use super::{boundary, registry, wording};

/// The server has not seen a request, or has provably not taken it.
pub const LF_EXCHANGE_NOTHING_SENT: i32 = 0;
/// A request went out and no complete answer came.
pub const LF_EXCHANGE_UNANSWERED: i32 = 1;
/// The server answered.
pub const LF_EXCHANGE_ANSWERED: i32 = 2;
/// Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter in
/// front of it.
///
/// Such an answer proves little: a login that it refuses may have opened a session all the same. Then lf_error_message()
/// says so, and lf_error_action() is LF_ACTION_CHECK_SESSION.
pub const LF_EXCHANGE_ANSWERED_IN_FRONT: i32 = 3;

impl Kind for Error {
    type Handle = lf_error;
}

/// The whole failure in words: the call, the host, what happened, and what to do. For a log or a dialog; it never holds
/// a secret. 1024 bytes are enough for nearly every message.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_message(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(&wording::message(error))
        })
    })
}

/// What kind of thing has to be done about the failure: what a program branches on. It follows from the call, the
/// status, the server's own code and what its generation of the API can do.
///
///     switch (lf_error_action(error)) {
///     case LF_ACTION_FIX_CREDENTIALS: ... ask a person; never repeat by itself ... break;
///     case LF_ACTION_LOG_IN_AGAIN:    ... lf_create_token() ... break;
///     case LF_ACTION_LOG_OUT_THEN_IN: ... lf_invalidate_token(), then lf_create_token() ... break;
///     case LF_ACTION_TRY_LATER:       ... the same call after lf_error_suggested_wait_ms() ... break;
///     case LF_ACTION_CHECK_SESSION:   ... lf_client_settle(), then ask an administrator ... break;
///     default:                        ... show lf_error_message() ... break;
///     }
///
/// @return One of the LF_ACTION_ values; LF_ACTION_NONE if there is no error.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_action(error: *const lf_error) -> i32 {
    boundary::value(LF_ACTION_NONE, || {
        registry::with(error, |error: &Error| action::code(error.action)).ok()
    })
}

/// Whether the same call may succeed later without anybody changing anything: whether lf_error_action() is
/// LF_ACTION_TRY_LATER. Never for an unknown outcome of a login, because repeating that may take a second licence.
///
/// @return 1 or 0.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_is_retryable(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        registry::with(error, |error: &Error| error.is_retryable().into()).ok()
    })
}

/// How long to wait, counted from the failure, before the same call is made again. A suggestion: a program with many
/// clients spreads them over some more time.
///
/// With LF_ACTION_TRY_LATER it is what the server asks for (lf_error_retry_after_ms()); else a minute after
/// LF_E_RATE_LIMITED and LF_E_LICENSE_EXHAUSTED, and up to ten seconds after other failures. With LF_ACTION_CHECK_SESSION
/// it is the longest time that the library itself looks after the session, waiting for the late answer and logging out,
/// or a minute where it cannot do that; lf_client_settle() may return earlier.
///
/// @return Milliseconds; -1 with any other action, because waiting changes nothing then.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_suggested_wait_ms(error: *const lf_error) -> i64 {
    boundary::value(-1, || {
        registry::with(error, |error: &Error| arguments::milliseconds(error.suggested_wait())).ok()
    })
}

/// The status of the call that failed.
///
/// @return The code that the call returned; LF_E_INVALID_HANDLE if there is no error.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_status(error: *const lf_error) -> lf_status {
    boundary::value(LF_E_INVALID_HANDLE, || {
        registry::with(error, |error: &Error| error.status as lf_status).ok()
    })
}

/// The cause of LF_E_OUTCOME_UNKNOWN, such as LF_E_TIMED_OUT or LF_E_CONNECTION_LOST, or the failure after which a call
/// waited to try again when it was interrupted.
///
/// @return A status; that of lf_error_status() if there is no other cause. LF_E_INVALID_HANDLE if there is no error.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_cause(error: *const lf_error) -> lf_status {
    boundary::value(LF_E_INVALID_HANDLE, || {
        registry::with(error, |error: &Error| error.cause as lf_status).ok()
    })
}

/// How far the last exchange with the server had come.
///
/// @return One of the LF_EXCHANGE_ values.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_exchange(error: *const lf_error) -> i32 {
    boundary::value(LF_EXCHANGE_NOTHING_SENT, || {
        registry::with(error, |error: &Error| match error.exchange {
            ExchangeState::NothingSent => LF_EXCHANGE_NOTHING_SENT,
            ExchangeState::Unanswered => LF_EXCHANGE_UNANSWERED,
            ExchangeState::Answered => LF_EXCHANGE_ANSWERED,
            ExchangeState::AnsweredInFront => LF_EXCHANGE_ANSWERED_IN_FRONT,
        })
        .ok()
    })
}

/// How often the request was tried.
///
/// @return 0 if it was refused before that.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_attempts(error: *const lf_error) -> u32 {
    boundary::value(0, || registry::with(error, |error: &Error| error.attempts).ok())
}

/// The operating system's error number (errno, or GetLastError on Windows).
///
/// @return 0 if there is none.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_os_code(error: *const lf_error) -> i32 {
    boundary::value(0, || registry::with(error, |error: &Error| error.os_code).ok()?)
}

/// The failure in words without what to do about it, for a program that says that in its own terms with
/// lf_error_advice(). It names no function.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_description(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(&error.description())
        })
    })
}

/// What to do about the failure, as a number for lf_advice_text().
///
/// @return A number that stands for the same advice for ever; 0 if there is none.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_advice(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        registry::with(error, |error: &Error| error.advice.map(|advice| advice as i32)).ok()?
    })
}

/// An advice in one or two English sentences. Behind the words stand the settings and calls that they are about, as
/// " ({base_address})" or " ({add_ca_pem}, {add_ca_file})": put in the names that they have for the reader, or leave such a
/// bracket out. lf_error_message() has the names of C.
///
/// @param advice  A number of lf_error_advice(). They begin at 1 and have no gap.
/// @return A static text, never NULL; empty for a number that this library does not know.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_advice_text(advice: i32) -> *const c_char {
    boundary::text(|| wording::template(advice))
}

/// Makes another handle for the same failure, which tells all that the first one tells and is freed on its own: for a
/// program that keeps a failure and gives it to several threads. It is cheap, for nothing is copied.
///
/// @param out_clone  Receives the error. Free it with lf_error_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_clone(error: *const lf_error, out_clone: *mut *mut lf_error) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_clone, std::ptr::null_mut(), "out_clone") }?;
        out.set(registry::insert(registry::get::<Error>(error)?)?);
        Ok(())
    })
}

/// Frees an error.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_free(error: *mut lf_error) {
    boundary::quiet(|| drop(registry::remove::<Error>(error)));
}
