//! What every room needs: secrets that wipe themselves, the clock, deadlines and cancel handles, threads and what they
//! share, the host's log.

pub mod basic;
pub mod buffer;
pub mod cancel;
pub mod clock;
pub mod deadline;
pub mod file;
pub mod lock;
pub mod log;
pub mod memory;
pub mod monitor;
pub mod per_process;
pub mod port;
pub mod process;
pub mod random;
pub mod scarce;
pub mod secret;
#[cfg(any(windows, test))]
pub mod security_context;
pub mod sleep;
pub mod source;
pub mod task;
pub mod waker;
