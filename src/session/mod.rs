//! Sessions in safe Rust: settings, logins, tokens, what may be repeated, and how no session is lost.

mod action;
mod advice;
mod authorization;
mod call;
mod checks;
mod circumstances;
mod client;
mod diagnosis;
mod engine;
mod error;
mod expiry;
mod explain;
mod managed;
mod opener;
mod orphans;
mod outcome;
mod renewal;
mod retry;
mod roll;
mod settings;
mod snapshot;
mod status;
mod suggested_wait;
mod token;
mod worker;

pub use action::Action;
pub use advice::Advice;
pub use authorization::{Authorization, Settings as AuthorizationSettings};
pub use call::CallSettings;
pub use client::Client;
pub use diagnosis::{Finding, Step, Verdict};
pub use error::{Error, ExchangeState};
pub use managed::{Credentials, Event, EventKind, Listener, Published, SCHEME, Session, SessionSettings, SessionState};
pub use retry::RetryPolicy;
pub use settings::{Identity, Settings};
pub use snapshot::TokenState;
pub use status::Status;
pub use token::Token;

// The words of the rooms below that the C interface needs.
pub use crate::api::credential::LoginFields;
pub use crate::api::generation::Generation;
pub use crate::api::problem::Problem;
pub use crate::api::single_use::SingleUse;
pub use crate::api::{CLOUD, MinTls, ProxyMode, Roots, SERVER_V1, SERVER_V2, V1_ALPHA};
