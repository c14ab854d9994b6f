//! What can become of a request.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lftoken_stub::{ErrorBody, Fault, Operation};
use support::binding::{CallSettings, Cancel};
use support::eventually;

use crate::scene::within;

use super::ways::Generation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    CredentialsRefused,
    AccountLocked,
    PasswordExpired,
    NoLicence,
    AccessDenied,
    UnknownRepository,
    BadRequest,
    InvalidGrant,
    UnauthorizedClient,
    InvalidScope,
    RateLimited,
    /// Once, and at once again.
    RateLimitedForNow,
    ServerFailed,
    /// Once, and at once again.
    Overloaded,
    /// The service has done what was asked.
    LostAnswer,
    /// Likewise.
    LateAnswer,
    /// Likewise.
    CancelledMeanwhile,
    CancelledBefore,
    /// The service has done what was asked, and something in front of it says otherwise.
    GatewayTimedOut,
    /// Likewise.
    GatewayRefused,
    /// Nothing has come to the service.
    GatewayUnauthorized,
    /// A web page, where the service has done what was asked.
    Portal,
    /// To a page where somebody is to log in. Nothing has come to the service.
    Redirect,
    /// A proxy on the way wants a login. Nothing has come to the service.
    Proxy,
}

impl Outcome {
    pub const ALL: &[Outcome] = &[
        Outcome::Success,
        Outcome::CredentialsRefused,
        Outcome::AccountLocked,
        Outcome::PasswordExpired,
        Outcome::NoLicence,
        Outcome::AccessDenied,
        Outcome::UnknownRepository,
        Outcome::BadRequest,
        Outcome::InvalidGrant,
        Outcome::UnauthorizedClient,
        Outcome::InvalidScope,
        Outcome::RateLimited,
        Outcome::RateLimitedForNow,
        Outcome::ServerFailed,
        Outcome::Overloaded,
        Outcome::LostAnswer,
        Outcome::LateAnswer,
        Outcome::CancelledMeanwhile,
        Outcome::CancelledBefore,
        Outcome::GatewayTimedOut,
        Outcome::GatewayRefused,
        Outcome::GatewayUnauthorized,
        Outcome::Portal,
        Outcome::Redirect,
        Outcome::Proxy,
    ];

    /// Makes `call` come to this.
    pub fn provoke<T>(self, scene: &Generation, operation: Operation, call: impl FnOnce(&CallSettings) -> T) -> T {
        if let Some(fault) = self.fault() {
            scene.set_fault(operation, fault);
        }
        let cancel = Arc::new(Cancel::default());
        let cancellable = CallSettings {
            cancel: Some(cancel.clone()),
            ..within(5_000)
        };
        match self {
            Outcome::LateAnswer => call(&within(200)),
            Outcome::CancelledBefore => {
                cancel.trigger();
                call(&cancellable)
            }
            Outcome::CancelledMeanwhile => {
                let before = scene.sent(operation);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        // Some calls send nothing.
                        let is_over = || Arc::strong_count(&cancel) == 1;
                        eventually("the request", || scene.sent(operation) > before || is_over());
                        cancel.trigger();
                    });
                    let done = call(&cancellable);
                    drop(cancellable);
                    done
                })
            }
            _ => call(&within(5_000)),
        }
    }

    fn fault(self) -> Option<Fault> {
        Some(match self {
            Outcome::Success | Outcome::CancelledBefore => return None,
            Outcome::CredentialsRefused => refused(401),
            Outcome::AccountLocked => coded(401, 9011),
            Outcome::PasswordExpired => coded(401, 9075),
            Outcome::NoLicence => coded(403, 9030),
            Outcome::AccessDenied => refused(403),
            Outcome::UnknownRepository => refused(404),
            Outcome::BadRequest => Fault {
                error_body: Some(ErrorBody::ProblemDetails),
                error_type: Some("invalidRequest".into()),
                ..refused(400)
            },
            Outcome::InvalidGrant => oauth("invalid_grant"),
            Outcome::UnauthorizedClient => oauth("unauthorized_client"),
            Outcome::InvalidScope => oauth("invalid_scope"),
            Outcome::RateLimited => refused(429),
            Outcome::RateLimitedForNow => once(429),
            Outcome::ServerFailed => refused(500),
            Outcome::Overloaded => once(503),
            Outcome::LostAnswer => Fault {
                drop_request: true,
                ..Fault::default()
            },
            Outcome::LateAnswer | Outcome::CancelledMeanwhile => Fault {
                delay_before: Some(Duration::from_millis(500)),
                ..Fault::default()
            },
            Outcome::GatewayTimedOut => replaced(504),
            Outcome::GatewayRefused => replaced(403),
            Outcome::GatewayUnauthorized => Fault {
                act: false,
                ..replaced(401)
            },
            Outcome::Portal => Fault {
                body: Some(b"<!DOCTYPE html><title>Log in</title>".to_vec()),
                header: vec![("Content-Type".into(), "text/html".into())],
                ..replaced(200)
            },
            Outcome::Redirect => Fault {
                raw: Some(REDIRECT.into()),
                ..refused(400)
            },
            Outcome::Proxy => Fault {
                gateway: true,
                error_body: Some(ErrorBody::None),
                header: vec![("Proxy-Authenticate".into(), "Negotiate".into())],
                ..refused(407)
            },
        })
    }
}

const REDIRECT: &str = "HTTP/1.1 302 Found\r\nLocation: https://portal.example/login\r\nContent-Length: 0\r\n\r\n";

fn refused(status: u16) -> Fault {
    Fault {
        status: Some(status),
        ..Fault::default()
    }
}

fn coded(status: u16, code: i32) -> Fault {
    Fault {
        error_code: Some(code),
        error_body: Some(ErrorBody::Suffix),
        ..refused(status)
    }
}

fn oauth(error: &str) -> Fault {
    Fault {
        error_type: Some(error.into()),
        error_body: Some(ErrorBody::Rfc6749),
        ..refused(400)
    }
}

fn once(status: u16) -> Fault {
    Fault {
        retry_after: Some("0".into()),
        times: Some(1),
        ..refused(status)
    }
}

/// Done by the service, whose answer never comes.
fn replaced(status: u16) -> Fault {
    Fault {
        act: true,
        gateway: true,
        error_body: Some(ErrorBody::Html),
        ..refused(status)
    }
}
