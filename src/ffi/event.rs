//! Events of managed sessions: what they are called, and the callback that receives them.

use std::ffi::c_void;
use std::sync::Arc;

use lftoken_convention::convention;

use crate::session::{Error, Event, EventKind, Listener};

use super::gate::Gate;
use super::registry;
use super::types::lf_error;

/// A session was opened.
pub const LF_EVENT_LOGGED_IN: i32 = 1;
/// The session was renewed, or confirmed by the service after lf_session_token_rejected(). Its token may be another one.
pub const LF_EVENT_RENEWED: i32 = 2;
/// A login failed, also one that was ended because other credentials were set or the session was closed; or none is made,
/// because a resource refuses each new token.
pub const LF_EVENT_LOGIN_FAILED: i32 = 3;
/// A renewal failed. As long as the token is good it is handed out, and the renewal is tried again.
pub const LF_EVENT_RENEWAL_FAILED: i32 = 4;
/// A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a login
/// takes no licence.
pub const LF_EVENT_LOGGED_OUT: i32 = 5;
/// A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable answer,
/// or the API has no call that ends a session.
pub const LF_EVENT_LICENSE_LOST: i32 = 6;

/// Receives one event of a managed session.
///
/// The library calls it on a thread of its own or on one that makes a call for the session; several threads may call it at
/// once. It may call functions of this library; those that would wait for the session return LF_E_WOULD_DEADLOCK. It must
/// return soon, because the session waits for it; no exception, no longjmp() and no pthread_exit() may leave it, and
/// thread cancellation is off in it.
///
/// @param user   What was given to lf_session_options_set_event_callback().
/// @param event  One of the LF_EVENT_ values; a newer library may have more.
/// @param error  Why, of the failures and of a logout that failed; else NULL. Valid during the callback only.
#[convention]
pub type lf_event_callback = Option<unsafe extern "C" fn(user: *mut c_void, event: i32, error: *const lf_error)>;

/// The callback that is there.
#[convention]
pub type EventFunction = unsafe extern "C" fn(*mut c_void, i32, *const lf_error);

/// A listener that hears of events through `gate`.
pub fn listener_through(gate: Arc<Gate<EventFunction>>) -> Arc<Listener> {
    Arc::new(move |event: &Event| {
        let error = handle(event.error.as_ref());
        // SAFETY: the host promised that the function can be called with its pointer until the gate is closed.
        gate.call(|function, user| unsafe { function(user, code(event.kind), error) });
        drop(registry::remove::<Error>(error));
    })
}

pub fn code(kind: EventKind) -> i32 {
    match kind {
        EventKind::LoggedIn => LF_EVENT_LOGGED_IN,
        EventKind::Renewed => LF_EVENT_RENEWED,
        EventKind::LoginFailed => LF_EVENT_LOGIN_FAILED,
        EventKind::RenewalFailed => LF_EVENT_RENEWAL_FAILED,
        EventKind::LoggedOut => LF_EVENT_LOGGED_OUT,
        EventKind::LicenceLost => LF_EVENT_LICENSE_LOST,
    }
}

/// A handle of an error for the host; NULL if there is none.
pub fn handle(error: Option<&Arc<Error>>) -> *mut lf_error {
    let inserted = error.map(|error| registry::insert(error.clone()));
    inserted.and_then(Result::ok).unwrap_or(std::ptr::null_mut())
}
