//! From a request to the plan of its answer.

use crate::answer::Answer;
use crate::checks::{self, Ask, Bearer, Login};
use crate::config::Config;
use crate::control;
use crate::errors::Refusal;
use crate::fault::{Fault, Operation};
use crate::plan::Plan;
use crate::report::SeenRequest;
use crate::sessions::COOKIE;
use crate::state::{Shared, State};
use crate::text::{percent_encode, request_id, server_time, timestamp};
use crate::tidy;
use serde_json::json;
use std::time::Duration;

/// The plan of a request's answer; also notes the request and counts it.
pub fn respond(shared: &Shared, mut seen: SeenRequest) -> Plan {
    let (path, query) = split(&seen.target);
    if let Some(rest) = path.strip_prefix("/_stub/") {
        let answer = control::answer(shared, &seen.method, rest, query);
        return plan(shared, answer, &Fault::default(), &seen).1;
    }
    let mut state = shared.state();
    state.expire();
    state.counters.requests += 1;
    let route = route(path, &shared.config);
    seen.operation = route.map(|(_, op)| op);
    let (status, plan) = match route {
        None => plan(shared, Answer::empty(404, request_id()), &Fault::default(), &seen),
        Some((segment, op)) => {
            *(match op {
                Operation::Create => &mut state.counters.create_requests,
                Operation::Refresh => &mut state.counters.refresh_requests,
                Operation::Invalidate => &mut state.counters.invalidate_requests,
            }) += 1;
            match ask(shared, &mut state, &seen, segment, op, query) {
                Ok((ask, repository, fault)) => {
                    operate(shared, &mut state, &seen, path, (ask, op, &repository), &fault)
                }
                Err(refusal) => {
                    state.counters.malformed += 1;
                    plan(shared, refusal.into_answer(path), &Fault::default(), &seen)
                }
            }
        }
    };
    if seen.operation.is_some() && status.is_some_and(|s| s >= 400) {
        state.counters.refused += 1;
    }
    state.counters.most_open = state.counters.most_open.max(state.sessions.len());
    if shared.config.verbose {
        let status = status.map_or("no answer".into(), |s| s.to_string());
        println!("{} {} -> {status}", seen.method, seen.target);
    }
    seen.status = status;
    if state.requests.len() >= shared.config.keep_requests {
        state.requests.pop_front();
    }
    if shared.config.keep_requests > 0 {
        state.requests.push_back(seen);
    }
    plan
}

fn split(target: &str) -> (&str, Option<&str>) {
    match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    }
}

/// The repository segment and operation of a path. The service looks at no case; some clients write `v1`.
fn route<'a>(path: &'a str, config: &Config) -> Option<(&'a str, Operation)> {
    let same = |part: &str, wanted: &str| part == wanted || !config.strict && part.eq_ignore_ascii_case(wanted);
    let (base, rest) = path.split_at_checked(config.base_path.len())?;
    let parts: Vec<&str> = rest.strip_prefix('/')?.split('/').collect();
    let [generation, repositories, segment, tokens, name] = parts[..] else {
        return None;
    };
    let known = same(base, &config.base_path)
        && (same(generation, "v1-alpha") || !config.strict && same(generation, "v1"))
        && same(repositories, "Repositories")
        && same(tokens, "AccessTokens");
    let op = Operation::ALL.into_iter().find(|op| same(name, op.name()))?;
    (known && !segment.is_empty()).then_some((segment, op))
}

fn ask(
    shared: &Shared,
    state: &mut State,
    seen: &SeenRequest,
    segment: &str,
    op: Operation,
    query: Option<&str>,
) -> Result<(Ask, String, Fault), Refusal> {
    if seen.method != "POST" {
        return Err(Refusal::new(405, None, "the method must be POST"));
    }
    let config = &shared.config;
    let (repository, ask) = if config.strict {
        (checks::repository(segment)?, checks::check(op, query, seen, config)?)
    } else {
        let query = tidy::query(op, query);
        (
            checks::repository(&tidy::segment(segment))?,
            checks::check(op, query.as_deref(), &tidy::request(op, seen), config)?,
        )
    };
    let fault = state
        .take_fault(op, &repository)
        .map_err(|reason| Refusal::malformed(format!("bad fault specification: {reason}")))?;
    Ok((ask, repository, fault))
}

fn operate(
    shared: &Shared,
    state: &mut State,
    seen: &SeenRequest,
    path: &str,
    (ask, op, repository): (Ask, Operation, &str),
    fault: &Fault,
) -> (Option<u16>, Plan) {
    if fault.refuse_before {
        return (None, Plan::hang_up());
    }
    let done = if fault.refuses() {
        None
    } else {
        Some(act(shared, state, ask, repository, fault))
    };
    if fault.drop_request {
        return (None, Plan::hang_up());
    }
    let refused = fault.status.filter(|status| *status >= 400);
    let answer = match (done, refused) {
        (Some(Ok(answer)), None) => answer,
        (Some(Err(refusal)), None) => refusal.with_fault(fault).into_answer(path),
        (_, status) => {
            let refusal = Refusal::of_status(status.unwrap_or(500), op);
            refusal.with_fault(fault).into_answer(path)
        }
    };
    plan(shared, answer, fault, seen)
}

/// Performs the operation and words its success.
fn act(shared: &Shared, state: &mut State, ask: Ask, repository: &str, fault: &Fault) -> Result<Answer, Refusal> {
    let config = &shared.config;
    let known = match &config.repositories {
        None => !repository.starts_with("unknown"),
        Some(ids) => repository.starts_with("fault:") || ids.iter().any(|id| id == repository),
    };
    if !known {
        return Err(Refusal::unknown_repository());
    }
    let expiry = |idle: Duration| {
        let own = || timestamp(server_time(config.clock_skew) + idle);
        fault.expire_time.clone().unwrap_or_else(own)
    };
    let context = |kind: &str| format!("{}/v1-alpha/$metadata#{kind}", shared.base_url);
    match ask {
        Ask::Create { login, cookie } => {
            log_in(config, &login)?;
            if config.seat_limit.is_some_and(|limit| state.sessions.len() >= limit) {
                return Err(Refusal::coded(403, 9030));
            }
            let token = state.sessions.open(repository, config.idle_timeout);
            state.counters.created += 1;
            let mut answer = success(&json!({
                "@odata.context": context("Laserfiche.Repository.SessionKeyInfo"),
                "authToken": token,
                "expireTime": expiry(config.idle_timeout),
            }));
            if cookie {
                let value = percent_encode(&token);
                // A client sends no secure cookie over plain HTTP.
                let secure = if config.tls { "secure; " } else { "" };
                answer.set("Set-Cookie", &format!("{COOKIE}={value}; path=/; {secure}HttpOnly"));
            }
            Ok(answer)
        }
        Ask::Refresh { bearer, keep_alive } => {
            let token = token(state, bearer)?;
            let idle = state.sessions.refresh(&token, repository, keep_alive);
            let idle = idle.ok_or_else(|| Refusal::coded(401, 9037))?;
            state.counters.refreshed += 1;
            Ok(success(
                &json!({"@odata.context": context("Edm.DateTimeOffset"), "value": expiry(idle)}),
            ))
        }
        Ask::Invalidate { bearer } => {
            let token = token(state, bearer)?;
            if !state.sessions.close(&token, repository) {
                return Err(Refusal::coded(401, 9037));
            }
            state.counters.invalidated += 1;
            let value = !fault.value_false;
            Ok(success(
                &json!({"@odata.context": context("Edm.Boolean"), "value": value}),
            ))
        }
    }
}

fn log_in(config: &Config, login: &Login) -> Result<(), Refusal> {
    match login {
        Login::Password { user, .. } if user == "locked" => Err(Refusal::coded(401, 9011)),
        Login::Password { user, .. } if user == "expired" => Err(Refusal::coded(401, 9075)),
        Login::Password { user, password } => {
            let known = config.users.iter().any(|(u, p)| u == user && p == password);
            known.then_some(()).ok_or_else(|| Refusal::coded(401, 9010))
        }
        Login::SessionKey(key) if key == "valid-session-key" => Ok(()),
        Login::SessionKey(_) => Err(Refusal::coded(401, 9037)),
        Login::Saml(token) if token == "valid-saml" => Ok(()),
        Login::Saml(_) => Err(Refusal::coded(401, 9530)),
    }
}

fn token(state: &State, bearer: Bearer) -> Result<String, Refusal> {
    let token = match bearer {
        Bearer::Token(token) => Some(token),
        Bearer::Cookies(pairs) => {
            let values = pairs
                .iter()
                .filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
            values.filter_map(|value| state.sessions.of_cookie(value)).next()
        }
        Bearer::Missing => None,
    };
    token.ok_or_else(|| Refusal::new(401, None, "No access token came with the request."))
}

fn success(body: &serde_json::Value) -> Answer {
    let media = "application/json; odata.metadata=minimal; charset=utf-8";
    Answer::new(200, media, body.to_string().into_bytes(), request_id())
}

/// Damages and frames an answer.
fn plan(shared: &Shared, mut answer: Answer, fault: &Fault, seen: &SeenRequest) -> (Option<u16>, Plan) {
    let date = httpdate::fmt_http_date(server_time(shared.config.clock_skew));
    answer.set("Date", &date);
    if answer.status == 405 {
        answer.set("Allow", "POST");
    }
    answer.damage(fault);
    let asked = seen
        .header("Connection")
        .is_some_and(|v| v.eq_ignore_ascii_case("close"));
    let ends = fault.close_delimited || asked || !shared.config.http_keep_alive;
    if ends {
        answer.set("Connection", "close");
    }
    let head_only = seen.method == "HEAD";
    let bytes = fault.raw.clone().unwrap_or_else(|| answer.render(fault, head_only));
    let mut plan = Plan::new(bytes, fault);
    plan.close |= ends;
    (Some(answer.status), plan)
}
