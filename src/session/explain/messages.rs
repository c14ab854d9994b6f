//! What a person reads of an answer that refuses, from the bytes to the words.

use crate::api::error::Error as ApiError;
use crate::api::login::Kind;
use crate::api::problem::Problem;
use crate::api::protocol::Operation;
use crate::api::{HttpAnswer, V1_ALPHA_CAPABILITIES};
use crate::session::action::Action;
use crate::session::status::Status;

use super::{Attempted, describe};

const PAGE: &str = "<!DOCTYPE html><html><h1>no</h1></html>";
const MARK: (&str, &str) = ("x-requestid", "5f1e");

fn described(operation: Operation, status: u16, headers: &[(&'static str, &str)], body: &str) -> super::Error {
    let attempted = Attempted {
        operation,
        repository: "Archive",
        kind: Some(Kind::Password),
        address: "lf.example.com:443",
        capabilities: &V1_ALPHA_CAPABILITIES,
        attempts: 1,
    };
    let answer = HttpAnswer::of(status, headers, body.as_bytes());
    let error = if status < 300 {
        ApiError::Unreadable {
            reason: "it is wrong",
            problem: Box::new(Problem::of_success(&answer, &[])),
        }
    } else {
        ApiError::Refused(Box::new(Problem::read(&answer, &[], false)))
    };
    describe(&attempted, &error)
}

/// Checks a login, with the host left out of the message.
fn expect(status: u16, headers: &[(&'static str, &str)], body: &str, expected: (Status, Action, &str)) {
    let error = described(Operation::Login, status, headers, body);
    let message = error.to_string();
    let message = message.strip_prefix("Login at lf.example.com:443: ").unwrap();
    assert_eq!((error.status, error.action, message), expected);
}

#[test]
fn what_stands_in_front_and_what_it_wants() {
    const PASS: &str = "Something in front of the service, such as a filter, a gateway or a proxy, has probably refused the \
         request: ask its administrator to let requests to the base address through.";
    let asks = |value| [("www-authenticate", value)];
    expect(
        401,
        &asks("Negotiate"),
        PAGE,
        (
            Status::CredentialsRefused,
            Action::FixSetup,
            "the web server in front of the service refused with HTTP 401 and a web page: Windows authentication is \
             switched on for the site in IIS. Allow anonymous authentication for the API's application in IIS and switch \
             Windows authentication off there: the service checks logins itself.",
        ),
    );
    expect(
        401,
        &asks("Basic realm=\"proxy\""),
        "",
        (
            Status::CredentialsRefused,
            Action::FixSetup,
            "the web server in front of the service refused with HTTP 401: it wants a user name and a password of its own. \
             This library cannot make that login: the administrator has to let requests to the base address through to \
             the service without it.",
        ),
    );
    expect(
        401,
        &[],
        PAGE,
        (
            Status::CredentialsRefused,
            Action::FixCredentials,
            "the web server in front of the service refused with HTTP 401 and a web page. Check the credentials. Do not \
             repeat this automatically: accounts get locked. If they are right, ask the administrator to let requests to \
             the base address through to the service.",
        ),
    );
    expect(
        403,
        &[],
        PAGE,
        (
            Status::AccessDenied,
            Action::FixSetup,
            &format!("the web server in front of the service refused with HTTP 403 and a web page. {PASS}"),
        ),
    );
    expect(
        403,
        &[],
        "<html>HTTP Error 403.7 - Forbidden</html>",
        (
            Status::AccessDenied,
            Action::FixSetup,
            "the web server in front of the service refused with HTTP 403 and a web page: it wants a client certificate. \
             Set a client certificate that the server accepts.",
        ),
    );
    expect(
        400,
        &[],
        "<html>The plain HTTP request was sent to HTTPS port</html>",
        (
            Status::BadRequest,
            Action::FixSetup,
            "the web server in front of the service refused with HTTP 400 and a web page: it wants https. Use https in the \
             base address.",
        ),
    );
    expect(
        302,
        &[("location", "https://login.example/")],
        "",
        (
            Status::AnswerNotUnderstood,
            Action::FixSetup,
            "the web server in front of the service answered with HTTP 302, a redirect to https://login.example/, which is \
             not followed with credentials: it wants somebody to log in on a page. This library cannot make that login: \
             the administrator has to let requests to the base address through to the service without it.",
        ),
    );
    expect(
        502,
        &[],
        PAGE,
        (
            Status::ServerError,
            Action::TryLater,
            "the web server in front of the service answered with HTTP 502 and a web page. Try again later.",
        ),
    );
    expect(
        401,
        &asks("NTLM"),
        r#"{"message":"Unauthorized"}"#,
        (
            Status::CredentialsRefused,
            Action::FixSetup,
            "the web server in front of the service refused with HTTP 401: Windows authentication is switched on for the \
             site in IIS. Allow anonymous authentication for the API's application in IIS and switch Windows \
             authentication off there: the service checks logins itself.",
        ),
    );
    expect(
        413,
        &[],
        "",
        (
            Status::BadRequest,
            Action::FixSetup,
            &format!("the server answered HTTP 413 and gave no reason. {PASS}"),
        ),
    );
    expect(
        408,
        &[],
        "",
        (
            Status::BadRequest,
            Action::TryLater,
            "the server answered HTTP 408 and gave no reason. Try again.",
        ),
    );
    expect(
        200,
        &[],
        PAGE,
        (
            Status::AnswerNotUnderstood,
            Action::FixSetup,
            "a web page came (HTTP 200), and no answer of the API. Check that the base address is that of the API, on \
             Cloud that of the sign-in server, and not of a web page or proxy.",
        ),
    );
}

#[test]
fn the_service_gives_reasons_and_seconds() {
    expect(
        503,
        &[MARK],
        "",
        (
            Status::ServerError,
            Action::TryLater,
            "the server answered HTTP 503 and gave no reason (request id 5f1e). Try again later; if it stays, give the \
             administrator the request id.",
        ),
    );
    expect(
        503,
        &[],
        "",
        (
            Status::ServerError,
            Action::TryLater,
            "the server answered HTTP 503 and gave no reason. Try again later.",
        ),
    );
    expect(
        429,
        &[MARK, ("retry-after", "7")],
        r#"{"message":"Rate limit is reached."}"#,
        (
            Status::RateLimited,
            Action::TryLater,
            "the server answered HTTP 429, saying \"Rate limit is reached\" and asks to wait 7 seconds (request id 5f1e). \
             Wait that long and try again.",
        ),
    );
    expect(
        503,
        &[("retry-after", "1")],
        "",
        (
            Status::ServerError,
            Action::TryLater,
            "the server answered HTTP 503 and asks to wait 1 second. Wait that long and try again.",
        ),
    );
    expect(
        400,
        &[],
        r#"{"title":"One or more validation errors occurred.","status":400,"errors":{"username":["x"]}}"#,
        (
            Status::BadRequest,
            Action::FixSetup,
            "the server answered HTTP 400 and does not take username. Check the repository id and which credentials are set.",
        ),
    );
    expect(
        429,
        &[],
        "",
        (
            Status::RateLimited,
            Action::TryLater,
            "the server answered HTTP 429 and gave no reason. Wait a minute and try again.",
        ),
    );
    expect(
        400,
        &[MARK],
        r#"{"title":"One or more validation errors occurred.","status":400,"errors":{"username":["x"],"$.password":["y"]}}"#,
        (
            Status::BadRequest,
            Action::FixSetup,
            "the server answered HTTP 400, saying \"One or more validation errors occurred\" about username, $.password \
             (request id 5f1e). Check the repository id and which credentials are set.",
        ),
    );
}

#[test]
fn a_route_that_is_not_there_is_not_a_repository_that_is_not_there() {
    let framework = r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404}"#;
    for (headers, body) in [(&[MARK][..], framework), (&[], framework), (&[MARK], ""), (&[], PAGE)] {
        for operation in [Operation::Login, Operation::Refresh] {
            let error = described(operation, 404, headers, body);
            assert_eq!(error.status, Status::Unsupported, "{error}");
            assert!(error.to_string().contains("which API the server has"), "{error}");
        }
    }
    let own =
        r#"{"type":"notFound","title":"Error: Repository with the given Id not found","status":404,"operationId":"1"}"#;
    assert_eq!(
        described(Operation::Login, 404, &[], own).status,
        Status::RepositoryNotFound
    );
}

#[test]
fn an_administrator_is_needed_whatever_the_call() {
    let asks = [("www-authenticate", "NTLM")];
    for (operation, status) in [
        (Operation::Login, Status::CredentialsRefused),
        (Operation::Refresh, Status::SessionUnconfirmed),
        (Operation::Logout, Status::NotLoggedOut),
    ] {
        let error = described(operation, 401, &asks, "");
        assert_eq!(error.status, status);
        assert!(
            error.to_string().contains("Windows authentication is switched on"),
            "{error}"
        );
        assert!(error.to_string().contains("Allow anonymous authentication"), "{error}");
        // The service's own words go with the same header where IIS adds it to every 401.
        let error = described(operation, 401, &[asks[0], MARK], "");
        assert!(!error.to_string().contains("Windows"), "{error}");
    }
    let error = described(Operation::Logout, 200, &[], PAGE).to_string();
    assert!(
        error.contains("a web page came") && error.contains("then log out again"),
        "{error}"
    );
}

#[test]
fn a_code_stands_in_the_message_once() {
    for (message, shown) in [
        (
            "full",
            "the server answered HTTP 403 with the Laserfiche code 9030, saying \"full\"",
        ),
        ("full [9030]", "the server answered HTTP 403, saying \"full [9030]\""),
    ] {
        let body = format!(r#"{{"errorCode":9030,"message":"{message}"}}"#);
        let error = described(Operation::Login, 403, &[], &body);
        assert!(error.to_string().contains(&format!("{shown}. ")), "{error}");
    }
}
