//! Where the server is.

use std::ffi::c_char;

use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};

use super::handle::change;

/// Sets where the repository API is, such as "https://api.laserfiche.com/repository" on Cloud or
/// "https://lf.example.com/LFRepositoryAPI" on a server of one's own. Its path is kept. Required.
///
/// @param base_address  An https address without user name, query and fragment, up to where the library adds version
///                      and route; http only for this machine itself (localhost, 127.0.0.0/8, ::1) or with
///                      lf_options_set_allow_plain_http(). Blanks around it do not count. Checked by lf_client_new(),
///                      whose error says what in it is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lf_options_set_base_address(
    options: *mut lf_options,
    base_address: *const c_char,
) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            // SAFETY: the header asks for NULL or a NUL-terminated text.
            settings.base_address = Some(unsafe { arguments::text(base_address, "base_address") }?.to_owned());
            Ok(())
        })
    })
}

/// Allows a base address with http to any host. Passwords and tokens then cross the network readable by everybody.
///
/// @param enabled  1: allow, 0: refuse (the default).
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_allow_plain_http(options: *mut lf_options, enabled: i32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.allow_plain_http = arguments::flag(enabled, "enabled")?;
            Ok(())
        })
    })
}
