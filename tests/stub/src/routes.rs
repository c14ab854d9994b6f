//! From a request to the plan of its answer.

use crate::answer::Answer;
use crate::api::Api;
use crate::call::Call;
use crate::context::Context;
use crate::control;
use crate::errors::Refusal;
use crate::fault::{Fault, Operation};
use crate::head::{one_host, repository, tidy_segment};
use crate::plan::Plan;
use crate::report::SeenRequest;
use crate::route::Route;
use crate::state::{Shared, State};
use crate::text::{request_id, server_time};

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
    let route = Route::of(path, &shared.config);
    seen.operation = route.map(|route| route.op);
    let (status, plan) = match route {
        None => plan(shared, Answer::empty(404, request_id()), &Fault::default(), &seen),
        Some(route) => {
            state.counters.count(route.op);
            match ask(shared, &mut state, &seen, route, query) {
                Ok(asked) => operate(shared, &mut state, &seen, route, asked),
                Err(refusal) => {
                    if is_probe(&seen, route) {
                        state.counters.probes += 1;
                    } else {
                        state.counters.malformed += 1;
                    }
                    let answer = refuse(shared, refusal, &seen, route);
                    plan(shared, answer, &Fault::default(), &seen)
                }
            }
        }
    };
    if let Some(op) = seen.operation {
        state.counters.count_status(op, status);
    }
    state.counters.most_open = state.counters.most_open.max(state.sessions.len());
    if shared.config.verbose {
        let status = status.map_or("no answer".into(), |s| s.to_string());
        // What a sign-in carries in its query is for the browser alone.
        let target = match seen.operation {
            Some(Operation::Authorize) => path,
            _ => &seen.target,
        };
        println!("{} {target} -> {status}", seen.method);
    }
    seen.status = status;
    if seen.operation == Some(Operation::Resource) {
        seen.body = Vec::new();
    }
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

/// A well-formed request, its repository, and the fault for it.
type Asked = (Call, String, Fault);

fn ask(
    shared: &Shared,
    state: &mut State,
    seen: &SeenRequest,
    route: Route<'_>,
    query: Option<&str>,
) -> Result<Asked, Refusal> {
    let method = route.method();
    if seen.method != method {
        return Err(Refusal::new(405, None, format!("the method must be {method}")));
    }
    let config = &shared.config;
    let repository = if config.strict {
        repository(route.segment)?
    } else {
        repository(&tidy_segment(route.segment))?
    };
    let call = Call::read(route, query, seen, config)?;
    let mut ids = call.ids();
    ids.insert(0, &repository);
    let fault = state
        .take_fault(route.op, &ids)
        .map_err(|reason| Refusal::malformed(format!("bad fault specification: {reason}")))?;
    if let Call::Token(ask) = &call {
        state.counters.count_grant(&ask.grant);
    }
    Ok((call, repository, fault))
}

/// Whether it only wants to know whether there is such a login: it asks in a way that no login can, and brings nothing.
fn is_probe(seen: &SeenRequest, route: Route<'_>) -> bool {
    let brings = ["Authorization", "Cookie", "Content-Type"];
    matches!(route.op, Operation::Create | Operation::Token)
        && seen.method == "GET"
        && seen.body.is_empty()
        && one_host(seen).is_ok()
        && brings.iter().all(|name| seen.header(name).is_none())
}

fn operate(
    shared: &Shared,
    state: &mut State,
    seen: &SeenRequest,
    route: Route<'_>,
    (call, repository, fault): Asked,
) -> (Option<u16>, Plan) {
    if fault.refuse_before {
        return (None, Plan::hang_up());
    }
    let login = call.user().map(|user| {
        let (login, double) = state.logins.begin(user, &repository);
        state.counters.double_logins += u64::from(double);
        login
    });
    let (status, plan) = perform(shared, state, seen, route, (call, repository, fault));
    (status, Plan { login, ..plan })
}

fn perform(
    shared: &Shared,
    state: &mut State,
    seen: &SeenRequest,
    route: Route<'_>,
    (call, repository, fault): Asked,
) -> (Option<u16>, Plan) {
    let done = if fault.refuses() {
        None
    } else {
        Some(call.perform(&mut Context {
            shared,
            state,
            repository: &repository,
            fault: &fault,
        }))
    };
    if fault.drop_request {
        return (None, Plan::hang_up());
    }
    let refused = fault.status.filter(|status| *status >= 400);
    let refusal = match (done, refused) {
        (Some(Ok(answer)), None) => return plan(shared, answer, &fault, seen),
        (Some(Err(refusal)), None) => refusal,
        (_, status) => Refusal::of_status(status.unwrap_or(500), route.api, route.op),
    };
    let answer = refuse(shared, refusal.with_fault(&fault), seen, route);
    plan(shared, answer, &fault, seen)
}

fn refuse(shared: &Shared, refusal: Refusal, seen: &SeenRequest, route: Route<'_>) -> Answer {
    let (path, _) = split(&seen.target);
    // The Cloud's sign-in service does not name the path that leads to it.
    let instance = match route.api {
        Api::Cloud => path.get(shared.config.oauth_path.len()..).unwrap_or(path),
        _ => path,
    };
    let mut answer = refusal.into_answer(route.api, shared.config.error_body, instance);
    if answer.status == 405 {
        answer.set("Allow", route.method());
    }
    answer
}

/// Damages and frames an answer.
fn plan(shared: &Shared, mut answer: Answer, fault: &Fault, seen: &SeenRequest) -> (Option<u16>, Plan) {
    let date = httpdate::fmt_http_date(server_time(shared.config.clock_skew));
    answer.set("Date", &date);
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
