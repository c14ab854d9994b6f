//! Settings of a client, by subject.

mod address;
mod handle;
mod log;
mod proxy;
mod requests;
mod timeouts;
mod trust;

#[cfg(test)]
pub use address::lf_options_set_base_address;
pub use handle::{LogTarget, Options, snapshot};
#[cfg(test)]
pub use handle::{change, lf_options_free, lf_options_new};
