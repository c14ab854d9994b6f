//! Which servers are trusted, and which versions of TLS are spoken.

use std::ffi::{c_char, c_void};

use lftoken_convention::convention;

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
#[convention]
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
#[convention]
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
/// @param path  A regular file of at most 16 MiB with certificates in PEM form, or with one in binary form (DER), read by
///              lf_client_new(). UTF-8, also on Windows.
#[convention]
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

/// Adds a certificate authority to those that are trusted, from the bytes of its certificate in binary form (DER). Can be
/// called several times.
///
/// @param bytes  The certificate, read by lf_client_new(). Certificates in PEM form are taken, too.
/// @param size   How many bytes there are, at most 1 MiB.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_add_ca_der(
    options: *mut lf_options,
    bytes: *const c_void,
    size: usize,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or `size` bytes.
            let der = unsafe { arguments::optional_binary(bytes, size, "bytes") }?;
            settings
                .authorities
                .push(der.ok_or_else(|| arguments::is_null("bytes"))?);
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
#[convention]
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

/// Sets the oldest TLS version that is spoken.
///
/// Both versions use ECDHE with AES-GCM, and nothing else. A server's key can be RSA of 2048 to 8192 bits (but not of the
/// kind RSA-PSS), P-256, P-384 or Ed25519; its certificate can be signed with RSA and SHA-256, SHA-384 or SHA-512, ECDSA
/// on P-256 or P-384 with SHA-256 or SHA-384, or Ed25519. With a pinned certificate the signature does not matter.
/// Windows Server 2012 R2 and older have no ECDHE with AES-GCM for RSA certificates: give them one with a key on P-256.
///
/// @param version  LF_TLS_1_2 (the default) or LF_TLS_1_3.
#[convention]
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
