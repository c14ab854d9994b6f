//! A local stand-in for a Laserfiche repository server.
//!
//! It speaks the three v1-alpha token operations, counts sessions, and damages its answers on request, so that tests
//! and people without an account can see how a client behaves. In tests it takes the contract's plainest form only;
//! as a program it takes all that clients in the field send, unless it is told to be strict. It listens on 127.0.0.1
//! only and ends when the [`Stub`] is dropped.
#![forbid(unsafe_code)]

mod answer;
mod background;
pub mod blackhole;
mod certs;
mod checks;
pub mod cli;
mod config;
mod control;
mod error_body;
mod errors;
mod fault;
mod plan;
mod proxy;
mod report;
mod routes;
mod server;
mod sessions;
mod socket;
mod spec;
mod state;
mod stub;
mod text;
mod tidy;
mod wire;

pub use config::{CertKind, Config};
pub use error_body::ErrorBody;
pub use fault::{Fault, Operation};
pub use proxy::{Proxy, ProxyConfig};
pub use report::{Report, SeenRequest};
pub use stub::Stub;
