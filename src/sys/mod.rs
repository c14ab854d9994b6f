//! The few calls of the operating system for which there is no safe way.

#![allow(unsafe_code, reason = "there is no safe way")]

#[cfg(all(target_os = "linux", not(debug_assertions)))]
mod backtrace;
mod cancellation;
#[cfg(windows)]
mod exclusive_port;
mod keep_loaded;
mod memory;

pub use cancellation::without_cancellation;
#[cfg(windows)]
pub use exclusive_port::set_exclusive;
pub use keep_loaded::keep_loaded;
pub use memory::memory_is_left;
