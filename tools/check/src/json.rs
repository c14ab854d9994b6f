//! The document of `--json`. Its keys stay: new ones may come, and `format` changes if one ever means something else.

use serde::Serialize;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::step::{Failure, Step, verdict};

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    tool: &'static str,
    format: u32,
    version: &'static str,
    account: &'a str,
    base_address: Option<&'a str>,
    api: &'static str,
    repository: Option<&'a str>,
    user: Option<&'a str>,
    steps: Vec<Entry<'a>>,
    result: &'static str,
    exit_status: u8,
}

#[derive(Serialize)]
struct Entry<'a> {
    step: &'static str,
    verdict: &'static str,
    text: &'a str,
    facts: Vec<Fact<'a>>,
    error: Option<Error<'a>>,
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Error<'a> {
    status: &'static str,
    message: &'a str,
    what_to_do: &'a str,
    http_status: Option<u16>,
    server_code: Option<i32>,
    server_message: Option<&'a str>,
    request_id: Option<&'a str>,
    os_code: Option<i32>,
}

pub fn document(arguments: &Arguments, account: &str, steps: &[Step], exit: Exit) -> String {
    let document = Document {
        tool: "lftoken-check",
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        account,
        base_address: arguments.settings.base_address.as_deref(),
        api: arguments.api().0,
        repository: given(&arguments.repository),
        user: arguments.user.as_deref(),
        steps: steps.iter().map(entry).collect(),
        result: exit.name(),
        exit_status: exit as u8,
    };
    // Texts and numbers alone can always be written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn entry(step: &Step) -> Entry<'_> {
    Entry {
        step: step.name,
        verdict: verdict(step.verdict),
        text: &step.text,
        facts: step.facts.iter().map(|(name, value)| Fact { name, value }).collect(),
        error: step.failure.as_deref().map(error),
    }
}

fn error(why: &Failure) -> Error<'_> {
    let error = &why.error;
    let problem = &error.problem;
    Error {
        status: why.status(),
        message: &error.description,
        what_to_do: &why.to_do,
        http_status: Some(problem.http_status).filter(|status| *status != 0),
        server_code: Some(problem.server_code).filter(|code| *code != 0),
        server_message: given(&problem.server_message),
        request_id: given(&problem.request_id),
        os_code: error.os_code,
    }
}
