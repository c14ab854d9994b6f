//! Credentials of apps: service apps with an access key, and apps that users let act for them.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::base::source::Source;

use crate::session::{LoginFields, SingleUse};

use super::arguments;
use super::boundary;
use super::credentials::change;
use super::types::{lf_credentials, lf_status};

/// An access key takes the place of one that the other setter has set, but NULL takes away nothing of the other one: a host
/// sets all that its environment may hold.
fn put_access_key(login: &mut LoginFields, key: Option<Source>, is_own: impl FnOnce(&Source) -> bool) {
    if key.is_some() || login.access_key.as_ref().is_some_and(is_own) {
        login.access_key = key;
    }
}

/// Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in it. It needs
/// lf_credentials_set_service_principal_key() besides. For LF_API_CLOUD.
///
/// It is read by lf_create_token(), whose error names a member that is missing or wrong. The key names the region whose
/// login server is asked. If no base address is set, the first key decides that for a client: keys of another region need
/// another client.
///
/// @param access_key  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_access_key(
    credentials: *mut lf_credentials,
    access_key: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let key = unsafe { arguments::optional_source(access_key, "access_key") }?;
            put_access_key(login, key, |source| matches!(source, Source::Text(_)));
            Ok(())
        })
    })
}

/// Sets the access key as lf_credentials_set_access_key() does, by the name of the file that it is in. The file is read
/// at every lf_create_token(). A key and a file take each other's place: the one that is set last counts.
///
/// @param path  UTF-8; NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_access_key_file(
    credentials: *mut lf_credentials,
    path: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let path = unsafe { arguments::optional_text(path, "path") }?;
            let key = path.map(|path| Source::File(path.into()));
            put_access_key(login, key, |source| matches!(source, Source::File(_)));
            Ok(())
        })
    })
}

/// Sets the service principal key of a service app, which goes with its access key. For LF_API_CLOUD.
///
/// @param key  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_service_principal_key(
    credentials: *mut lf_credentials,
    key: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.service_principal_key = unsafe { arguments::optional_secret(key, "key") }?;
            Ok(())
        })
    })
}

/// Sets a refresh token to log in with, one that lf_token_refresh_token() gave before a restart. The server takes it once:
/// after a login, read the next one. For LF_API_SERVER_V2, and for LF_API_CLOUD with the client id of the app.
///
/// After LF_E_OUTCOME_UNKNOWN it may have been used, and is not to be sent again: the user has to authorize the app anew
/// (lf_authorization_new()).
///
/// @param refresh_token  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_refresh_token(
    credentials: *mut lf_credentials,
    refresh_token: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            let token = unsafe { arguments::optional_secret(refresh_token, "refresh_token") }?;
            login.refresh_token = token.map(SingleUse::new);
            Ok(())
        })
    })
}

/// Sets the client id of the app that a refresh token belongs to. For LF_API_CLOUD.
///
/// @param client_id  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_client_id(
    credentials: *mut lf_credentials,
    client_id: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.client_id = unsafe { arguments::optional_line(client_id, "client_id") }?;
            Ok(())
        })
    })
}

/// Sets the client secret of a web app. It is sent in the Authorization header (Basic), never in the body. A single-page
/// app has none. For LF_API_CLOUD.
///
/// @param client_secret  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_client_secret(
    credentials: *mut lf_credentials,
    client_secret: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.client_secret = unsafe { arguments::optional_secret(client_secret, "client_secret") }?;
            Ok(())
        })
    })
}

/// Sets the scopes to ask for, with spaces between them; their case counts. lf_token_scope() tells what was granted. For
/// LF_API_CLOUD, and not with a refresh token, which has the scopes that its app was granted.
///
/// @param scope  Such as "repository.Read repository.Write". NULL: the login does not send it (the default), and the
///               server grants what the app may have.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_credentials_set_scope(credentials: *mut lf_credentials, scope: *const c_char) -> lf_status {
    boundary::status(|| {
        change(credentials, |login| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            login.scope = unsafe { arguments::optional_line(scope, "scope") }?;
            Ok(())
        })
    })
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;
    use crate::ffi::credentials::{lf_credentials_free, lf_credentials_new, login};
    use crate::ffi::status::LF_OK;

    #[test]
    fn the_access_key_that_is_set_last_counts_and_null_takes_away_its_own_alone() {
        let mut credentials = ptr::null_mut();
        // SAFETY: a place that can be written.
        assert_eq!(unsafe { lf_credentials_new(&mut credentials) }, LF_OK);
        let text = |key: Option<&std::ffi::CStr>| {
            let key = key.map_or(ptr::null(), |key| key.as_ptr());
            // SAFETY: NULL or a NUL-terminated text.
            assert_eq!(unsafe { lf_credentials_set_access_key(credentials, key) }, LF_OK);
        };
        let file = |path: Option<&std::ffi::CStr>| {
            let path = path.map_or(ptr::null(), |path| path.as_ptr());
            // SAFETY: NULL or a NUL-terminated text.
            assert_eq!(unsafe { lf_credentials_set_access_key_file(credentials, path) }, LF_OK);
        };
        let is = || match login(credentials).unwrap().access_key {
            None => "none",
            Some(Source::Text(_)) => "text",
            Some(Source::File(_)) => "file",
        };
        text(Some(c"key"));
        file(None);
        assert_eq!(is(), "text");
        file(Some(c"key.txt"));
        text(None);
        assert_eq!(is(), "file");
        text(Some(c"key"));
        assert_eq!(is(), "text");
        text(None);
        assert_eq!(is(), "none");
        file(Some(c"key.txt"));
        file(None);
        assert_eq!(is(), "none");
        lf_credentials_free(credentials);
    }
}
