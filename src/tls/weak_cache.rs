//! A value that clients share as long as one of them has it.

use std::sync::{Arc, Mutex, Weak};

use crate::base::lock::lock;

pub struct WeakCache<T>(Mutex<Weak<T>>);

impl<T> WeakCache<T> {
    pub const fn new() -> WeakCache<T> {
        WeakCache(Mutex::new(Weak::new()))
    }

    /// What is there, or else what `make` makes; others wait for it.
    pub fn get<E>(&self, make: impl FnOnce() -> Result<Arc<T>, E>) -> Result<Arc<T>, E> {
        let mut shared = lock(&self.0);
        if let Some(there) = shared.upgrade() {
            return Ok(there);
        }
        let made = make()?;
        *shared = Arc::downgrade(&made);
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_anew_when_nobody_has_it() {
        let shared = WeakCache::new();
        let made = |value| move || Ok::<_, ()>(Arc::new(value));
        assert_eq!(shared.get(|| Err("no")), Err("no"));
        let (one, two) = (shared.get(made(1)).unwrap(), shared.get(made(2)).unwrap());
        assert!(Arc::ptr_eq(&one, &two));
        drop(one);
        assert_eq!(shared.get(made(3)).as_deref(), Ok(&1));
        drop(two);
        assert_eq!(shared.get(made(4)).as_deref(), Ok(&4));
    }
}
