//! Mutexes that a panic elsewhere does not take away.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the mutex guards. A panic while it was locked ended one call; the data is still whole, because every
/// change is one assignment.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
