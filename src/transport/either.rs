//! Authorities that a client adds to those that it shares with others.

use std::sync::Arc;

use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::{CertificateError, Error};

use super::verifier::{Judge, Shown};

/// Accepts what one of the two accepts.
pub struct Either {
    pub added: Arc<dyn ServerCertVerifier>,
    pub others: Arc<dyn ServerCertVerifier>,
}

impl Judge for Either {
    fn judge(&self, shown: &Shown<'_>) -> Result<ServerCertVerified, Error> {
        match shown.to(&*self.added) {
            Ok(accepted) => Ok(accepted),
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => shown.to(&*self.others),
            // Who knows the issuer knows best what is wrong; but another may know the issuer by a newer key.
            Err(reason) => shown.to(&*self.others).map_err(|_| reason),
        }
    }
}
