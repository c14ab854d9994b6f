//! How the library proves itself to servers: the client certificate and its key.

use std::ffi::{c_char, c_void};

use lftoken_convention::convention;

use crate::base::source::Source;
use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};
use crate::session::{Error, Identity};

use super::handle::change;

/// Sets the certificate with which the library proves itself to the server. It is sent as it is: the server judges it.
///
/// @param certificate_pem  The certificate, followed by its intermediates, in PEM form. NULL with a NULL
///                         key unsets it.
/// @param key_pem          Its private key in PEM form (PKCS#8, PKCS#1 or SEC1); wiped with the options. RSA of 2048,
///                         3072 or 4096 bits, P-256, P-384 or Ed25519. If it is encrypted (PKCS#8),
///                         lf_options_set_client_key_password() has its password.
#[convention]
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
/// @param certificate_path  A file as for lf_options_set_client_certificate_pem(), read by lf_client_new(). UTF-8.
///                          NULL with a NULL key unsets it.
/// @param key_path          The file with its private key; may be the same file. Either can be in binary form (DER).
#[convention]
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

/// Sets the password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY).
///
/// Keys encrypted with AES-CBC or 3DES are read, and those that Windows and OpenSSL 1 wrote. A key that is encrypted as
/// OpenSSL 0.9 did it ("Proc-Type: 4,ENCRYPTED") is LF_E_UNSUPPORTED, and the error has the command that converts it.
///
/// @param password  The password, wiped with the options; NULL, the default, for none. A key that is not encrypted is
///                  read without it.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_key_password(
    options: *mut lf_options,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            settings.key_password = unsafe { arguments::optional_secret(password, "password") }?;
            Ok(())
        })
    })
}

/// Sets the certificate with which the library proves itself to the server, from the bytes of a PKCS#12 file (.pfx, .p12).
///
/// The file must have one private key. Its certificate is sent with those of its authorities that are in the file, too;
/// their order there does not matter. Files of Windows, OpenSSL, Java and browsers are read, old ones, too. For what they
/// can be protected with that is not read, such as RC4 or PBMAC1, lf_client_new() returns LF_E_UNSUPPORTED, and the error
/// has the command that converts the file. One that takes longer than some seconds of hashing is refused.
///
/// @param bytes     The contents of the file, at most 128 KiB; read by lf_client_new() and wiped with the options. NULL
///                  unsets the client certificate.
/// @param size      How many bytes there are.
/// @param password  The password of the file, wiped with the options. NULL or empty for a file that was exported without
///                  one.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_pkcs12(
    options: *mut lf_options,
    bytes: *const c_void,
    size: usize,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or `size` bytes.
            let file = unsafe { arguments::optional_binary(bytes, size, "bytes") }?;
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let password = unsafe { arguments::optional_secret(password, "password") }?;
            settings.identity = file.map(|file| Identity::Pkcs12 { file, password });
            Ok(())
        })
    })
}

/// Sets the certificate with which the library proves itself to the server, from a PKCS#12 file (.pfx, .p12).
///
/// @param path      A file as for lf_options_set_client_certificate_pkcs12(), read by lf_client_new(). UTF-8. NULL unsets
///                  the client certificate.
/// @param password  As there.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_client_certificate_pkcs12_file(
    options: *mut lf_options,
    path: *const c_char,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or NUL-terminated texts.
            let path = unsafe { arguments::optional_text(path, "path") }?;
            // SAFETY: as above.
            let password = unsafe { arguments::optional_secret(password, "password") }?;
            settings.identity = path.map(|path| Identity::Pkcs12 {
                file: Source::File(path.into()),
                password,
            });
            Ok(())
        })
    })
}

/// Both or neither.
fn pair(certificate: Option<Source>, key: Option<Source>) -> Result<Option<Identity>, Error> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(Identity::Pem { certificate, key })),
        _ => Err(Error::invalid(
            "a client certificate needs its key, and the key its certificate",
        )),
    }
}
