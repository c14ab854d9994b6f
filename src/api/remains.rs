//! The token in what is left of an answer that is cut or otherwise unreadable.

use crate::base::secret::Secret;

/// The token that stands behind `name`, which comes with its quotes, if it is there as a whole. Searches from `from` on,
/// and moves it to where a search in more of the same answer has to begin.
pub fn find_token(name: &str, remains: &[u8], from: &mut usize) -> Option<Secret> {
    let name = name.as_bytes();
    loop {
        let rest = remains.get(*from..)?;
        let Some(found) = rest.windows(name.len()).position(|window| window == name) else {
            // The end may be the beginning of the name.
            *from += rest.len().saturating_sub(name.len() - 1);
            return None;
        };
        let value = rest[found + name.len()..].trim_ascii_start();
        let read = value
            .strip_prefix(b":")
            .map(|value| serde_json::Deserializer::from_slice(value).into_iter::<Secret>().next());
        let may_still_come = match read {
            Some(Some(Ok(token))) if !token.is_empty() => return Some(token),
            Some(Some(Err(error))) => error.is_eof(),
            Some(Some(Ok(_))) => false,
            Some(None) => true,
            None => value.is_empty(),
        };
        if may_still_come {
            *from += found;
            return None;
        }
        *from += found + name.len();
    }
}
