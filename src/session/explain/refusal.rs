//! Answers that refuse.

use crate::api::Wish;
use crate::api::problem::Problem;
use crate::session::advice::Advice;
use crate::session::status::Status;

use super::code::of_code;
use super::oauth::of_oauth;

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
    // It is about who logs in.
    if let Some(status) = of_oauth(problem).filter(|_| opens_session) {
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
        (Status::ProxyRefused, _) if problem.proxy_schemes.is_some() => Some(Advice::PassProxyWithoutLogin),
        (Status::ProxyRefused, _) => Some(Advice::SetProxy),
        (Status::BadRequest, 408) => Some(Advice::TryAgain),
        (Status::BadRequest, 421) => Some(Advice::CheckBaseAddress),
        // Of the rest only these can be about what the caller sends.
        (Status::BadRequest, 400 | 401 | 403 | 409 | 422) if !(in_front && problem.is_page) => None,
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
    if http_status == 407 && !problem.from_service {
        let wanted = match &problem.proxy_schemes {
            Some(schemes) => format!("{schemes}; this library speaks Basic"),
            None => "a user name and a password".into(),
        };
        return format!("a proxy on the way answered HTTP 407: it wants {wanted}");
    }
    let is_page = problem.is_page && !problem.from_service;
    let mut text = if is_page || problem.wish.is_some() {
        let verb = if (400..500).contains(&http_status) {
            "refused"
        } else {
            "answered"
        };
        let page = if is_page { " and a web page" } else { "" };
        format!("the web server in front of the service {verb} with HTTP {http_status}{page}")
    } else {
        format!("the server answered HTTP {http_status}")
    };
    let reason = reason(problem) + &wait(problem).unwrap_or_default();
    match problem.coded {
        Some(why) if reason.is_empty() => text.push_str(&format!(", but {why}")),
        None if reason.is_empty() && !is_page => text.push_str(" and gave no reason"),
        _ => text.push_str(&reason),
    }
    if let Some(id) = problem.request_id.as_ref().or(problem.operation_id.as_ref()) {
        text.push_str(&format!(" (request id {id})"));
    }
    text
}

/// What it says, and what something in front of the service wants; empty if there is nothing of both.
fn reason(problem: &Problem) -> String {
    let mut reason = match (problem.text(), problem.error_code, &problem.location) {
        (Some(said), code, _) => {
            let code = code.filter(|code| !said.contains(&code.to_string()));
            let code = code.map(|code| format!(" with the Laserfiche code {code}"));
            format!(
                "{}, saying \"{}\"",
                code.unwrap_or_default(),
                said.trim_end_matches('.')
            )
        }
        (None, Some(code), _) => format!(" with the Laserfiche code {code}"),
        (None, None, Some(location)) => {
            format!(", a redirect to {location}, which is not followed with credentials")
        }
        (None, None, None) => String::new(),
    };
    if !problem.invalid_members.is_empty() {
        let what = if reason.is_empty() {
            " and does not take"
        } else {
            " about"
        };
        reason.push_str(&format!("{what} {}", problem.invalid_members.join(", ")));
    }
    reason.push_str(match problem.wish {
        Some(Wish::WindowsLogin) => ": Windows authentication is switched on for the site in IIS",
        Some(Wish::OwnLogin) => ": it wants a user name and a password of its own",
        Some(Wish::LoginPage) => ": it wants somebody to log in on a page",
        Some(Wish::ClientCertificate) => ": it wants a client certificate",
        Some(Wish::Https) => ": it wants https",
        None => "",
    });
    reason
}

/// The pause that is asked for.
fn wait(problem: &Problem) -> Option<String> {
    let is_meant = problem.http_status == 429 || problem.http_status >= 500;
    let pause = problem.retry_after.filter(|pause| is_meant && !pause.is_zero())?;
    let seconds = pause.as_millis().div_ceil(1000);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Some(format!(" and asks to wait {seconds} {unit}"))
}
