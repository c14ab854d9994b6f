//! Clients: one for a server and the way to it, used by all threads of a program.

use std::sync::Arc;

use lftoken_convention::convention;

use crate::session::{CallSettings, Client, Error, Status};
use crate::sys::{self, Process};

use super::arguments::Out;
use super::gate::Gate;
use super::log::{LogFunction, log_through};
use super::options::{self, LogTarget, Options};
use super::registry::Kind;
use super::types::{lf_call, lf_client, lf_error, lf_options, lf_status};
use super::{boundary, call, gate, registry};

/// What an lf_client handle stands for.
pub struct ClientObject {
    pub client: Arc<Client>,
    process: Process,
    log: Option<Arc<Gate<LogFunction>>>,
}

impl Kind for ClientObject {
    type Handle = lf_client;
}

/// Makes a client: checks the settings and reads the trust store. Nothing is sent.
///
/// One client serves a whole program: it keeps connections open between calls, and any number of threads can use it
/// at the same time.
///
/// @param options  The settings; they may be freed afterwards.
/// @return LF_OK, LF_E_INVALID_ARGUMENT (the error says which setting is wrong), LF_E_UNSUPPORTED (the private key of
///         the client certificate is encrypted in a way that is not read), LF_E_INTERNAL (the error says so if file handles or memory have run
///         out: later it may succeed).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_client_new(
    options: *const lf_options,
    out_client: *mut *mut lf_client,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        // SAFETY: the header asks for a pointer that can be written.
        let out = unsafe { Out::new(out_client, std::ptr::null_mut(), "out_client") }?;
        let Options { mut settings, log } = options::snapshot(options)?;
        // Each client has a gate of its own.
        let log = log.map(|LogTarget { level, callback }| {
            let gate = Arc::new(Gate::new(callback));
            settings.log = log_through(gate.clone(), level);
            gate
        });
        // Only a client starts threads.
        sys::keep_loaded();
        let client = Arc::new(Client::new(&settings)?);
        let process = Process::current();
        out.set(registry::insert(Arc::new(ClientObject { client, process, log }))?);
        Ok(())
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// A token can be logged out: lf_invalidate_token() ends its session, and frees its licence. Without it the call forgets
/// the token, and the session ends when it idles out.
pub const LF_CAN_LOG_OUT: i32 = 1;
/// lf_refresh_token() can say how long the session may be idle.
pub const LF_CAN_KEEP_ALIVE: i32 = 2;
/// A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what is
/// kept for it, and the value is another one afterwards.
pub const LF_CAN_REFRESH_WITHOUT_CREDENTIALS: i32 = 3;
/// A login is to one repository, whose id it needs. Without it the id may be NULL, and a token is for all repositories
/// that the account may use.
pub const LF_CAN_CHOOSE_REPOSITORY: i32 = 4;

/// What the API of a client can do (lf_options_set_api()). Asked once, it spares a program that knows several APIs a look
/// at which one it is.
///
/// @param what  One of the LF_CAN_ values.
/// @return 1 if it can; 0 if not, for a number that this library does not know, and for an invalid handle.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_client_supports(client: *const lf_client, what: i32) -> i32 {
    boundary::value(0, || {
        let client = get(client).ok()?;
        let can = client.capabilities();
        let is_so = match what {
            LF_CAN_LOG_OUT => can.logout,
            LF_CAN_KEEP_ALIVE => can.keep_alive,
            LF_CAN_REFRESH_WITHOUT_CREDENTIALS => !can.refresh_opens_session(),
            LF_CAN_CHOOSE_REPOSITORY => can.repository,
            _ => false,
        };
        Some(is_so.into())
    })
}

/// Frees a client. Calls that are running go on and tokens stay usable, but no token is logged out. The library still
/// looks after sessions that nobody holds, but lf_client_settle() can no longer wait for them and the log is silent.
///
/// Once it has returned no log callback runs any more: it waits for one that is running on another thread, except when
/// it is called from inside a callback of this client.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_client_free(client: *mut lf_client) {
    boundary::quiet(|| {
        if let Some(object) = registry::remove::<ClientObject>(client)
            && let Some(gate) = &object.log
        {
            gate.close();
        }
    });
}

/// Waits until nothing is outstanding: answers to logins that ended in LF_E_OUTCOME_UNKNOWN, and logouts of sessions
/// that nobody holds. A logout that fails is repeated for 20 s.
///
/// For what may be open although no answer with its token can come any more, such as after a login that something in
/// front of the service refused (LF_EXCHANGE_ANSWERED_IN_FRONT), there is no wait: it is only counted.
///
/// A program that is about to end calls this after a login with an unknown outcome: when the process ends, the library
/// can no longer log such sessions out. Usually nothing is outstanding, and it returns at once. A cancel handle that is
/// still triggered ends this call, too.
///
/// @param call               Its total timeout limits the wait. Without one the limit is long enough for
///                           lf_options_set_late_answer_grace_ms() and the logouts after it: 51 s with the default
///                           settings, and 20 s more for every further 32 sessions.
/// @param out_open_sessions  Receives how many sessions that nobody holds may still be open, also on failure; may be
///                           NULL.
/// @return LF_OK (all such sessions are logged out); LF_E_OUTCOME_UNKNOWN (the wait is over, but some sessions could not
///         be logged out: each may hold a licence until it idles out, and the next call no longer counts it);
///         LF_E_TIMED_OUT, LF_E_CANCELLED (some are still outstanding).
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_client_settle(
    client: *const lf_client,
    call: *const lf_call,
    out_open_sessions: *mut u32,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: the header asks for NULL or a pointer that can be written.
    let body = || unsafe { wait(client, call, out_open_sessions, Client::settle) };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// Shuts a client down, as a Windows service does when it is told to stop: logs out every token and every managed session
/// of the client, side by side, and waits for that, for calls of lf_create_token() that are on their way, whose sessions it
/// logs out as well, and for all that lf_client_settle() waits for.
///
/// From now on logins, refreshes and reads of managed sessions return LF_E_CLOSED; lf_invalidate_token() still works. Call it
/// once from the thread that stops the service, and tell the service manager before how long it may take:
///
///     lf_call_set_total_timeout_ms(call, 20000);
///     if (lf_client_shutdown(client, call, &open_sessions, &error) != LF_OK) { ... log open_sessions and the message ... }
///
/// @param call               Its total timeout limits the wait, as for lf_client_settle().
/// @param out_open_sessions  Receives how many sessions may still be open, also on failure, logins on their way among them;
///                           may be NULL. Sessions of an API that has no call that ends one count, where they take a
///                           licence.
/// @return As lf_client_settle().
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_client_shutdown(
    client: *mut lf_client,
    call: *const lf_call,
    out_open_sessions: *mut u32,
    out_error: *mut *mut lf_error,
) -> lf_status {
    // SAFETY: the header asks for NULL or a pointer that can be written.
    let body = || unsafe { wait(client, call, out_open_sessions, Client::shut_down) };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// What waits for sessions, and how many of them may still be open on failure.
type Wait = fn(&Client, &CallSettings) -> Result<(), (usize, Error)>;

/// # Safety
/// `out_open_sessions` is NULL or can be written.
unsafe fn wait(
    client: *const lf_client,
    call: *const lf_call,
    out_open_sessions: *mut u32,
    wait: Wait,
) -> Result<(), Error> {
    // SAFETY: as the caller promises.
    let mut out = unsafe { out_open_sessions.as_mut() };
    if let Some(out) = &mut out {
        **out = 0;
    }
    let client = get(client)?;
    gate::check_not_inside()?;
    wait(&client, &call::settings(call)?).map_err(|(open, error)| {
        if let Some(out) = out {
            *out = u32::try_from(open).unwrap_or(u32::MAX);
        }
        error
    })
}

/// The client behind `client`.
pub fn get(client: *const lf_client) -> Result<Arc<Client>, Error> {
    let is_own = |object: &ClientObject| (object.process == Process::current()).then(|| object.client.clone());
    registry::with(client, is_own)?.ok_or_else(|| {
        let what = "this client belongs to the process that the present one was forked from; nothing was sent";
        Error::local(Status::Forked, what)
    })
}
