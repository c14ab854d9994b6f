//! Refusals, in the shapes in which the service has been seen to word them.

use crate::answer::Answer;
use crate::api::Api;
use crate::error_body::ErrorBody;
use crate::fault::{Fault, Operation};
use crate::text::{hex, object, percent_encode, random};
use serde_json::{Value, json};

/// A refusal before it has a shape.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    /// Laserfiche's code.
    pub code: Option<i32>,
    /// The code of OAuth.
    pub error: Option<String>,
    pub message: String,
    /// Status in the body, where it differs.
    pub body_status: Option<u16>,
    /// Shape, where it is not the usual one of the generation.
    pub shape: Option<ErrorBody>,
}

impl Refusal {
    pub fn new(status: u16, code: impl Into<Option<i32>>, message: impl Into<String>) -> Refusal {
        let (code, message) = (code.into(), message.into());
        Refusal {
            status,
            code,
            error: None,
            message,
            body_status: None,
            shape: None,
        }
    }

    /// A request that breaks the contract.
    pub fn malformed(message: impl Into<String>) -> Refusal {
        Refusal::new(400, None, message)
    }

    /// A refusal with an error code of OAuth.
    pub fn oauth(status: u16, error: &str, message: impl Into<String>) -> Refusal {
        Refusal {
            error: Some(error.into()),
            ..Refusal::new(status, None, message)
        }
    }

    /// A refusal with the usual words for a Laserfiche code.
    pub fn coded(status: u16, code: i32) -> Refusal {
        Refusal::new(status, code, wording(code).unwrap_or("The operation failed."))
    }

    /// The 404 whose title is known from the official clients' tests.
    pub fn unknown_repository() -> Refusal {
        let title = "Error: Repository with the given Id not found or no connection could be made.";
        Refusal {
            shape: Some(ErrorBody::ProblemDetails),
            ..Refusal::new(404, None, title)
        }
    }

    /// What a fault with only a status means for an operation.
    pub fn of_status(status: u16, api: Api, op: Operation) -> Refusal {
        match (status, api) {
            (400, Api::Cloud) => Refusal::oauth(400, "invalid_grant", "The grant is invalid."),
            (401, Api::Cloud) => Refusal::oauth(401, "invalid_client", "The client is not known."),
            (401, _) if op == Operation::Create || op == Operation::Token => Refusal::coded(401, 9010),
            (401, _) => Refusal::coded(401, 9037),
            (403, _) => Refusal::coded(403, 9013),
            (404, _) => Refusal::unknown_repository(),
            (429, _) => Refusal::new(429, None, "Rate limit is reached."),
            _ => Refusal::new(status, None, "The operation failed."),
        }
    }

    /// Applies the members of a fault that change what is said.
    pub fn with_fault(mut self, fault: &Fault) -> Refusal {
        if let Some(code) = fault.error_code {
            self.code = Some(code);
            if let Some(words) = wording(code) {
                self.message = words.into();
            }
        }
        if let Some(message) = &fault.message {
            self.message.clone_from(message);
        }
        self.error = fault.error_type.clone().or(self.error);
        self.body_status = fault.body_status.or(self.body_status);
        self.shape = fault.error_body.or(self.shape);
        self
    }

    /// In its own shape, else in the one asked for, else in the generation's. `instance` is the path as the service
    /// names it.
    pub fn into_answer(self, api: Api, shape: Option<ErrorBody>, instance: &str) -> Answer {
        let shape = self.shape.or(shape);
        let Refusal {
            status,
            code,
            error,
            message,
            body_status,
            ..
        } = self;
        let shape = shape.unwrap_or(api.error_body(error.is_some()));
        let id = hex(&random::<16>());
        let said_status = body_status.unwrap_or(status);
        let members = [
            ("operationId", json!(id)),
            ("message", json!(message)),
            ("errorCode", json!(code)),
            ("errorClass", Value::Null),
            ("statusCode", json!(said_status)),
            ("errorSource", Value::Null),
        ];
        let trace = format!("00-{}-{}-00", hex(&random::<16>()), hex(&random::<8>()));
        let problem = |kind: &str| {
            [
                ("type", json!(kind)),
                ("title", json!(message)),
                ("status", json!(said_status)),
                ("instance", json!(instance)),
                ("operationId", json!(id)),
                ("traceId", json!(trace)),
            ]
        };
        let oauth_error = error.as_deref().unwrap_or(oauth_kind(status));
        let oauth = [("error", json!(oauth_error)), ("error_description", json!(message))];
        let body = match shape {
            ErrorBody::ApiServerException => object(members),
            ErrorBody::ProblemDetails => {
                let kind = error.as_deref().unwrap_or(problem_kind(status));
                let more = [("errorCode", json!(code)), ("errorSource", json!("LaserficheServer"))];
                object(problem(kind).into_iter().chain(more))
            }
            ErrorBody::Rfc6749 => object(oauth.into_iter().chain(problem(oauth_error))),
            ErrorBody::Rfc6749Last => object(problem(oauth_error).into_iter().chain(oauth)),
            ErrorBody::Rfc6749Only => object(oauth),
            ErrorBody::Suffix => {
                let title = code.map_or(message.clone(), |c| format!("{message} [{c}]"));
                object([
                    ("title", json!(title)),
                    ("status", json!(said_status)),
                    ("operationId", json!(id)),
                ])
            }
            ErrorBody::Nested => format!("{{\"error\":{}}}", object(members)),
            ErrorBody::Nulls => object(members.map(|(name, _)| (name, Value::Null))),
            ErrorBody::JsonString => json!(message).to_string(),
            ErrorBody::Html => {
                let page = format!("<!DOCTYPE html><html><body><h1>{status}</h1></body></html>");
                return Answer::new(status, "text/html; charset=utf-8", page.into_bytes(), id);
            }
            ErrorBody::HeaderOnly => {
                let mut answer = Answer::empty(status, id);
                answer.set("X-APIServer-Error", &percent_encode(&message));
                return answer;
            }
            ErrorBody::None => return Answer::empty(status, id),
        };
        let media = match shape {
            ErrorBody::ProblemDetails | ErrorBody::Suffix => "application/problem+json; charset=utf-8",
            _ => "application/json; charset=utf-8",
        };
        Answer::new(status, media, body.into_bytes(), id)
    }
}

/// Words of the official list of error codes.
fn wording(code: i32) -> Option<&'static str> {
    Some(match code {
        9010 => "The user account or password is incorrect. [9010]",
        9011 => "Account locked. [9011]",
        9013 => "Access denied. [9013]",
        9030 => "The maximum number of sessions that this server instance is licensed for has been reached. [9030]",
        9037 => "Invalid session. [9037]",
        9067 => "The current session has been terminated. [9067]",
        9075 => "The password has expired. [9075]",
        9528 => "Cannot connect to the Laserfiche Directory Server. [9528]",
        9530 => "The SAML token is not trusted. [9530]",
        _ => return None,
    })
}

fn problem_kind(status: u16) -> &'static str {
    match status {
        400 => "invalidRequest",
        401 | 403 => "accessDenied",
        404 => "notFound",
        429 => "tooManyRequests",
        _ => "serverError",
    }
}

fn oauth_kind(status: u16) -> &'static str {
    match status {
        400 => "invalid_request",
        401 => "invalid_grant",
        403 => "access_denied",
        429 => "temporarily_unavailable",
        _ => "server_error",
    }
}
