//! A Laserfiche repository access token for any program: log in, keep the session alive, log out.
//!
//! The product is a shared library with a C interface, described in `include/lftoken.h`. Nothing here is for programs
//! in Rust. Calls go through the rooms in one direction, from `ffi` to `session` to `api` to `http` to `tls` and `net`
//! to `base` and `sys`; see ARCHITECTURE.md.

#![deny(unsafe_code)]
// Nothing here may end or write to its host. Tests may, and indexing is for reviews: `clippy::indexing_slicing` cannot
// tell a checked range from an unchecked one.
#![cfg_attr(
    not(test),
    warn(
        clippy::exit,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::unreachable,
        clippy::unwrap_used,
    )
)]

#[cfg(panic = "abort")]
compile_error!("the C boundary catches panics: build with panic = \"unwind\"");

mod api;
mod base;
mod ffi;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod net;
mod session;
mod sys;
mod tls;
