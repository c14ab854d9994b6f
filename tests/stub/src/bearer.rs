//! How a request says which session or token it means.

use crate::errors::Refusal;
use crate::head::{Checked, bad, tidy_authorization};
use crate::report::SeenRequest;
use crate::sessions::{COOKIE, Sessions};

pub enum Bearer {
    Token(String),
    Cookies(Vec<String>),
    Missing,
}

impl Bearer {
    pub fn read(seen: &SeenRequest) -> Checked<Bearer> {
        Bearer::of(&seen.header_values("Authorization"), seen)
    }

    /// The same, with the scheme in any case.
    pub fn read_tidy(seen: &SeenRequest) -> Checked<Bearer> {
        let tidy = seen.header("Authorization").map(tidy_authorization);
        Bearer::of(&tidy.as_deref().into_iter().collect::<Vec<_>>(), seen)
    }

    fn of(authorizations: &[&str], seen: &SeenRequest) -> Checked<Bearer> {
        match authorizations {
            [] => {
                let cookies = seen.header_values("Cookie");
                if cookies.is_empty() {
                    return Ok(Bearer::Missing);
                }
                let pairs = cookies.iter().flat_map(|line| line.split("; "));
                Ok(Bearer::Cookies(pairs.map(String::from).collect()))
            }
            [value] => match value.strip_prefix("Bearer ") {
                Some(token) if !token.is_empty() => Ok(Bearer::Token(token.into())),
                _ => bad("Authorization must be 'Bearer ' and the token"),
            },
            _ => bad("Authorization is repeated"),
        }
    }

    /// The token that was sent, or that a session's cookie stands for.
    pub fn token(self, sessions: &Sessions) -> Result<String, Refusal> {
        let token = match self {
            Bearer::Token(token) => Some(token),
            Bearer::Cookies(pairs) => {
                let values = pairs
                    .iter()
                    .filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
                values.filter_map(|value| sessions.of_cookie(value)).next()
            }
            Bearer::Missing => None,
        };
        token.ok_or_else(|| Refusal::new(401, None, "No access token came with the request."))
    }
}
