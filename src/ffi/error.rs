//! What an error says.

use std::ffi::c_char;

use crate::session::Error;

use super::arguments::put;
use super::registry::Kind;
use super::status::LF_E_INVALID_HANDLE;
use super::types::{lf_error, lf_status};
use super::{boundary, registry};

/// The server has not seen a request, or has provably not taken it.
pub const LF_EXCHANGE_NOTHING_SENT: i32 = 0;
/// A request went out and no complete answer came.
pub const LF_EXCHANGE_UNANSWERED: i32 = 1;
/// The server answered.
pub const LF_EXCHANGE_ANSWERED: i32 = 2;

impl Kind for Error {
    type Handle = lf_error;
}

/// Frees an error.
///
/// @param error  May be NULL; freeing twice does nothing.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_free(error: *mut lf_error) {
    boundary::quiet(|| drop(registry::remove::<Error>(error)));
}

/// The status of the call that failed.
///
/// @return The same code that the call returned; LF_E_INVALID_HANDLE if `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_status(error: *const lf_error) -> lf_status {
    boundary::value(LF_E_INVALID_HANDLE, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.status as lf_status)
    })
}

/// What lies beneath LF_E_OUTCOME_UNKNOWN, such as LF_E_TIMED_OUT or LF_E_CONNECTION_LOST, or beneath a call that
/// was interrupted while it waited to try again.
///
/// @return A status; the same as lf_error_status() when there is nothing beneath. LF_E_INVALID_HANDLE if `error` is
///         not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_cause(error: *const lf_error) -> lf_status {
    boundary::value(LF_E_INVALID_HANDLE, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.cause as lf_status)
    })
}

/// The whole failure in words: the call, the host, what happened, and what to do. For a log or a dialog; it never
/// holds a secret. 1024 bytes are enough for nearly every message.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_message(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| Some(&error.message)) })
}

/// The HTTP status of the answer; for LF_E_PROXY_REFUSED that of the proxy.
///
/// @return 0 if there was no answer or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_http_status(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.problem.http_status.into())
    })
}

/// The Laserfiche error code, such as 9010 (errorCode in the answer, or the code in brackets behind its text).
///
/// @return 0 if the server gave none or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_server_code(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        let error = registry::get::<Error>(error).ok()?;
        error.problem.error_code
    })
}

/// What the server said, in its own words: `message`, or else `title`, `detail`, `type`, or its X-APIServer-Error
/// header. Empty if it said nothing.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_message(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.text()) })
}

/// The server's `errorClass`; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_class(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.error_class.as_deref()) })
}

/// The server's `errorSource`; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_source(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.error_source.as_deref()) })
}

/// The server's `operationId`, or else its request id; give it to the administrator. Empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_operation_id(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.operation_id.as_deref()) })
}

/// The X-RequestId header of the answer; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_request_id(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.request_id.as_deref()) })
}

/// `type` of a problem document (RFC 9457), or `error` of RFC 6749; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_type(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.problem_type.as_deref()) })
}

/// `title` of a problem document, or `error_description`; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_title(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.title.as_deref()) })
}

/// `detail` of a problem document; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_detail(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.detail.as_deref()) })
}

/// `instance` of a problem document; empty if there is none.
///
/// @param error   The error.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_instance(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Error>(error, buf, cap, needed, |error| error.problem.instance.as_deref()) })
}

/// How long the server asks to wait (Retry-After, in either form).
///
/// @return Milliseconds; -1 if the server did not say or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_retry_after_ms(error: *const lf_error) -> i64 {
    boundary::value(-1, || {
        let error = registry::get::<Error>(error).ok()?;
        error
            .problem
            .retry_after
            .map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
    })
}

/// The operating system's error number (errno, or GetLastError on Windows).
///
/// @return 0 if there is none or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_os_code(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        let error = registry::get::<Error>(error).ok()?;
        error.os_code
    })
}

/// Whether the same call may succeed later without anybody changing anything. Never 1 for an unknown outcome of a
/// login: repeating that may take a second seat.
///
/// @return 1 or 0; 0 if `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_is_retryable(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.retryable.into())
    })
}

/// How the last exchange with the server stood: one of the LF_EXCHANGE_ values.
///
/// @return LF_EXCHANGE_NOTHING_SENT if `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_exchange(error: *const lf_error) -> i32 {
    boundary::value(LF_EXCHANGE_NOTHING_SENT, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.exchange as i32)
    })
}

/// How often the request was tried.
///
/// @return 0 if it was refused before that or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_attempts(error: *const lf_error) -> u32 {
    boundary::value(0, || {
        let error = registry::get::<Error>(error).ok()?;
        Some(error.attempts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::ExchangeState;

    #[test]
    fn the_constants_are_the_states() {
        assert_eq!(LF_EXCHANGE_NOTHING_SENT, ExchangeState::NothingSent as i32);
        assert_eq!(LF_EXCHANGE_UNANSWERED, ExchangeState::Unanswered as i32);
        assert_eq!(LF_EXCHANGE_ANSWERED, ExchangeState::Answered as i32);
    }
}
