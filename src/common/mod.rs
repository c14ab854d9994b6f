//! Small things that every room needs: secrets that wipe themselves, the time limit of a call, work that has none,
//! the log.

pub mod job;
pub mod log;
pub mod scope;
pub mod secret;
