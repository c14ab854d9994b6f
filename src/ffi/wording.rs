//! The names that advice has in C.

use crate::session::{Advice, Error};

/// The function of the header behind a name in advice.
fn name(key: &str) -> Option<&'static str> {
    Some(match key {
        "api" => "lf_options_set_api",
        "base_address" => "lf_options_set_base_address",
        "allow_plain_http" => "lf_options_set_allow_plain_http",
        "add_ca_pem" => "lf_options_add_ca_pem",
        "add_ca_file" => "lf_options_add_ca_file",
        "pinned_certificate" => "lf_options_add_pinned_certificate",
        "client_certificate" => "lf_options_set_client_certificate_file",
        "no_proxy" => "lf_options_set_no_proxy",
        "connect_timeout" => "lf_options_set_connect_timeout_ms",
        "total_timeout" => "lf_options_set_total_timeout_ms",
        "call_timeout" => "lf_call_set_total_timeout_ms",
        "max_answer_bytes" => "lf_options_set_max_answer_bytes",
        "retry_after" => "lf_error_retry_after_ms",
        "allow_empty_password" => "lf_credentials_set_allow_empty_password",
        "login" => "lf_create_token",
        "logout" => "lf_invalidate_token",
        "settle" => "lf_client_settle",
        "session_credentials" => "lf_session_set_credentials",
        "retry_credentials" => "lf_session_retry_credentials",
        _ => return None,
    })
}

/// The whole error in words, for a C program.
pub fn message(error: &Error) -> String {
    error.message(|advice| advice.worded(name))
}

/// The template of an advice by its number; empty for a number that this library does not know.
pub fn template(advice: i32) -> &'static std::ffi::CStr {
    let known = Advice::ALL.iter().find(|known| **known as i32 == advice);
    known.map_or(c"", |advice| advice.template())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_advice_names_functions_of_the_header() {
        let header = include_str!("../../include/lftoken.h");
        for advice in Advice::ALL {
            let names = std::cell::Cell::new(0);
            let text = advice.worded(|key| {
                names.set(names.get() + 1);
                let function = name(key).unwrap_or_else(|| panic!("{key} has no name in C"));
                assert!(header.contains(&format!("{function}(")), "{function}");
                Some(function)
            });
            assert_eq!(text.matches("lf_").count(), names.get(), "{text}");
            assert!(!text.contains('{'), "{text}");
        }
    }
}
