//! Laserfiche Cloud's OAuth: what a login proves itself with.
#![cfg_attr(
    not(any(test, feature = "fuzzing")),
    expect(dead_code, reason = "no generation logs in with it")
)]

pub mod access_key;
pub mod assertion;
#[cfg(test)]
mod test_keys;
