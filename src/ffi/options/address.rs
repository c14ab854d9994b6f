//! Where the server is.

use std::ffi::c_char;

use lftoken_convention::convention;

use crate::ffi::types::{lf_options, lf_status};
use crate::ffi::{arguments, boundary};

use crate::session::{CLOUD, Error, Generation, SERVER_V1, SERVER_V2, V1_ALPHA};

use super::handle::change;

/// The AccessTokens routes, v1-alpha: sessions are refreshed and logged out.
pub const LF_API_V1_ALPHA: i32 = 1;
/// The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login, and
/// there is no logout.
pub const LF_API_SERVER_V1: i32 = 2;
/// The API Server's v2 on a server of one's own: as v1, and logins in a browser (lf_authorization_new()) as well.
pub const LF_API_SERVER_V2: i32 = 3;
/// Laserfiche Cloud: service apps with an access key, and logins in a browser (lf_authorization_new()). Tokens take no
/// licence.
pub const LF_API_CLOUD: i32 = 4;

const APIS: [(i32, Generation); 4] = [
    (LF_API_V1_ALPHA, V1_ALPHA),
    (LF_API_SERVER_V1, SERVER_V1),
    (LF_API_SERVER_V2, SERVER_V2),
    (LF_API_CLOUD, CLOUD),
];

/// Sets which API the server has. The calls are the same for all; what credentials they take, whether a repository is
/// named, and what a refresh and a logout do depends on it, as lf_client_supports() tells.
///
/// @param api  One of the LF_API_ values; LF_API_V1_ALPHA by default.
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_api(options: *mut lf_options, api: i32) -> lf_status {
    boundary::status(|| {
        let known = APIS.iter().find(|(number, _)| *number == api);
        let (_, generation) =
            known.ok_or_else(|| Error::invalid(format!("api is {api}, which is no LF_API_ value")))?;
        change(options, |settings| {
            settings.generation = *generation;
            Ok(())
        })
    })
}

/// Sets where the repository API is, such as "https://lf.example.com/LFRepositoryAPI" on a server of one's own, or with
/// LF_API_V1_ALPHA "https://api.laserfiche.com/repository". Its path is kept. Required, except with
/// LF_API_CLOUD.
///
/// With LF_API_CLOUD it is the address of the login server, such as "https://signin.laserfiche.com/oauth". An access key
/// names its region by itself, so that no address has to be set; one that is set goes before it. Logins in a browser and
/// with a refresh token need it.
///
/// @param base_address  An https address without user name, query and fragment, up to where the library adds version
///                      and route; http only for this machine itself (localhost, 127.0.0.0/8, ::1) or with
///                      lf_options_set_allow_plain_http(). Blanks around it do not count. Checked by lf_client_new(),
///                      whose error says what in it is wrong.
#[convention]
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
#[convention]
#[unsafe(no_mangle)]
pub extern "C" fn lf_options_set_allow_plain_http(options: *mut lf_options, enabled: i32) -> lf_status {
    boundary::status(|| {
        change(options, |settings| {
            settings.allow_plain_http = arguments::flag(enabled, "enabled")?;
            Ok(())
        })
    })
}
