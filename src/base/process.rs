//! Which process this is, for what a forked child must not touch.

pub use crate::sys::Process;
