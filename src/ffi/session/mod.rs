//! Managed sessions: a valid token whenever a thread asks.

mod control;
mod handle;
mod token;
