//! Memory for what others decide the size of: an answer, a file, a text of the host.

use crate::sys::memory_is_left;

/// What is smaller is not asked for: a process that has not even that much left is at its end.
const SMALL: usize = 64 * 1024;
/// How many copies of a text there may be at the same time: as it came, growing, as it is read, and escaped.
const COPIES: usize = 6;

/// Whether `bytes` of somebody else's, and what is made of them, find room.
pub fn is_left_for(bytes: usize) -> bool {
    bytes < SMALL || memory_is_left(bytes.saturating_mul(COPIES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_not_asked_for() {
        assert!(is_left_for(0) && is_left_for(1 << 20));
        assert!(!is_left_for(usize::MAX / 2));
    }
}
