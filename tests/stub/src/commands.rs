//! What can be changed while a stub runs, as lines of text.

use crate::fault::{Fault, Operation};
use crate::faults::Faults;
use crate::state::Shared;
use crate::text::percent_decode_text;
use std::time::Duration;

pub const HELP: &str = include_str!("commands.txt");

/// Does what a line says and tells what it did, or why it did nothing.
pub fn run(shared: &Shared, line: &str) -> Result<String, String> {
    let line = line.trim();
    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    match (name, rest) {
        ("help", "") => Ok(HELP.trim_end().into()),
        ("counts", "") => Ok(shared.report().to_string()),
        ("fault", _) => fault(shared, rest),
        ("clear", _) => clear(shared, rest),
        ("end-sessions", "") => Ok(format!("sessions and tokens ended: {}", shared.state().end_sessions())),
        ("lifetime", _) => lifetime(shared, rest),
        ("licences", _) => licences(shared, rest),
        ("lock" | "unlock" | "password", _) => account(shared, name, rest),
        _ => Err(format!("unknown command {line:?}: try help")),
    }
}

fn fault(shared: &Shared, text: &str) -> Result<String, String> {
    let (ops, fault) = parse_fault(text)?;
    let mut state = shared.state();
    for op in ops {
        state.faults.set(*op, fault.clone());
    }
    Ok(format!("fault set: {text}"))
}

/// `OP:SPEC`.
pub fn parse_fault(text: &str) -> Result<(&'static [Operation], Fault), String> {
    let (op, spec) = text.split_once(':').ok_or("expected OP:SPEC")?;
    Ok((Operation::parse(op)?, Fault::parse(spec)?))
}

fn clear(shared: &Shared, op: &str) -> Result<String, String> {
    if op.is_empty() {
        shared.state().faults = Faults::default();
        return Ok("all faults cleared".into());
    }
    for op in Operation::parse(op)? {
        shared.state().faults.clear(*op);
    }
    Ok(format!("faults cleared: {op}"))
}

fn lifetime(shared: &Shared, seconds: &str) -> Result<String, String> {
    let lifetime = match seconds {
        "default" => None,
        _ => {
            let seconds: f64 = seconds.parse().map_err(|_| "expected seconds or default")?;
            let lifetime = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
            Some(lifetime)
        }
    };
    let mut state = shared.state();
    state.limits.set_lifetime(lifetime, &shared.config);
    Ok(format!("lifetime from the next login or refresh on: {seconds} s").replace("default s", "default"))
}

fn licences(shared: &Shared, number: &str) -> Result<String, String> {
    let limit = match number {
        "none" => None,
        _ => Some(number.parse().map_err(|_| "expected a number or none")?),
    };
    let mut state = shared.state();
    state.limits.seat_limit = limit;
    Ok(format!("licences: {number}, in use: {}", state.sessions.len()))
}

fn account(shared: &Shared, name: &str, rest: &str) -> Result<String, String> {
    let (user, password) = rest.split_once(' ').unwrap_or((rest, ""));
    let user = percent_decode_text(user)?;
    if user.is_empty() {
        return Err("expected a user name".into());
    }
    let accounts = &mut shared.state().accounts;
    match (name, password.trim()) {
        ("lock", "") => accounts.lock(&user),
        ("unlock", "") => accounts.unlock(&user),
        ("password", "") => return Err("expected a user name and a password".into()),
        ("password", password) => accounts.set_password(&user, &percent_decode_text(password)?),
        _ => return Err("expected nothing after the user name".into()),
    }
    let done = match name {
        "lock" => "locked",
        "unlock" => "unlocked",
        _ => "password changed",
    };
    Ok(format!("{done}: {user}"))
}
