//! Answers that refuse.

use crate::api::Wish;
use crate::api::problem::Problem;
use crate::session::advice::Advice;
use crate::session::status::Status;

use super::code::of_code;

/// Whether a refusal says that the session has ended: only the service itself can say that.
pub fn ends_session(problem: &Problem) -> bool {
    problem.from_service && (problem.http_status == 401 || matches!(problem.error_code, Some(9037 | 9067)))
}

/// What a refusal means to a call that opens a session or is about one.
pub fn of_refusal(opens_session: bool, problem: &Problem) -> Status {
    if !opens_session && ends_session(problem) {
        return Status::SessionGone;
    }
    if !opens_session && problem.http_status == 401 {
        return Status::SessionUnconfirmed;
    }
    if let Some(status) = of_code(opens_session, problem.error_code) {
        return status;
    }
    match problem.http_status {
        401 => Status::CredentialsRefused,
        403 => Status::AccessDenied,
        404 if problem.has_words_of_service() => Status::RepositoryNotFound,
        404 | 405 | 410 | 501 => Status::Unsupported,
        407 => Status::ProxyRefused,
        429 => Status::RateLimited,
        400..=499 => Status::BadRequest,
        500..=599 => Status::ServerError,
        _ => Status::AnswerNotUnderstood,
    }
}

/// What to do, where the advice of the status does not fit.
pub fn advice(status: Status, problem: &Problem) -> Option<Advice> {
    if let Some(wish) = problem.wish {
        return Some(of_wish(wish));
    }
    let in_front = !problem.from_service;
    match (status, problem.http_status) {
        (Status::BadRequest, 408) => Some(Advice::TryAgain),
        (Status::BadRequest, 421) => Some(Advice::CheckBaseAddress),
        // Of the rest only these can be about what the caller sends.
        (Status::BadRequest, 400 | 409 | 422) if !(in_front && problem.is_page) => None,
        (Status::BadRequest, _) => Some(Advice::AskForPassage),
        (Status::AccessDenied, _) if in_front => Some(Advice::AskForPassage),
        (Status::CredentialsRefused, _) if in_front && problem.is_page => Some(Advice::CheckCredentialsOrPassage),
        (Status::RateLimited | Status::ServerError, _) if wait(problem).is_some() => Some(Advice::WaitSoLong),
        (Status::ServerError, _) if problem.request_id.is_some() => Some(Advice::GiveRequestId),
        _ => None,
    }
}

fn of_wish(wish: Wish) -> Advice {
    match wish {
        Wish::WindowsLogin => Advice::AllowAnonymous,
        Wish::OwnLogin | Wish::LoginPage => Advice::SkipOtherLogin,
        Wish::ClientCertificate => Advice::SetClientCertificate,
        Wish::Https => Advice::UseHttps,
    }
}

pub fn refusal_text(problem: &Problem) -> String {
    let http_status = problem.http_status;
    let is_web_server = !problem.from_service && (problem.is_page || problem.wish.is_some());
    let mut text = match (is_web_server, problem.is_page) {
        (true, true) => {
            format!("the web server in front of the service refused with HTTP {http_status} and a web page")
        }
        (true, false) => format!("the web server in front of the service refused with HTTP {http_status}"),
        (false, _) => format!("the server answered HTTP {http_status}"),
    };
    let reason = reason(problem);
    let wait = wait(problem);
    if reason.is_none() && wait.is_none() {
        text.push_str(" and gave no reason");
    }
    text.extend(reason);
    text.extend(wait);
    if let Some(id) = problem.request_id.as_ref().or(problem.operation_id.as_ref()) {
        text.push_str(&format!(" (request id {id})"));
    }
    text
}

fn reason(problem: &Problem) -> Option<String> {
    if let Some(said) = problem.text() {
        let mut text = format!(", saying \"{}\"", said.trim_end_matches('.'));
        if !problem.invalid_members.is_empty() {
            text.push_str(&format!(" about {}", problem.invalid_members.join(", ")));
        }
        return Some(text);
    }
    if let Some(code) = problem.error_code {
        return Some(format!(" with the Laserfiche code {code}"));
    }
    let wish = problem.wish.map(|wish| match wish {
        Wish::WindowsLogin => ": Windows authentication is switched on for the site in IIS",
        Wish::OwnLogin => ": it wants a user name and a password of its own",
        Wish::LoginPage => ": it wants somebody to log in on a page",
        Wish::ClientCertificate => ": it wants a client certificate",
        Wish::Https => ": it wants https",
    });
    match &problem.location {
        Some(location) => {
            let wish = wish.unwrap_or_default();
            let redirect = format!(", a redirect to {location}, which is not followed with credentials{wish}");
            Some(redirect)
        }
        None => wish.map(str::to_owned),
    }
}

/// The pause that is asked for.
fn wait(problem: &Problem) -> Option<String> {
    let is_meant = problem.http_status == 429 || problem.http_status >= 500;
    let pause = problem.retry_after.filter(|pause| is_meant && !pause.is_zero())?;
    let seconds = pause.as_millis().div_ceil(1000);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Some(format!(" and asks to wait {seconds} {unit}"))
}
