//! The C interface: handles, arguments, callbacks, and one file for each kind of object.

#![allow(unsafe_code, reason = "hosts hand pointers in")]
#![allow(non_camel_case_types, reason = "the names of C")]
#![allow(
    clippy::missing_safety_doc,
    reason = "what a caller has to see to is said once, in the head of the C header"
)]

mod arguments;
mod boundary;
mod draft;
mod gate;
mod guard;
mod registry;
mod types;
mod wording;

mod action;
mod app_credentials;
mod authorization;
mod call;
mod calls;
mod cancel;
mod check;
mod client;
mod credentials;
mod error;
mod event;
mod log;
mod options;
mod refusal;
mod session;
mod session_options;
mod status;
mod token;
mod version;
