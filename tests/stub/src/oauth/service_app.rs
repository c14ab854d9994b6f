//! A service app, as the service knows it.

use p256::ecdsa::VerifyingKey;

/// What the service remembers of an access key.
#[derive(Clone)]
pub struct ServiceApp {
    pub kid: String,
    pub key: VerifyingKey,
    pub service_principal_key: String,
    pub domain: String,
}
