//! The C interface: handles, arguments, callbacks, and one file for each kind of object.

#![allow(unsafe_code)]
#![allow(non_camel_case_types)]
// What a caller has to see to is said once, in the head of the C header, not in a section per function.
#![allow(clippy::missing_safety_doc)]

mod arguments;
mod boundary;
mod draft;
mod gate;
mod guard;
mod lock;
mod registry;
mod types;

pub mod call;
pub mod cancel;
pub mod client;
pub mod credentials;
pub mod error;
pub mod log;
pub mod options;
pub mod status;
pub mod token;
pub mod version;

pub use types::*;
