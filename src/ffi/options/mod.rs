//! Settings of a client, by subject.

mod address;
mod client_certificate;
mod handle;
mod log;
mod proxy;
mod requests;
mod timeouts;
mod trust;

pub use handle::{LogTarget, Options, snapshot};
