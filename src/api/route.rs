//! The paths of routes, and the requests to them.

use percent_encoding::utf8_percent_encode;

use crate::base::secret::SecretBytes;
use crate::http::client::Endpoint;
use crate::http::request::{Request, Unencodable};

use super::form::RESERVED;
use super::protocol::with_common_headers;

/// The longest path and query that is sent; web servers refuse longer ones.
const MAX_TARGET_BYTES: usize = 8 * 1024;

/// The path of `route` below a repository, whose id is one segment.
pub fn of_repository(base_path: &str, version: &str, repository: &str, route: &[&str]) -> String {
    let mut target = String::with_capacity(base_path.len() + repository.len() + 64);
    target.push_str(base_path);
    target.push('/');
    target.push_str(version);
    target.push_str("/Repositories/");
    target.extend(utf8_percent_encode(repository, RESERVED));
    for segment in route {
        target.push('/');
        target.push_str(segment);
    }
    target
}

/// A request with the headers that all have.
pub fn post(endpoint: &Endpoint, target: &str, body: SecretBytes) -> Result<Request, String> {
    if target.len() > MAX_TARGET_BYTES {
        return Err("the repository id, or the customer id, is too long to be sent".to_owned());
    }
    Request::post(target, endpoint.host_header(), body)
        .and_then(|request| with_common_headers(request, endpoint))
        .map_err(unencodable)
}

pub fn unencodable(_: Unencodable) -> String {
    "the host name or the token has characters that no header can carry".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_one_segment() {
        assert_eq!(
            of_repository(
                "/LFRepositoryAPI",
                "v1-alpha",
                "Main Archive/50%+ä~",
                &["AccessTokens", "Refresh"]
            ),
            "/LFRepositoryAPI/v1-alpha/Repositories/Main%20Archive%2F50%25%2B%C3%A4~/AccessTokens/Refresh"
        );
        assert_eq!(
            of_repository("", "v1", "a\r\nb\u{0}", &["Token"]),
            "/v1/Repositories/a%0D%0Ab%00/Token"
        );
    }
}
