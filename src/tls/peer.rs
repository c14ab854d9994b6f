//! What is judged.

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

/// What a server showed, and when.
#[derive(Clone, Copy)]
pub struct PeerCertificate<'a> {
    pub end_entity: &'a CertificateDer<'a>,
    pub intermediates: &'a [CertificateDer<'a>],
    pub server_name: &'a ServerName<'a>,
    #[cfg_attr(
        not(any(windows, target_vendor = "apple", test)),
        allow(dead_code, reason = "for verifiers of a system")
    )]
    pub ocsp_response: &'a [u8],
    pub now: UnixTime,
}

#[cfg(any(windows, target_vendor = "apple", test))]
impl PeerCertificate<'_> {
    /// What the verifier of a system says of it.
    pub fn verify_with(
        &self,
        verifier: &dyn rustls::client::danger::ServerCertVerifier,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        verifier.verify_server_cert(
            self.end_entity,
            self.intermediates,
            self.server_name,
            self.ocsp_response,
            self.now,
        )
    }
}
