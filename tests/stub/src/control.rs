//! Routes below `/_stub/`, for clients that are not Rust.

use crate::answer::Answer;
use crate::commands;
use crate::fault::{Fault, Operation};
use crate::faults::Faults;
use crate::state::Shared;
use crate::text::{percent_decode_text, request_id};

pub fn answer(shared: &Shared, method: &str, path: &str, query: Option<&str>) -> Answer {
    match (method, path) {
        ("GET" | "HEAD", "report") => {
            let report = serde_json::to_vec(&shared.report()).unwrap_or_default();
            Answer::new(200, "application/json", report, request_id())
        }
        ("GET" | "HEAD", "ca.pem") => {
            let pem = shared.identities.ca_pem.clone().into_bytes();
            Answer::new(200, "application/x-pem-file", pem, request_id())
        }
        ("POST", "reset") => {
            shared.reset();
            Answer::empty(204, request_id())
        }
        ("POST", "fault") => match set_fault(shared, query.unwrap_or("")) {
            Ok(()) => Answer::empty(204, request_id()),
            Err(reason) => said(400, &reason),
        },
        ("POST", "command") => {
            let line = query.and_then(|query| query.strip_prefix("line=")).unwrap_or("");
            match percent_decode_text(line).and_then(|line| commands::run(shared, &line)) {
                Ok(told) => said(200, &told),
                Err(reason) => said(400, &reason),
            }
        }
        ("DELETE", "faults") => {
            shared.state().faults = Faults::default();
            Answer::empty(204, request_id())
        }
        _ => said(
            404,
            "use GET report, GET ca.pem, POST reset, POST command?line=.., POST fault?op=..&spec=.., DELETE faults",
        ),
    }
}

fn said(status: u16, text: &str) -> Answer {
    Answer::new(
        status,
        "text/plain; charset=utf-8",
        format!("{text}\n").into_bytes(),
        request_id(),
    )
}

/// The query is decoded once; what remains is read as in a repository id.
fn set_fault(shared: &Shared, query: &str) -> Result<(), String> {
    let (mut ops, mut fault) = (None, None);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').ok_or("expected op=..&spec=..")?;
        let value = percent_decode_text(value)?;
        match name {
            "op" => ops = Some(Operation::parse(&value)?),
            "spec" => fault = Some(Fault::parse(&value)?),
            _ => return Err(format!("unknown parameter {name:?}: use op and spec")),
        }
    }
    let (Some(ops), Some(fault)) = (ops, fault) else {
        return Err("both op and spec are needed".into());
    };
    let mut state = shared.state();
    for op in ops {
        state.faults.set(*op, fault.clone());
    }
    Ok(())
}
