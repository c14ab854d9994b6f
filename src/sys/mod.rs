//! The few calls of the operating system for which there is no safe way.

#![allow(unsafe_code, reason = "there is no safe way")]

mod cancellation;
mod keep_loaded;
mod memory;

pub use cancellation::without_cancellation;
pub use keep_loaded::keep_loaded;
pub use memory::memory_is_left;
