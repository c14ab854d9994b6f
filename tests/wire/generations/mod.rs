//! The generations of the API, driven by the same calls.

mod answers;
mod cells;
mod front;
mod outcomes;
mod passwords;
mod races;
mod refusals;
mod rotation;
mod service_app;
mod sign_in;
mod table;
pub mod ways;
