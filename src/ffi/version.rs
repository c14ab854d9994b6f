//! The version of the library and the number of its interface.

use std::ffi::{CStr, c_char};

use lftoken_convention::convention;

use super::boundary;

/// The number of the interface. A program that was compiled with a header of the same number runs with this
/// library; functions and codes may have been added. It is part of the shared library's name on Linux.
pub const LF_ABI_VERSION: u32 = 1;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The version of the library that is running, such as "0.1.0".
///
/// Compare it with LF_VERSION, the version of the header.
///
/// @return A static text, never NULL.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_library_version() -> *const c_char {
    boundary::text(|| VERSION)
}

/// The interface number of the library that is running.
///
/// A host that loads the library by hand checks that it equals LF_ABI_VERSION before anything else.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_library_abi_version() -> u32 {
    boundary::value(LF_ABI_VERSION, || Some(LF_ABI_VERSION))
}
