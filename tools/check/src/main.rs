//! `lftoken-check`: finds out, one step after the other, why a login does not work.

mod account;
mod arguments;
mod exit;
mod interrupt;
mod json;
mod names;
mod redact;
mod report;
mod screen;
mod secrets;
mod step;
mod steps;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use binding::{Level, Log};

use arguments::{Arguments, Request};
use exit::Exit;
use redact::Redactor;
use report::{Lines, Report};
use screen::Screen;
use steps::Check;

fn main() -> ExitCode {
    let exit = match arguments::read(lexopt::Parser::from_env()) {
        Ok(Request::Help) => {
            screen::print(&arguments::help());
            Exit::AllWell
        }
        Ok(Request::Version) => {
            screen::print(concat!("lftoken-check ", env!("CARGO_PKG_VERSION"), "\n"));
            Exit::AllWell
        }
        Ok(Request::Check(arguments)) => run(*arguments).unwrap_or_else(|reason| wrong_usage(&reason)),
        Err(reason) => wrong_usage(&reason),
    };
    ExitCode::from(exit as u8)
}

fn wrong_usage(reason: &str) -> Exit {
    screen::complain(&format!("lftoken-check: {reason}\nTry --help.\n"));
    Exit::FixCall
}

/// What is asked for comes before anything is sent, so that nothing waits for a person once a session is open.
fn run(mut arguments: Arguments) -> Result<Exit, String> {
    let mut report = arguments.report.as_deref().map(Report::create).transpose()?;
    let mut redactor = Redactor::default();
    let credentials = secrets::ask(&mut arguments, &mut redactor)?;
    let lines: Lines = Arc::new(Mutex::new(Vec::new()));
    if report.is_some() {
        let lines = lines.clone();
        arguments.settings.log = Some(Log::new(Level::Debug, move |level, line| {
            report::keep(&lines, level, line);
        }));
    }
    let cancel = interrupt::listen()?;
    let account = account::told();
    let mut screen = Screen::new(arguments.colour, arguments.json);
    screen.begin(&arguments, &account);
    let mut done = Vec::new();
    let exit = Check {
        arguments: &arguments,
        credentials: credentials.as_ref(),
        cancel,
        redactor: &mut redactor,
    }
    .run(&mut |step| {
        screen.step(&step);
        done.push(step);
    });
    screen.end(exit);
    if arguments.json {
        screen::print(&json::document(&arguments, &account, &done, exit));
    }
    let written = match &mut report {
        Some(report) => report.write(&arguments, &account, &done, exit, &lines, &redactor),
        None => Ok(()),
    };
    match written {
        // What the check has found is more than that its report cannot be written.
        Err(why) if !matches!(exit, Exit::AllWell | Exit::Warnings) => {
            eprintln!("lftoken-check: {why}");
            Ok(exit)
        }
        written => written.map(|()| exit),
    }
}
