//! Credentials of the Basic scheme (RFC 7617), which cannot carry everything.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::secret::Secret;

/// The longest name or password: servers refuse longer heads.
pub const MAX_BASIC_BYTES: usize = 4096;

/// What stands behind "Basic ". Both come with what messages call them.
pub fn basic((user_is, user): (&str, &str), (password_is, password): (&str, &str)) -> Result<Secret, String> {
    if user.contains(':') {
        return Err(format!(
            "{user_is} has a colon, which Basic authentication cannot carry"
        ));
    }
    for (what, text) in [(user_is, user), (password_is, password)] {
        if text.contains(char::is_control) {
            return Err(format!("{what} has a control character, such as a line break"));
        }
        // Where bytes were read that are no text.
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(format!("{what} is not in UTF-8"));
        }
        if text.len() > MAX_BASIC_BYTES {
            return Err(format!("{what} is longer than {MAX_BASIC_BYTES} bytes"));
        }
    }
    let pair = Secret::new(format!("{user}:{password}"));
    Ok(Secret::new(BASE64_STANDARD.encode(pair.expose())))
}
