//! What goes over the wire: one file per API generation, and what is the same for all: credentials, grants, what
//! refusals say, and whether the service itself wrote an answer.

mod base_path;
mod code;
pub mod credential;
mod document;
pub mod error;
mod front;
pub mod grant;
pub mod late;
mod oauth;
pub mod problem;
#[cfg(test)]
mod property_tests;
pub mod protocol;
mod recognise;
mod redact;
#[cfg(test)]
pub mod renewed_by_login;
#[cfg(test)]
pub mod second_generation;
pub mod service;
pub mod time;
mod v1alpha;

use protocol::Generation;

/// The v1-alpha AccessTokens routes.
pub const V1_ALPHA: Generation = Generation {
    connect: v1alpha::V1Alpha::connect,
};

pub use front::Wish;

// The words of delivery that the rooms above need.
#[cfg(test)]
pub use crate::http::answer::Answer as HttpAnswer;
pub use crate::http::client::{Client as HttpClient, Config as HttpConfig};
#[cfg(test)]
pub use crate::http::error::Error as HttpError;
pub use crate::http::error::{Kind, Phase, Progress};
pub use crate::http::request::is_field_value;
pub use crate::http::{
    CertificateFault, Fingerprint, MinTls, Origin, ProxyMode, ProxyRule, ProxySettings, Roots, TlsSettings, identity,
    pem,
};
#[cfg(feature = "fuzzing")]
pub use oauth::{access_key, assertion};
#[cfg(test)]
pub use v1alpha::CAPABILITIES as V1_ALPHA_CAPABILITIES;
#[cfg(feature = "fuzzing")]
pub use v1alpha::answers;
