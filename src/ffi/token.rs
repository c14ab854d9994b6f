//! Tokens: logging in, keeping a session alive, logging out, and what a token tells.

use std::ffi::c_char;
use std::sync::Arc;

use crate::common::secret::Secret;
use crate::session::{Client, Token};

use super::arguments::{self, Out, put};
use super::registry::Kind;
use super::types::{lf_call, lf_client, lf_credentials, lf_error, lf_status, lf_token};
use super::{boundary, call, client, credentials, registry};

/// As far as the library knows the session is open. It may have idled out since.
pub const LF_TOKEN_ACTIVE: i32 = 1;
/// The server said that the session has ended.
pub const LF_TOKEN_GONE: i32 = 2;
/// The session was logged out; its licence is free again.
pub const LF_TOKEN_LOGGED_OUT: i32 = 3;

impl Kind for Token {
    type Handle = lf_token;
}

/// Logs in: opens a session on the server, which takes a licence until it is logged out or idles out.
///
/// It is sent at most once. Only when the server cannot have taken it (no connection, or a refusal by 429 or 503 with
/// Retry-After) it is tried again, as lf_options_set_retry() says.
///
/// LF_E_OUTCOME_UNKNOWN means that the login went out and no usable answer came back: a session may be open that nobody
/// holds. Do not simply try again. lf_error_cause() tells what went wrong. The library logs the session out if it has
/// its token or still gets it; lf_client_settle() waits for that and tells how it ended.
///
/// @param client       The client.
/// @param repo_id      The repository, UTF-8; any characters, they are escaped. Not NULL, not empty, "." or "..".
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
    repo_id: *const c_char,
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
        let repository = unsafe { arguments::text(repo_id, "repo_id") }?;
        let login = credentials::login(credentials)?;
        let token = Arc::new(client.create_token(repository, &login, &call::settings(call)?)?);
        out.set(registry::insert(token.clone()).inspect_err(|_| client.disown(&token))?);
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
/// @return LF_OK; LF_E_SESSION_GONE (log in again; after lf_invalidate_token() nothing is sent); LF_E_INVALID_ARGUMENT,
///         LF_E_INVALID_HANDLE, LF_E_RESOLVE_FAILED, LF_E_CONNECT_FAILED, LF_E_PROXY_REFUSED, LF_E_TLS_CERTIFICATE,
///         LF_E_TLS_HANDSHAKE, LF_E_TIMED_OUT, LF_E_CANCELLED, LF_E_CONNECTION_LOST, LF_E_ACCESS_DENIED,
///         LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR, LF_E_UNSUPPORTED,
///         LF_E_ANSWER_NOT_UNDERSTOOD, LF_E_ANSWER_TOO_LARGE, LF_E_INTERNAL. After any of these but LF_E_SESSION_GONE
///         the session may still be open.
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
        Client::refresh_token(&token, keep_alive_seconds, &call::settings(call)?)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Logs out: ends the session and frees its licence. A session that has already ended (HTTP 401 or 404) is a success.
///
/// To log out after a cancel, pass other call settings or NULL, or reset the handle first: a triggered one cancels this
/// call, too, and the licence stays taken.
///
/// The handle stays valid; free it with lf_token_free().
///
/// @param token      The token.
/// @param call       Settings of this call, or NULL.
/// @param out_error  Receives an error to be freed with lf_error_free(), or NULL on success. May be NULL.
/// @return LF_OK; LF_E_NOT_LOGGED_OUT; or one of the failures of lf_refresh_token() except LF_E_SESSION_GONE, after
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
        Client::invalidate_token(&token, &call::settings(call)?)
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Makes a token of a value that came from elsewhere, to keep it alive or log it out. Nothing is sent.
///
/// @param client                 The client.
/// @param repo_id                The repository that the token belongs to, as for lf_create_token().
/// @param value                  The access token; copied. Not NULL.
/// @param expires_at_unix_ms     When it expires, in milliseconds since 1970-01-01 UTC; 0 if that is not known.
/// @param out_token              Receives the token; not NULL. Free it with lf_token_free().
/// @param out_error              Receives an error to be freed with lf_error_free(), or NULL on success. May be NULL.
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_adopt(
    client: *mut lf_client,
    repo_id: *const c_char,
    value: *const c_char,
    expires_at_unix_ms: i64,
    out_token: *mut *mut lf_token,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_token, std::ptr::null_mut(), "out_token") }?;
        let client = client::get(client)?;
        // SAFETY: the header asks for a NUL-terminated text.
        let repository = unsafe { arguments::text(repo_id, "repo_id") }?;
        // SAFETY: as above.
        let value = Secret::new(unsafe { arguments::text(value, "value") }?);
        let expiry = (expires_at_unix_ms != 0).then_some(expires_at_unix_ms);
        let token = client.adopt_token(repository, value, expiry)?;
        out.set(registry::insert(Arc::new(token))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Frees a token and wipes its value. It never blocks and sends nothing: a session that was not logged out with
/// lf_invalidate_token() keeps its licence until it idles out, and the log says so.
///
/// @param token  May be NULL; freeing twice does nothing.
///
/// Threads: any, also during calls that use it. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn lf_token_free(token: *mut lf_token) {
    boundary::quiet(|| {
        if let Some(token) = registry::remove::<Token>(token) {
            token.abandon();
        }
    });
}

/// The access token itself, for the Authorization header ("Bearer " and this) of other calls to the repository API.
///
/// It is a secret: wipe the buffer after use.
///
/// @param token   The token.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_value(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Token>(token, buf, cap, needed, |token| Some(token.value().expose())) })
}

/// The cookie that the server sent when lf_credentials_set_create_cookie() asked for one: "name=value" as received, for
/// the Cookie header of other calls. Several are joined by "; ". The library itself does not send it.
///
/// It is a secret: wipe the buffer after use.
///
/// @param token   The token.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0. The empty text if there is no cookie.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_cookie(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Token>(token, buf, cap, needed, |token| token.cookie().map(Secret::expose)) })
}

/// The repository that the token belongs to.
///
/// @param token   The token.
/// @param buf     Receives the text and a NUL; may be NULL if cap is 0.
/// @param cap     The size of buf in bytes.
/// @param needed  Receives the size that the text and its NUL need; may be NULL.
/// @return LF_OK, LF_E_BUFFER_TOO_SMALL, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_repository_id(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::status(|| unsafe { put::<Token>(token, buf, cap, needed, |token| Some(token.repository())) })
}

/// When the session ends if nothing keeps it alive, by the server's clock.
///
/// @param token        The token.
/// @param out_unix_ms  Receives milliseconds since 1970-01-01 UTC, or 0 if it is not known (an adopted token). Not
///                     NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_expires_at_ms(token: *const lf_token, out_unix_ms: *mut i64) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_unix_ms, 0, "out_unix_ms") }?;
        out.set(registry::with(token, Token::expires_at_ms)?.unwrap_or(0));
        Ok(())
    })
}

/// How long the session still lasts if nothing keeps it alive.
///
/// Counted on a clock that nobody can set, from the server's own reading of its time (the Date header), so that a wrong
/// clock on this machine does not matter.
///
/// @param token             The token.
/// @param out_remaining_ms  Receives milliseconds; 0 if it has passed or the session has ended, -1 if it is not known.
///                          Not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_remaining_ms(token: *const lf_token, out_remaining_ms: *mut i64) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_remaining_ms, 0, "out_remaining_ms") }?;
        let remaining = registry::with(token, Token::remaining)?;
        out.set(remaining.map_or(-1, |left| i64::try_from(left.as_millis()).unwrap_or(i64::MAX)));
        Ok(())
    })
}

/// What the library knows of the session.
///
/// @param token      The token.
/// @param out_state  Receives one of the LF_TOKEN_ values; not NULL.
/// @return LF_OK, LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT.
///
/// Threads: any. Since: 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_state(token: *const lf_token, out_state: *mut i32) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_state, 0, "out_state") }?;
        out.set(registry::with(token, Token::state)? as i32);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::TokenState;

    #[test]
    fn the_constants_are_the_states() {
        assert_eq!(LF_TOKEN_ACTIVE, TokenState::Active as i32);
        assert_eq!(LF_TOKEN_GONE, TokenState::Gone as i32);
        assert_eq!(LF_TOKEN_LOGGED_OUT, TokenState::LoggedOut as i32);
    }
}
