//! Small things that every room needs: secrets that wipe themselves, the time limit of a call, the log.

pub mod log;
pub mod scope;
pub mod secret;
