//! What goes over the wire: one file per API generation, and what is the same for all: credentials, grants, what
//! refusals say, and whether the service itself wrote an answer.

mod base;
mod cloud;
mod code;
pub mod credential;
mod document;
pub mod error;
mod form;
mod front;
pub mod generation;
pub mod grant;
pub mod late;
pub mod login;
mod oauth;
mod object;
pub mod probe;
pub mod problem;
#[cfg(test)]
mod property_tests;
pub mod protocol;
mod recognise;
mod redact;
mod remains;
#[cfg(test)]
pub mod renewed_by_login;
mod route;
mod self_hosted;
pub mod service;
pub mod single_use;
pub mod time;
pub mod unreadable;
mod v1alpha;

pub use front::Wish;
pub use generation::{CLOUD, SERVER_V1, SERVER_V2, V1_ALPHA};

pub use oauth::authorization;
#[cfg(feature = "fuzzing")]
pub use oauth::{access_key, assertion};
// The words of delivery that the rooms above need.
#[cfg(test)]
pub use crate::http::answer::Answer as HttpAnswer;
pub use crate::http::client::probe::Probe;
pub use crate::http::client::{Client as HttpClient, Config as HttpConfig};
#[cfg(test)]
pub use crate::http::error::Error as HttpError;
pub use crate::http::error::{Kind, Phase, Progress};
pub use crate::http::listener;
pub use crate::http::request::is_field_value;
pub use crate::http::{
    CertificateFault, Fingerprint, MinTls, Origin, ProxyMode, ProxyRule, ProxySettings, Roots, ShownCertificate,
    TlsSettings, identity, pem,
};
#[cfg(test)]
pub use v1alpha::CAPABILITIES as V1_ALPHA_CAPABILITIES;
#[cfg(feature = "fuzzing")]
pub use v1alpha::answers;
