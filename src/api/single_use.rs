//! What a server takes once: authorization codes and refresh tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::secret::Secret;

/// Clones share whether it was sent.
#[derive(Clone, Debug)]
pub struct SingleUse {
    secret: Secret,
    is_used: Arc<AtomicBool>,
}

impl SingleUse {
    pub fn new(secret: Secret) -> SingleUse {
        SingleUse {
            secret,
            is_used: Arc::default(),
        }
    }

    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    pub fn expose(&self) -> &str {
        self.secret.expose()
    }

    /// To be called before it is sent. False if it was sent before, or is being sent.
    pub fn take(&self) -> bool {
        !self.is_used.swap(true, Ordering::SeqCst)
    }

    pub fn is_taken(&self) -> bool {
        self.is_used.load(Ordering::SeqCst)
    }

    /// It was not used after all.
    pub fn give_back(&self) {
        self.is_used.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_taken_once_whoever_has_it() {
        let one = SingleUse::new(Secret::new("s"));
        let other = one.clone();
        assert!(one.take());
        assert!(!other.take() && !one.take());
        other.give_back();
        assert!(one.take());
    }
}
