//! Sessions in safe Rust: settings, logins, tokens, what may be repeated, and how no seat is lost.

mod client;
mod error;
mod reaper;
mod retry;
mod seat;
mod settings;
mod status;
mod token;
mod verdict;

pub use client::{Client, MAX_KEEP_ALIVE_SECONDS};
pub use error::{Error, ExchangeState};
pub use retry::RetryPolicy;
pub use settings::{CallSettings, Pem, Settings};
pub use status::Status;
pub use token::{Token, TokenState};
