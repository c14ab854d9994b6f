//! What kind of thing has to be done about a failure.

use lftoken_convention::convention;

use crate::session::{Action, Status};

use super::boundary;
use super::types::lf_status;

/// Nothing failed, or the program itself ended the call with a cancel handle.
pub const LF_ACTION_NONE: i32 = 0;
/// Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong.
pub const LF_ACTION_FIX_CALL: i32 = 1;
/// An administrator has to change the set-up: the address, the network, the server, the account or its rights.
pub const LF_ACTION_FIX_SETUP: i32 = 2;
/// A person has to correct the credentials. Do not try again before that: accounts get locked.
pub const LF_ACTION_FIX_CREDENTIALS: i32 = 3;
/// The session has ended: log in again.
pub const LF_ACTION_LOG_IN_AGAIN: i32 = 4;
/// The session may still be open: log out, then log in again.
pub const LF_ACTION_LOG_OUT_THEN_IN: i32 = 5;
/// Make the same call later; it may succeed without anybody changing anything.
pub const LF_ACTION_TRY_LATER: i32 = 6;
/// Find out whether a session is open that nobody holds, with lf_client_settle() or an administrator, before logging in
/// again.
pub const LF_ACTION_CHECK_SESSION: i32 = 7;
/// Report a defect of the library.
pub const LF_ACTION_REPORT_DEFECT: i32 = 8;

/// What kind of thing has to be done about a status, where there is no error to ask: what lf_error_action() says when
/// nothing but the status is known. A program that has asked for an error passes the status on only where it got none:
/// `error != NULL ? lf_error_action(error) : lf_status_action(status)`.
///
/// @return One of the LF_ACTION_ values; LF_ACTION_REPORT_DEFECT for a number that this library does not know.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_status_action(status: lf_status) -> i32 {
    boundary::value(LF_ACTION_REPORT_DEFECT, || {
        let known = Status::ALL.iter().find(|known| **known as lf_status == status)?;
        Some(code(known.action()))
    })
}

pub fn code(action: Action) -> i32 {
    match action {
        Action::None => LF_ACTION_NONE,
        Action::FixCall => LF_ACTION_FIX_CALL,
        Action::FixSetup => LF_ACTION_FIX_SETUP,
        Action::FixCredentials => LF_ACTION_FIX_CREDENTIALS,
        Action::LogInAgain => LF_ACTION_LOG_IN_AGAIN,
        Action::LogOutThenIn => LF_ACTION_LOG_OUT_THEN_IN,
        Action::TryLater => LF_ACTION_TRY_LATER,
        Action::CheckSession => LF_ACTION_CHECK_SESSION,
        Action::ReportDefect => LF_ACTION_REPORT_DEFECT,
    }
}
