//! Texts of the header in the words of a binding.

use crate::interface::Interface;
use crate::names::{Face, class, member, pascal, split};
use crate::setter::Setting;

/// A text of the header in the names of a binding.
pub fn reword(text: &str, face: Face, interface: &Interface) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_name) {
        let (before, from) = rest.split_at(at);
        let (word, after) = from.split_at(from.find(|c| !is_name(c)).unwrap_or(from.len()));
        out.push_str(before);
        rest = after;
        if word.starts_with("lf_") {
            let (name, is_called) = translated(word, face, interface);
            if !is_called {
                rest = rest.strip_prefix("()").unwrap_or(rest);
            }
            out.push_str(&name);
        } else if let Some(constant) = interface.constants.iter().find(|constant| constant.name == word) {
            out.push_str(
                &constant
                    .family
                    .map_or(word.to_owned(), |family| member(family, word, face)),
            );
        } else if word == "NULL" {
            out.push_str(match face {
                Face::Cpp | Face::Vba => "NULL",
                Face::CSharp => "null",
                Face::Pascal => "nil",
                Face::Python => "None",
            });
        } else {
            out.push_str(word);
        }
    }
    out + rest
}

/// Functions that VBA has a procedure for, besides setters; the others it calls as they are.
const VBA: &[(&str, &str)] = &[
    ("lf_client_supports", "LFSupports"),
    ("lf_create_token", "LFCreateToken"),
    ("lf_invalidate_token", "LFInvalidateToken"),
    ("lf_client_settle", "LFSettle"),
    ("lf_client_shutdown", "LFShutdown"),
    ("lf_token_value", "LFTokenValue"),
    ("lf_token_refresh_token", "LFTokenRefreshToken"),
    ("lf_token_scope", "LFTokenScope"),
    ("lf_token_api_address", "LFTokenApiAddress"),
    ("lf_authorization_new", "LFAuthorize"),
    ("lf_authorization_url", "LFAuthorizationUrl"),
    ("lf_authorization_listen", "LFAuthorizationListen"),
    ("lf_authorization_wait", "LFAuthorizationWait"),
    ("lf_authorization_accept", "LFAuthorizationAccept"),
    ("lf_session_new", "LFNewSession"),
    ("lf_session_token", "LFSessionToken"),
    ("lf_session_authorization", "LFSessionAuthorization"),
    ("lf_session_try_token", "LFSessionTryToken"),
    ("lf_session_token_rejected", "LFSessionTokenRejected"),
    ("lf_session_set_credentials", "LFSessionSetCredentials"),
    ("lf_session_retry_credentials", "LFSessionRetryCredentials"),
    ("lf_session_state", "LFSessionState"),
    ("lf_session_api_address", "LFSessionApiAddress"),
    ("lf_session_next_event", "LFSessionNextEvent"),
    ("lf_session_stats", "LFSessionStats"),
    ("lf_session_close", "LFSessionClose"),
];

/// What a function or type is called, and whether it still reads as a call.
fn translated(name: &str, face: Face, interface: &Interface) -> (String, bool) {
    if let Some(setting) = interface.function(name).and_then(Setting::named) {
        return match face {
            Face::Cpp => (format!("{}::{}", setting.object, setting.cpp()), true),
            Face::CSharp => (format!("{}.{}", class(setting.object, face), setting.csharp()), false),
            Face::Pascal => (format!("{}.{}", class(setting.object, face), setting.pascal()), false),
            Face::Python => (setting.python(), false),
            Face::Vba => (setting.vba(), false),
        };
    }
    if face == Face::Vba {
        let procedure = VBA.iter().find(|(known, _)| *known == name);
        return (procedure.map_or(name, |(_, procedure)| procedure).to_owned(), false);
    }
    let (object, member) = split(name);
    if member.is_empty() || member == "new" {
        return (class(object, face), false);
    }
    match face {
        Face::Cpp => (format!("{object}::{}", member.trim_end_matches("_ms")), true),
        Face::CSharp => (
            format!("{}.{}", class(object, face), pascal(member.trim_end_matches("_ms"))),
            false,
        ),
        Face::Pascal => (format!("{}.{}", class(object, face), pascal(member)), false),
        Face::Python | Face::Vba => {
            // What a token or an error tells is a property.
            let is_called = !["token", "error"].contains(&object) || ["refresh", "invalidate"].contains(&member);
            (
                format!("{}.{}", class(object, face), member.trim_end_matches("_ms")),
                is_called,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::tests::interface;

    #[test]
    fn a_name_is_told_in_the_way_of_its_language() {
        let interface = interface();
        let text =
            "NULL, lf_client_settle(), lf_options_set_total_timeout_ms, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL";
        let told = |face| reword(text, face, &interface);
        assert_eq!(
            told(Face::Cpp),
            "NULL, client::settle(), options::set_total_timeout, trust::added_only, tls_version::tls_1_2, LF_E_INTERNAL"
        );
        assert_eq!(
            told(Face::CSharp),
            "null, LFClient.Settle, LFClientOptions.TotalTimeout, LFTrust.AddedOnly, LFTlsVersion.Tls12, LFStatus.Internal"
        );
        assert_eq!(
            told(Face::Pascal),
            "nil, TLFClient.Settle, TLFOptions.SetTotalTimeoutMs, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL"
        );
        assert_eq!(
            told(Face::Python),
            "None, Client.settle(), total_timeout, Trust.ADDED_ONLY, TlsVersion.TLS_1_2, Status.INTERNAL"
        );
        assert_eq!(
            told(Face::Vba),
            "NULL, LFSettle, LFSetTotalTimeoutMs, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL"
        );
    }

    #[test]
    fn calls_are_members_of_their_objects() {
        let interface = interface();
        assert_eq!(
            reword("lf_create_token()", Face::CSharp, &interface),
            "LFClient.CreateToken"
        );
        assert_eq!(
            reword("lf_invalidate_token()", Face::Cpp, &interface),
            "token::invalidate()"
        );
        assert_eq!(reword("lf_client_new()", Face::Pascal, &interface), "TLFClient");
    }
}
