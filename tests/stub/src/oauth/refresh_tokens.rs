//! Refresh tokens that rotate: each is good once, and one that comes again ends all that followed from it.

use crate::sessions::new_token;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// What the refresh tokens of one sign-in stand for.
#[derive(Clone)]
pub struct SignIn {
    /// The Cloud's app; `None` at a Directory Server.
    pub client_id: Option<String>,
    /// The repository and the session's token, at a Directory Server.
    pub session: Option<(String, String)>,
    pub scope: Vec<String>,
}

struct Family {
    sign_in: SignIn,
    /// The one token that is good.
    current: String,
    ends: Instant,
    ended: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    Unknown,
    /// It was used before.
    Reused,
    /// Its time is over, or a sibling was used again.
    Ended,
}

#[derive(Default)]
pub struct RefreshTokens {
    families: Vec<Family>,
    family_of: HashMap<String, usize>,
}

impl RefreshTokens {
    /// The sign-in that a token stands for, if it may still be used.
    pub fn find(&mut self, token: &str) -> Result<SignIn, Refused> {
        let family = self.family(token).ok_or(Refused::Unknown)?;
        if family.current != token {
            family.ended = true;
            return Err(Refused::Reused);
        }
        if family.ended || family.ends <= Instant::now() {
            return Err(Refused::Ended);
        }
        Ok(family.sign_in.clone())
    }

    /// The token after one that was found, or the first one of a sign-in, good for so long. `bounded`: no longer than the
    /// first one is.
    pub fn next(&mut self, token: Option<&str>, sign_in: SignIn, lifetime: Duration, bounded: bool) -> String {
        let current = new_token();
        let ends = Instant::now() + lifetime;
        let number = token.and_then(|token| self.family_of.get(token).copied());
        let number = number.unwrap_or(self.families.len());
        self.family_of.insert(current.clone(), number);
        match self.families.get_mut(number) {
            Some(family) => {
                family.sign_in = sign_in;
                family.current.clone_from(&current);
                if !bounded {
                    family.ends = ends;
                }
            }
            None => self.families.push(Family {
                sign_in,
                current: current.clone(),
                ends,
                ended: false,
            }),
        }
        current
    }

    fn family(&mut self, token: &str) -> Option<&mut Family> {
        self.families.get_mut(*self.family_of.get(token)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn sign_in() -> SignIn {
        SignIn {
            client_id: None,
            session: None,
            scope: Vec::new(),
        }
    }

    #[test]
    fn a_token_that_comes_again_ends_its_family_and_no_other() {
        let mut tokens = RefreshTokens::default();
        let first = tokens.next(None, sign_in(), HOUR, false);
        let other = tokens.next(None, sign_in(), HOUR, false);
        assert!(tokens.find(&first).is_ok());
        let second = tokens.next(Some(&first), sign_in(), HOUR, false);
        assert!(tokens.find(&second).is_ok());
        assert_eq!(tokens.find(&first).err(), Some(Refused::Reused));
        assert_eq!(tokens.find(&second).err(), Some(Refused::Ended));
        assert!(tokens.find(&other).is_ok());
        assert_eq!(tokens.find("another").err(), Some(Refused::Unknown));
    }

    #[test]
    fn a_refresh_makes_the_time_longer_unless_it_is_bounded() {
        let mut tokens = RefreshTokens::default();
        let first = tokens.next(None, sign_in(), Duration::ZERO, true);
        assert_eq!(tokens.find(&first).err(), Some(Refused::Ended));
        let second = tokens.next(Some(&first), sign_in(), HOUR, true);
        assert_eq!(tokens.find(&second).err(), Some(Refused::Ended));
        let third = tokens.next(Some(&second), sign_in(), HOUR, false);
        assert!(tokens.find(&third).is_ok());
    }
}
