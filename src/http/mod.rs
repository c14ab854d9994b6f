//! HTTP/1.1 with deadlines: requests, answers, connections and their pool. Knows nothing of Laserfiche.
//!
//! A request is answered, or ends as an [`pending::Incomplete`], which says how far it had come, so that the room above
//! can decide what may be repeated and what has to be looked after.

pub mod answer;
pub mod challenge;
pub mod client;
mod connection;
pub mod error;
mod exchange;
pub mod listener;
pub mod pending;
mod pool;
pub mod request;
mod tunnel;

#[cfg(feature = "fuzzing")]
pub use exchange::head;
// The words of the rooms below that the room above needs.
pub use crate::net::origin::{Origin, is_percent_encoded, trimmed};
pub use crate::net::proxy::{ProxyMode, ProxyRule, ProxySettings};
pub use crate::tls::config::{MinTls, Roots, TlsSettings};
pub use crate::tls::explain::CertificateFault;
pub use crate::tls::fingerprint::Fingerprint;
pub use crate::tls::shown::ShownCertificate;
pub use crate::tls::{identity, pem};
