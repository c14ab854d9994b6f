//! The three calls: log in, keep alive, log out.

use std::ffi::c_char;
use std::sync::Arc;

use crate::session::Token;

use super::arguments::{self, Out};
use super::types::{lf_call, lf_client, lf_credentials, lf_error, lf_status, lf_token};
use super::{boundary, call, client, credentials, registry};

/// Logs in: opens a session on the server, which takes a licence until it is logged out or idles out.
///
/// It is sent at most once. Only when the server cannot have taken it (no connection, a refusal by 429 with
/// Retry-After, or one by the service itself by 503 with Retry-After) it is tried again, as lf_options_set_retry()
/// says.
///
/// LF_E_OUTCOME_UNKNOWN means that the login went out and no usable answer came back: a session may be open that nobody
/// holds. Do not simply try again. lf_error_cause() tells what went wrong. The library logs the session out if it has
/// its token or still gets it; lf_client_settle() waits for that and tells how it ended.
///
/// @param client       The client.
/// @param repository_id      The repository, UTF-8; any characters, they are escaped. Not NULL, not empty, "." or "..".
/// @param credentials  With what to log in; taken as they are now.
/// @param call         Settings of this call, or NULL.
/// @param out_token    Receives the token; not NULL. End the session with lf_invalidate_token(), then free the handle
///                     with lf_token_free().
/// @param out_error    Receives an error to be freed with lf_error_free(), or NULL on success. May be NULL.
/// @return LF_OK;
///         before anything is sent LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_RESOLVE_FAILED,
///         LF_E_CONNECT_FAILED, LF_E_PROXY_REFUSED, LF_E_TLS_CERTIFICATE, LF_E_TLS_HANDSHAKE, LF_E_TIMED_OUT,
///         LF_E_CANCELLED;
///         from the server LF_E_CREDENTIALS_REFUSED, LF_E_ACCOUNT_LOCKED, LF_E_PASSWORD_EXPIRED, LF_E_ACCESS_DENIED,
///         LF_E_LICENSE_EXHAUSTED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
///         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD (a redirect);
///         LF_E_OUTCOME_UNKNOWN; LF_E_INTERNAL.
///
/// Blocks at most as long as the call's total timeout. Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_create_token(
    client: *mut lf_client,
    repository_id: *const c_char,
    credentials: *const lf_credentials,
    call: *const lf_call,
    out_token: *mut *mut lf_token,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_token, std::ptr::null_mut(), "out_token") }?;
        let client = client::get(client)?;
        // SAFETY: the header asks for a NUL-terminated text.
        let repository = unsafe { arguments::text(repository_id, "repository_id") }?;
        let login = credentials::login(credentials)?;
        let token = Arc::new(client.create_token(repository, login, &call::settings(call)?)?);
        out.set(registry::insert(token.clone()).inspect_err(|_| token.disown())?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Keeps the session alive: its idle timer starts anew. The token stays the same; its expiry is renewed.
///
/// @param token               The token.
/// @param keep_alive_seconds  How long the session may then be idle, at most 3600; 0 leaves it to the server.
/// @param call                Settings of this call, or NULL.
/// @param out_error           Receives an error to be freed with lf_error_free(), or NULL on success. May be NULL.
/// @return LF_OK; LF_E_SESSION_GONE (log in again; after lf_invalidate_token() nothing is sent);
///         LF_E_SESSION_UNCONFIRMED (HTTP 401, but not recognisably of the service: the token stays LF_TOKEN_ACTIVE);
///         LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_RESOLVE_FAILED, LF_E_CONNECT_FAILED, LF_E_PROXY_REFUSED,
///         LF_E_TLS_CERTIFICATE, LF_E_TLS_HANDSHAKE, LF_E_TIMED_OUT, LF_E_CANCELLED, LF_E_CONNECTION_LOST,
///         LF_E_ACCESS_DENIED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
///         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD, LF_E_ANSWER_TOO_LARGE, LF_E_INTERNAL. After any of these but
///         LF_E_SESSION_GONE the session may still be open.
///
/// Blocks at most as long as the call's total timeout. Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_refresh_token(
    token: *mut lf_token,
    keep_alive_seconds: u32,
    call: *const lf_call,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        let token = registry::get::<Token>(token)?;
        token.refresh(keep_alive_seconds, &call::settings(call)?)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Logs out: ends the session and frees its licence. A session that has already ended is a success.
///
/// Only the service can say that a session has ended: by the boolean true, by an empty success or HTTP 401 that is
/// recognisably its own, or by its codes 9037 and 9067. Any other answer, such as one of a gateway, or a 404, which is
/// also what the service says when the repository's server is down, gives LF_E_NOT_LOGGED_OUT: the token stays
/// LF_TOKEN_ACTIVE, and the call can be made again. lf_error_cause() tells what the answer would mean by itself.
///
/// To log out after a cancel, pass other call settings or NULL, or reset the handle first: a triggered one cancels this
/// call, too, and the licence stays taken.
///
/// The handle stays valid; free it with lf_token_free().
///
/// @param token      The token.
/// @param call       Settings of this call, or NULL.
/// @param out_error  Receives an error to be freed with lf_error_free(), or NULL on success. May be NULL.
/// @return LF_OK; LF_E_NOT_LOGGED_OUT; or one of the failures of lf_refresh_token() except LF_E_SESSION_GONE and
///         LF_E_SESSION_UNCONFIRMED, after
///         which the session may still be open: call again.
///
/// Blocks at most as long as the call's total timeout. Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_invalidate_token(
    token: *mut lf_token,
    call: *const lf_call,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        let token = registry::get::<Token>(token)?;
        token.invalidate(&call::settings(call)?)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}
