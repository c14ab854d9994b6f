//! What the server said of an error.

use std::ffi::c_char;

use crate::session::Error;

use super::arguments::put;
use super::types::{lf_error, lf_status};
use super::{boundary, registry};

/// The HTTP status of the answer; for LF_E_PROXY_REFUSED that of the proxy.
///
/// @return 0 if there was no answer or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_http_status(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        registry::with(error, |error: &Error| error.problem.http_status.into()).ok()
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
        registry::with(error, |error: &Error| error.problem.error_code).ok()?
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.text().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.error_class.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.error_source.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.operation_id.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.request_id.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.problem_type.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.title.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.detail.as_deref().unwrap_or_default())
        })
    })
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
    boundary::status(|| unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(error.problem.instance.as_deref().unwrap_or_default())
        })
    })
}

/// How long the server asks to wait (Retry-After, in either form).
///
/// @return Milliseconds; -1 if the server did not say or `error` is not an error.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_retry_after_ms(error: *const lf_error) -> i64 {
    boundary::value(-1, || {
        registry::with(error, |error: &Error| {
            error
                .problem
                .retry_after
                .map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
        })
        .ok()?
    })
}
