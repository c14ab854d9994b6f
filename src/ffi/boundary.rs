//! The one way in: every export is a single call of a function of this file.
//!
//! It keeps thread cancellation out, keeps the host's floating-point state, catches panics, clears the vector registers,
//! and turns results into what C understands.

use std::ffi::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::session::{Error, Status};
use crate::sys::without_cancellation;

use super::guard::{fpu, panics, registers};
use super::registry;
use super::types::{lf_error, lf_status};

/// What an export does. The way in is there once for all that return a status, because it would be a tenth of the library
/// if each had its own.
type Body<'a> = &'a mut dyn FnMut() -> Result<(), Error>;

/// An export that returns a status.
pub fn status(body: impl FnOnce() -> Result<(), Error>) -> lf_status {
    let mut body = Some(body);
    status_of(&mut || body.take().map_or(Ok(()), |body| body()))
}

#[inline(never)]
fn status_of(body: Body<'_>) -> lf_status {
    without_cancellation(|| read(body))
}

/// The same for one that only reads what is in memory. It has no cancellation point, and to switch cancellation off and
/// on again would take half as long as the read itself.
pub fn read(body: impl FnOnce() -> Result<(), Error>) -> lf_status {
    // Made small before it goes any further: to move an error about costs more than a look-up.
    let body = || match body() {
        Ok(()) => Status::Ok as lf_status,
        Err(error) => error.status as lf_status,
    };
    guarded(body).unwrap_or(Status::Internal as lf_status)
}

/// An export that mostly only reads, as [`read`] does, and else has to wait and to explain. `fast` is false if it could not
/// do it all.
///
/// # Safety
/// `out_error` is NULL or can be written.
pub unsafe fn read_or_wait(
    out_error: *mut *mut lf_error,
    fast: impl FnOnce() -> bool,
    slow: impl FnOnce() -> Result<(), Error>,
) -> lf_status {
    if guarded(fast) == Some(true) {
        // SAFETY: as the caller promises.
        if let Some(out_error) = unsafe { out_error.as_mut() } {
            *out_error = std::ptr::null_mut();
        }
        return Status::Ok as lf_status;
    }
    // SAFETY: as the caller promises.
    unsafe { status_with_error(out_error, slow) }
}

/// An export that returns a status and explains it through its last parameter.
///
/// # Safety
/// `out_error` is NULL or can be written.
pub unsafe fn status_with_error(out_error: *mut *mut lf_error, body: impl FnOnce() -> Result<(), Error>) -> lf_status {
    let mut body = Some(body);
    // SAFETY: as the caller promises.
    unsafe { explained_status_of(out_error, &mut || body.take().map_or(Ok(()), |body| body())) }
}

/// # Safety
/// As for [`status_with_error`].
#[inline(never)]
unsafe fn explained_status_of(out_error: *mut *mut lf_error, body: Body<'_>) -> lf_status {
    // SAFETY: as the caller promises.
    let mut out_error = unsafe { out_error.as_mut() };
    if let Some(out_error) = &mut out_error {
        **out_error = std::ptr::null_mut();
    }
    let mut explained = std::ptr::null_mut();
    let wanted = out_error.is_some();
    let status = status_of(&mut || {
        let result = caught(&mut *body).unwrap_or_else(|| {
            Err(Error::local(
                Status::Internal,
                format!(
                    "the library panicked at {}; this is a defect of its own",
                    panics::last_place()
                ),
            ))
        });
        result.inspect_err(|error| {
            if wanted {
                explained = registry::insert(Arc::new(error.clone())).unwrap_or(std::ptr::null_mut());
            }
        })
    });
    if let Some(out_error) = out_error {
        *out_error = explained;
    }
    status
}

/// An export that only reads, too, and returns a value, or `otherwise` when it has none to give.
pub fn value<T>(otherwise: T, body: impl FnOnce() -> Option<T>) -> T {
    let (mut value, mut body) = (None, Some(body));
    guarded_from_panics(&mut || value = body.take().and_then(|body| body()));
    value.unwrap_or(otherwise)
}

/// An export that returns a static text.
pub fn text(body: impl FnOnce() -> &'static std::ffi::CStr) -> *const c_char {
    value(c"", || Some(body())).as_ptr()
}

/// An export that returns nothing.
pub fn quiet(body: impl FnOnce()) {
    let mut body = Some(body);
    without_cancellation(|| guarded_from_panics(&mut || body.take().map_or((), |body| body())));
}

#[inline(never)]
fn guarded_from_panics(body: &mut dyn FnMut()) {
    guarded(body);
}

/// `None` after a panic. Once for each export: a guard inside another takes the library's own floating-point state
/// for the host's.
fn guarded<T>(body: impl FnOnce() -> T) -> Option<T> {
    fpu::guarded(|| caught(body))
}

fn caught<T>(body: impl FnOnce() -> T) -> Option<T> {
    panics::keep_quiet();
    let value = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => Some(value),
        Err(payload) => {
            // Dropping it could panic again.
            std::mem::forget(payload);
            None
        }
    };
    registers::wipe();
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_status_and_an_error() {
        assert_eq!(status(|| panic!("on purpose")), Status::Internal as lf_status);
        assert_eq!(value(7, || panic!("on purpose")), 7);
        quiet(|| panic!("on purpose"));
        let mut error = std::ptr::null_mut();
        // SAFETY: `error` can be written.
        let status = unsafe { status_with_error(&mut error, || panic!("on purpose")) };
        assert_eq!(status, Status::Internal as lf_status);
        let filled = registry::remove::<Error>(error).unwrap();
        assert_eq!(filled.status, Status::Internal);
        assert!(filled.what.contains("boundary.rs:"), "{}", filled.what);
    }
}
