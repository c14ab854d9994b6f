//! The authorities that a Unix system trusts: those of its OpenSSL.

use rustls::RootCertStore;

/// What cannot be read or used is passed over, as long as anything is left. The error says what was wrong with it.
pub fn read() -> Result<RootCertStore, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    // Some are older than what can be read of them today.
    let (usable, _) = store.add_parsable_certificates(found.certs);
    if usable > 0 {
        return Ok(store);
    }
    let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
    Err(match &reasons[..] {
        [] => "no certificate was found; set SSL_CERT_FILE to a file of certificates in PEM form".into(),
        reasons => reasons.join("; "),
    })
}
