//! What a call came to, coarse enough to branch on. The numbers are part of the ABI: never renumbered, never reused.

use super::action::Action;
use super::advice::Advice;

macro_rules! statuses {
    ($($variant:ident = $code:literal, $summary:literal, $action:expr, $advice:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(i32)]
        pub enum Status {
            $($variant = $code,)*
        }

        impl Status {
            /// Every status, in the order of the numbers.
            pub const ALL: &'static [Status] = &[$(Status::$variant,)*];

            /// A name that log lines begin with; each face has a constant that is named like it.
            pub fn name(self) -> &'static str {
                match self { $(Status::$variant => stringify!($variant),)* }
            }

            /// What it means, in one sentence.
            pub fn summary(self) -> &'static std::ffi::CStr {
                match self { $(Status::$variant => $summary,)* }
            }

            /// What kind of thing has to be done about it: the cautious answer, when nothing but the status is known.
            pub fn action(self) -> Action {
                match self { $(Status::$variant => $action,)* }
            }

            /// What to do about it, unless more is known.
            pub fn advice(self) -> Option<Advice> {
                match self { $(Status::$variant => $advice,)* }
            }
        }
    };
}

statuses! {
    Ok = 0, c"The call did what it says.",
        Action::None, None;
    InvalidArgument = 1, c"An argument or a setting cannot be used; nothing was sent.",
        Action::FixCall, None;
    InvalidHandle = 2, c"A handle is NULL, was freed, or is of another kind.",
        Action::FixCall, Some(Advice::CheckHandle);
    BufferTooSmall = 3, c"The buffer cannot hold the text and its NUL; the size needed was written.",
        Action::FixCall, None;
    Unsupported = 4, c"The server does not know the call, or the library cannot do what was asked.",
        Action::FixSetup, Some(Advice::CheckApi);
    Internal = 5, c"The library failed: by a defect of its own, or because memory, file handles or threads have run out.",
        Action::ReportDefect, Some(Advice::ReportDefect);
    Pending = 6, c"There is no token yet; a login is on its way.",
        Action::TryLater, Some(Advice::AskAgain);
    WouldDeadlock = 7, c"The call would wait, and it was made inside a callback.",
        Action::FixCall, Some(Advice::LeaveCallback);
    Closed = 8, c"The session is closed, or its client is shut down.",
        Action::FixCall, Some(Advice::MakeAnother);
    Forked = 9, c"The process was forked, and this belongs to its parent.",
        Action::FixCall, Some(Advice::MakeAnotherInChild);

    ResolveFailed = 10, c"The host name could not be resolved; nothing was sent.",
        Action::TryLater, Some(Advice::CheckHostName);
    ConnectFailed = 11, c"No connection could be made; nothing was sent.",
        Action::TryLater, Some(Advice::CheckServer);
    ProxyRefused = 12, c"The proxy refused to pass the request on; the server was not reached.",
        Action::FixSetup, Some(Advice::CheckProxy);
    TlsCertificate = 13, c"The server's certificate was not accepted; nothing was sent.",
        Action::FixSetup, Some(Advice::AddAuthority);
    TlsHandshake = 14, c"TLS could not be agreed; nothing was sent.",
        Action::FixSetup, Some(Advice::CheckTls);
    TimedOut = 15, c"The time limit passed.",
        Action::TryLater, Some(Advice::AllowMoreTime);
    Cancelled = 16, c"The call was cancelled by its cancel handle.",
        Action::None, None;
    ConnectionLost = 17, c"The connection broke before the answer was complete.",
        Action::TryLater, Some(Advice::TryAgain);
    OutcomeUnknown = 18, c"The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was taken.",
        Action::CheckSession, Some(Advice::DoNotLogInAgain);

    BadRequest = 30, c"The server found the request wrong (HTTP 400).",
        Action::FixSetup, Some(Advice::CheckRequest);
    CredentialsRefused = 31, c"The server refused the credentials.",
        Action::FixCredentials, Some(Advice::CorrectCredentials);
    SessionGone = 32, c"The session has ended.",
        Action::LogInAgain, Some(Advice::LogInAgain);
    AccessDenied = 33, c"The account may not do this (HTTP 403).",
        Action::FixSetup, Some(Advice::AskForAccess);
    RepositoryNotFound = 34, c"The server does not know the repository, or cannot reach it.",
        Action::FixSetup, Some(Advice::CheckRepository);
    LicenseExhausted = 35, c"No licence is free for another session, or none is allotted to the user.",
        Action::TryLater, Some(Advice::FreeLicences);
    AccountLocked = 36, c"The account is locked or disabled.",
        Action::FixSetup, Some(Advice::UnlockAccount);
    PasswordExpired = 37, c"The password has expired.",
        Action::FixCredentials, Some(Advice::NewPassword);
    RateLimited = 38, c"The server wants fewer requests (HTTP 429).",
        Action::TryLater, Some(Advice::Wait);
    ServerError = 39, c"The server failed (HTTP 5xx).",
        Action::TryLater, Some(Advice::TryLater);
    AnswerNotUnderstood = 40, c"The answer is not what the API answers.",
        Action::FixSetup, Some(Advice::CheckBaseAddress);
    AnswerTooLarge = 41, c"The answer is larger than allowed, or than the memory that is left.",
        Action::FixSetup, Some(Advice::AllowLargerAnswer);
    NotLoggedOut = 42, c"The session was not ended, or nothing proves that it was.",
        Action::TryLater, Some(Advice::LogOutAgain);
    SessionUnconfirmed = 43, c"Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.",
        Action::LogOutThenIn, Some(Advice::LogOutThenIn);
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
            assert!(status.summary().to_str().unwrap().ends_with('.'));
        }
    }
}
