//! Refusals, in the shapes in which the service has been seen to word them.

use crate::answer::Answer;
use crate::error_body::ErrorBody;
use crate::fault::{Fault, Operation};
use crate::text::{hex, percent_encode, random};
use serde_json::json;

/// A refusal before it has a shape.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: Option<i32>,
    pub message: String,
    pub shape: ErrorBody,
}

impl Refusal {
    pub fn new(status: u16, code: impl Into<Option<i32>>, message: impl Into<String>) -> Refusal {
        let (code, message) = (code.into(), message.into());
        Refusal {
            status,
            code,
            message,
            shape: ErrorBody::ApiServerException,
        }
    }

    /// A request that breaks the contract.
    pub fn malformed(message: impl Into<String>) -> Refusal {
        Refusal::new(400, None, message)
    }

    /// A refusal with the usual words for a Laserfiche code.
    pub fn coded(status: u16, code: i32) -> Refusal {
        Refusal::new(status, code, wording(code).unwrap_or("The operation failed."))
    }

    /// The 404 whose title is known from the official clients' tests.
    pub fn unknown_repository() -> Refusal {
        let title = "Error: Repository with the given Id not found or no connection could be made.";
        let shape = ErrorBody::ProblemDetails;
        Refusal {
            status: 404,
            code: None,
            message: title.into(),
            shape,
        }
    }

    /// What a fault with only a status means for an operation.
    pub fn of_status(status: u16, op: Operation) -> Refusal {
        match (status, op) {
            (401, Operation::Create) => Refusal::coded(401, 9010),
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
        self.shape = fault.error_body.unwrap_or(self.shape);
        self
    }

    pub fn into_answer(self, target_path: &str) -> Answer {
        let Refusal {
            status,
            code,
            message,
            shape,
        } = self;
        let id = hex(&random::<16>());
        let members = json!({
            "operationId": id,
            "message": message,
            "errorCode": code,
            "errorClass": null,
            "statusCode": status,
            "errorSource": null,
        });
        let trace = format!("00-{}-{}-00", hex(&random::<16>()), hex(&random::<8>()));
        let body = match shape {
            ErrorBody::ApiServerException => members,
            ErrorBody::ProblemDetails => json!({
                "type": kind(status),
                "title": message,
                "status": status,
                "instance": target_path,
                "operationId": id,
                "errorCode": code,
                "errorSource": "LaserficheServer",
                "traceId": trace,
            }),
            ErrorBody::Rfc6749 => json!({
                "error": kind(status),
                "error_description": message,
                "type": kind(status),
                "title": message,
                "status": status,
                "instance": target_path,
                "operationId": id,
                "traceId": trace,
            }),
            ErrorBody::Suffix => {
                let title = code.map_or(message.clone(), |c| format!("{message} [{c}]"));
                json!({"title": title, "status": status, "operationId": id})
            }
            ErrorBody::Nested => json!({ "error": members }),
            ErrorBody::Nulls => json!({
                "operationId": null,
                "message": null,
                "errorCode": null,
                "errorClass": null,
                "statusCode": null,
                "errorSource": null,
            }),
            ErrorBody::JsonString => json!(message),
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
        Answer::new(status, media, body.to_string().into_bytes(), id)
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

fn kind(status: u16) -> &'static str {
    match status {
        400 => "invalid_request",
        401 => "invalid_grant",
        403 => "accessDenied",
        404 => "notFound",
        429 => "tooManyRequests",
        _ => "serverError",
    }
}
