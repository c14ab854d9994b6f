//! The base address of a repository API, whose path must end where the routes begin.

use crate::http::Origin;
use crate::http::client::{Client, Endpoint};

/// One repository API.
pub struct Base {
    pub endpoint: Endpoint,
    pub path: String,
    /// Host, port and path, for messages.
    pub peer: String,
    /// The address as others call it.
    pub address: String,
}

impl Base {
    /// The error says what in the address is wrong.
    pub fn new(client: &Client, origin: Origin, path: String) -> Result<Base, String> {
        check(&path)?;
        let address = origin.address(&path);
        let endpoint = client.endpoint(origin)?;
        Ok(Base {
            peer: format!("{}{path}", endpoint.peer()),
            address,
            endpoint,
            path,
        })
    }
}

/// As much of a path is shown.
const MAX_SHOWN_CHARS: usize = 100;

/// Refuses a path that goes on into the API, as addresses from a browser or from other programs do.
fn check(path: &str) -> Result<(), String> {
    match surplus(path) {
        None => Ok(()),
        Some(surplus) => {
            let shown: String = surplus.chars().take(MAX_SHOWN_CHARS).collect();
            Err(format!(
                "the base address goes on behind the root of the API: leave \"{shown}\" out, as the library adds version \
                 and route itself"
            ))
        }
    }
}

/// What stands behind the root, if that can be told.
fn surplus(path: &str) -> Option<&str> {
    let mut behind_generation = None;
    for (at, _) in path.match_indices('/') {
        let segment = path[at + 1..].split('/').next().unwrap_or_default();
        if ["Repositories", "swagger", "$metadata"]
            .iter()
            .any(|route| segment.eq_ignore_ascii_case(route))
        {
            return Some(&path[behind_generation.unwrap_or(at)..]);
        }
        behind_generation = is_generation(segment).then_some(at);
    }
    behind_generation.map(|at| &path[at..])
}

/// "v1", "v2", "v1-alpha", "v1.0".
fn is_generation(segment: &str) -> bool {
    let Some(rest) = segment.strip_prefix(['v', 'V']) else {
        return false;
    };
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.len() < rest.len() && (behind.is_empty() || behind.starts_with(['-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_root_of_the_api_is_named() {
        for (path, surplus) in [
            ("/LFRepositoryAPI/v1", "/v1"),
            ("/LFRepositoryAPI/v1-alpha", "/v1-alpha"),
            ("/repository/V2", "/V2"),
            ("/v1.0", "/v1.0"),
            ("/LFRepositoryAPI/swagger/index.html", "/swagger/index.html"),
            (
                "/api/v1-alpha/Repositories/r/AccessTokens/Create",
                "/v1-alpha/Repositories/r/AccessTokens/Create",
            ),
            ("/api/repositories", "/repositories"),
            ("/api/v1/$metadata", "/v1/$metadata"),
        ] {
            let error = check(path).expect_err(path);
            assert!(error.contains(&format!("\"{surplus}\"")), "{error}");
        }
        // A gateway may have versions of its own.
        for path in [
            "",
            "/LFRepositoryAPI",
            "/gateway/v1/LFRepositoryAPI",
            "/v",
            "/version",
            "/v1a",
            "/vault",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }
}
