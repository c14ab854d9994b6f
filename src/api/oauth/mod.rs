//! What the generations share that log in by OAuth 2.0: token requests and their answers, access keys, authorization
//! codes.

pub mod access_key;
pub mod assertion;
pub mod authorization;
mod callback;
mod redirect;
pub mod server_clock;
#[cfg(test)]
mod test_keys;
pub mod token_answer;
pub mod token_request;
