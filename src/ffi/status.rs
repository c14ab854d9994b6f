//! The numbers of the statuses, and their names.

use std::ffi::{CStr, c_char};

use lftoken_convention::convention;

use crate::session::Status;

use super::boundary;
use super::types::lf_status;

/// The call did what it says.
pub const LF_OK: lf_status = 0;
/// An argument or a setting cannot be used; nothing was sent.
///
/// Correct the argument that the message names.
pub const LF_E_INVALID_ARGUMENT: lf_status = 1;
/// A handle is NULL, was freed, or is of another kind.
///
/// Check which handle the program passes and when it frees it.
pub const LF_E_INVALID_HANDLE: lf_status = 2;
/// The buffer cannot hold the text and its NUL; the size needed was written.
///
/// Call again with a buffer of the size needed.
pub const LF_E_BUFFER_TOO_SMALL: lf_status = 3;
/// The server does not know the call, or the library cannot do what was asked.
///
/// Check which API the server has (lf_options_set_api), and the base address: nothing at its path takes this call.
pub const LF_E_UNSUPPORTED: lf_status = 4;
/// The library failed: by a defect of its own, or because memory, file handles or threads have run out.
///
/// Please report it with this message, unless it says that something has run out.
pub const LF_E_INTERNAL: lf_status = 5;
/// There is no token yet; a login is on its way.
///
/// Ask again in a moment, or after the next event of the session.
pub const LF_E_PENDING: lf_status = 6;
/// The call would wait, and it was made inside a callback.
///
/// Make it outside of the callback, on a thread of the program.
pub const LF_E_WOULD_DEADLOCK: lf_status = 7;
/// The session is closed, or its client is shut down.
///
/// Make another session, from another client if that was shut down.
pub const LF_E_CLOSED: lf_status = 8;
/// The process was forked, and this belongs to its parent.
///
/// Make a client and a session of its own in the child process.
pub const LF_E_FORKED: lf_status = 9;
/// The host name could not be resolved; nothing was sent.
///
/// Check the host name in the base address, or that of the proxy if the message names it, and the name servers of this
/// machine; a proxy may be needed.
pub const LF_E_RESOLVE_FAILED: lf_status = 10;
/// No connection could be made; nothing was sent.
///
/// Check that the server runs, the port in the base address, and firewalls; a proxy may be needed. If the message names
/// the proxy, check its host and port. If it says that file handles, memory or threads have run out, only that has to
/// be mended.
pub const LF_E_CONNECT_FAILED: lf_status = 11;
/// The proxy refused to pass the request on; the server was not reached.
///
/// Check the proxy's address, user name and password, and whether it may reach this host.
pub const LF_E_PROXY_REFUSED: lf_status = 12;
/// The server's certificate was not accepted; nothing was sent.
///
/// Add the authority that signed it (lf_options_add_ca_pem, lf_options_add_ca_file), or pin a self-signed certificate
/// (lf_options_add_pinned_certificate).
pub const LF_E_TLS_CERTIFICATE: lf_status = 13;
/// TLS could not be agreed; nothing was sent.
///
/// Check that the port speaks TLS 1.2 or 1.3 and whether the server wants a client certificate.
pub const LF_E_TLS_HANDSHAKE: lf_status = 14;
/// The time limit passed.
///
/// Try again later, or allow more time (lf_options_set_total_timeout_ms, lf_call_set_total_timeout_ms). While a
/// connection was being made, host, port or a firewall may be wrong; the message says if it was the time for that
/// (lf_options_set_connect_timeout_ms).
pub const LF_E_TIMED_OUT: lf_status = 15;
/// The call was cancelled by its cancel handle.
pub const LF_E_CANCELLED: lf_status = 16;
/// The connection broke before the answer was complete.
///
/// Try again.
pub const LF_E_CONNECTION_LOST: lf_status = 17;
/// The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was taken.
///
/// Do not log in again at once: a session that was opened holds a licence until it idles out.
pub const LF_E_OUTCOME_UNKNOWN: lf_status = 18;
/// The server found the request wrong (HTTP 400).
///
/// Check the repository id and which credentials are set.
pub const LF_E_BAD_REQUEST: lf_status = 30;
/// The server refused the credentials.
///
/// Check the credentials. Do not repeat this automatically: accounts get locked.
pub const LF_E_CREDENTIALS_REFUSED: lf_status = 31;
/// The session has ended.
///
/// Log in again with lf_create_token.
pub const LF_E_SESSION_GONE: lf_status = 32;
/// The account may not do this (HTTP 403).
///
/// Ask the administrator for access to the repository.
pub const LF_E_ACCESS_DENIED: lf_status = 33;
/// The server does not know the repository, or cannot reach it.
///
/// Check the repository id; the same answer is given for a repository whose server is down.
pub const LF_E_REPOSITORY_NOT_FOUND: lf_status = 34;
/// No licence is free for another session, or none is allotted to the user.
///
/// Log out sessions that are not needed, or ask the administrator for licences.
pub const LF_E_LICENSE_EXHAUSTED: lf_status = 35;
/// The account is locked or disabled.
///
/// Ask the administrator to unlock it. Do not try again before that.
pub const LF_E_ACCOUNT_LOCKED: lf_status = 36;
/// The password has expired.
///
/// Set a new password in Laserfiche.
pub const LF_E_PASSWORD_EXPIRED: lf_status = 37;
/// The server wants fewer requests (HTTP 429).
///
/// Wait as long as lf_error_suggested_wait_ms says, and try again.
pub const LF_E_RATE_LIMITED: lf_status = 38;
/// The server failed (HTTP 5xx).
///
/// Try again later; if it stays, give the administrator the request id, if there is one.
pub const LF_E_SERVER_ERROR: lf_status = 39;
/// The answer is not what the API answers.
///
/// Check that the base address is that of the API, on Cloud that of the sign-in server, and not of a web page or
/// proxy.
pub const LF_E_ANSWER_NOT_UNDERSTOOD: lf_status = 40;
/// The answer is larger than allowed, or than the memory that is left.
///
/// Check the base address, or allow more (lf_options_set_max_answer_bytes).
pub const LF_E_ANSWER_TOO_LARGE: lf_status = 41;
/// The session was not ended, or nothing proves that it was.
///
/// Something else than the service may have answered. Call lf_invalidate_token again; if it stays, the session ends
/// when it idles out.
pub const LF_E_NOT_LOGGED_OUT: lf_status = 42;
/// Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.
///
/// It then holds a licence. A later refresh may succeed; else log out with lf_invalidate_token, then log in again.
pub const LF_E_SESSION_UNCONFIRMED: lf_status = 43;

// generated from lftoken.h: names of the statuses
const NAMES: &[(lf_status, &CStr)] = &[
    (LF_OK, c"LF_OK"),
    (LF_E_INVALID_ARGUMENT, c"LF_E_INVALID_ARGUMENT"),
    (LF_E_INVALID_HANDLE, c"LF_E_INVALID_HANDLE"),
    (LF_E_BUFFER_TOO_SMALL, c"LF_E_BUFFER_TOO_SMALL"),
    (LF_E_UNSUPPORTED, c"LF_E_UNSUPPORTED"),
    (LF_E_INTERNAL, c"LF_E_INTERNAL"),
    (LF_E_PENDING, c"LF_E_PENDING"),
    (LF_E_WOULD_DEADLOCK, c"LF_E_WOULD_DEADLOCK"),
    (LF_E_CLOSED, c"LF_E_CLOSED"),
    (LF_E_FORKED, c"LF_E_FORKED"),
    (LF_E_RESOLVE_FAILED, c"LF_E_RESOLVE_FAILED"),
    (LF_E_CONNECT_FAILED, c"LF_E_CONNECT_FAILED"),
    (LF_E_PROXY_REFUSED, c"LF_E_PROXY_REFUSED"),
    (LF_E_TLS_CERTIFICATE, c"LF_E_TLS_CERTIFICATE"),
    (LF_E_TLS_HANDSHAKE, c"LF_E_TLS_HANDSHAKE"),
    (LF_E_TIMED_OUT, c"LF_E_TIMED_OUT"),
    (LF_E_CANCELLED, c"LF_E_CANCELLED"),
    (LF_E_CONNECTION_LOST, c"LF_E_CONNECTION_LOST"),
    (LF_E_OUTCOME_UNKNOWN, c"LF_E_OUTCOME_UNKNOWN"),
    (LF_E_BAD_REQUEST, c"LF_E_BAD_REQUEST"),
    (LF_E_CREDENTIALS_REFUSED, c"LF_E_CREDENTIALS_REFUSED"),
    (LF_E_SESSION_GONE, c"LF_E_SESSION_GONE"),
    (LF_E_ACCESS_DENIED, c"LF_E_ACCESS_DENIED"),
    (LF_E_REPOSITORY_NOT_FOUND, c"LF_E_REPOSITORY_NOT_FOUND"),
    (LF_E_LICENSE_EXHAUSTED, c"LF_E_LICENSE_EXHAUSTED"),
    (LF_E_ACCOUNT_LOCKED, c"LF_E_ACCOUNT_LOCKED"),
    (LF_E_PASSWORD_EXPIRED, c"LF_E_PASSWORD_EXPIRED"),
    (LF_E_RATE_LIMITED, c"LF_E_RATE_LIMITED"),
    (LF_E_SERVER_ERROR, c"LF_E_SERVER_ERROR"),
    (LF_E_ANSWER_NOT_UNDERSTOOD, c"LF_E_ANSWER_NOT_UNDERSTOOD"),
    (LF_E_ANSWER_TOO_LARGE, c"LF_E_ANSWER_TOO_LARGE"),
    (LF_E_NOT_LOGGED_OUT, c"LF_E_NOT_LOGGED_OUT"),
    (LF_E_SESSION_UNCONFIRMED, c"LF_E_SESSION_UNCONFIRMED"),
];
// end of what is generated

/// The name of a status, such as "LF_E_TIMED_OUT".
///
/// @return A static text, never NULL; "LF_E_?" for a number that this library does not know.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_status_name(status: lf_status) -> *const c_char {
    boundary::text(|| {
        let known = NAMES.iter().find(|(code, _)| *code == status);
        known.map_or(c"LF_E_?", |(_, name)| *name)
    })
}

/// What a status means, in one English sentence. lf_error_message() says more about a single failure.
///
/// @return A static text, never NULL.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_status_message(status: lf_status) -> *const c_char {
    boundary::text(|| {
        let known = Status::ALL.iter().find(|known| **known as lf_status == status);
        known.map_or(c"A status that this library does not know.", |known| known.summary())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_the_statuses() {
        let ours: Vec<lf_status> = NAMES.iter().map(|(code, _)| *code).collect();
        let theirs: Vec<lf_status> = Status::ALL.iter().map(|status| *status as lf_status).collect();
        assert_eq!(ours, theirs);
        for ((_, name), status) in NAMES.iter().zip(Status::ALL) {
            let plain = name
                .to_str()
                .unwrap()
                .trim_start_matches("LF_")
                .trim_start_matches("E_");
            assert_eq!(plain.replace('_', ""), status.name().to_uppercase());
        }
    }
}
