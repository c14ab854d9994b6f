//! The check of the way to the service.

use std::ffi::{CString, c_char, c_void};

use lftoken_convention::convention;

use crate::session::{Finding, Step, Verdict};

use super::gate::{Callback, Gate};
use super::types::{lf_call, lf_client, lf_error, lf_status};
use super::{arguments, boundary, call, client, event, gate, registry};

/// The library itself: its version, the platform, and what it was told to call.
pub const LF_CHECK_LIBRARY: i32 = 1;
/// Which proxy is on the way, and why, or why there is none.
pub const LF_CHECK_PROXY: i32 = 2;
/// The look-up of the server's name, or of the proxy's.
pub const LF_CHECK_NAME: i32 = 3;
/// The connection to each of the addresses, and the proxy's tunnel.
pub const LF_CHECK_CONNECT: i32 = 4;
/// TLS: version, certificates as the server shows them, and whether they are trusted.
pub const LF_CHECK_TLS: i32 = 5;
/// The clock of this machine, beside the server's.
pub const LF_CHECK_CLOCK: i32 = 6;
/// Which APIs answer, and whether that of lf_options_set_api() is among them.
pub const LF_CHECK_API: i32 = 7;

/// No verdict yet, but something that was found. The text is "name: value".
pub const LF_VERDICT_FACT: i32 = 1;
/// All is well.
pub const LF_VERDICT_PASSED: i32 = 2;
/// It works, but somebody should look at it.
pub const LF_VERDICT_WARNING: i32 = 3;
/// It does not work; the error says what has to be done.
pub const LF_VERDICT_FAILED: i32 = 4;
/// It was not tried, because an earlier step failed, or what it needs did not come.
pub const LF_VERDICT_SKIPPED: i32 = 5;

/// Receives what lf_client_check() finds: first the facts of a step, then one verdict on it, then those of the next step.
///
/// The library calls it on the thread that called lf_client_check(). It may call functions of this library; those that
/// would wait return LF_E_WOULD_DEADLOCK. No exception, no longjmp() and no pthread_exit() may leave it, and thread
/// cancellation is off in it.
///
/// @param user     What was given to lf_client_check().
/// @param step     One of the LF_CHECK_ steps; a newer library may have more.
/// @param verdict  One of the LF_VERDICT_ values; a newer library may have more.
/// @param text     One line of UTF-8 for a person, without a newline; valid during the callback only. Never holds a secret.
/// @param error    Why, with LF_VERDICT_FAILED; else NULL. Valid during the callback only.
#[convention]
pub type lf_check_callback = Option<
    unsafe extern "C" fn(user: *mut c_void, step: i32, verdict: i32, text: *const c_char, error: *const lf_error),
>;

/// Finds out why a program does not get through to the service, one step after the other: for a button "test the
/// connection", and for support. The tool lftoken-check shows what it tells.
///
/// It takes the same way as the client's calls, but connects anew, and tries each address of the server. No login is sent,
/// and no session is opened: whether credentials are right only lf_create_token() can tell. Which APIs answer is found out
/// by GET requests to their login routes, which take POST alone. What is for the way itself is used as in every call: a
/// proxy gets its own login (a wrong password counts there), and a server that asks for it the client certificate.
///
/// After a step that failed the others are skipped. Each step takes at most the connect timeout where a connection is made,
/// and a second more for each of several addresses.
///
/// @param repository_id  The repository that logins are to; may be NULL. Whether it exists is not found out.
/// @param callback       Receives what is found.
/// @param user           Passed on to the callback.
/// @param call           May be NULL.
/// @return LF_OK if no step failed, also where some are worth a warning; else the status and error of the step that failed;
///         LF_E_WOULD_DEADLOCK from inside a callback.
#[convention]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_client_check(
    client: *mut lf_client,
    repository_id: *const c_char,
    callback: lf_check_callback,
    user: *mut c_void,
    call: *const lf_call,
    out_error: *mut *mut lf_error,
) -> lf_status {
    let body = || {
        let client = client::get(client)?;
        // SAFETY: the header asks for NULL or a text that ends with a NUL.
        let repository = unsafe { arguments::optional_text(repository_id, "repository_id") }?;
        let function = callback.ok_or_else(|| arguments::is_null("callback"))?;
        gate::check_not_inside()?;
        let gate = Gate::new(Callback { function, user });
        client.check(repository.unwrap_or_default(), &call::settings(call)?, &mut |finding| {
            tell(&gate, finding);
        })
    };
    // SAFETY: the header asks for NULL or a pointer that can be written.
    unsafe { boundary::status_with_error(out_error, body) }
}

/// The callback that is there.
#[convention]
type CheckFunction = unsafe extern "C" fn(*mut c_void, i32, i32, *const c_char, *const lf_error);

fn tell(gate: &Gate<CheckFunction>, finding: &Finding<'_>) {
    let line: String = finding
        .text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let Ok(line) = CString::new(line) else {
        return;
    };
    let error = event::handle(finding.cause);
    let (step, verdict) = (number_of_step(finding.step), number_of_verdict(finding.verdict));
    // SAFETY: the host promised that the function can be called with its pointer until lf_client_check() returns.
    gate.call(|function, user| unsafe { function(user, step, verdict, line.as_ptr(), error) });
    drop(registry::remove::<crate::session::Error>(error));
}

fn number_of_step(step: Step) -> i32 {
    match step {
        Step::Library => LF_CHECK_LIBRARY,
        Step::Proxy => LF_CHECK_PROXY,
        Step::Name => LF_CHECK_NAME,
        Step::Connect => LF_CHECK_CONNECT,
        Step::Tls => LF_CHECK_TLS,
        Step::Clock => LF_CHECK_CLOCK,
        Step::Api => LF_CHECK_API,
    }
}

fn number_of_verdict(verdict: Verdict) -> i32 {
    match verdict {
        Verdict::Fact => LF_VERDICT_FACT,
        Verdict::Passed => LF_VERDICT_PASSED,
        Verdict::Warning => LF_VERDICT_WARNING,
        Verdict::Failed => LF_VERDICT_FAILED,
        Verdict::Skipped => LF_VERDICT_SKIPPED,
    }
}
