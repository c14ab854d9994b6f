//! Logins on their way, so that two at once for one user and repository are noticed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

type Counts = HashMap<String, u32>;

#[derive(Default)]
pub struct Logins(Arc<Mutex<Counts>>);

/// A login from when its request was complete until its answer is sent, or its connection has ended.
#[derive(Debug)]
pub struct InFlight {
    all: Arc<Mutex<Counts>>,
    key: String,
}

impl Logins {
    /// Also tells whether another login of the user was on its way.
    pub fn begin(&self, user: &str, repository: &str) -> (InFlight, bool) {
        let key = format!("{user}\n{repository}");
        let mut counts = lock(&self.0);
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        let double = *count > 1;
        let all = self.0.clone();
        (InFlight { all, key }, double)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut counts = lock(&self.all);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_user_at_the_same_repository_at_the_same_time_is_double() {
        let logins = Logins::default();
        let (first, double) = logins.begin("u", "r");
        assert!(!double);
        assert!(logins.begin("u", "r").1);
        assert!(!logins.begin("u", "s").1 && !logins.begin("v", "r").1);
        drop(first);
        assert!(!logins.begin("u", "r").1);
        assert!(lock(&logins.0).is_empty());
    }
}
