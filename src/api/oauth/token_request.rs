//! Token requests: forms.

use crate::api::form;
use crate::api::route::{post, unencodable};
use crate::base::secret::SecretBytes;
use crate::http::client::Endpoint;
use crate::http::request::Request;

/// A request with the members that there are, in their order.
pub fn token_request(endpoint: &Endpoint, target: &str, members: &[(&str, Option<&str>)]) -> Result<Request, String> {
    let body = SecretBytes::new(form::write(members).expose().as_bytes().to_vec());
    post(endpoint, target, body)?
        .header("Content-Type", &["application/x-www-form-urlencoded"])
        .map_err(unencodable)
}
