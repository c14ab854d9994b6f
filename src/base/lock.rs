//! Mutexes that a panic elsewhere does not take away.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the mutex guards, also after a panic while it was locked: nothing that can panic is done to data under a lock.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
