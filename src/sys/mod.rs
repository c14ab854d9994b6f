//! The few calls of the operating system for which there is no safe way.

#![allow(unsafe_code, reason = "there is no safe way")]

#[cfg(all(target_os = "linux", not(debug_assertions)))]
mod backtrace;
mod cancellation;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub mod coarse_clock;
#[cfg(windows)]
mod exclusive_port;
mod keep_loaded;
mod memory;
mod process;
#[cfg(windows)]
mod security_context;

pub use cancellation::without_cancellation;
#[cfg(windows)]
pub use exclusive_port::set_exclusive;
pub use keep_loaded::keep_loaded;
pub use memory::memory_is_left;
pub use process::Process;
#[cfg(all(test, target_os = "linux"))]
pub use process::in_a_child;
#[cfg(windows)]
pub use security_context::SecurityContext;
