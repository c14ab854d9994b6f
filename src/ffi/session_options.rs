//! Settings of managed sessions.

use std::ffi::c_void;
use std::sync::Arc;
use std::time::Duration;

use lftoken_convention::convention;

use crate::session::{Error, SessionSettings};

use super::arguments::{self, Out};
use super::draft::{self, Draft};
use super::event::{EventFunction, lf_event_callback};
use super::gate::Callback;
use super::registry::Kind;
use super::types::{lf_credentials, lf_session_options, lf_status};
use super::{boundary, registry};

/// What an lf_session_options handle stands for.
#[derive(Clone, Default)]
pub struct SessionOptions {
    pub settings: SessionSettings,
    pub events: Option<Callback<EventFunction>>,
    pub credentials: Option<Callback<CredentialsFunction>>,
}

impl Kind for Draft<SessionOptions> {
    type Handle = lf_session_options;
}

/// Fills in the credentials of a login.
///
/// The library calls it on a thread of its own whenever a managed session has to log in, and waits for it. The callback
/// sets what the login needs with the lf_credentials_set_ functions; the handle is the library's, and is gone when the
/// callback returns. It may take its time, for the calls that wait for the token end by limits of their own. No exception,
/// no longjmp() and no pthread_exit() may leave it.
///
/// @param user         What was given to lf_session_options_set_credentials_callback().
/// @param credentials  Empty credentials.
/// @return LF_OK; anything else lets the login fail with LF_E_INVALID_ARGUMENT, and lf_session_retry_credentials() has it
///         asked again.
#[convention]
pub type lf_credentials_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, credentials: *mut lf_credentials) -> lf_status>;

/// The callback that is there.
#[convention]
pub type CredentialsFunction = unsafe extern "C" fn(*mut c_void, *mut lf_credentials) -> lf_status;

/// The settings behind `options`; NULL stands for the defaults.
pub fn snapshot(options: *const lf_session_options) -> Result<SessionOptions, Error> {
    if options.is_null() {
        return Ok(SessionOptions::default());
    }
    draft::snapshot(options, |_: &SessionOptions| 0)
}

/// Makes settings for managed sessions, with their defaults. A session keeps them as they were when it was made.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_options_new(out_options: *mut *mut lf_session_options) -> lf_status {
    boundary::status(|| {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_options, std::ptr::null_mut(), "out_options") }?;
        out.set(registry::insert(Arc::new(Draft::<SessionOptions>::default()))?);
        Ok(())
    })
}

/// Frees settings. Sessions that were made with them are not affected.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_free(options: *mut lf_session_options) {
    boundary::quiet(|| drop(registry::remove::<Draft<SessionOptions>>(options)));
}

/// Sets how long a token that is handed out lasts, at least; never more than a tenth of its whole life.
///
/// @param margin_ms  Milliseconds; 30000 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_margin_ms(options: *mut lf_session_options, margin_ms: u32) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.settings.margin = Duration::from_millis(margin_ms.into());
            Ok(())
        })
    })
}

/// Sets after which share of its life a token is renewed in the background, if it was read since it came
/// or was last renewed. Where the server does not tell how long it lasts, 15 minutes are taken.
///
/// @param percent  1 to 100; 67 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_renew_after_percent(
    options: *mut lf_session_options,
    percent: u32,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.settings.renew_after_percent = arguments::percent(percent, 1, "percent")?;
            Ok(())
        })
    })
}

/// Sets by how much earlier a renewal may come, so that many stations do not renew at the same moment. It is drawn once for
/// each token.
///
/// @param percent  A share of the token's life, 0 to 100; 10 by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_jitter_percent(options: *mut lf_session_options, percent: u32) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.settings.jitter_percent = arguments::percent(percent, 0, "percent")?;
            Ok(())
        })
    })
}

/// Sets how long the session may be idle on the server after each renewal, as lf_refresh_token() does.
///
/// @param keep_alive_seconds  At most 3600; 0 leaves it to the server (the default). Only where lf_client_supports() tells
///                            LF_CAN_KEEP_ALIVE; else lf_session_new() returns LF_E_UNSUPPORTED.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_keep_alive_seconds(
    options: *mut lf_session_options,
    keep_alive_seconds: u32,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.settings.keep_alive_seconds = keep_alive_seconds;
            Ok(())
        })
    })
}

/// Sets how long after the last read the session is logged out, so that its licence is free; the next read logs in again.
///
/// @param linger_seconds  Seconds; 300 by default. 0: never; without reads the session then idles out on the server.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_linger_seconds(
    options: *mut lf_session_options,
    linger_seconds: u32,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            let linger = Duration::from_secs(linger_seconds.into());
            options.settings.linger = Some(linger).filter(|linger| !linger.is_zero());
            Ok(())
        })
    })
}

/// Sets whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and does not
/// linger. It keeps its licence until it is closed.
///
/// @param enabled  1: hold, 0: do not (the default). Only where lf_client_supports() tells LF_CAN_KEEP_ALIVE; else
///                 lf_session_new() returns LF_E_UNSUPPORTED.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_hold(options: *mut lf_session_options, enabled: i32) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.settings.hold = arguments::flag(enabled, "enabled")?;
            Ok(())
        })
    })
}

/// Sets a callback for events. See lf_event_callback for what it may do. lf_session_next_event() gives the same events
/// to programs that cannot take calls from other threads.
///
/// @param callback  NULL: none (the default).
/// @param user      Given to the callback as it is; may be NULL. It has to stay valid until lf_session_free() of the last
///                  session made with these settings has returned: no callback runs after that.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_event_callback(
    options: *mut lf_session_options,
    callback: lf_event_callback,
    user: *mut c_void,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.events = callback.map(|function| Callback { function, user });
            Ok(())
        })
    })
}

/// Sets a callback that fills in credentials, in place of those that lf_session_new() gets: they are asked for at each
/// login, and wiped after it.
///
/// @param callback  NULL: none (the default).
/// @param user      As for lf_session_options_set_event_callback().
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_options_set_credentials_callback(
    options: *mut lf_session_options,
    callback: lf_credentials_callback,
    user: *mut c_void,
) -> lf_status {
    boundary::status(|| {
        draft::change(options, |options: &mut SessionOptions| {
            options.credentials = callback.map(|function| Callback { function, user });
            Ok(())
        })
    })
}
