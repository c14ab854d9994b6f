//! Tokens: logging in, keeping a session alive, logging out, and what a token tells.

use std::ffi::c_char;
use std::sync::Arc;

use crate::base::secret::Secret;
use crate::session::{Token, TokenState};

use super::arguments::{self, Out, put};
use super::registry::Kind;
use super::types::{lf_client, lf_error, lf_status, lf_token};
use super::{boundary, client, registry};

/// As far as the library knows the session is open. It may have idled out since.
pub const LF_TOKEN_ACTIVE: i32 = 1;
/// The server said that the session has ended.
pub const LF_TOKEN_GONE: i32 = 2;
/// The session was logged out; its licence is free again.
pub const LF_TOKEN_LOGGED_OUT: i32 = 3;
/// The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session that
/// took a licence then holds it until it idles out.
pub const LF_TOKEN_DISCARDED: i32 = 4;

impl Kind for Token {
    type Handle = lf_token;
}

/// The access token itself, for the Authorization header ("Bearer " and this) of other calls to the repository API.
///
/// It is a secret: wipe the buffer after use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_value(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            token.read_granted(|granted| out.set(granted.value.expose()))
        })
    })
}

/// How long the session still lasts if nothing keeps it alive.
///
/// It is counted down from the server's own time (the Date header of its answer), so that a wrong clock on this machine
/// does not matter. If that does not give between a minute and a day, because a gateway's clock is wrong, the clock of
/// this machine is taken; if that does not either, the time is not known. The log tells which (LF_LOG_INFO). Of an adopted
/// token it is what the host said, by the clock of this machine. The time that the machine sleeps counts.
///
/// @param out_remaining_ms  Receives milliseconds; 0 if the time has passed or the session has ended, -1 if it is not
///                          known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_remaining_ms(token: *const lf_token, out_remaining_ms: *mut i64) -> lf_status {
    boundary::read(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_remaining_ms, 0, "out_remaining_ms") }?;
        let remaining = registry::with(token, |token: &Token| token.read(|now| now.remaining()))?;
        out.set(remaining.map_or(-1, |left| i64::try_from(left.as_millis()).unwrap_or(i64::MAX)));
        Ok(())
    })
}

/// When the session ends if nothing keeps it alive, by the server's clock.
///
/// @param out_expires_at_ms  Receives milliseconds since 1970-01-01 UTC, or 0 if it is not known (an adopted token).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_expires_at_ms(token: *const lf_token, out_expires_at_ms: *mut i64) -> lf_status {
    boundary::read(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_expires_at_ms, 0, "out_expires_at_ms") }?;
        out.set(registry::with(token, |token: &Token| token.read(|now| now.expires_at_ms()))?.unwrap_or(0));
        Ok(())
    })
}

/// What the library knows of the session.
///
/// @param out_state  Receives one of the LF_TOKEN_ values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_state(token: *const lf_token, out_state: *mut i32) -> lf_status {
    boundary::read(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_state, 0, "out_state") }?;
        out.set(
            match registry::with(token, |token: &Token| token.read(|now| now.state()))? {
                TokenState::Active => LF_TOKEN_ACTIVE,
                TokenState::Gone => LF_TOKEN_GONE,
                TokenState::LoggedOut => LF_TOKEN_LOGGED_OUT,
                TokenState::Discarded => LF_TOKEN_DISCARDED,
            },
        );
        Ok(())
    })
}

/// The repository that the token belongs to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_repository_id(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            out.set(token.repository())
        })
    })
}

/// The cookie that the server sent when lf_credentials_set_create_cookie() asked for one: "name=value" as received, for
/// the Cookie header of other calls. Several are joined by "; "; the empty text stands for none. The library itself
/// does not send it.
///
/// It is a secret: wipe the buffer after use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_cookie(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            token.read_granted(|granted| out.set(granted.cookie.as_ref().map_or("", |cookie| cookie.expose())))
        })
    })
}

/// Frees a token and wipes its value. It never blocks and sends nothing: a session that lf_invalidate_token() did not
/// log out keeps its licence until it idles out, and the log says so.
#[unsafe(no_mangle)]
pub extern "C" fn lf_token_free(token: *mut lf_token) {
    boundary::quiet(|| {
        if let Some(token) = registry::remove::<Token>(token) {
            token.warn_if_open();
        }
    });
}

/// Makes a token of a value that came from elsewhere, to keep its session alive or to log it out. Nothing is sent.
///
/// @param repository_id  The repository that the token belongs to, as for lf_create_token().
/// @param value          The access token.
/// @param expires_at_ms  When it expires, in milliseconds since 1970-01-01 UTC; 0 if that is not known.
/// @param out_token      Receives the token. Free it with lf_token_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_adopt(
    client: *mut lf_client,
    repository_id: *const c_char,
    value: *const c_char,
    expires_at_ms: i64,
    out_token: *mut *mut lf_token,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_token, std::ptr::null_mut(), "out_token") }?;
        let client = client::get(client)?;
        // SAFETY: the header asks for a NUL-terminated text.
        let repository = unsafe { arguments::text(repository_id, "repository_id") }?;
        // SAFETY: as above.
        let value = Secret::new(unsafe { arguments::text(value, "value") }?);
        let expiry = (expires_at_ms != 0).then_some(expires_at_ms);
        let token = client.adopt_token(repository, value, expiry)?;
        out.set(registry::insert(Arc::new(token))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}
