//! The clocks that are cheap to read: some milliseconds old, without a system call. A reader of tokens looks at both each
//! time, and a way through another crate would take as long as the look.

use libc::{CLOCK_MONOTONIC_COARSE, CLOCK_REALTIME_COARSE, clockid_t, timespec};

/// Stands still while the machine sleeps.
#[inline]
pub fn awake_ms() -> i64 {
    milliseconds(CLOCK_MONOTONIC_COARSE)
}

/// Since 1970; goes on while the machine sleeps, and can be set.
#[inline]
pub fn wall_ms() -> i64 {
    milliseconds(CLOCK_REALTIME_COARSE)
}

#[inline]
#[allow(
    clippy::useless_conversion,
    clippy::unnecessary_fallible_conversions,
    reason = "both numbers have 32 bits on some systems"
)]
fn milliseconds(clock: clockid_t) -> i64 {
    let mut time = timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` can be written. It fails only for a clock that the system does not have, which is none since 2009.
    unsafe { libc::clock_gettime(clock, &mut time) };
    i64::from(time.tv_sec) * 1000 + i64::from(time.tv_nsec) / 1_000_000
}
