//! The C boundary: the only room with unsafe code.

#![allow(unsafe_code)]
#![allow(non_camel_case_types)]
// What a caller has to see to is said once, in the head of the C header, not in a section per function.
#![allow(clippy::missing_safety_doc)]

mod alloc;
mod args;
mod boundary;
mod fpu;
mod lock;
mod panics;
mod pin;
mod registers;
mod registry;

pub mod call;
pub mod cancel;
pub mod client;
pub mod credentials;
pub mod error;
pub mod handles;
pub mod log;
pub mod options;
pub mod status;
pub mod token;
pub mod version;

pub use handles::*;
pub use status::lf_status;
