//! The handle of a managed session, from its credentials to its end.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use lftoken_convention::convention;

use crate::ffi::arguments::Out;
use crate::ffi::draft::Draft;
use crate::ffi::event::{self, EventFunction};
use crate::ffi::gate::Gate;
use crate::ffi::registry::Kind;
use crate::ffi::session_options::{self, CredentialsFunction, SessionOptions};
use crate::ffi::types::{lf_client, lf_credentials, lf_error, lf_session, lf_session_options, lf_status};
use crate::ffi::{boundary, client, credentials, registry, token};
use crate::session::{Credentials, Error, LoginFields, Published, Session, Status};

/// What an lf_session handle stands for: another object for each token, so that a reader needs one look-up only.
#[derive(Clone)]
pub struct SessionObject {
    pub session: Arc<Session>,
    pub published: Option<Arc<Published>>,
    events: Option<Arc<Gate<EventFunction>>>,
    credentials: Option<Arc<Gate<CredentialsFunction>>>,
}

impl Kind for SessionObject {
    type Handle = lf_session;
}

/// Makes a managed session. Nothing is sent: the first read logs in.
///
/// It keeps one session on the server for all threads of the program: renews its token in the background while it is read,
/// logs in again when the session has ended, and logs out when nobody has read it for a while, when it is closed, and when
/// it is freed. However many threads ask, one login is made at a time. A login that is refused because of its credentials
/// is not repeated before lf_session_set_credentials() or lf_session_retry_credentials(), because accounts get locked.
///
///     lf_session_new(client, "Documents", credentials, NULL, &session, &error);
///     ... on any thread, before each request:
///     lf_session_authorization(session, NULL, header, sizeof header, NULL, &error);
///     ... after an answer 401 to it:
///     if (lf_session_token_rejected(session, header, &error) == LF_OK) ... read again; if it is another one, repeat once
///     ... at the end:
///     lf_session_close(session, NULL, &error);
///     lf_session_free(session);
///
/// @param repository_id  The repository, as for lf_create_token().
/// @param credentials    What to log in with, as it is set at this moment; kept, and wiped with the session. NULL if, and
///                       only if, the options have a callback for credentials.
/// @param options        NULL: the defaults.
/// @param out_session    Receives the session. Free it with lf_session_free().
/// @return LF_OK; LF_E_INVALID_ARGUMENT (also for credentials with which no login can be made), LF_E_UNSUPPORTED (the API
///         takes no such credentials, or knows no Keep-Alive), LF_E_CLOSED (the client was shut down),
///         LF_E_INVALID_HANDLE, LF_E_INTERNAL.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_session_new(
    client: *mut lf_client,
    repository_id: *const c_char,
    credentials: *const lf_credentials,
    options: *const lf_session_options,
    out_session: *mut *mut lf_session,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_session, ptr::null_mut(), "out_session") }?;
        let client = client::get(client)?;
        // SAFETY: the header asks for a NUL-terminated text.
        let repository = unsafe { token::repository(&client, repository_id) }?;
        let options = session_options::snapshot(options)?;
        let SessionOptions { settings, events, .. } = options;
        let events = events.map(|callback| Arc::new(Gate::new(callback)));
        let asks = options.credentials.map(|callback| Arc::new(Gate::new(callback)));
        let credentials = match (&asks, credentials.is_null()) {
            (None, _) => Credentials::Fields(Box::new(credentials::login(credentials)?)),
            (Some(gate), true) => ask_through(gate.clone()),
            (Some(_), false) => {
                return Err(Error::invalid(
                    "credentials are given, and the options have a callback for them, too",
                ));
            }
        };
        let listener = events.clone().map(event::listener_through);
        let session = client.session(repository, credentials, settings, listener)?;
        let object = SessionObject {
            session: session.clone(),
            published: None,
            events,
            credentials: asks,
        };
        let handle = registry::insert(Arc::new(object))?;
        let address = handle.addr();
        session.publish_to(move |published| {
            let published = published.map(Arc::new);
            registry::update(ptr::without_provenance(address), |object: &SessionObject| {
                SessionObject {
                    published,
                    ..object.clone()
                }
            });
        });
        out.set(handle);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Has the host fill in credentials.
fn ask_through(gate: Arc<Gate<CredentialsFunction>>) -> Credentials {
    Credentials::Asked(Arc::new(move || {
        let handle = registry::insert(Arc::new(Draft::<LoginFields>::default()))?;
        // SAFETY: the host promised that the function can be called with its pointer until the gate is closed.
        let status = gate.call(|function, user| unsafe { function(user, handle) });
        let fields = credentials::login(handle);
        drop(registry::remove::<Draft<LoginFields>>(handle));
        match status {
            Some(status) if status == Status::Ok as lf_status => fields,
            Some(status) => Err(Error::invalid(format!(
                "the program's callback gave no credentials, but the status {status}; nothing was sent"
            ))),
            None => Err(Error::local(Status::Closed, "the session was freed; nothing was sent")),
        }
    }))
}

/// Frees a session and wipes its secrets. It never waits for the network: what is still open, because
/// lf_session_close() was not called or did not succeed, is logged out in the background, and lf_client_settle() waits
/// for that.
///
/// Once it has returned no callback of the session runs any more: it waits for one that is running on another thread,
/// except when it is called from inside a callback of this session. In a forked child it does nothing.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_session_free(session: *mut lf_session) {
    boundary::quiet(|| {
        if get(session).is_err() {
            return;
        }
        if let Some(object) = registry::remove::<SessionObject>(session) {
            object.session.give_up();
            if let Some(gate) = &object.events {
                gate.close();
            }
            if let Some(gate) = &object.credentials {
                gate.close();
            }
        }
    });
}

/// The session behind `session`, unless it belongs to the process that this one was forked from.
pub fn get(session: *const lf_session) -> Result<Arc<Session>, Error> {
    let session = registry::with(session, |object: &SessionObject| object.session.clone())?;
    session.check_process()?;
    Ok(session)
}
