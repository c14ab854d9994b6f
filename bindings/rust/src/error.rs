//! Statuses, and what an error says.

use std::fmt;
use std::time::Duration;

use super::handle::{Handle, static_text};
use super::sys::*;

macro_rules! codes {
    ($(#[$attribute:meta])* $type:ident: $($name:ident = $code:literal),* $(,)?) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(i32)]
        pub enum $type {
            $($name = $code,)*
        }

        impl $type {
            pub fn of(code: i32) -> $type {
                match code {
                    $($code => $type::$name,)*
                    _ => panic!("{code} is no {}", stringify!($type)),
                }
            }
        }
    };
}

// generated from lftoken.h: codes
codes! {
    /// What a call came to.
    Status:
    Ok = 0,
    InvalidArgument = 1,
    InvalidHandle = 2,
    BufferTooSmall = 3,
    Unsupported = 4,
    Internal = 5,
    Pending = 6,
    WouldDeadlock = 7,
    Closed = 8,
    Forked = 9,
    ResolveFailed = 10,
    ConnectFailed = 11,
    ProxyRefused = 12,
    TlsCertificate = 13,
    TlsHandshake = 14,
    TimedOut = 15,
    Cancelled = 16,
    ConnectionLost = 17,
    OutcomeUnknown = 18,
    BadRequest = 30,
    CredentialsRefused = 31,
    SessionGone = 32,
    AccessDenied = 33,
    RepositoryNotFound = 34,
    LicenseExhausted = 35,
    AccountLocked = 36,
    PasswordExpired = 37,
    RateLimited = 38,
    ServerError = 39,
    AnswerNotUnderstood = 40,
    AnswerTooLarge = 41,
    NotLoggedOut = 42,
    SessionUnconfirmed = 43,
}

codes! {
    /// What kind of thing has to be done about a failure.
    Action:
    None = 0,
    FixCall = 1,
    FixSetup = 2,
    FixCredentials = 3,
    LogInAgain = 4,
    LogOutThenIn = 5,
    TryLater = 6,
    CheckSession = 7,
    ReportDefect = 8,
}

codes! {
    /// How the last exchange with the server stood.
    ExchangeState:
    NothingSent = 0,
    Unanswered = 1,
    Answered = 2,
    AnsweredInFront = 3,
}

codes! {
    /// What the library knows of a session.
    TokenState:
    Active = 1,
    Gone = 2,
    LoggedOut = 3,
    Discarded = 4,
}

codes! {
    /// Which lines the log gets.
    Level:
    Off = 0,
    Error = 1,
    Warn = 2,
    Info = 3,
    Debug = 4,
}

codes! {
    /// What a check of the connection looks at.
    CheckStep:
    Library = 1,
    Proxy = 2,
    Name = 3,
    Connect = 4,
    Tls = 5,
    Clock = 6,
    Api = 7,
}

codes! {
    /// What a check of the connection finds.
    Verdict:
    Fact = 1,
    Passed = 2,
    Warning = 3,
    Failed = 4,
    Skipped = 5,
}
// end of what is generated

pub fn status_name(status: i32) -> &'static str {
    static_text(lf_status_name(status))
}

pub fn status_message(status: i32) -> &'static str {
    static_text(lf_status_message(status))
}

/// What to do about a failure by its number, with the names that `name` gives for those that an advice can hold. Where it
/// gives none, what stands in brackets is left out.
pub fn advice(number: i32, name: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut rest = static_text(lf_advice_text(number));
    let mut text = String::new();
    while let Some((before, behind)) = rest.split_once(" ({") {
        let (inside, behind) = behind.split_once("})").unwrap_or((behind, ""));
        let names: Vec<&str> = inside.split("}, {").filter_map(&name).collect();
        text.push_str(before);
        if !names.is_empty() {
            text.push_str(&format!(" ({})", names.join(", ")));
        }
        rest = behind;
    }
    text + rest
}

#[derive(Clone, Debug)]
pub struct Error {
    pub status: Status,
    pub cause: Status,
    /// What happened and what to do, in the names of C.
    pub message: String,
    /// What happened, without what to do.
    pub description: String,
    /// What to do, for [`advice`]; 0 for nothing.
    pub advice: i32,
    pub action: Action,
    pub os_code: Option<i32>,
    pub retryable: bool,
    pub exchange: ExchangeState,
    pub attempts: u32,
    pub suggested_wait: Option<Duration>,
    pub problem: Box<Problem>,
}

/// What the server, or the proxy, said. Texts that it did not give are empty.
#[derive(Clone, Debug)]
pub struct Problem {
    pub http_status: u16,
    pub server_code: i32,
    pub server_message: String,
    pub server_class: String,
    pub server_source: String,
    pub operation_id: String,
    pub request_id: String,
    pub problem_type: String,
    pub title: String,
    pub detail: String,
    pub instance: String,
    pub retry_after: Option<Duration>,
}

impl Error {
    pub(crate) fn read(error: &Handle<lf_error>) -> Error {
        let at = error.get();
        Error {
            status: Status::of(lf_error_status(at)),
            cause: Status::of(lf_error_cause(at)),
            message: error.text(lf_error_message),
            description: error.text(lf_error_description),
            advice: lf_error_advice(at),
            action: Action::of(lf_error_action(at)),
            os_code: Some(lf_error_os_code(at)).filter(|code| *code != 0),
            retryable: lf_error_is_retryable(at) == 1,
            exchange: ExchangeState::of(lf_error_exchange(at)),
            attempts: lf_error_attempts(at),
            suggested_wait: duration(lf_error_suggested_wait_ms(at)),
            problem: Box::new(Problem::read(error)),
        }
    }
}

impl Problem {
    fn read(error: &Handle<lf_error>) -> Problem {
        let at = error.get();
        Problem {
            http_status: lf_error_http_status(at).try_into().unwrap(),
            server_code: lf_error_server_code(at),
            server_message: error.text(lf_error_server_message),
            server_class: error.text(lf_error_server_class),
            server_source: error.text(lf_error_server_source),
            operation_id: error.text(lf_error_operation_id),
            request_id: error.text(lf_error_request_id),
            problem_type: error.text(lf_error_problem_type),
            title: error.text(lf_error_problem_title),
            detail: error.text(lf_error_problem_detail),
            instance: error.text(lf_error_problem_instance),
            retry_after: duration(lf_error_retry_after_ms(at)),
        }
    }
}

fn duration(ms: i64) -> Option<Duration> {
    u64::try_from(ms).ok().map(Duration::from_millis)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// What a handle says, which is freed.
    pub fn take(error: *mut lf_error) -> Error {
        Error::read(&Handle::own(error, lf_error_free))
    }
}

/// What a function returned and wrote to `out_error`.
pub fn outcome(status: lf_status, error: *mut lf_error) -> Result<(), Error> {
    if status == LF_OK {
        assert!(error.is_null(), "an error on success");
        return Ok(());
    }
    assert!(!error.is_null(), "no error with {}", status_name(status));
    let error = Error::take(error);
    assert_eq!(error.status as lf_status, status);
    Err(error)
}
