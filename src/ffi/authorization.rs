//! Logins in a browser: authorization codes with PKCE.

use std::ffi::c_char;
use std::sync::Arc;

use lftoken_convention::convention;

use crate::session::{Authorization, AuthorizationSettings, Error};

use super::arguments::{self, Out, put};
use super::draft::Draft;
use super::registry::Kind;
use super::types::{lf_authorization, lf_call, lf_client, lf_credentials, lf_error, lf_status};
use super::{boundary, call, client, registry};

impl Kind for Authorization {
    type Handle = lf_authorization;
}

fn change(authorization: *mut lf_authorization, change: impl FnOnce(&mut AuthorizationSettings)) -> Result<(), Error> {
    registry::with(authorization, |authorization: &Authorization| authorization.set(change))?;
    Ok(())
}

/// Begins a login in a browser, by an authorization code with PKCE: for LF_API_SERVER_V2 and LF_API_CLOUD. It makes the
/// state and the verifier of this login from random numbers of the system. Nothing is sent.
///
/// A desktop program has lf_authorization_listen() wait for the browser on this machine; a web application passes the
/// address that the browser came back with to lf_authorization_accept(). Both give credentials for one lf_create_token().
///
/// @param client_id         The app's client id with LF_API_CLOUD; NULL with LF_API_SERVER_V2, which knows no apps.
/// @param redirect_address  Where the browser is sent back to, exactly as the app (Developer Console) or the server
///                          (WhitelistedRedirectUris) has it: https, or http for localhost, 127.0.0.1 or [::1] with the
///                          port to listen at (80 if there is none).
/// @param scope             Scopes with spaces between them, such as "repository.Read repository.Write"; NULL: none.
/// @param out_authorization Receives the login. Free it with lf_authorization_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT (with LF_API_CLOUD also if no base address is set), LF_E_UNSUPPORTED (the API has
///         no authorization codes), LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_new(
    client: *const lf_client,
    client_id: *const c_char,
    redirect_address: *const c_char,
    scope: *const c_char,
    out_authorization: *mut *mut lf_authorization,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_authorization, std::ptr::null_mut(), "out_authorization") }?;
        let client = client::get(client)?;
        // SAFETY: the header asks for NULL or NUL-terminated texts.
        let (client_id, redirect_address, scope) = unsafe {
            (
                arguments::optional_line(client_id, "client_id")?,
                arguments::text(redirect_address, "redirect_address")?,
                arguments::optional_line(scope, "scope")?,
            )
        };
        let authorization = client.authorize(client_id.as_deref(), redirect_address, scope.as_deref())?;
        out.set(registry::insert(Arc::new(authorization))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Frees a login in a browser, wipes its secrets, and no longer listens.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_authorization_free(authorization: *mut lf_authorization) {
    boundary::quiet(|| drop(registry::remove::<Authorization>(authorization)));
}

/// Sets the client secret of a web app, which goes into the credentials. A single-page app has none. For LF_API_CLOUD.
///
/// @param client_secret  NULL: none (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_set_client_secret(
    authorization: *mut lf_authorization,
    client_secret: *const c_char,
) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let client_secret = unsafe { arguments::optional_secret(client_secret, "client_secret") }?;
        change(authorization, |settings| settings.client_secret = client_secret)
    })
}

/// Sets the id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to. For LF_API_CLOUD.
///
/// @param customer_id  NULL: the user chooses (the default).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_set_customer_id(
    authorization: *mut lf_authorization,
    customer_id: *const c_char,
) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for NULL or a NUL-terminated text.
        let customer_id = unsafe { arguments::optional_line(customer_id, "customer_id") }?;
        change(authorization, |settings| settings.customer_id = customer_id)
    })
}

/// The address to open in a browser. It has the state of this login in it: give it to nobody but the user.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_url(
    authorization: *const lf_authorization,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe {
        put(authorization, buf, cap, needed, |authorization: &Authorization, out| {
            out.set(authorization.address().expose())
        })
    })
}

/// Takes the address that the browser came back with, checks its state, and makes credentials of its code.
///
/// What is not the answer to this login is refused and uses nothing up: the right one may still come.
///
/// @param callback_url     The address, or its query alone.
/// @param out_credentials  Receives credentials for one lf_create_token(): the code lives 10 minutes on Cloud, and the
///                         server takes it once. Free them with lf_credentials_free().
/// @return LF_OK; LF_E_INVALID_ARGUMENT (not the answer to this login, damaged, or accepted before); what the server says
///         instead of a code: LF_E_ACCESS_DENIED (the user refused, or the app may not do this), LF_E_BAD_REQUEST,
///         LF_E_SERVER_ERROR; lf_error_problem_type() has its word.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_accept(
    authorization: *mut lf_authorization,
    callback_url: *const c_char,
    out_credentials: *mut *mut lf_credentials,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_credentials, std::ptr::null_mut(), "out_credentials") }?;
        let authorization = registry::get::<Authorization>(authorization)?;
        // SAFETY: the header asks for a NUL-terminated text.
        let callback = unsafe { arguments::text(callback_url, "callback_url") }?;
        out.set(registry::insert(Arc::new(Draft::of(authorization.accept(callback)?)))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Listens on this machine for the browser, at the port of the redirect address, on 127.0.0.1 and ::1, and on no other
/// interface; nobody else can listen there meanwhile. Call it before the address is opened, then
/// lf_authorization_wait(). It returns at once.
///
/// @return LF_OK; LF_E_INVALID_ARGUMENT (the redirect address is not one of this machine with http, or another program
///         listens at its port), LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_listen(
    authorization: *mut lf_authorization,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || registry::get::<Authorization>(authorization)?.listen();
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Waits for the browser to come back to lf_authorization_listen(), shows it a page that says that it may be closed, and
/// makes credentials of the code, as lf_authorization_accept() does. Up to 32 requests that are not the answer to this
/// login are ignored.
///
/// A redirect address that the app or the server does not allow never comes back: then this call ends by its limit. After
/// LF_E_TIMED_OUT and LF_E_CANCELLED it still listens, and can be called again; after everything else it no longer does.
///
/// @param call             Its total timeout limits the wait; without one, 5 minutes. Its cancel handle ends it at once.
/// @param out_credentials  As for lf_authorization_accept().
/// @return As lf_authorization_accept(); LF_E_TIMED_OUT, LF_E_CANCELLED; LF_E_ACCESS_DENIED also after more than 32 requests
///         of others.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_authorization_wait(
    authorization: *mut lf_authorization,
    call: *const lf_call,
    out_credentials: *mut *mut lf_credentials,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_credentials, std::ptr::null_mut(), "out_credentials") }?;
        let authorization = registry::get::<Authorization>(authorization)?;
        let fields = authorization.wait(&call::settings(call)?)?;
        out.set(registry::insert(Arc::new(Draft::of(fields)))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}
