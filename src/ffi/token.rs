//! Tokens: logging in, keeping a session alive, logging out, and what a token tells.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::base::secret::Secret;
use crate::session::{Advice, Client, Error, Token, TokenState};

use super::arguments::{self, Out, put};
use super::registry::Kind;
use super::types::{lf_client, lf_credentials, lf_error, lf_status, lf_token};
use super::{boundary, client, credentials, registry};

/// As far as the library knows the session is open. It may have idled out since.
pub const LF_TOKEN_ACTIVE: i32 = 1;
/// The server said that the session has ended.
pub const LF_TOKEN_GONE: i32 = 2;
/// The session was logged out; its licence is free again.
pub const LF_TOKEN_LOGGED_OUT: i32 = 3;
/// The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session that
/// took a licence (LF_API_SERVER_V1, LF_API_SERVER_V2) then holds it until it idles out.
pub const LF_TOKEN_DISCARDED: i32 = 4;

impl Kind for Token {
    type Handle = lf_token;
}

/// The access token itself, for the Authorization header ("Bearer " and this) of other calls to the repository API.
///
/// It is a secret: wipe the buffer after use.
#[convention]
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
/// token it is what the host said, by the clock of this machine. Where the answer gives a number of seconds, as it does but
/// with LF_API_V1_ALPHA, they are taken as they are. The time that the machine sleeps counts.
///
/// @param out_remaining_ms  Receives milliseconds; 0 if the time has passed or the session has ended, -1 if it is not
///                          known.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_remaining_ms(token: *const lf_token, out_remaining_ms: *mut i64) -> lf_status {
    boundary::read(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_remaining_ms, 0, "out_remaining_ms") }?;
        let remaining = registry::with(token, |token: &Token| token.read(|now| now.remaining()))?;
        out.set(arguments::milliseconds(remaining));
        Ok(())
    })
}

/// How long the session was to last in all: what lf_token_remaining_ms() was right after the login or the last refresh,
/// and known if that was. It stays the same until the next refresh, and when the session ends.
///
/// @param out_lifetime_ms  Receives milliseconds; -1 if it is not known.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_lifetime_ms(token: *const lf_token, out_lifetime_ms: *mut i64) -> lf_status {
    boundary::read(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_lifetime_ms, 0, "out_lifetime_ms") }?;
        let lifetime = registry::with(token, |token: &Token| token.read(|now| now.lifetime()))?;
        out.set(arguments::milliseconds(lifetime));
        Ok(())
    })
}

/// When the session ends if nothing keeps it alive, by the server's clock.
///
/// @param out_expires_at_ms  Receives milliseconds since 1970-01-01 UTC, or 0 if it is not known (an adopted token).
#[convention]
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
#[convention]
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
#[convention]
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
#[convention]
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
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_token_free(token: *mut lf_token) {
    boundary::quiet(|| {
        if let Some(token) = registry::remove::<Token>(token) {
            token.give_up();
        }
    });
}

/// The refresh token that the next lf_refresh_token() will use, for a program that keeps it, to log in with it after a
/// restart (lf_credentials_set_refresh_token()). Each refresh uses it up and brings another one: read it again after
/// every lf_refresh_token(). Two programs must not use the same one. The empty text stands for none.
///
/// It is a secret: wipe the buffer after use.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_refresh_token(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            out.set(token.refresh_token().as_ref().map_or("", Secret::expose))
        })
    })
}

/// The scopes that the server granted, with spaces between them. The empty text: the answer did not tell; Laserfiche Cloud
/// leaves unknown scopes out, and may leave out the list as well. The log says which of those asked for are missing.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_scope(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            token.read_granted(|granted| out.set(granted.scope.as_deref().unwrap_or_default()))
        })
    })
}

/// Where the repository API is to be called with the token, without a slash at the end: with LF_API_CLOUD the address of
/// the region, such as "https://api.laserfiche.com/repository", else the base address. The empty text if it is not known.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_api_address(
    token: *const lf_token,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
) -> lf_status {
    // SAFETY: the header asks for a buffer of that size.
    boundary::read(|| unsafe {
        put(token, buf, cap, needed, |token: &Token, out| {
            out.set(token.api_address().as_deref().unwrap_or_default())
        })
    })
}

/// Makes a token of a value that came from elsewhere, to keep its session alive or to log it out. Nothing is sent.
///
/// Where a refresh is a new login (lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS), use
/// lf_token_adopt_with_credentials(): this token could not be refreshed.
///
/// @param repository_id  The repository that the token belongs to, as for lf_create_token().
/// @param value          The access token.
/// @param expires_at_ms  When it expires, in milliseconds since 1970-01-01 UTC; 0 if that is not known.
/// @param out_token      Receives the token. Free it with lf_token_free().
/// @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_adopt(
    client: *mut lf_client,
    repository_id: *const c_char,
    value: *const c_char,
    expires_at_ms: i64,
    out_token: *mut *mut lf_token,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: as the header asks.
    let body = || unsafe { adopt(client, repository_id, value, expires_at_ms, None, out_token) };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// As lf_token_adopt(), with what the token is to be refreshed with: a refresh token, with the client id and the client
/// secret of its app, or the credentials of a login.
///
/// @param repository_id  The repository that the token belongs to, as for lf_create_token().
/// @param value          The access token.
/// @param expires_at_ms  As for lf_token_adopt().
/// @param credentials    What a refresh logs in with, as it is set at this moment; not an authorization code. Where a
///                       refresh needs none (v1-alpha) they are not kept.
/// @param out_token      Receives the token. Free it with lf_token_free().
/// @return As lf_token_adopt(); LF_E_UNSUPPORTED if the API does not take such credentials.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_token_adopt_with_credentials(
    client: *mut lf_client,
    repository_id: *const c_char,
    value: *const c_char,
    expires_at_ms: i64,
    credentials: *const lf_credentials,
    out_token: *mut *mut lf_token,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: as the header asks.
    let body = || unsafe {
        adopt(
            client,
            repository_id,
            value,
            expires_at_ms,
            Some(credentials),
            out_token,
        )
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// # Safety
/// As the header asks of lf_token_adopt().
unsafe fn adopt(
    client: *mut lf_client,
    repository_id: *const c_char,
    value: *const c_char,
    expires_at_ms: i64,
    credentials: Option<*const lf_credentials>,
    out_token: *mut *mut lf_token,
) -> Result<(), Error> {
    // SAFETY: the header asks for a pointer that can be written.
    let out = unsafe { Out::new(out_token, std::ptr::null_mut(), "out_token") }?;
    let client = client::get(client)?;
    // SAFETY: the header asks for a NUL-terminated text.
    let repository = unsafe { repository(&client, repository_id) }?;
    // SAFETY: as above.
    let value = Secret::new(unsafe { arguments::text(value, "value") }?);
    let expiry = (expires_at_ms != 0).then_some(expires_at_ms);
    let login = credentials.map(credentials::login).transpose()?;
    let token = client.adopt_token(repository, value, expiry, login)?;
    out.set(registry::insert(token)?);
    Ok(())
}

/// A repository id, which may be NULL where logins are to no repository.
///
/// # Safety
/// As for [`arguments::text`].
pub unsafe fn repository<'a>(client: &Client, repository_id: *const c_char) -> Result<&'a str, Error> {
    // SAFETY: as the caller promises.
    unsafe {
        if client.capabilities().repository {
            let id = arguments::optional_text(repository_id, "repository_id")?;
            id.ok_or_else(|| arguments::is_null("repository_id").advising(Advice::GiveRepository))
        } else {
            Ok(arguments::optional_text(repository_id, "repository_id")?.unwrap_or_default())
        }
    }
}
