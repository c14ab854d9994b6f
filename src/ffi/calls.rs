//! The three calls: log in, keep alive, log out.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::session::Token;

use super::arguments::Out;
use super::types::{lf_call, lf_client, lf_credentials, lf_error, lf_status, lf_token};
use super::{boundary, call, client, credentials, registry, token};

/// Logs in: opens a session on the server, which takes a licence until it is logged out or idles out; with LF_API_CLOUD it
/// takes none.
///
/// The library sends a login once. It repeats it, as lf_options_set_retry() says, only when the server cannot have
/// taken it: there was no connection, or it refused by 429 with Retry-After, or the service itself refused by 503 with
/// Retry-After.
///
/// After LF_E_OUTCOME_UNKNOWN do not simply log in again: the login was sent, no usable answer came back, and a session
/// may be open that nobody holds. The library logs it out as soon as an answer brings its token; lf_client_settle()
/// waits for that and tells how it ended. lf_error_cause() tells what went wrong. With LF_API_SERVER_V1 and
/// LF_API_SERVER_V2 no session can be logged out: the licence may be taken until the session idles out, even if the token
/// still comes.
///
/// With LF_API_CLOUD a login with an access key occupies nothing. It is repeated after a lost answer, too, and then fails
/// with LF_E_TIMED_OUT or LF_E_CONNECTION_LOST. If it is refused because the clock of this machine is wrong, it is made
/// anew once by the server's clock, and the log says how wrong it is. An authorization code and a refresh token
/// are not sent again once they may have been taken: after LF_E_OUTCOME_UNKNOWN, whose action is LF_ACTION_LOG_IN_AGAIN
/// there, the user has to authorize the app anew.
///
/// A refusal by something in front of the service (LF_EXCHANGE_ANSWERED_IN_FRONT) proves that nothing is open only if it
/// was made before the service could see the login: 401, 404, 405, 407, 408, 411, 413, 421, 429, 431. After another 4xx,
/// or a redirect, the status is that of the refusal, but a session may be open: lf_error_action() is
/// LF_ACTION_CHECK_SESSION, and lf_client_settle() counts it. An authorization code or a refresh token may have been used
/// then: after such a 4xx the result is LF_E_OUTCOME_UNKNOWN, and lf_error_cause() is the refusal.
///
/// @param repository_id  The repository. All characters are allowed and are escaped; not empty, "." or "..". With
///                       LF_API_CLOUD it may be NULL, and is only remembered for lf_token_repository_id().
/// @param credentials    What to log in with, as it is set at this moment.
/// @param out_token      Receives the token. End the session with lf_invalidate_token(), then free the handle with
///                       lf_token_free().
/// @return LF_OK; LF_E_OUTCOME_UNKNOWN; a transport failure before anything was sent; or a refusal:
///         LF_E_CREDENTIALS_REFUSED, LF_E_ACCOUNT_LOCKED, LF_E_PASSWORD_EXPIRED, LF_E_ACCESS_DENIED,
///         LF_E_LICENSE_EXHAUSTED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
///         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD (a redirect; with an access key any answer that cannot be read),
///         LF_E_ANSWER_TOO_LARGE (with an access key).
#[convention]
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
        let repository = unsafe { token::repository(&client, repository_id) }?;
        let login = credentials::login(credentials)?;
        let created = client.create_token(repository, login, &call::settings(call)?)?;
        out.set(registry::insert(created.clone()).inspect_err(|_| created.disown())?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Keeps the session alive: its idle timer starts anew. The token stays the same; its expiry is renewed.
///
/// Where lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS, it logs in anew with the credentials of the login,
/// which the token keeps and wipes, or with its refresh token: read lf_token_value() again afterwards. The old value stays
/// until the new one is there. Calls for the same token at the same time make one login, whose result all of them get. A
/// login that the server refuses (LF_E_CREDENTIALS_REFUSED, LF_E_ACCOUNT_LOCKED, LF_E_PASSWORD_EXPIRED) wipes what was
/// kept: further refreshes of this token return the same and send nothing, so that no timer locks an account. A refresh
/// token is not sent again once it may have been taken: after LF_E_OUTCOME_UNKNOWN further refreshes return that and send
/// nothing, while the token itself is good until it expires.
///
/// Call it when a third of the time is left: when lf_token_remaining_ms() has fallen to a third of lf_token_lifetime_ms().
/// After lf_invalidate_token() it sends nothing and returns LF_E_SESSION_GONE. A new login that one overtakes, or
/// lf_token_free(), returns that, too: its token is not kept, and where it may hold a licence that cannot be ended,
/// lf_client_settle() counts it.
///
/// @param keep_alive_seconds  How long the session may then be idle, at most 3600; 0 leaves it to the server. Only where
///                            lf_client_supports() tells LF_CAN_KEEP_ALIVE; else LF_E_UNSUPPORTED.
/// @return LF_OK; a failure of lf_create_token(), where a refresh is a new login; LF_E_SESSION_GONE (log in again);
///         LF_E_SESSION_UNCONFIRMED (HTTP 401 without a mark of the service: the token stays LF_TOKEN_ACTIVE); a
///         transport failure; or the server's refusal:
///         LF_E_ACCESS_DENIED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
///         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD, LF_E_ANSWER_TOO_LARGE. After any failure but
///         LF_E_SESSION_GONE the session may still be open.
#[convention]
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
/// Where lf_client_supports() denies LF_CAN_LOG_OUT, no call ends a session: the token and what was kept for it are wiped,
/// nothing is sent, the state is LF_TOKEN_DISCARDED and the result LF_OK. With LF_API_SERVER_V1 and LF_API_SERVER_V2 the
/// session may hold its licence until it idles out, so log in rarely there and share the token.
///
/// Only the service can say that a session has ended: by the boolean true, by an empty success or a 401 that has marks
/// of the service, or by its codes 9037 and 9067. Any other answer that does not say why gives LF_E_NOT_LOGGED_OUT: one
/// of a gateway, or a 404, which is also what the service answers when the repository's server is down. The token then
/// stays LF_TOKEN_ACTIVE, and the call can be made again. lf_error_cause() tells what the answer would mean by itself.
///
/// A cancel handle that is still triggered cancels this call, too, and the licence stays taken: after a cancel pass
/// other call settings or NULL, or reset the handle first.
///
/// The handle stays valid; free it with lf_token_free().
///
/// @return LF_OK; LF_E_NOT_LOGGED_OUT; or a failure of lf_refresh_token() other than LF_E_SESSION_GONE and
///         LF_E_SESSION_UNCONFIRMED. After any failure the session may still be open: if lf_error_action() is
///         LF_ACTION_TRY_LATER, call again some seconds later.
#[convention]
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
