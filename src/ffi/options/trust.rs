//! Certificates: which servers are trusted, and how the library proves itself to them.

use std::ffi::c_char;

use crate::base::source::Source;
use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};
use crate::session::{Error, MinTls, Roots};

use super::handle::change;

/// The default: the trust store of the operating system, and the authorities that were added.
pub const LF_TRUST_SYSTEM: i32 = 0;
/// The Mozilla roots that the library was built with, and the authorities that were added.
pub const LF_TRUST_BUNDLED: i32 = 1;
/// Only the authorities that were added.
pub const LF_TRUST_ADDED_ONLY: i32 = 2;

/// TLS 1.2 (the default) or newer.
pub const LF_TLS_1_2: i32 = 12;
/// TLS 1.3 or newer.
pub const LF_TLS_1_3: i32 = 13;

/// Sets which certificate authorities are trusted.
///
/// On Linux the trust store of the system is read by lf_client_new(), unless there is a client that uses it already:
/// then the two share it, so that a change of the store counts when the last of them is gone.
///
/// @param trust  One of the LF_TRUST_ values; LF_TRUST_SYSTEM by default.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_trust(options: *mut lf_options, trust: i32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.roots = match trust {
                LF_TRUST_SYSTEM => Roots::System,
                LF_TRUST_BUNDLED => Roots::Bundled,
                LF_TRUST_ADDED_ONLY => Roots::None,
                _ => return Err(Error::invalid(format!("trust is {trust}, which is no LF_TRUST_ value"))),
            };
            Ok(())
        })
    })
}

/// Adds certificate authorities to those that are trusted. Can be called several times.
///
/// What stands around the certificates is ignored, in whatever encoding, and so is a certificate whose BEGIN line is
/// commented out or indented. A damaged certificate makes lf_client_new() fail, and the error says which one it is.
///
/// @param pem  One or more certificates in PEM form, read by lf_client_new().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_ca_pem(options: *mut lf_options, pem: *const c_char) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let pem = unsafe { arguments::pem(pem, "pem") }?;
            settings.authorities.push(pem);
            Ok(())
        })
    })
}

/// Adds the certificate authorities of a file, read as by lf_options_add_ca_pem(). Can be called several times.
///
/// @param path  A regular file of at most 16 MiB with certificates in PEM form, read by lf_client_new(). UTF-8, also on
///              Windows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_ca_file(options: *mut lf_options, path: *const c_char) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let path = unsafe { arguments::text(path, "path") }?.into();
            settings.authorities.push(Source::File(path));
            Ok(())
        })
    })
}

/// Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are not
/// checked. Neither is anything else in it, be it of X.509 version 1: the server proves that it has the key, which can
/// be of the kinds that lf_options_set_min_tls_version() lists. Once one is pinned, only pinned certificates are
/// accepted. Can be called several times, so that the next certificate can be pinned before the change.
///
/// @param sha256  The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and
///                `openssl x509 -fingerprint -sha256` show it: colons, dashes, white space and a label in front do not
///                matter. Checked by lf_client_new().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_pinned_certificate(
    options: *mut lf_options,
    sha256: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let pin = unsafe { arguments::text(sha256, "sha256") }?.to_owned();
            settings.pins.push(pin);
            Ok(())
        })
    })
}

/// Sets the certificate with which the library proves itself to the server. It is sent as it is: the server judges it.
///
/// @param certificate_pem  The certificate, followed by its intermediates, in PEM form. NULL with a NULL
///                         key unsets it.
/// @param key_pem          Its private key in PEM form (PKCS#8, PKCS#1 or SEC1), not encrypted; wiped with the options.
///                         RSA of 2048, 3072 or 4096 bits, P-256, P-384 or Ed25519.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_pem(
    options: *mut lf_options,
    certificate_pem: *const c_char,
    key_pem: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or NUL-terminated texts.
            let certificate = unsafe { arguments::optional_source(certificate_pem, "certificate_pem") }?;
            // SAFETY: as above.
            let key = unsafe { arguments::optional_source(key_pem, "key_pem") }?;
            settings.identity = pair(certificate, key)?;
            Ok(())
        })
    })
}

/// Sets the certificate with which the library proves itself to the server, from files.
///
/// @param certificate_path  A PEM file as for lf_options_set_client_certificate_pem(), read by lf_client_new(). UTF-8.
///                          NULL with a NULL key unsets it.
/// @param key_path          The PEM file with its private key; may be the same file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_file(
    options: *mut lf_options,
    certificate_path: *const c_char,
    key_path: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or NUL-terminated texts.
            let certificate = unsafe { arguments::optional_text(certificate_path, "certificate_path") }?;
            // SAFETY: as above.
            let key = unsafe { arguments::optional_text(key_path, "key_path") }?;
            let file = |path: &str| Source::File(path.into());
            settings.identity = pair(certificate.map(file), key.map(file))?;
            Ok(())
        })
    })
}

/// Sets the oldest TLS version that is spoken.
///
/// Both versions use ECDHE with AES-GCM, and nothing else. A server's key can be RSA of 2048 to 8192 bits (but not of the
/// kind RSA-PSS), P-256, P-384 or Ed25519; its certificate can be signed with RSA and SHA-256, SHA-384 or SHA-512, ECDSA
/// on P-256 or P-384 with SHA-256 or SHA-384, or Ed25519. With a pinned certificate the signature does not matter.
/// Windows Server 2012 R2 and older have no ECDHE with AES-GCM for RSA certificates: give them one with a key on P-256.
///
/// @param version  LF_TLS_1_2 (the default) or LF_TLS_1_3.
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_min_tls_version(options: *mut lf_options, version: i32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            let min_tls = match version {
                LF_TLS_1_2 => MinTls::V1_2,
                LF_TLS_1_3 => MinTls::V1_3,
                _ => {
                    return Err(Error::invalid(format!(
                        "version is {version}, which is no LF_TLS_ value"
                    )));
                }
            };
            settings.min_tls = min_tls;
            Ok(())
        })
    })
}

/// Both or neither.
fn pair(certificate: Option<Source>, key: Option<Source>) -> Result<Option<(Source, Source)>, Error> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        _ => Err(Error::invalid(
            "a client certificate needs its key, and the key its certificate",
        )),
    }
}
