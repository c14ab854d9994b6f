//! Handles that free themselves, and texts on their way in and out.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use super::sys::*;

/// A handle of the library, kept as the number that it is, so that threads can share it.
pub struct Handle<T> {
    number: usize,
    free: extern "C" fn(*mut T),
}

impl<T> Handle<T> {
    /// Takes over what a function has just handed out.
    pub fn own(handle: *mut T, free: extern "C" fn(*mut T)) -> Handle<T> {
        assert!(!handle.is_null(), "a success without a handle");
        Handle {
            number: handle.addr(),
            free,
        }
    }

    /// Looks at what stays somebody else's.
    pub fn lend(handle: *mut T) -> Handle<T> {
        extern "C" fn leave<T>(_: *mut T) {}
        Handle::own(handle, leave)
    }

    /// Takes over what `new` makes.
    pub fn new(new: extern "C" fn(&mut *mut T) -> lf_status, free: extern "C" fn(*mut T)) -> Handle<T> {
        let mut handle = ptr::null_mut();
        assert_eq!(new(&mut handle), LF_OK);
        Handle::own(handle, free)
    }

    pub fn get(&self) -> *mut T {
        ptr::without_provenance_mut(self.number)
    }

    /// Sets a text.
    pub fn set_text(&self, set: SetText<T>, text: &str) -> lf_status {
        let text = c_text(text);
        // SAFETY: the text ends with a NUL and outlives the call.
        unsafe { set(self.get(), text.as_ptr()) }
    }

    /// Reads a text: once for its size, then for itself, until it has not grown meanwhile.
    pub fn text(&self, get: GetText<T>) -> String {
        let mut needed = 0;
        // SAFETY: a buffer of no size may be NULL.
        let mut status = unsafe { get(self.get(), ptr::null_mut(), 0, &mut needed) };
        assert_eq!(status, LF_E_BUFFER_TOO_SMALL);
        let mut text = Vec::new();
        while status == LF_E_BUFFER_TOO_SMALL {
            text = vec![0u8; needed];
            // SAFETY: the buffer has so many bytes.
            status = unsafe { get(self.get(), text.as_mut_ptr().cast(), text.len(), &mut needed) };
        }
        assert_eq!(status, LF_OK);
        text.truncate(needed);
        assert_eq!(text.pop(), Some(0));
        String::from_utf8(text).expect("texts are UTF-8")
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        (self.free)(self.get());
    }
}

pub fn c_text(text: &str) -> CString {
    CString::new(text).expect("C has no texts with a NUL inside")
}

/// A text that the library never frees.
pub fn static_text(text: *const c_char) -> &'static str {
    // SAFETY: what the library returns as a pointer is never NULL, ends with a NUL and stays.
    unsafe { CStr::from_ptr(text) }.to_str().expect("texts are UTF-8")
}
