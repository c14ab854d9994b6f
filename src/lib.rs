//! A Laserfiche repository access token for any program: log in, keep the session alive, log out.
//!
//! The product is a shared library with a C interface, described in `include/lftoken.h`. Data walks
//! one way: [`ffi`] (the C boundary) to [`session`] (settings, tokens, retries, seat safety) to [`api`]
//! (what goes over the wire) to [`transport`] (deadlines, TLS, proxies, sockets), and back. Unsafe code is in [`ffi`] and
//! in `sys` (calls of the operating system) alone.

#![deny(unsafe_code)]

#[cfg(panic = "abort")]
compile_error!("the C boundary catches panics: build with panic = \"unwind\"");

pub mod api;
pub mod common;
pub mod ffi;
pub mod session;
mod sys;
pub mod transport;
