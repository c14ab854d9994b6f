//! Random numbers for jitter: nobody's secrets depend on them.

use std::hash::{BuildHasher, RandomState};

/// From 0 to 1, without 1.
pub fn unit() -> f64 {
    let random = RandomState::new().hash_one(0u8) >> 11;
    random as f64 / (1u64 << 53) as f64
}
