//! What can go wrong on request.

use crate::error_body::ErrorBody;
use serde::Serialize;
use std::time::Duration;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Operation {
    Create,
    Refresh,
    Invalidate,
    /// Every grant of the later generations, a refresh token's as well.
    Token,
    /// The page at which a person signs in.
    Authorize,
    /// A folder, which tokens are for.
    Resource,
}

impl Operation {
    pub const ALL: [Operation; 6] = [
        Operation::Create,
        Operation::Refresh,
        Operation::Invalidate,
        Operation::Token,
        Operation::Authorize,
        Operation::Resource,
    ];

    /// Those of v1-alpha.
    pub const V1_ALPHA: [Operation; 3] = [Operation::Create, Operation::Refresh, Operation::Invalidate];

    /// The last segment of the operation's path, but for a resource, which has several.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Create => "Create",
            Operation::Refresh => "Refresh",
            Operation::Invalidate => "Invalidate",
            Operation::Token => "Token",
            Operation::Authorize => "Authorize",
            Operation::Resource => "Resource",
        }
    }

    /// Operations meant by `create`, `refresh`, `invalidate`, `token`, `authorize` or `resource`; by `login` and `logout`,
    /// which each generation names in its way; or by `all`.
    pub fn parse(text: &str) -> Result<&'static [Operation], String> {
        match text {
            "create" => Ok(&[Operation::Create]),
            "refresh" => Ok(&[Operation::Refresh]),
            "invalidate" => Ok(&[Operation::Invalidate]),
            "token" => Ok(&[Operation::Token]),
            "authorize" => Ok(&[Operation::Authorize]),
            "resource" => Ok(&[Operation::Resource]),
            "login" => Ok(&[Operation::Create, Operation::Token]),
            "logout" => Ok(&[Operation::Invalidate]),
            "all" => Ok(&Operation::ALL),
            _ => Err(format!(
                "unknown operation {text:?}: use login, refresh, logout, resource, create, invalidate, token, authorize \
                 or all"
            )),
        }
    }
}

/// Damage to the answers of an operation. Offsets count plaintext bytes of the whole answer, interim
/// answers and head included. Well-formed requests only: a malformed one gets its 400 undamaged.
///
/// With a `status` of 400 or more the operation is refused and not performed, unless `act`. In all
/// other cases it is performed as usual and its answer is damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Pause before the first byte of the answer; the operation is already performed.
    pub delay_before: Option<Duration>,
    /// Pause after this many bytes.
    pub delay_at: Option<(usize, Duration)>,
    /// Pause before the last byte.
    pub delay_last_byte: Option<Duration>,
    /// Send only this many bytes, then end the connection cleanly (close_notify and FIN).
    pub cut_at: Option<usize>,
    /// Send only this many bytes, then reset the connection (RST without close_notify).
    pub reset_at: Option<usize>,
    /// These bytes instead of the answer.
    pub raw: Option<Vec<u8>>,
    /// Close the connection after the answer without having announced it.
    pub close_after: bool,
    /// Value of `Content-Length`, right or wrong.
    pub content_length: Option<String>,
    /// Chunked body in small chunks.
    pub chunked: bool,
    /// Neither length nor chunks; the body ends with the connection, as `Connection: close` says.
    pub close_delimited: bool,
    /// Number of interim answers first.
    pub interim: u32,
    /// Status of the interim answers; 100 if absent.
    pub interim_status: Option<u16>,
    /// Lengthen the body by about this many bytes, in an unknown member at the end.
    pub oversized: Option<usize>,
    /// Another status; 400 or more refuses the operation.
    pub status: Option<u16>,
    /// Perform the operation even though `status` says that it failed.
    pub act: bool,
    /// Value of a `Retry-After` header.
    pub retry_after: Option<String>,
    /// Shape of an error answer.
    pub error_body: Option<ErrorBody>,
    /// Laserfiche code of an error answer.
    pub error_code: Option<i32>,
    /// `type` of an error answer, and its `error` where it has one. On Authorize without a status: the person or the
    /// service refuses, and the redirect says so with this `error`.
    pub error_type: Option<String>,
    /// Status that the body of an error answer names instead of the real one.
    pub body_status: Option<u16>,
    /// Message of an error answer.
    pub message: Option<String>,
    /// Another body, whatever the status.
    pub body: Option<Vec<u8>>,
    /// Invalidate answers `{"value":false}`; the session is closed all the same.
    pub value_false: bool,
    /// Perform the operation, then end the connection cleanly without an answer.
    pub drop_request: bool,
    /// End the connection cleanly without performing the operation.
    pub refuse_before: bool,
    /// Send the answer in writes of this many bytes, each flushed.
    pub split: Option<usize>,
    /// Pause after each of these writes.
    pub split_pause: Option<Duration>,
    /// Text of `expireTime`, of the new expiry, or of the lifetime in seconds, which may be any JSON.
    pub expire_time: Option<String>,
    /// No `Date` header.
    pub omit_date: bool,
    /// The answer is that of something in front of the service: none of the service's headers is on it.
    pub gateway: bool,
    /// More headers; one of the same name takes the place of the stub's own.
    pub header: Vec<(String, String)>,
    /// A header `X-Filler` with a value of this many bytes.
    pub repeat_header_bytes: Option<usize>,
    /// Only the first so many requests; all if absent.
    pub times: Option<u32>,
    /// Only for so long from its beginning; for ever if absent.
    pub lasts: Option<Duration>,
}

impl Fault {
    /// Whether the operation is refused instead of performed.
    pub(crate) fn refuses(&self) -> bool {
        self.status.is_some_and(|s| s >= 400) && !self.act
    }
}
