//! Sockets that end with the call that waits for them: name look-up, connecting, proxies' addresses.

pub mod connect;
pub mod error;
pub mod loopback;
pub mod origin;
pub mod poll;
pub mod proxy;
mod read_timeout;
pub mod resolve;
pub mod socket;
