//! The check of the way to the service.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use super::error::{CheckStep, Error, Verdict, outcome};
use super::handle::{Handle, c_text};
use super::settings::CallSettings;
use super::sys::*;

/// What a check has found.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    pub step: CheckStep,
    pub verdict: Verdict,
    /// One line; of a fact "name: value".
    pub text: &'a str,
    /// Why the step failed.
    pub cause: Option<Error>,
}

type Tell<'a> = dyn FnMut(Finding<'_>) + 'a;

pub(crate) fn check(
    client: *mut lf_client,
    repository: &str,
    call: &CallSettings,
    tell: &mut Tell<'_>,
) -> Result<(), Error> {
    let (repository, call, mut error) = (c_text(repository), call.handle(), ptr::null_mut());
    let mut tell = tell;
    // SAFETY: the text ends with a NUL; it and what is told to outlive the call, during which alone the callback runs.
    let status = unsafe {
        lf_client_check(
            client,
            repository.as_ptr(),
            Some(deliver),
            ptr::from_mut(&mut tell).cast(),
            call.get(),
            Some(&mut error),
        )
    };
    outcome(status, error)
}

unsafe extern "C" fn deliver(user: *mut c_void, step: i32, verdict: i32, text: *const c_char, error: *const lf_error) {
    // SAFETY: `user` is what `check` passes, on its own thread and while it waits.
    let tell = unsafe { &mut *user.cast::<&mut Tell<'_>>() };
    // SAFETY: the library passes a text that ends with a NUL and is valid during the call.
    let text = unsafe { CStr::from_ptr(text) };
    tell(Finding {
        step: CheckStep::of(step),
        verdict: Verdict::of(verdict),
        text: text.to_str().expect("what is found is UTF-8"),
        cause: (!error.is_null()).then(|| Error::read(&Handle::lend(error.cast_mut()))),
    });
}
