//! Credentials: who logs in, and how that is proved.

use std::ffi::c_char;
use std::sync::Arc;

use lftoken_convention::convention;

use crate::session::{Error, LoginFields};

use super::arguments::{self, Out};
use super::draft::{self, Draft};
use super::registry::Kind;
use super::types::{lf_credentials, lf_status};
use super::{boundary, registry};

impl Kind for Draft<LoginFields> {
    type Handle = lf_credentials;
}

/// The credentials behind `credentials` as they are now.
pub fn login(credentials: *const lf_credentials) -> Result<LoginFields, Error> {
    draft::snapshot(credentials, LoginFields::text_bytes)
}

pub fn change(
    credentials: *mut lf_credentials,
    change: impl FnOnce(&mut LoginFields) -> Result<(), Error>,
) -> Result<(), Error> {
    draft::change(credentials, change)
}

/// Makes empty credentials.
///
/// A login needs one kind of them, which depends on the API (lf_options_set_api()): a user name and a password, a SAML
/// token or a session key; with LF_API_SERVER_V1 a user name and a password; with LF_API_SERVER_V2 these, or what
/// lf_authorization_accept() gives, or a refresh token; with LF_API_CLOUD an access key and its service principal key, or
/// what lf_authorization_accept() gives, or a refresh token. What the API does not take is refused by lf_create_token(),
/// before anything is sent. Every text is UTF-8 and is copied; members that are not set are not sent. Secrets are wiped
/// when they are replaced, and when the handle is freed and no call uses it any more. The caller wipes its own copies.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_new(out_credentials: *mut *mut lf_credentials) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_credentials, std::ptr::null_mut(), "out_credentials") }?;
        out.set(registry::insert(Arc::new(Draft::<LoginFields>::default()))?);
        Ok(())
    })
}

/// Frees credentials and wipes their secrets.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_credentials_free(credentials: *mut lf_credentials) {
    boundary::quiet(|| drop(registry::remove::<Draft<LoginFields>>(credentials)));
}

/// Sets the user name. Self-hosted servers also know `user@domain` and `domain\user`.
///
/// @param username  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_username(
    credentials: *mut lf_credentials,
    username: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.username = unsafe { arguments::optional_text(username, "username") }?.map(str::to_owned);
            Ok(())
        })
    })
}

/// Sets the password. With LF_API_V1_ALPHA on Cloud that of a service principal is its service principal key.
///
/// An empty one is refused by lf_create_token() before anything is sent, unless
/// lf_credentials_set_allow_empty_password() allows it: most often a variable was not filled in, and a server counts
/// what it refuses towards a lock. For the same reason one that ends with a line break is refused.
///
/// @param password  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_password(
    credentials: *mut lf_credentials,
    password: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.password = unsafe { arguments::optional_secret(password, "password") }?;
            Ok(())
        })
    })
}

/// Allows an empty password, for accounts that have none.
///
/// @param enabled  1: allow, 0: refuse (the default).
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_credentials_set_allow_empty_password(credentials: *mut lf_credentials, enabled: i32) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            login.allow_empty_password = arguments::flag(enabled, "enabled")?;
            Ok(())
        })
    })
}

/// Sets the Directory Server organization. Servers from before June 2022 do not know this member and may refuse
/// a login that has it. For LF_API_V1_ALPHA.
///
/// @param organization  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_organization(
    credentials: *mut lf_credentials,
    organization: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.organization = unsafe { arguments::optional_text(organization, "organization") }?.map(str::to_owned);
            Ok(())
        })
    })
}

/// Sets the name that the audit trail and the list of sessions show for the login. For LF_API_V1_ALPHA.
///
/// @param application_name  Name host and program, so that an administrator can find the session. NULL unsets it.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_application_name(
    credentials: *mut lf_credentials,
    application_name: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let name = unsafe { arguments::optional_text(application_name, "application_name") }?;
            login.application_name = name.map(str::to_owned);
            Ok(())
        })
    })
}

/// Sets an existing session key to log in with. For LF_API_V1_ALPHA.
///
/// @param session_key  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_session_key(
    credentials: *mut lf_credentials,
    session_key: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.session_key = unsafe { arguments::optional_secret(session_key, "session_key") }?;
            Ok(())
        })
    })
}

/// Sets a SAML token to log in with. For LF_API_V1_ALPHA.
///
/// @param saml_token  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_saml_token(
    credentials: *mut lf_credentials,
    saml_token: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.saml_token = unsafe { arguments::optional_secret(saml_token, "saml_token") }?;
            Ok(())
        })
    })
}

/// Sets the Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud. For LF_API_V1_ALPHA.
///
/// @param customer_id  NULL: the login does not send it (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_customer_id(
    credentials: *mut lf_credentials,
    customer_id: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.customer_id = unsafe { arguments::optional_line(customer_id, "customer_id") }?;
            Ok(())
        })
    })
}

/// Asks the server for a cookie besides the token. lf_token_cookie() then gives it as it was received. For
/// LF_API_V1_ALPHA.
///
/// @param enabled  1: ask for it, 0: do not (the default).
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_credentials_set_create_cookie(credentials: *mut lf_credentials, enabled: i32) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            login.create_cookie = arguments::flag(enabled, "create_cookie")?;
            Ok(())
        })
    })
}
