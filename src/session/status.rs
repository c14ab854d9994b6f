//! What a call came to, coarse enough to branch on. The numbers are part of the ABI: never renumbered,
//! never reused.

macro_rules! statuses {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:literal, $name:literal, $summary:literal, $advice:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(i32)]
        pub enum Status {
            $($(#[doc = $doc])* $variant = $code,)*
        }

        impl Status {
            /// Every status, in the order of the numbers.
            pub const ALL: &'static [Status] = &[$(Status::$variant,)*];

            /// The name of the constant in the C header.
            pub fn name(self) -> &'static std::ffi::CStr {
                match self { $(Status::$variant => $name,)* }
            }

            /// What it means, in one sentence.
            pub fn summary(self) -> &'static std::ffi::CStr {
                match self { $(Status::$variant => $summary,)* }
            }

            /// What to do about it.
            pub fn advice(self) -> &'static str {
                match self { $(Status::$variant => $advice,)* }
            }
        }
    };
}

statuses! {
    Ok = 0, c"LF_OK", c"The call did what it says.", "";
    InvalidArgument = 1, c"LF_E_INVALID_ARGUMENT", c"An argument or a setting cannot be used; nothing was sent.",
        "Correct the argument that the message names.";
    InvalidHandle = 2, c"LF_E_INVALID_HANDLE", c"A handle is NULL, was freed, or is of another kind.",
        "Check which handle the program passes and when it frees it.";
    BufferTooSmall = 3, c"LF_E_BUFFER_TOO_SMALL", c"The buffer cannot hold the text and its NUL; the size needed was written.",
        "Call again with a buffer of the size needed.";
    Unsupported = 4, c"LF_E_UNSUPPORTED", c"The server does not know the call, or the library cannot do what was asked.",
        "Check the base address: its path must lead to a Laserfiche repository API that still has the v1-alpha AccessTokens routes.";
    Internal = 5, c"LF_E_INTERNAL", c"The library failed; this is a defect of its own.",
        "Please report it with this message.";

    ResolveFailed = 10, c"LF_E_RESOLVE_FAILED", c"The host name could not be resolved; nothing was sent.",
        "Check the host name in the base address and the name servers of this machine.";
    ConnectFailed = 11, c"LF_E_CONNECT_FAILED", c"No connection could be made; nothing was sent.",
        "Check that the server runs, the port in the base address, and firewalls; a proxy may be needed.";
    ProxyRefused = 12, c"LF_E_PROXY_REFUSED", c"The proxy refused the tunnel; the server was not reached.",
        "Check the proxy's address, user name and password, and whether it may reach this host.";
    TlsCertificate = 13, c"LF_E_TLS_CERTIFICATE", c"The server's certificate was not accepted; nothing was sent.",
        "Add the authority that signed it (lf_options_add_ca_pem, lf_options_add_ca_file), or pin a self-signed certificate (lf_options_add_pinned_certificate).";
    TlsHandshake = 14, c"LF_E_TLS_HANDSHAKE", c"TLS could not be agreed; nothing was sent.",
        "Check that the port speaks TLS 1.2 or 1.3 and whether the server wants a client certificate.";
    TimedOut = 15, c"LF_E_TIMED_OUT", c"The time limit passed.",
        "Try again later, or allow more time (lf_options_set_total_timeout_ms, lf_call_set_timeout_ms).";
    Cancelled = 16, c"LF_E_CANCELLED", c"The call was cancelled by its cancel handle.",
        "";
    ConnectionLost = 17, c"LF_E_CONNECTION_LOST", c"The connection broke before the answer was complete.",
        "Try again.";
    OutcomeUnknown = 18, c"LF_E_OUTCOME_UNKNOWN", c"The login was sent and has no usable answer: a session may be open that nobody holds.",
        "Do not log in again at once: a session that was opened holds a licence until it idles out.";

    BadRequest = 30, c"LF_E_BAD_REQUEST", c"The server found the request wrong (HTTP 400).",
        "Check the repository id and which credentials are set.";
    CredentialsRefused = 31, c"LF_E_CREDENTIALS_REFUSED", c"The server refused the user name, password, SAML token or session key.",
        "Check the credentials. Do not repeat this automatically: accounts get locked.";
    SessionGone = 32, c"LF_E_SESSION_GONE", c"The session has ended.",
        "Log in again with lf_create_token.";
    AccessDenied = 33, c"LF_E_ACCESS_DENIED", c"The account may not do this (HTTP 403).",
        "Ask the administrator for access to the repository.";
    RepositoryNotFound = 34, c"LF_E_REPOSITORY_NOT_FOUND", c"The server does not know the repository, or cannot reach it.",
        "Check the repository id; the same answer is given for a repository whose server is down.";
    LicenseExhausted = 35, c"LF_E_LICENSE_EXHAUSTED", c"No licence is free for another session, or none is allotted to the user.",
        "Log out sessions that are not needed, or ask the administrator for licences.";
    AccountLocked = 36, c"LF_E_ACCOUNT_LOCKED", c"The account is locked or disabled.",
        "Ask the administrator to unlock it. Do not try again before that.";
    PasswordExpired = 37, c"LF_E_PASSWORD_EXPIRED", c"The password has expired.",
        "Set a new password in Laserfiche.";
    RateLimited = 38, c"LF_E_RATE_LIMITED", c"The server wants fewer requests (HTTP 429).",
        "Wait as long as lf_error_retry_after_ms says, or a minute, and try again.";
    ServerError = 39, c"LF_E_SERVER_ERROR", c"The server failed (HTTP 5xx).",
        "Try again later; if it stays, give the administrator the request id.";
    AnswerNotUnderstood = 40, c"LF_E_ANSWER_NOT_UNDERSTOOD", c"The answer is not what the API answers.",
        "Check that the base address is that of the repository API and not of a web page or proxy.";
    AnswerTooLarge = 41, c"LF_E_ANSWER_TOO_LARGE", c"The answer is larger than allowed.",
        "Check the base address, or allow more (lf_options_set_max_answer_bytes).";
    NotLoggedOut = 42, c"LF_E_NOT_LOGGED_OUT", c"The server answered that it did not end the session.",
        "Call lf_invalidate_token again; if it stays, the session ends when it idles out.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_used_once_and_every_text_is_there() {
        let mut codes: Vec<i32> = Status::ALL.iter().map(|status| *status as i32).collect();
        codes.dedup();
        assert_eq!(codes.len(), Status::ALL.len());
        for status in Status::ALL {
            assert!(status.name().to_str().unwrap().starts_with("LF_"));
            assert!(status.summary().to_str().unwrap().ends_with('.'));
        }
    }
}
