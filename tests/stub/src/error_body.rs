//! The shapes of refusals.

use std::str::FromStr;

/// Shape of an error answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorBody {
    /// The shape of v1-alpha.
    ApiServerException,
    /// The shape of later generations.
    ProblemDetails,
    /// `error` and `error_description` next to problem members, as the OAuth guides show.
    Rfc6749,
    /// The same members, the problem's first.
    Rfc6749Last,
    /// `error` and `error_description` alone.
    Rfc6749Only,
    /// No body; the message is URL-encoded in `X-APIServer-Error`.
    HeaderOnly,
    /// A `title` that ends in `[code]`, and no `errorCode`.
    Suffix,
    /// The members of `ApiServerException` under `error`.
    Nested,
    /// The members of `ApiServerException`, all null.
    Nulls,
    /// A JSON string instead of an object.
    JsonString,
    /// A page of a web server in between.
    Html,
    /// No body and no header.
    None,
}

impl FromStr for ErrorBody {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "api" => ErrorBody::ApiServerException,
            "problem" => ErrorBody::ProblemDetails,
            "rfc6749" => ErrorBody::Rfc6749,
            "rfc6749-last" => ErrorBody::Rfc6749Last,
            "rfc6749-only" => ErrorBody::Rfc6749Only,
            "header" => ErrorBody::HeaderOnly,
            "suffix" => ErrorBody::Suffix,
            "nested" => ErrorBody::Nested,
            "nulls" => ErrorBody::Nulls,
            "string" => ErrorBody::JsonString,
            "html" => ErrorBody::Html,
            "none" => ErrorBody::None,
            _ => {
                return Err(
                    "use api, problem, rfc6749, rfc6749-last, rfc6749-only, header, suffix, nested, nulls, string, \
                     html or none"
                        .into(),
                );
            }
        })
    }
}
