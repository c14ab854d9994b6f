//! User names and passwords, and who is locked out.

use crate::config::Config;
use crate::errors::Refusal;
use std::collections::{HashMap, HashSet};

pub struct Accounts {
    users: Vec<(String, String)>,
    locked: HashSet<String>,
    lockout_after: Option<u32>,
    /// Wrong passwords since the last right one, by user name.
    wrong: HashMap<String, u32>,
}

impl Accounts {
    pub fn new(config: &Config) -> Accounts {
        Accounts {
            users: config.users.clone(),
            // A name that every client can choose, without a word to the stub.
            locked: HashSet::from(["locked".into()]),
            lockout_after: config.lockout_after,
            wrong: HashMap::new(),
        }
    }

    /// Counts wrong passwords; too many lock the account, for the right one as well.
    pub fn check(&mut self, user: &str, password: &str) -> Result<(), Refusal> {
        let wrong = self.wrong.entry(user.into()).or_default();
        if self.locked.contains(user) || self.lockout_after.is_some_and(|limit| *wrong >= limit) {
            return Err(Refusal::coded(401, 9011));
        }
        if user == "expired" {
            return Err(Refusal::coded(401, 9075));
        }
        if self.users.iter().any(|(u, p)| u == user && p == password) {
            *wrong = 0;
            return Ok(());
        }
        *wrong += 1;
        Err(Refusal::coded(401, 9010))
    }

    pub fn lock(&mut self, user: &str) {
        self.locked.insert(user.into());
    }

    /// As an administrator does: what was wrong before is forgotten.
    pub fn unlock(&mut self, user: &str) {
        self.locked.remove(user);
        self.wrong.remove(user);
    }

    /// Makes the account if there is none; its sessions stay open.
    pub fn set_password(&mut self, user: &str, password: &str) {
        self.users.retain(|(name, _)| name != user);
        self.users.push((user.into(), password.into()));
    }
}
