//! A local stand-in for Laserfiche.
//!
//! It speaks the token operations of v1-alpha, of the self-hosted v1 and v2, and of the Cloud, each below its own path,
//! counts sessions, and damages its answers on request, so that tests and people without an account can see how a client
//! behaves. In tests it takes the contract's plainest form only; as a program it takes all that clients in the field send,
//! unless it is told to be strict. It listens on 127.0.0.1 only and ends when the [`Stub`] is dropped.
#![forbid(unsafe_code)]

mod accounts;
mod answer;
mod api;
mod background;
mod bearer;
pub mod blackhole;
mod call;
mod certs;
pub mod cli;
mod commands;
mod config;
mod context;
mod control;
mod documents;
mod error_body;
mod errors;
mod fault;
mod faults;
mod head;
mod limits;
pub mod login;
mod logins;
mod ntlm;
mod oauth;
mod plan;
mod proxy;
mod report;
mod resource;
mod route;
mod routes;
mod server;
mod sessions;
mod socket;
mod spec;
mod state;
mod steering;
mod stub;
mod text;
mod v1alpha;
mod wire;

pub use api::Api;
pub use config::{CertKind, Config, LifetimeMember};
pub use error_body::ErrorBody;
pub use fault::{Fault, Operation};
pub use ntlm::NtlmAccount;
pub use oauth::access_key::AccessKey;
pub use proxy::{Proxy, ProxyConfig};
pub use report::{Report, SeenRequest};
pub use stub::Stub;
