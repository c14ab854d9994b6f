//! What the server said of an error.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::session::{Error, Problem};

use super::arguments::{self, put};
use super::types::{lf_error, lf_status};
use super::{boundary, registry};

/// The HTTP status of the answer; for LF_E_PROXY_REFUSED that of the proxy.
///
/// @return 0 if there was no answer.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_http_status(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        registry::with(error, |error: &Error| error.problem.http_status.into()).ok()
    })
}

/// The Laserfiche error code, such as 9010 (errorCode in the answer, the code of an error below it, or the code in
/// brackets behind its text). It decides before the HTTP status what the error is and whether a retry may help.
///
/// @return 0 if the server gave none.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_server_code(error: *const lf_error) -> i32 {
    boundary::value(0, || {
        registry::with(error, |error: &Error| error.problem.error_code).ok()?
    })
}

/// What the service said, in its own words: `message`, or else `title`, `detail`, `type`, or its X-APIServer-Error
/// header. Empty if it said nothing; the words of something in front of it are not taken for its own. Where it repeats a
/// secret, whole or a part, as it is or encoded, `[secret]` stands instead, or the text is left out.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_message(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, Problem::text) })
}

/// The server's `errorClass`; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_class(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.error_class.as_deref()) })
}

/// The server's `errorSource`; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_server_source(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.error_source.as_deref()) })
}

/// The server's `operationId`, or else its request id; give it to the administrator. Empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_operation_id(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.operation_id.as_deref()) })
}

/// The X-RequestId header of the answer; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_request_id(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.request_id.as_deref()) })
}

/// `type` of a problem document (RFC 9457), or `error` of RFC 6749; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_type(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.problem_type.as_deref()) })
}

/// `title` of a problem document, or `error_description`; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_title(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.title.as_deref()) })
}

/// `detail` of a problem document; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_detail(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.detail.as_deref()) })
}

/// `instance` of a problem document; empty if there is none.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_error_problem_instance(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { said(error, buf, cap, needed, |problem| problem.instance.as_deref()) })
}

/// How long the server asks to wait (Retry-After, in either form).
///
/// @return Milliseconds; -1 if the server did not say.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_error_retry_after_ms(error: *const lf_error) -> i64 {
    boundary::value(-1, || {
        registry::with(error, |error: &Error| {
            arguments::milliseconds(error.problem.retry_after)
        })
        .ok()
    })
}

/// Copies one of the texts of a refusal; the empty text if it has none.
///
/// # Safety
/// As for [`put`].
unsafe fn said(
    error: *const lf_error,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    text: impl Fn(&Problem) -> Option<&str>,
) -> Result<(), Error> {
    // SAFETY: as the caller promises.
    unsafe {
        put(error, buf, cap, needed, |error: &Error, out| {
            out.set(text(&error.problem).unwrap_or_default())
        })
    }
}
